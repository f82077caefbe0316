"""Visits the desk books: one, or a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from lumbar.booking.actions.holding import lock_for
from lumbar.booking.actions.keeping import did
from lumbar.booking.actions.letting_go import leave_the_list
from lumbar.booking.actions.locking import Refused, writes_the_book
from lumbar.booking.actions.making import new_visit, of_the_clinic, put
from lumbar.booking.models import Appointment, Service
from lumbar.booking.notices.planning import plan_for
from lumbar.booking.waiting.found import lock_waits
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient
from lumbar.scheduling.policy import Change, Status
from lumbar.scheduling.values import Slot


@writes_the_book
def book_at_desk(
    *,
    clinic: Clinic,
    service: Service,
    slot: Slot,
    patient: Patient,
    by: Membership,
    reason: str = "",
    level: str = "",
    assessment: StoredAssessment | None = None,
    email: str = "",
    now: datetime,
) -> Appointment:
    """Book a visit for a patient on the phone or at the counter: at once, without regard to notice,
    horizon, hours and open visits, never over what is taken. ``assessment``: only with their tick;
    ``email``: another address than the register's, proved to be theirs. Raises `SlotTaken`,
    `NotAllowed` (``not_offered``)."""
    of_the_clinic(clinic, service, patient, by)
    waits = lock_waits(patient, service)
    lock_for(service, slot)
    made = new_visit(
        clinic, service, patient, now,
        status=Status.BOOKED, source=Appointment.Source.DESK, made_by=by, reason=reason,
        level=level, assessment=assessment, email=email,
    )  # fmt: skip
    put(made, slot, desk=True, now=now)
    did(by, "booked", made, now)
    leave_the_list(waits, made, now)
    plan_for(made, Change.BOOK, now)
    return made


@writes_the_book
def book_series(
    *,
    clinic: Clinic,
    service: Service,
    slots: Sequence[Slot],
    patient: Patient,
    by: Membership,
    reason: str = "",
    now: datetime,
) -> list[Appointment]:
    """Book several visits together: all or none. Raises `SeriesTaken` with those that cannot be
    had, ``ValueError`` for no time at all."""
    if not slots:
        raise ValueError("a series of nothing")
    of_the_clinic(clinic, service, patient, by)
    waits = lock_waits(patient, service)
    lock_for(service, *slots)
    series, made, cannot = uuid4(), [], []
    for slot in slots:
        visit = new_visit(
            clinic, service, patient, now,
            status=Status.BOOKED, source=Appointment.Source.DESK, made_by=by, reason=reason,
            series=series,
        )  # fmt: skip
        try:
            made.append(put(visit, slot, desk=True, now=now))
        except Refused as no:
            cannot += no.refused
    if cannot:
        raise Refused(service, cannot, now, series=True)
    leave_the_list(waits, min(made, key=lambda visit: visit.starts_at), now)
    for visit in made:
        did(by, "booked", visit, now)
        plan_for(visit, Change.BOOK, now)
    return made
