"""A time that is held for somebody before they ask for it: one for each person and clinic, for a
short while. Asking for any time gives it up in the same transaction; so the held one can be taken
and nobody else can in between."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lumbar.booking.actions.holding import give_back, lock_for
from lumbar.booking.actions.limits import check_limits, digests_of, keep_trace
from lumbar.booking.actions.locking import lock_patient, writes_the_book
from lumbar.booking.actions.making import new_visit, of_the_clinic, put
from lumbar.booking.actions.patients import NAMELESS, entry_to_hold_for
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Service
from lumbar.booking.queries import held_for, open_visits
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.people.models import Clinic, Patient, Person
from lumbar.people.needed import is_needed
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.policy import Status, hold_ends, may_request
from lumbar.scheduling.values import Slot

HOLDS_FOR = timedelta(minutes=30)
"""As long as a request that waits for its link."""


@writes_the_book
def hold_time(
    *,
    clinic: Clinic,
    service: Service,
    slot: Slot,
    person: Person,
    language: str,
    origin: Origin,
    now: datetime,
) -> Appointment:
    """Hold a free time for a person of whom nothing else need be known. While one is held for them
    it is that one, whatever is asked for. Nobody is told anything.

    Raises `SlotTaken`; `NotAllowed` with ``not_online``, ``not_offered``, ``too_many_open``,
    ``too_many``.
    """
    of_the_clinic(clinic, service)
    if not service.online:
        raise NotAllowed("not_online")
    digests = digests_of(Contact(""), origin)
    check_limits(digests, now)
    patient = lock_patient(entry_to_hold_for(clinic, person, language))
    already = held_for(clinic, person, now)
    if already is not None:
        return already
    _drop(patient, now)
    no = may_request(open_visits=open_visits(patient, now).count(), max_open=service.max_open)
    if no is not None:
        raise NotAllowed(str(no))
    seconds = int(HOLDS_FOR.total_seconds())
    until = moment(hold_ends(now=instant(now), starts=slot.starts, seconds=seconds))
    lock_for(service, slot)
    held = put(
        new_visit(
            clinic, service, patient, now,
            status=Status.PROPOSED, held_until=until, source=Appointment.Source.HELD,
        ),
        slot, desk=False, now=now,
    )  # fmt: skip
    note_freed_visit(held, held.reservation, until)
    keep_trace(held, digests, now)
    return held


@transaction.atomic
def give_up_hold(*, clinic: Clinic, person: Person, now: datetime) -> None:
    """Free what is held for a person, if anything is; and forget an entry of the register that was
    only made for that."""
    for patient in Patient.objects.filter(
        clinic=clinic, person=person, appointments__source=Appointment.Source.HELD
    ).distinct():
        locked = lock_patient(patient)
        _drop(locked, now)
        _forget(locked)


def end_holds(*, now: datetime, limit: int = 200) -> int:
    """Put away times that were held for nothing; return how many. They are free without it."""
    over = Appointment.objects.filter(source=Appointment.Source.HELD, held_until__lte=now)
    rows = list(over.order_by("held_until")[:limit])
    for row in rows:
        _end(row, now)
    return len(rows)


@transaction.atomic
def _end(held: Appointment, now: datetime) -> None:
    patient = Patient.objects.select_for_update(no_key=True).filter(pk=held.patient_id).first()
    if patient is not None:
        over = patient.appointments.filter(source=Appointment.Source.HELD, held_until__lte=now)
        over.delete()
        _forget(patient)


def _drop(patient: Patient, now: datetime) -> None:
    for held in patient.appointments.select_for_update(no_key=True).filter(
        source=Appointment.Source.HELD
    ):
        give_back(held, now)
        held.delete()


def _forget(patient: Patient) -> None:
    unused = patient.name == NAMELESS and not patient.appointments.exists()
    if unused and not patient.waiting.exists() and not is_needed(patient):
        patient.delete()
