"""The day itself: who has come, who is late, who did not come; and notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.keeping import changeable, did, keep
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, VisitNote
from lumbar.people.models import Membership
from lumbar.people.roles import May, may_do
from lumbar.scheduling.policy import Change, Status

LATEST = 240
"""Minutes; what is later than this is another appointment."""


@transaction.atomic
def arrive(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """They are here."""
    fresh = changeable(appointment, Change.ARRIVE, by, version, now)
    fresh.status = Status.ARRIVED
    fresh.arrived_at = now
    return keep(fresh, Change.ARRIVE, by, now)


@transaction.atomic
def run_late(
    *, appointment: Appointment, minutes: int, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """Note by how many minutes it will begin later; 0 takes that back. The time in the book stays.
    Raises ``ValueError`` for less than 0 or more than `LATEST`."""
    if not 0 <= minutes <= LATEST:
        raise ValueError(minutes)
    fresh = changeable(appointment, Change.RUN_LATE, by, version, now)
    if fresh.late_minutes == minutes:
        return fresh
    fresh.late_minutes = minutes
    return keep(fresh, Change.RUN_LATE, by, now)


@transaction.atomic
def fulfil(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """The visit is over."""
    fresh = changeable(appointment, Change.FULFIL, by, version, now)
    fresh.status = Status.FULFILLED
    fresh.ended_at = now
    return keep(fresh, Change.FULFIL, by, now)


@transaction.atomic
def no_show(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """They did not come. Only once the visit has begun."""
    fresh = changeable(appointment, Change.NO_SHOW, by, version, now)
    fresh.status = Status.NO_SHOW
    fresh.ended_at = now
    return keep(fresh, Change.NO_SHOW, by, now)


@transaction.atomic
def reopen(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """Take back an arrival, an end or a no-show that was noted by mistake: it is booked again."""
    fresh = changeable(appointment, Change.REOPEN, by, version, now)
    fresh.status = Status.BOOKED
    fresh.arrived_at = fresh.ended_at = None
    return keep(fresh, Change.REOPEN, by, now)


@transaction.atomic
def add_note(
    *,
    appointment: Appointment,
    text: str,
    kind: str = VisitNote.Kind.DESK,
    by: Membership,
    now: datetime,
) -> VisitNote:
    """Add a note to a visit. One about health only by who may write them: `NotAllowed` (``role``).
    Raises ``ValueError`` for an empty one."""
    if by.clinic_id != appointment.clinic_id or not text.strip():
        raise ValueError("an empty note, or another clinic's visit")
    if kind == VisitNote.Kind.CLINICAL and not may_do(by, May.WRITE_COURSE):
        raise NotAllowed("role")
    note = VisitNote.objects.create(
        appointment=appointment, kind=kind, text=text.strip(), written_by=by, written_at=now
    )
    did(by, "wrote_note", appointment, now, details={"kind": str(kind)})
    return note
