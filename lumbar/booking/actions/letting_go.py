"""Giving up a held time, and leaving the wait list for a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.holding import give_back
from lumbar.booking.actions.locking import lock_appointment
from lumbar.booking.models import Appointment, WaitingEntry
from lumbar.booking.notices.planning import plan_for
from lumbar.booking.waiting.found import end_waits
from lumbar.scheduling.policy import Change, Status


@transaction.atomic
def let_go(*, appointment: Appointment, now: datetime, by_person: bool = False) -> Appointment:
    """Give up a held time nobody confirmed, or the person declined. Anything but ``proposed`` stays
    as it is."""
    fresh = lock_appointment(appointment, None)
    if fresh.status != Status.PROPOSED:
        return fresh
    give_back(fresh, now)
    fresh.status = Status.CANCELLED
    fresh.cancelled_by = "person" if by_person else "time"
    fresh.ended_at = now
    fresh.held_until = None
    fresh.version += 1
    fresh.save()
    plan_for(fresh, Change.LAPSE, now)
    return fresh


def leave_the_list(waits: Iterable[WaitingEntry], visit: Appointment, now: datetime) -> None:
    """Whoever has a visit of a service waits for it no longer, and what was offered to them is free
    again. Only a booked one counts: one that the clinic has yet to confirm may come to nothing.

    ``waits``: what they wait for of this service, locked before appointments and diaries.
    """
    if visit.status == Status.BOOKED:
        for offer in end_waits(waits, visit, now):
            let_go(appointment=offer.appointment, by_person=True, now=now)
