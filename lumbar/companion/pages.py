"""What the companion's pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from lumbar.check.models import StoredAssessment
from lumbar.check.queries import newest_assessment
from lumbar.clinical import companion as core
from lumbar.clinical.companion import Consequence, Occasion, Where
from lumbar.clinical.library import Library, library
from lumbar.clinical.planner import fitting, sleeping_positions
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import PlanItem
from lumbar.clinical.words_schema import LevelWords
from lumbar.companion import queries
from lumbar.companion.diary import diary_of
from lumbar.companion.forms import HOURS_AGO, LONGER, PAIN
from lumbar.companion.models import Companion, PainNote
from lumbar.companion.pack_pages import door
from lumbar.people.models import Person
from lumbar.plans.cards import Card, card_of
from lumbar.plans.queries import kept_from_before, standing
from lumbar.site.wording import page_language

PICTURES = {"side": "rest-on-side", "back": "rest-on-back"}
"""The figure's names of sleeping positions."""
JUST_CHECKED = timedelta(hours=3)
"""A number told in the check so lately need not be told again."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A sleeping position with its picture."""

    figure: str
    name: str
    how: str
    honest: str


@dataclass(frozen=True, slots=True)
class Offer:
    """To be seen, after a review."""

    level: str
    words: LevelWords
    said: str
    """What the answer means, in a sentence or two."""
    by: datetime | None
    honest: str
    """What sources disagree about here, and what we make of it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One hour on the line of 48."""

    x: float
    hours: int
    state: str
    """``done``, ``due`` or ``ahead``."""


LINE = 300
"""Width of the line of hours in its drawing, which begins 10 from the left."""


def now_page(companion: Companion, stored: StoredAssessment, now: datetime) -> dict[str, Any]:
    """The screen of this hour. ``stored`` is the newest check."""
    knowledge = library()
    care = knowledge.care
    words = care.words(page_language()).companion
    place = queries.where_is(companion, now)
    stages = [words.stages[id] for id in place.stages]
    return {
        "companion": companion,
        "where": place,
        "words": words,
        "title": stages[-1].title if stages else "",
        "do": [words.stages[stage].do[id] for stage, id in place.do],
        "leave": [words.stages[stage].leave[id] for stage, id in place.leave],
        "signs": signs(knowledge),
        "marks": marks(companion, place, now),
        "needle": 10 + LINE * min(1.0, place.hour / place.of),
        "signs_due": place.due is not None and place.due.kind == core.DANGER_SIGNS,
        "review_due": place.due is not None and place.due.kind == core.REVIEW,
        "due_words": words.check_ins.get(place.due.id) if place.due is not None else None,
        "coming": place.coming,
        "coming_review": place.coming is not None and place.coming.kind == core.REVIEW,
        "offer": offer_of(place.last, knowledge),
        "said_last": _said_last(place, knowledge),
        "pain_numbers": PAIN,
        "last_pain": last_pain(companion),
        "packs": [door(companion.person, method, now) for method in care.heat_cold.method],
        "change_by": now + timedelta(minutes=care.companion.moving.change_minutes[1]),
        "lying": lying(stored, knowledge),
        "gentle": gentle(companion.person, stored, place.exercises, knowledge),
        "universal_stop": knowledge.words(page_language()).routine.universal_stop,
        "has_plan": standing(companion.person).refused is None,
        "entries": diary_of(companion, now),
    }


def start_page(person: Person, now: datetime) -> dict[str, Any]:
    """What is asked before the first hour."""
    knowledge = library()
    words = knowledge.care.words(page_language()).companion
    stored = newest_assessment(person)
    told = None
    if stored is not None and now - stored.created_at < JUST_CHECKED:
        told = stored.heard().get("pain_now")
    return {
        "words": words,
        "began": [(str(hours), began_words(hours)) for hours in HOURS_AGO],
        "longer": LONGER,
        "pain_numbers": PAIN,
        "chosen": {"began": "", "pain": "" if told is None else str(told), "leg": ""},
        "errors": (),
    }


def began_words(hours: int) -> str:
    """How long ago, as people say it."""
    if hours == 1:
        return _("In the last hour")
    if hours == 24:
        return _("A day ago")
    if hours == 36:
        return _("A day and a half ago")
    if hours > 36:
        return _("Almost two days ago")
    return _("About %(hours)s hours ago") % {"hours": hours}


def signs(knowledge: Library) -> list[str]:
    """Every sign to watch for, the pressing ones first."""
    language = page_language()
    asking = knowledge.care.words(language).companion.asking
    also = [asking.also[sign.id] for sign in knowledge.care.companion.asking.also]
    return [*knowledge.words(language).watch_for, *also]


def marks(companion: Companion, place: Where, now: datetime) -> list[Mark]:
    """The hours at which something is asked, on the line of the first 48."""
    course = queries.course_of(companion)
    knowledge = library().care.companion
    found = []
    for occasion in core.occasions(course, knowledge):
        if occasion.at_hours <= place.of:
            x = 10 + LINE * occasion.at_hours / place.of
            found.append(Mark(x, occasion.at_hours, _state(occasion, place, now)))
    return found


def _state(occasion: Occasion, place: Where, now: datetime) -> str:
    if place.due is not None and place.due.key == occasion.key:
        return "due"
    return "done" if occasion.at <= now else "ahead"


def offer_of(last: Consequence | None, knowledge: Library) -> Offer | None:
    """To be seen, when the newest review says so."""
    if last is None or last.level is None:
        return None
    language = page_language()
    words = knowledge.care.words(language)
    said = words.companion.check_ins[last.check_in]
    conflict = core.check_in_of(last.check_in, knowledge.care.companion).conflict
    return Offer(
        level=last.level,
        words=knowledge.words(language).levels[last.level],
        said=said.outcomes[last.outcome],
        by=last.by,
        honest=words.conflicts[conflict].choice if conflict else "",
    )


CALLS = ("emergency", "same_day")
"""Nobody with such a level is to wait for a time."""


def to_be_booked(companion: Companion, now: datetime) -> bool:
    """Whether they are offered a time now: the newest review says to be seen, and not today."""
    offer = offer_of(queries.where_is(companion, now).last, library())
    return offer is not None and offer.level not in CALLS


def _said_last(place: Where, knowledge: Library) -> str:
    """What the newest review means for somebody who goes on."""
    if place.last is None or place.last.next != "continue":
        return ""
    said = knowledge.care.words(page_language()).companion.check_ins[place.last.check_in]
    return said.outcomes[place.last.outcome]


def last_pain(companion: Companion) -> PainNote | None:
    """The newest number that was noted."""
    return PainNote.objects.filter(companion=companion).last()


def lying(stored: StoredAssessment, knowledge: Library) -> list[Lying]:
    """How to lie at night: what nothing speaks against for this person."""
    words = knowledge.care.words(page_language()).sleep_positions.positions
    return [
        Lying(PICTURES[id], words[id].name, words[id].how, words[id].honest)
        for id in sleeping_positions(stored.value(), knowledge)
        if id in PICTURES
    ]


def gentle(
    person: Person, stored: StoredAssessment, references: Sequence[str], knowledge: Library
) -> list[Card]:
    """The stage's exercises that fit this person; none where no exercises may be shown."""
    stands = standing(person)
    if stands.refused is not None:
        return []
    place: PlaceName = "bed"
    if stands.plan is not None:
        chosen = stands.plan.value()
        place, adjust, edit = chosen.place, chosen.adjust, chosen.edit
    else:
        # What hurt before, and what a clinician took out, stays out of the next plan too.
        adjust, edit = kept_from_before(person, stored)
    items: tuple[PlanItem, ...] = fitting(
        references, stored.value(), stored.heard(), knowledge, place, adjust, edit
    )
    words = knowledge.words(page_language())
    return [card_of(item, knowledge, words) for item in items]


def review_page(occasion: Occasion) -> dict[str, Any]:
    """A review's questions."""
    knowledge = library()
    words = knowledge.care.words(page_language()).companion
    said = words.check_ins[occasion.id]
    return {
        "words": words,
        "review": said,
        "occasion": occasion,
        "answers": list(said.answers.items()),
        "signs": signs(knowledge),
        "pain_numbers": PAIN,
        "chosen": {"signs": "", "outcome": "", "pain": ""},
        "errors": (),
    }


def closed_page(
    person: Person | None, reason: queries.Closed | Literal["new-pain"]
) -> dict[str, Any]:
    """Why the companion shows nothing of its own, and what to do instead."""
    knowledge = library()
    stored = newest_assessment(person)
    words = knowledge.words(page_language())
    gates = stored.value().gates if stored is not None and reason == "gate" else ()
    return {
        "reason": reason,
        "assessment": stored,
        "gates": [words.gates[gate].reason for gate in gates],
        "words": knowledge.care.words(page_language()).companion,
    }
