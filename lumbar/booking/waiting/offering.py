"""Offering freed times, and ending offers nobody answered: what the worker does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lumbar.booking.actions import hold_for_offer, let_go
from lumbar.booking.errors import BookingError
from lumbar.booking.models import (
    Appointment,
    FreedTime,
    Notice,
    Offer,
    Reservation,
    WaitingEntry,
)
from lumbar.booking.waiting.queries import NewTimes, Waiting, line_of, new_times
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.slots import reserved
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import answer_until, offers_from, unsuitable
from lumbar.site.post import is_set_up

LEASE = timedelta(minutes=5)
"""Who took a freed time up and said nothing of it since is taken for dead."""
AT_ONCE = timedelta(minutes=1)
"""A message that goes out within this was not late."""
SENT_WITHIN = timedelta(minutes=20)
"""An offer whose message could not be sent by then ends. Held longer it would be nobody's."""
RESTS = timedelta(minutes=30)
"""How long nothing is offered by itself after that."""

State = WaitingEntry.State


def offer_freed_times(now: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Offer everything that became free, each time on its own; return how many offers were made.
    Several workers may do it at once: a freed time is taken up by one of them. Without a mail
    server nothing is offered, only kept for the desk's eyes until it is past; nor for a while after
    one that did not answer, so that the time is free for everybody meanwhile."""
    FreedTime.objects.filter(ends_at__lte=now).delete()
    if not is_set_up() or _post_is_away(now):
        return 0
    due = FreedTime.objects.filter(look_at__lte=now).select_related("clinic")
    return sum(offer_freed(freed, now) for freed in list(due) if goes_on())


def _post_is_away(now: datetime) -> bool:
    """Whether the last offer that reached nobody, and not for the mailbox's sake, was the last
    thing that was tried: what went out since says that the server is there."""
    lately = Offer.objects.filter(
        state=Offer.State.UNSENT, answer_until__gt=now - RESTS, entry__failed_to=""
    )
    last = lately.order_by("offered_at").last()
    return last is not None and not _went_out(last.offered_at).exists()


def _went_out(since: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=Notice.State.SENT, sent_at__gte=since)


def offer_freed(freed: FreedTime, now: datetime) -> int:
    """Offer one freed time, or its parts, to those it suits, in order.

    Each offer is a transaction of its own, so that nobody who holds a diary waits for a second
    entry of the list. Meanwhile the freed time is claimed: it comes up again by itself after a
    worker that was killed, and what was offered by then is no longer free.
    """
    seen = FreedTime.objects.filter(pk=freed.pk, look_at=freed.look_at)
    if not seen.update(look_at=now + LEASE):
        return 0
    mine = FreedTime.objects.filter(pk=freed.pk, look_at=now + LEASE)
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
        mine.update(look_at=moment(later))
    else:
        mine.delete()
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


@transaction.atomic
def answer_begins(visit: Appointment, now: datetime) -> bool:
    """The message of an offer goes out now. When it took a while the whole time to answer is still
    theirs, as far as the visit leaves it, and ``visit`` is held so long. False: the offer is over,
    or it is too late to ask."""
    found = Offer.objects.filter(appointment=visit).first()
    if found is None:
        return False
    WaitingEntry.objects.select_for_update(no_key=True).get(pk=found.entry_id)
    held = Appointment.objects.select_for_update(no_key=True).get(pk=visit.pk)
    one = Offer.objects.get(pk=found.pk)
    proposed = held.status == Appointment.Status.PROPOSED
    if one.state != Offer.State.OPEN or not proposed or now >= one.answer_until:
        return False
    if now - one.offered_at <= AT_ONCE:
        return True
    until = answer_until(instant(visit.starts_at), instant(now))
    if until is None:
        return False
    one.answer_until = visit.held_until = held.held_until = moment(until)
    one.save(update_fields=["answer_until"])
    held.save(update_fields=["held_until"])
    Reservation.objects.filter(appointment=held).update(held_until=moment(until))
    return True


def end_passed_offers(now: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """End the offers whose time to answer is over, and those whose message reached no mailbox;
    return how many."""
    told = Notice.objects.filter(appointment=OuterRef("appointment"), kind=Notice.Kind.OFFER)
    sent = Exists(told.filter(state=Notice.State.SENT))
    failed = Exists(told.filter(state=Notice.State.FAILED))
    on_its_way = Exists(_on_their_way(told, now))
    over = Offer.objects.filter(
        Q(answer_until__lte=now) | failed | (Q(offered_at__lte=now - SENT_WITHIN) & ~sent),
        ~on_its_way,
        state=Offer.State.OPEN,
    )
    return sum(_end(one, now) for one in list(over) if goes_on())


def _on_their_way(told: QuerySet[Notice], now: datetime) -> QuerySet[Notice]:
    return told.filter(state=Notice.State.SENDING, next_try_at__gt=now)


def _to_blame(one: Offer, told: QuerySet[Notice]) -> str:
    """The mailbox for whose sake an offer reached nobody; empty: it was the server's. It is the
    mailbox's when the server said so, or took other messages while this one was tried on."""
    notice = told.first()
    if notice is None:
        return ""
    known = notice.failed_to or notice.state == Notice.State.FAILED
    others = notice.attempts > 1 and _went_out(one.offered_at + SENT_WITHIN / 2).exists()
    return (notice.failed_to or one.appointment.send_to) if known or others else ""


@transaction.atomic
def _end(open_offer: Offer, now: datetime) -> bool:
    entry = WaitingEntry.objects.select_for_update(no_key=True).get(pk=open_offer.entry_id)
    one = Offer.objects.select_related("appointment__patient").get(pk=open_offer.pk)
    told = Notice.objects.filter(appointment=one.appointment, kind=Notice.Kind.OFFER)
    sent = told.filter(state=Notice.State.SENT).exists()
    if one.state != Offer.State.OPEN or (sent and now < one.answer_until):
        return False
    if _on_their_way(told, now).exists():
        # Claimed since it was looked for: who has it now gives it its time (`answer_begins`).
        return False
    match one.appointment.status:
        case Appointment.Status.PROPOSED if sent:
            one.state = Offer.State.PASSED
            entry.offers_passed += 1
            entry.state = State.WAITING
            let_go(appointment=one.appointment, now=now)
        case Appointment.Status.PROPOSED:
            # Nobody was asked: they keep their place. They are asked again for the same time, or
            # rung, so that one full mailbox is not asked for ever.
            one.state, one.answer_until = Offer.State.UNSENT, now
            entry.failed_to = _to_blame(one, told) or entry.failed_to
            entry.state = State.WAITING
            let_go(appointment=one.appointment, now=now)
        case Appointment.Status.CANCELLED:
            one.state = Offer.State.DECLINED
            entry.state = State.WAITING
        case _:
            one.state = Offer.State.TAKEN
            entry.state = State.BOOKED
    one.save(update_fields=["state", "answer_until"])
    entry.save(update_fields=["state", "offers_passed", "failed_to"])
    return True
