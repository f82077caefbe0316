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
from lumbar.booking.actions.keeping import changeable, keep
from lumbar.booking.actions.letting_go import leave_the_list
from lumbar.booking.actions.locking import lock_appointment, lock_appointments, writes_the_book
from lumbar.booking.models import Appointment, Reservation
from lumbar.booking.waiting.found import lock_waits
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.people.models import Membership
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Change, Status, Who, moved_status, refused
from lumbar.scheduling.values import Slot


@transaction.atomic
def approve(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """The clinic confirms a request. Twice is once."""
    waits = lock_waits(appointment.patient, appointment.service)
    fresh = lock_appointment(appointment, None)
    if fresh.status == Status.BOOKED:
        return fresh
    fresh = changeable(fresh, Change.APPROVE, by, version, now)
    fresh.status = Status.BOOKED
    leave_the_list(waits, fresh, now)
    return keep(fresh, Change.APPROVE, by, now)


@transaction.atomic
def decline(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """The clinic declines a request; its time is free again."""
    fresh = changeable(appointment, Change.DECLINE, by, version, now)
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
    fresh = changeable(appointment, Change.MOVE, by, version, now)
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
    if by is None and fresh.is_late_to_cancel(now):
        fresh.moved_late = True
    set_time(fresh, found)
    fresh.status = moved_status(Status(fresh.status), who, approval=fresh.service.approval)
    fresh.late_minutes = 0
    return keep(fresh, Change.MOVE, by, now, calendars=True)


@transaction.atomic
def cancel(
    *,
    appointment: Appointment,
    by: Membership | None,
    version: int | None,
    now: datetime,
    for_person: bool = False,
    swapped: bool = False,
) -> Appointment:
    """Cancel a visit; its time is free again. ``for_person``: the desk notes that the person asked
    for it. Late when the person did so later than the service's cancel window allows; ``swapped``
    for another time that the clinic gave them it is not. Twice is once. Raises `Changed`,
    `NotAllowed`."""
    fresh = lock_appointment(appointment, None)
    if fresh.status == Status.CANCELLED:
        return fresh
    fresh = changeable(fresh, Change.CANCEL, by, version, now)
    return _end(fresh, Change.CANCEL, by, now, for_person=for_person or by is None, swapped=swapped)


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
    this = changeable(appointment, Change.CANCEL, by, version, now)
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


def _end(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    now: datetime,
    *,
    for_person: bool,
    swapped: bool = False,
) -> Appointment:
    give_back(appointment, now)
    if for_person and not swapped and appointment.status != Status.PROPOSED:
        appointment.late_cancel = appointment.is_late_to_cancel(now)
    appointment.status = Status.CANCELLED
    appointment.cancelled_by = "person" if for_person else "clinic"
    appointment.ended_at = now
    # What a page held is put away altogether (`reserving.end_holds`).
    held = appointment.source == Appointment.Source.HELD
    appointment.held_until = now if held else None
    return keep(appointment, change, by, now, calendars=True)
