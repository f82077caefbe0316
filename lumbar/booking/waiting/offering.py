"""Offering freed times, and ending offers nobody answered: what the worker does."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from lumbar.booking.actions import hold_for_offer, let_go
from lumbar.booking.errors import BookingError
from lumbar.booking.models import Appointment, FreedTime, Offer, WaitingEntry
from lumbar.booking.waiting.queries import NewTimes, Waiting, line_of, new_times
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.slots import reserved
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import answer_until, offers_from, unsuitable
from lumbar.site.post import is_set_up

log = logging.getLogger(__name__)

State = WaitingEntry.State


def offer_freed_times(now: datetime) -> int:
    """Offer everything that became free, each time on its own; return how many offers were made.
    Several workers may do it at once: a freed time is taken up by one of them. Without a mail
    server nothing is offered, only kept for the desk's eyes until it is past."""
    FreedTime.objects.filter(ends_at__lte=now).delete()
    if not is_set_up():
        return 0
    due = FreedTime.objects.filter(look_at__lte=now).values_list("pk", flat=True)
    return sum(offer_freed(pk, now) for pk in list(due))


@transaction.atomic
def offer_freed(pk: int, now: datetime) -> int:
    """Offer one freed time, or its parts, to those it suits, in order."""
    freed = (
        FreedTime.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("clinic")
        .filter(pk=pk)
        .first()
    )
    if freed is None:
        return 0
    line = [
        one
        for one in line_of(freed.clinic)
        # Who cannot be written to is called by the desk, which sees the match.
        if one.row.state == State.WAITING and one.row.send_to and one.row.service.active
    ]
    services = {one.row.service_id: one.row.service for one in line}
    times = {key: new_times(freed, service, now) for key, service in services.items()}
    offered, later = _in_turn(line, times, now)
    if later is not None:
        freed.look_at = moment(later)
        freed.save(update_fields=["look_at"])
    else:
        freed.delete()
    return offered


def _in_turn(
    line: Sequence[Waiting], times: dict[int, NewTimes], now: datetime
) -> tuple[int, int | None]:
    """Give each in the line the earliest time that suits them and is left. Returns how many offers
    were made, and when to look again at times that may not be offered yet."""
    offered = 0
    later: int | None = None
    given: list[tuple[int, int, int]] = []
    for one in line:
        new = times[one.row.service_id]
        for slot in new.slots:
            start, end = reserved(new.book.terms, slot.starts)
            if (
                unsuitable(one.entry, slot, new.zone(slot)) is not None
                or answer_until(slot.starts, instant(now)) is None
                or any(
                    who == slot.practitioner and start < over and begun < end
                    for who, begun, over in given
                )
            ):
                continue
            when = offers_from(slot.starts, new.zone(slot), instant(now))
            if when > instant(now):
                if answer_until(slot.starts, when) is not None:
                    later = when if later is None else min(later, when)
                continue
            if offer(one.row, slot, now) is not None:
                given.append((slot.practitioner, start, end))
                offered += 1
                break
    return offered, later


@transaction.atomic
def offer(row: WaitingEntry, slot: Slot, now: datetime) -> Offer | None:
    """Hold a time for somebody who waits and plan the message. None when they no longer wait, the
    time is no longer free, or too little of it is left to answer."""
    until = answer_until(slot.starts, instant(now))
    locked = WaitingEntry.objects.select_for_update(no_key=True).get(pk=row.pk)
    if until is None or locked.state != State.WAITING:
        return None
    try:
        held = hold_for_offer(
            clinic=row.clinic, service=row.service, slot=slot, patient=row.patient,
            held_until=moment(until), reason=row.reason, level=row.level,
            assessment=row.assessment, email=row.email, now=now,
        )  # fmt: skip
    except BookingError:
        return None
    locked.state = State.OFFERED
    locked.save(update_fields=["state"])
    return Offer.objects.create(
        entry=locked, appointment=held, offered_at=now, answer_until=moment(until)
    )


def end_passed_offers(now: datetime) -> int:
    """End the offers whose time to answer is over; return how many."""
    over = Offer.objects.filter(state=Offer.State.OPEN, answer_until__lte=now)
    return sum(_end(one, now) for one in list(over))


@transaction.atomic
def _end(open_offer: Offer, now: datetime) -> bool:
    entry = WaitingEntry.objects.select_for_update(no_key=True).get(pk=open_offer.entry_id)
    one = Offer.objects.select_related("appointment").get(pk=open_offer.pk)
    if one.state != Offer.State.OPEN:
        return False
    match one.appointment.status:
        case Appointment.Status.PROPOSED:
            one.state = Offer.State.PASSED
            entry.offers_passed += 1
            entry.state = State.WAITING
            let_go(appointment=one.appointment, now=now)
        case Appointment.Status.CANCELLED:
            one.state = Offer.State.DECLINED
            entry.state = State.WAITING
        case _:
            one.state = Offer.State.TAKEN
            entry.state = State.BOOKED
    one.save(update_fields=["state"])
    entry.save(update_fields=["state", "offers_passed"])
    return True


def let_old_entries_go(now: datetime) -> int:
    """Who said until when it helps leaves the list after that day; return how many."""
    # The day is over everywhere.
    over = (now - timedelta(days=1)).date()
    return WaitingEntry.objects.filter(state=State.WAITING, until__lt=over).update(state=State.LEFT)
