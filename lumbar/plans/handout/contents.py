"""What stands on the hand-out, as one value in the language of the page.

Everything is text or a picture that is ready to print; the template ``handout.typ`` only places it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.library import Library, library
from lumbar.clinical.values import PlanItem
from lumbar.clinical.words import Words
from lumbar.figure import catalogue
from lumbar.people.models import Clinic
from lumbar.plans.cards import Card, card_of, dose_of
from lumbar.plans.handout.glyphs import printable
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import choices_for
from lumbar.site import figures
from lumbar.site.figures import Moment
from lumbar.site.looks import Look
from lumbar.site.wording import minutes_words, page_language, place_words

EASIER = ("small", "easier")
"""Ways that ask less than the exercise as written, as the knowledge names them."""


class Picture(msgspec.Struct, frozen=True):
    """One moment of an exercise."""

    svg: str
    caption: str
    alt: str
    """The picture in words, for people who cannot see it."""


class Entry(msgspec.Struct, frozen=True):
    """One exercise in the way this person is to do it."""

    name: str
    way: str
    """The variant's name; empty where it is the exercise as written."""
    why: str
    dose: str
    setup: str
    steps: tuple[str, ...]
    easier: str
    """An easier way that fits this person too; empty where there is none."""
    stop: str
    said: tuple[str, ...]
    """What a clinician says to it, with their name."""
    pictures: tuple[Picture, ...]
    """Start and end; one where the body rests in the same place throughout."""


class Notice(msgspec.Struct, frozen=True):
    """A list with a heading: when to stop, when to get help."""

    title: str
    lines: tuple[str, ...]
    advice: str = ""
    """What to do then."""
    call: str = ""
    """The call to make, in a few words and large."""


class Handout(msgspec.Struct, frozen=True):
    """Both sides of the sheet, from top to bottom."""

    language: str
    """As the knowledge names it: ``en`` or ``zh-hant``."""
    title: str
    lead: str
    said: str
    """A clinician's note to the whole plan, with their name; empty where there is none."""
    circumstances: str
    """Where and for how long."""
    edition: str
    """Which version of the plan, of which day."""
    clinic: str
    phone: str
    entries: tuple[Entry, ...]
    stop: Notice
    danger: Notice
    small_print: tuple[str, ...]
    sources_label: str
    sources: tuple[str, ...]
    """Titles as they were published, in whatever language that was."""


def handout_of(
    stored: StoredPlan, *, clinic: Clinic | None, emergency_number: str, look: Look
) -> Handout:
    """The hand-out of this plan in the active language; ``look`` is who shows the exercises.

    Raises KeyError when the knowledge no longer has one of its exercises.
    """
    language = page_language()
    knowledge = library()
    words = knowledge.words(language)
    plan = stored.value()
    made_on = date_format(timezone.localtime(stored.created_at), _("j F Y"))
    return Handout(
        language=language,
        # The same heading as the plan's page has.
        title=ngettext("Your one for tonight", "Your %(number)s for tonight", len(plan.items))
        % {"number": len(plan.items)},
        lead=words.exercise_sets[plan.set_id].reason,
        said=printable(f"{plan.edit.by}: {plan.edit.note}") if plan.edit.note else "",
        circumstances=f"{place_words(plan.place)} · {minutes_words(plan.minutes)}",
        edition=_("Plan %(version)s of %(date)s") % {"version": stored.version, "date": made_on},
        clinic=clinic.name if clinic else "",
        phone=clinic.phone if clinic else "",
        entries=tuple(
            entry_of(item, choices_for(stored, index), knowledge, words, look)
            for index, item in enumerate(plan.items)
        ),
        stop=Notice(_("Stop if"), tuple(words.routine.universal_stop)),
        danger=Notice(
            _("Get help at once if"),
            words.watch_for,
            advice=words.not_everything.replace("{emergency}", emergency_number),
            call=_("Call %(number)s") % {"number": emergency_number},
        ),
        small_print=(
            _(
                "Lumbar helps you decide what to do next. It is not a medical device, and it cannot"
                " tell you what is wrong."
            ),
            _("Knowledge version %(version)s.") % {"version": plan.knowledge_version},
        ),
        sources_label=_("Sources"),
        sources=_sources(plan.items, knowledge),
    )


def entry_of(
    item: PlanItem, choices: Iterable[PlanItem], knowledge: Library, words: Words, look: Look
) -> Entry:
    """One exercise; ``choices`` are what it may be swapped for, easier ways among them."""
    card = card_of(item, knowledge, words)
    return Entry(
        name=card.name,
        way=card.way,
        why=card.why[0],
        dose=card.dose,
        setup=card.setup,
        steps=card.steps,
        easier=_easier(item, choices, knowledge, words),
        stop=card.stop,
        said=tuple(printable(f"{card.by}: {text}") for text in (card.note, card.reason) if text),
        pictures=_pictures(card, words, look),
    )


def _easier(item: PlanItem, choices: Iterable[PlanItem], knowledge: Library, words: Words) -> str:
    """The name of an easier way; only for the exercise as written, and only one that fits."""
    if item.variant != knowledge.exercises[item.exercise].variant[0].id:
        return ""
    for choice in choices:
        if choice.exercise == item.exercise and choice.variant in EASIER:
            name = words.exercises[item.exercise].variants[choice.variant].name
            return _("Easier: %(way)s") % {"way": name}
    return ""


def _pictures(card: Card, words: Words, look: Look) -> tuple[Picture, ...]:
    end = still(card.slug, card.variant, "end", look)
    if not catalogue.entry(card.slug, card.variant).moves:
        return (Picture(end, "", f"{card.name}: {card.setup}"),)
    start = still(card.slug, card.variant, "start", look)
    move = words.exercises[card.slug].of(card.variant).move
    captions = _("Start"), _("End")
    return (
        Picture(start, captions[0], f"{card.name}, {captions[0]}: {card.setup}"),
        Picture(end, captions[1], f"{card.name}, {captions[1]}: {move}"),
    )


def still(slug: str, variant: str, at: Moment, look: Look) -> str:
    """The picture of an exercise at its start or end as a complete SVG for paper."""
    return figures.still(figures.picture(slug, variant, at), look, "paper")


def _sources(items: Iterable[PlanItem], knowledge: Library) -> tuple[str, ...]:
    """Titles of what the exercises and their doses rest on, each once."""
    ids: list[str] = []
    for item in items:
        ids += [*knowledge.exercises[item.exercise].source, *dose_of(item, knowledge).source]
    return tuple(knowledge.sources[source].title for source in dict.fromkeys(ids))
