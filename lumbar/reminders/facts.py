"""What a person may do and what they did, as the schedule wants to know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from lumbar.check.queries import recheck_called_for
from lumbar.clinical import companion as companion_core
from lumbar.clinical.library import library
from lumbar.companion.queries import closed_because, companion_due, companion_of, course_of
from lumbar.journal.measuring.queries import askings, last_check_in
from lumbar.journal.models import CheckIn
from lumbar.people.models import Person
from lumbar.plans.queries import standing
from lumbar.reminders.schedule import Hours, Kind, Known, Moment
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import stopped_since

AROUND = timedelta(days=4)
"""What was done longer ago says nothing about what is due."""


def known_of(person: Person, hours: Hours, now: datetime, wished: Mapping[Kind, datetime]) -> Known:
    """What there is to know for these kinds, and nothing that is not needed.

    ``wished`` has since when each is reminded of.
    """
    tonight = "tonight" in wished
    return Known(
        may_exercise=tonight and may_exercise(person),
        evenings=_evenings(person, now) if tonight else (),
        mornings=_mornings(person, now) if "morning" in wished else frozenset(),
        measures_due=(
            _measures_due(person, now, hours, wished["measures"]) if "measures" in wished else None
        ),
        companion=tuple(_companion(person, now)) if "companion" in wished else (),
    )


def may_exercise(person: Person) -> bool:
    """Whether tonight's exercises stand open: the newest check allows them, and no danger sign
    was named since, in an evening or anywhere else."""
    where = standing(person)
    return (
        where.assessment is not None
        and where.refused is None
        and recheck_called_for(person) is None
        and not stopped_since(person, where.assessment)
    )


def _evenings(person: Person, now: datetime) -> tuple[datetime, ...]:
    begun = SessionRecord.objects.filter(person=person, started_at__gte=now - AROUND)
    return tuple(begun.values_list("started_at", flat=True))


def _mornings(person: Person, now: datetime) -> frozenset[date]:
    logged = CheckIn.objects.filter(person=person, morning__gte=(now - AROUND).date())
    return frozenset(logged.values_list("morning", flat=True))


def _measures_due(person: Person, now: datetime, hours: Hours, since: datetime) -> date | None:
    """The day of the next questions. Those that were due before anybody wished to be reminded of
    them are due when the wish was made."""
    asked = askings(person, now.astimezone(hours.zone).date())
    if not asked:
        return None
    local = since.astimezone(hours.zone)
    wished_on = local.date() + timedelta(days=local.time() >= hours.measures_at)
    if last_check_in(person) is None:
        return wished_on
    return max(wished_on, min(one.next_on() for one in asked))


def _companion(person: Person, now: datetime) -> Iterator[Moment]:
    """What the companion asks now, and what it will ask if nothing happens until then."""
    companion = companion_of(person)
    if companion is None or closed_because(person) is not None:
        return
    due = companion_due(person, now)
    if due is not None:
        yield Moment(f"{str(companion.pk)[:8]}:{due.key}", due.at)
    course, at = course_of(companion), now
    while (coming := companion_core.coming(course, at, library().care.companion)) is not None:
        yield Moment(f"{str(companion.pk)[:8]}:{coming.key}", coming.at)
        at = coming.at
