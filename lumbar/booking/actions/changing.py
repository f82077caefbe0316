"""Changes of visits that are ahead: the clinic's word, moving, cancelling."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.holding import (
    find_room,
    give_back,
    lock_for,
    set_time,
    slot_of,
    take,
)
from lumbar.booking.actions.locking import (
    lock_appointment,
    lock_appointments,
    writes_the_book,
)
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Reservation
from lumbar.booking.notices.planning import plan_for
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.people.models import Membership
from lumbar.people.who import staff_did
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Change, Status, Who, is_late, moved_status, refused
from lumbar.scheduling.values import Slot


@transaction.atomic
def approve(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """The clinic confirms a request. Twice is once."""
    fresh = lock_appointment(appointment, None)
    if fresh.status == Status.BOOKED:
        return fresh
    fresh = _may(fresh, Change.APPROVE, by, version, now)
    fresh.status = Status.BOOKED
    return _keep(fresh, Change.APPROVE, by, now)


@transaction.atomic
def decline(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """The clinic declines a request; its time is free again."""
    fresh = _may(appointment, Change.DECLINE, by, version, now)
    return _end(fresh, Change.DECLINE, by, now, for_person=False)


@writes_the_book
def move(
    *,
    appointment: Appointment,
    slot: Slot,
    by: Membership | None,
    version: int | None,
    now: datetime,
) -> Appointment:
    """Move a visit to another time, practitioner or place. It stays the same visit (id, links,
    notes); the old time is free in the same moment. Moving to where it is changes nothing.

    Somebody who moves their own visit later than the cancel window allows has it noted
    (``moved_late``). Raises `SlotTaken` (the old time is kept then), `Changed`, `NotAllowed`.
    """
    fresh = _may(appointment, Change.MOVE, by, version, now)
    old = slot_of(fresh)
    if (slot.starts, slot.practitioner, slot.place) == (old.starts, old.practitioner, old.place):
        return fresh
    held = Reservation.objects.select_related("room").filter(appointment=fresh).first()
    lock_for(fresh.service, slot, besides=held)
    found = find_room(
        service=fresh.service, slot=slot, now=now, desk=by is not None, ignoring=fresh
    )
    take(fresh, found, held_until=None, now=now)
    if held is not None:
        note_freed_visit(fresh, held, now)
    who = Who.PERSON if by is None else Who.CLINIC
    if by is None and _is_late(fresh, now):
        fresh.moved_late = True
    set_time(fresh, found)
    fresh.status = moved_status(Status(fresh.status), who, approval=fresh.service.approval)
    fresh.late_minutes = 0
    return _keep(fresh, Change.MOVE, by, now, calendars=True)


@transaction.atomic
def cancel(
    *,
    appointment: Appointment,
    by: Membership | None,
    version: int | None,
    now: datetime,
    for_person: bool = False,
) -> Appointment:
    """Cancel a visit; its time is free again. ``for_person``: the desk notes that the person asked
    for it. Late when the person did so later than the service's cancel window allows. Twice is
    once. Raises `Changed`, `NotAllowed`."""
    fresh = lock_appointment(appointment, None)
    if fresh.status == Status.CANCELLED:
        return fresh
    fresh = _may(fresh, Change.CANCEL, by, version, now)
    return _end(fresh, Change.CANCEL, by, now, for_person=for_person or by is None)


@transaction.atomic
def cancel_series(
    *,
    appointment: Appointment,
    by: Membership | None,
    version: int | None,
    now: datetime,
    for_person: bool = False,
) -> list[Appointment]:
    """Cancel a visit and all of its series that come after it; return those that were cancelled."""
    if appointment.series is None:
        return [
            cancel(appointment=appointment, by=by, version=version, now=now, for_person=for_person)
        ]
    whole = Appointment.objects.filter(clinic=appointment.clinic_id, series=appointment.series)
    rows = lock_appointments(whole.values_list("pk", flat=True))
    this = _may(appointment, Change.CANCEL, by, version, now)
    who = Who.PERSON if by is None else Who.CLINIC
    return [
        _end(row, Change.CANCEL, by, now, for_person=for_person or by is None)
        for row in rows
        if row.starts_at >= this.starts_at
        and refused(
            Change.CANCEL, Status(row.status), who,
            starts=instant(row.starts_at), now=instant(now),
        ) is None
    ]  # fmt: skip


def _may(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    version: int | None,
    now: datetime,
) -> Appointment:
    """The appointment, locked and of this version, when the change may be made to it."""
    fresh = lock_appointment(appointment, version)
    if by is not None and by.clinic_id != fresh.clinic_id:
        raise ValueError("of another clinic")
    who = Who.PERSON if by is None else Who.CLINIC
    no = refused(
        change, Status(fresh.status), who, starts=instant(fresh.starts_at), now=instant(now)
    )
    if no is not None:
        raise NotAllowed(str(no))
    return fresh


def _is_late(appointment: Appointment, now: datetime) -> bool:
    return is_late(
        starts=instant(appointment.starts_at), now=instant(now),
        cancel_hours=appointment.service.cancel_hours,
    )  # fmt: skip


def _end(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    now: datetime,
    *,
    for_person: bool,
) -> Appointment:
    give_back(appointment, now)
    if for_person and appointment.status != Status.PROPOSED:
        appointment.late_cancel = _is_late(appointment, now)
    appointment.status = Status.CANCELLED
    appointment.cancelled_by = "person" if for_person else "clinic"
    appointment.ended_at = now
    appointment.held_until = None
    return _keep(appointment, change, by, now, calendars=True)


def _keep(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    now: datetime,
    *,
    calendars: bool = False,
) -> Appointment:
    """Store a change with its audit line and its notices. ``calendars``: calendars take it over."""
    appointment.version += 1
    if calendars:
        appointment.sequence += 1
    appointment.save()
    if by is not None:
        staff_did(
            by, _DONE[change], now=now, person=appointment.patient.person,
            subject=f"appointment:{appointment.pk}",
        )  # fmt: skip
    plan_for(appointment, change, now)
    return appointment


_DONE = {
    Change.APPROVE: "approved_visit",
    Change.DECLINE: "declined_visit",
    Change.MOVE: "moved_visit",
    Change.CANCEL: "cancelled_visit",
}
