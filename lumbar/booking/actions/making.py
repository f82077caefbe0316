"""What every new visit has in common, whoever makes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.holding import find_room, set_time, take
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Service
from lumbar.people.models import Clinic, Membership, Patient
from lumbar.scheduling.values import Slot


def new_visit(
    clinic: Clinic, service: Service, patient: Patient, now: datetime, **fields: object
) -> Appointment:
    return Appointment(clinic=clinic, service=service, patient=patient, made_at=now, **fields)


def put(visit: Appointment, slot: Slot, *, desk: bool, now: datetime) -> Appointment:
    """Store a new visit at a time, whose diary is locked. Nothing is stored when it raises."""
    found = find_room(service=visit.service, slot=slot, now=now, desk=desk)
    set_time(visit, found)
    with transaction.atomic():
        visit.save(force_insert=True)
        take(visit, found, held_until=visit.held_until, now=now)
    return visit


def of_the_clinic(
    clinic: Clinic, service: Service, patient: Patient | None = None, by: Membership | None = None
) -> None:
    """Rows of another clinic are a mistake of the page; a service no longer offered is not."""
    for row in (service, patient, by):
        if row is not None and row.clinic_id != clinic.pk:
            raise ValueError("of another clinic")
    if not service.active:
        raise NotAllowed("not_offered")
