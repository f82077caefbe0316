"""Writes. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lumbar.check.actions import call_for_recheck, withdraw_recheck
from lumbar.check.queries import recheck_called_for
from lumbar.people.models import Person
from lumbar.wellbeing.imports import Imported
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, PressureStandard, Steps
from lumbar.wellbeing.queries import acting_now

UNANSWERED = "pressure_unanswered"
NOTED = (
    "tension",
    "pulse",
    "walking_minutes",
    "moderate_minutes",
    "vigorous_minutes",
    "strength",
)
"""What can be noted of a day; each stands alone, and one that is missing stays missing."""


class NotTheirs(Exception):
    """The row belongs to someone else."""


@transaction.atomic
def note(*, person: Person, day: date, name: str, value: int | bool | None) -> None:
    """Note one thing of a day, or with None take it back. The rest of the day stays as it was.

    A ``name`` that is not in ``NOTED`` is a ``ValueError``.
    """
    if name not in NOTED:
        raise ValueError(name)
    # Two taps at once would otherwise both make the day's row.
    Person.objects.select_for_update().get(pk=person.pk)
    row = Day.objects.filter(person=person, day=day).first() or Day(person=person, day=day)
    setattr(row, name, value)
    if any(getattr(row, each) is not None for each in NOTED):
        row.save()
    elif row.pk is not None:
        row.delete()


@transaction.atomic
def keep_pressure(
    *,
    person: Person,
    uuid: UUID,
    taken_at: datetime,
    systolic: int,
    diastolic: int,
    pulse: int | None,
) -> PressureReading:
    """Keep a reading, or change one. What was said of signs stays only where the pressure does:
    about another pressure nobody has been asked.

    Raises ``NotTheirs`` when the id is another person's reading.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = PressureReading.objects.filter(pk=uuid).first()
    if known is None:
        known = PressureReading(pk=uuid, person=person)
    elif known.person_id != person.pk:
        raise NotTheirs
    elif (known.systolic, known.diastolic) != (systolic, diastolic):
        known.symptoms = None
    known.taken_at, known.systolic, known.diastolic = taken_at, systolic, diastolic
    known.pulse = pulse
    known.save()
    return known


@transaction.atomic
def say_signs(*, reading: PressureReading, signs: Sequence[str]) -> None:
    """Keep which signs were there with a very high reading; none is an answer too."""
    reading.symptoms = list(signs)
    reading.save(update_fields=["symptoms"])


@transaction.atomic
def act_on_pressure(*, person: Person, country: str, now: datetime) -> None:
    """Where the newest readings ask to be seen today or at once, no exercises are shown until a
    new check is finished: a danger sign never yields one, wherever it was told. While nobody has
    said whether there are signs, there are none either; the answer opens them again."""
    Person.objects.select_for_update().get(pk=person.pk)
    acting = acting_now(person, country, now)
    if acting.stage != "ask":
        withdraw_recheck(person=person, by=UNANSWERED)
    if (acting.stage == "ask" or acting.level is not None) and not recheck_called_for(person):
        by = UNANSWERED if acting.stage == "ask" else "blood_pressure"
        call_for_recheck(person=person, by=by, now=now)


@transaction.atomic
def delete_pressure(*, person: Person, uuid: UUID) -> bool:
    """Delete a reading of this person; whether there was one."""
    return PressureReading.objects.filter(person=person, pk=uuid).delete()[0] > 0


@transaction.atomic
def choose_standard(*, person: Person, standard: str | None) -> None:
    """Read pressures by this standard from now on; None goes back to the country's."""
    if standard is None:
        PressureStandard.objects.filter(person=person).delete()
        return
    PressureStandard.objects.update_or_create(person=person, defaults={"standard": standard})


@transaction.atomic
def keep_breathing(
    *, person: Person, uuid: UUID, started_at: datetime, seconds: int
) -> BreathingSession:
    """Keep a time of slow breathing. Sent again, the longer of the two stays.

    Raises ``NotTheirs`` when the id is another person's.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = BreathingSession.objects.filter(pk=uuid).first()
    if known is None:
        return BreathingSession.objects.create(
            pk=uuid, person=person, started_at=started_at, seconds=seconds
        )
    if known.person_id != person.pk:
        raise NotTheirs
    if seconds > known.seconds:
        known.seconds = seconds
        known.save(update_fields=["seconds"])
    return known


@transaction.atomic
def keep_steps(*, person: Person, imported: Imported, now: datetime) -> None:
    """Keep the days of a file. A day that is there already takes the file's count."""
    Person.objects.select_for_update().get(pk=person.pk)
    Steps.objects.bulk_create(
        [
            Steps(person=person, day=day, count=count, source=imported.source, imported_at=now)
            for day, count in imported.days.items()
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["person", "day"],
        update_fields=["count", "source", "imported_at"],
    )


@transaction.atomic
def take_back_steps(*, person: Person, which: Literal["last", "all"]) -> int:
    """Delete the days of the newest file, or all imported days; how many they were. Counts that
    the newest file replaced do not come back."""
    steps = Steps.objects.filter(person=person)
    if which == "last":
        newest = steps.aggregate(newest=Max("imported_at"))["newest"]
        steps = steps.filter(imported_at=newest)
    return steps.delete()[0]
