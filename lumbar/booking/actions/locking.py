"""What a change of the book locks, and in which order.

1. the digests of where a request comes from (`limits`), 2. the patient, 3. the appointments, by id,
4. the practitioners, by id, 5. the locations, by id, where a room is taken or freed.

Everybody takes locks in this order and nobody takes an earlier one while holding a later one, so no
two changes wait for each other. The practitioner's lock makes all changes of one diary follow one
another; the location's does the same for its rooms, which practitioners share. On SQLite a
transaction that writes is alone anyway (it begins IMMEDIATE), and Django leaves the locks out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

from lumbar.booking.errors import Changed, SeriesTaken, SlotTaken
from lumbar.booking.models import Appointment, Location, Practitioner, Service
from lumbar.booking.queries import next_times
from lumbar.people.models import Patient
from lumbar.scheduling.slots import Refusal
from lumbar.scheduling.values import Slot

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Refused(Exception):
    """Within a transaction: these times cannot be had. It ends as `SlotTaken`."""

    def __init__(
        self,
        service: Service,
        refused: list[tuple[Slot, Refusal]],
        now: datetime,
        *,
        series: bool = False,
    ) -> None:
        super().__init__()
        self.service = service
        self.refused = refused
        self.now = now
        self.series = series


def writes_the_book(action: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Make an action one transaction. When its time cannot be had everything is taken back, the
    locks are gone, and only then the next times are looked for."""

    @wraps(action)
    def in_one_transaction(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            with transaction.atomic():
                return action(*arguments, **named)
        except Refused as no:
            wanted, why = no.refused[0]
            times = next_times(service=no.service, wanted=wanted, now=no.now)
            if no.series:
                raise SeriesTaken(no.refused, times) from None
            raise SlotTaken(times, why) from None

    return in_one_transaction


def lock_patient(patient: Patient) -> Patient:
    """The patient's row, locked."""
    return Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)


def lock_appointment(appointment: Appointment, version: int | None) -> Appointment:
    """The appointment as it is now, locked. Raises `Changed` when it is no longer of this version;
    None: any."""
    fresh = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
    if version is not None and fresh.version != version:
        raise Changed
    return fresh


def lock_appointments(pks: Iterable[UUID]) -> list[Appointment]:
    """Several appointments, locked by id; returned by start."""
    rows = Appointment.objects.select_for_update(no_key=True).filter(pk__in=list(pks))
    return sorted(rows.order_by("pk"), key=lambda row: row.starts_at)


def lock_book(practitioners: Iterable[int], places: Iterable[int]) -> None:
    """Lock diaries, then the rooms of places, each by id."""
    for model, keys in ((Practitioner, set(practitioners)), (Location, set(places))):
        if keys:
            rows = model.objects.select_for_update(no_key=True).filter(pk__in=keys)
            list(rows.order_by("pk").values_list("pk"))
