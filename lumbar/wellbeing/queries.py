"""Reads. All start from the person, so another's rows are never in reach.

For the report: ``stress_line``, ``activity_by_day`` and ``pressures_of``; each is one or two
queries however long the time.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lumbar.clinical.activity import Moved
from lumbar.clinical.care import Care
from lumbar.clinical.care_schema import PressureStandard as Standard
from lumbar.clinical.library import library
from lumbar.clinical.pressure import CALM, Acting, Reading, acting
from lumbar.clinical.stress import Felt, StressPoint
from lumbar.clinical.stress import stress_line as line_of
from lumbar.people.models import Person
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, PressureStandard, Steps


@dataclass(frozen=True, slots=True)
class ActiveDay:
    """One day's movement as noted, with the steps of an imported file."""

    moved: Moved
    steps: int | None
    """None when no file has this day."""

    @property
    def day(self) -> date:
        return self.moved.day


def stress_line(
    person: Person, since: date | None = None, until: date | None = None
) -> tuple[StressPoint, ...]:
    """The stress line from ``since`` to ``until`` (both included; None: without end), oldest
    first: ``day``, ``tension``, and as marks of their own ``pulse`` and ``pressure``."""
    days = Day.objects.filter(person=person)
    days = days.filter(day__gte=since) if since else days
    days = days.filter(day__lte=until) if until else days
    felt = [Felt(*row) for row in days.values_list("day", "tension", "pulse")]
    return line_of(felt, pressures_of(person, since, until))


def activity_by_day(
    person: Person, since: date | None = None, until: date | None = None
) -> tuple[ActiveDay, ...]:
    """Every day with minutes, strength or steps from ``since`` to ``until``, oldest first."""
    days, counted = Day.objects.filter(person=person), Steps.objects.filter(person=person)
    if since:
        days, counted = days.filter(day__gte=since), counted.filter(day__gte=since)
    if until:
        days, counted = days.filter(day__lte=until), counted.filter(day__lte=until)
    noted = {
        row[0]: Moved(*row)
        for row in days.values_list(
            "day", "walking_minutes", "moderate_minutes", "vigorous_minutes", "strength"
        )
        if any(value is not None for value in row[1:])
    }
    steps = dict(counted.values_list("day", "count"))
    return tuple(
        ActiveDay(noted.get(day, Moved(day)), steps.get(day)) for day in sorted({*noted, *steps})
    )


def pressures_of(
    person: Person,
    since: date | None = None,
    until: date | None = None,
    newest: int | None = None,
) -> tuple[Reading, ...]:
    """Every reading of blood pressure from ``since`` to ``until``, or the ``newest`` so many of
    them; oldest first, in local time."""
    kept = PressureReading.objects.filter(person=person)
    kept = kept.filter(taken_at__gte=_midnight(since)) if since else kept
    kept = kept.filter(taken_at__lt=_midnight(until + timedelta(days=1))) if until else kept
    rows = kept.order_by("-taken_at").values_list(
        "pk", "taken_at", "systolic", "diastolic", "pulse", "symptoms"
    )[:newest]
    return tuple(
        Reading(timezone.localtime(at), systolic, diastolic, pulse, signs_of(symptoms), pk)
        for pk, at, systolic, diastolic, pulse, symptoms in reversed(rows)
    )


def signs_of(symptoms: list[str] | None) -> tuple[str, ...] | None:
    """The signs of a reading as they are kept; None when nobody has said."""
    return None if symptoms is None else tuple(symptoms)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- blood pressure ----------------------------------------------------------------------------


def standard_of(person: Person | None, country: str, care: Care | None = None) -> Standard:
    """The standard this person chose; else their clinic's country's; else the knowledge's."""
    care = care or library().care
    standards = {one.id: one for one in care.blood_pressure.standard}
    chosen = PressureStandard.objects.filter(person=person).first() if person else None
    if chosen is not None and chosen.standard in standards:
        return standards[chosen.standard]
    known = care.countries.get(country)
    return standards[known.blood_pressure if known else care.blood_pressure.default]


def acting_now(person: Person | None, country: str, now: datetime) -> Acting:
    """What the newest readings of blood pressure ask for. ``level`` is there for the same day and
    for an emergency; nothing else may then be offered in its place."""
    if person is None:
        return CALM
    care = library().care
    home = care.wellbeing.pressure
    first = timezone.localtime(now - timedelta(hours=home.day.act_hours)).date()
    readings = pressures_of(person, first)
    if not readings:
        return CALM
    standard = standard_of(person, country, care)
    return acting(readings, now, care.blood_pressure, standard, home)


def reading_of(person: Person | None, identifier: uuid.UUID) -> PressureReading | None:
    """One of the person's own readings; None for anybody else's."""
    if person is None:
        return None
    return PressureReading.objects.filter(person=person, pk=identifier).first()


def is_anothers(person: Person | None, identifier: uuid.UUID) -> bool:
    """Whether a reading or a breathing of this id belongs to somebody else; asked before a guest
    is made."""
    kinds = (PressureReading, BreathingSession)
    return any(
        one._default_manager.filter(pk=identifier).exclude(person=person).exists() for one in kinds
    )


# --- days, steps, breathing --------------------------------------------------------------------


def day_of(person: Person | None, day: date) -> Day | None:
    """What was noted of a day."""
    if person is None:
        return None
    return Day.objects.filter(person=person, day=day).first()


def days_since(person: Person, since: date) -> list[Day]:
    """What was noted from a day on, oldest first."""
    return list(Day.objects.filter(person=person, day__gte=since).order_by("day"))


def moved_since(person: Person, since: date) -> tuple[Moved, ...]:
    """The movement noted from a day on, oldest first."""
    return tuple(one.moved for one in activity_by_day(person, since))


def breathings(person: Person | None, count: int) -> list[BreathingSession]:
    """The newest times of slow breathing."""
    if person is None:
        return []
    return list(BreathingSession.objects.filter(person=person)[:count])
