"""Reads of the first 48 hours. All start from the person.

Home and the reminders ask ``companion_of`` (is one under way?), ``companion_due`` (what is to be
answered now?) and ``companion_coming`` (what is asked next, and when?).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from lumbar.check.models import StoredAssessment
from lumbar.check.queries import newest_assessment, recheck_called_for
from lumbar.clinical import companion as core
from lumbar.clinical.companion import Course, Occasion, Said, Where
from lumbar.clinical.library import library
from lumbar.clinical.packs import Use
from lumbar.clinical.values import Level
from lumbar.companion.models import Companion, DangerSignsAsked, PackAsked, PackUse, Review
from lumbar.people.models import Person
from lumbar.tonight.queries import stopped_since

Closed = Literal["no-check", "level", "check-again", "unanswered", "gate"]
"""Why the companion shows nothing of its own: there was no check; the newest says to be seen first;
a new one is called for; it left danger signs open; a clinician has to choose."""


def companion_of(person: Person | None) -> Companion | None:
    """The companion under way; None when none was started, or it was ended."""
    if person is None:
        return None
    return Companion.objects.filter(person=person, ended_at__isnull=True).first()


def closed_because(person: Person | None) -> Closed | None:
    """Why this person gets no companion now; None when the newest check allows it."""
    newest = newest_assessment(person)
    if person is None or newest is None:
        return "no-check"
    assessment = newest.value()
    if assessment.level.urgency > Level.CLINICIAN_SOON.urgency:
        # Before all else: nothing stands beside an emergency, not even another question.
        return "level"
    if recheck_called_for(person) is not None or stopped_since(person, newest):
        return "check-again"
    if assessment.ask_again:
        return "unanswered"
    return "gate" if assessment.gates else None


def course_of(companion: Companion) -> Course:
    """A companion as the pure core knows it. A whole check counts as going through the signs."""
    asked = DangerSignsAsked.objects.filter(companion=companion).values_list("asked_at", flat=True)
    checks = StoredAssessment.objects.filter(
        person=companion.person_id, created_at__gte=companion.began_at
    ).values_list("created_at", flat=True)
    reviews = Review.objects.filter(companion=companion)
    return Course(
        began_at=companion.began_at,
        asked=tuple(sorted([*asked, *checks])),
        reviews=tuple(Said(one.check_in, one.outcome, one.said_at) for one in reviews),
        ended_at=companion.ended_at,
    )


def where_is(companion: Companion, now: datetime) -> Where:
    """Where its person is now."""
    return core.where(course_of(companion), now, library().care.companion)


def companion_due(person: Person | None, now: datetime) -> Occasion | None:
    """The one thing the companion asks now (``.kind``, ``.id``, ``.at``, ``.key``); None when it
    asks nothing, or something more pressing comes first."""
    companion = companion_of(person)
    if companion is None or closed_because(person) is not None:
        return None
    return core.due(course_of(companion), now, library().care.companion)


def companion_coming(person: Person | None, now: datetime) -> Occasion | None:
    """What the companion asks next, at ``.at``; None when nothing is to come."""
    companion = companion_of(person)
    if companion is None or closed_because(person) is not None:
        return None
    return core.coming(course_of(companion), now, library().care.companion)


def may_be_offered(person: Person | None, now: datetime) -> bool:
    """Whether to offer the companion on Home or beside a result: the newest check is calm, speaks
    of a new pain, and none is under way. The pain may be two days older than the check said."""
    newest, companion = newest_assessment(person), companion_of(person)
    if newest is None or closed_because(person) is not None:
        return False
    if companion is not None and not where_is(companion, now).over:
        return False
    recent = newest.heard().get("duration") in library().care.companion.recent
    hours = max(stage.to_hours for stage in library().care.companion.stage)
    return recent and now - newest.created_at < timedelta(hours=hours)


def asked_before(person: Person, method: str, now: datetime) -> PackAsked | None:
    """What was said to the questions before a method; None when it is to be asked (again)."""
    asked = PackAsked.objects.filter(person=person, method=method).first()
    again = timedelta(hours=library().care.heat_cold.timer.ask_again_hours)
    return asked if asked is not None and now - asked.said_at < again else None


def packs_since(person: Person, since: datetime) -> list[PackUse]:
    """The person's packs from a moment on, newest first."""
    return list(PackUse.objects.filter(person=person, started_at__gte=since))


def uses_of(person: Person, now: datetime) -> list[Use]:
    """The uses after which the skin may still be resting, as the pure core knows them."""
    timer = library().care.heat_cold.timer
    since = now - timedelta(hours=timer.skin_hours + 1)
    return [one.value() for one in packs_since(person, since)]
