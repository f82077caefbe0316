"""64 clients want one time at once: exactly one has it, everybody else is told the next ones."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from lumbar.booking import actions
from lumbar.booking.errors import SlotTaken
from lumbar.booking.models import Appointment, Reservation
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, TheBook, a_book, somebody
from tests.concurrency.clients import CLIENTS, all_at_once, tally
from tests.concurrency.invariants import broken

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(minutes=31)
Status = Appointment.Status


def requested(book: TheBook, n: int, slot, now=NOW, *, verified=False) -> Appointment:
    return actions.request_appointment(
        clinic=book.clinic, service=book.service, slot=slot, contact=somebody(n), person=None,
        verified=verified, now=now,
    )  # fmt: skip


def exactly_one(came: list[Any], what: str) -> Appointment:
    """The one who has the time; the others were all told so."""
    counted = tally(came)
    print(f"{what}: {counted}")
    assert counted == {"done": 1, "SlotTaken": CLIENTS - 1}
    assert broken(NOW) == []
    return next(one for one in came if isinstance(one, Appointment))


def test_requests_for_one_time():
    book = a_book(before=10, after=5)
    came = all_at_once([partial(requested, book, n, book.slot()) for n in range(CLIENTS)])
    made = exactly_one(came, "requests for one time")
    assert Appointment.objects.get() == made
    refusals = [one for one in came if isinstance(one, SlotTaken)]
    assert all(one.next_times and book.slot() not in one.next_times for one in refusals)


def test_confirmations_of_requests_for_one_time():
    book = a_book(practitioners=1, rooms=1)
    asked = []
    for n in range(CLIENTS):
        # Each was made when the one before had ended.
        asked.append(requested(book, n, book.slot(17), NOW - (CLIENTS - n) * timedelta(minutes=31)))
    assert Reservation.objects.count() == 1
    came = all_at_once(
        [partial(actions.confirm_request, appointment=one, now=LATER) for one in asked]
    )
    won = exactly_one(came, "confirmations of requests for one time")
    assert list(Appointment.objects.filter(status=Status.BOOKED)) == [won]


def test_moves_into_one_time():
    book = a_book()
    visits = [
        actions.book_at_desk(
            clinic=book.clinic, service=book.service, slot=book.slot(48 + n % 16 + 48 * (n // 16)),
            patient=book.patient(f"Patient {n}"), by=book.staff, now=NOW,
        )
        for n in range(CLIENTS)
    ]  # fmt: skip
    came = all_at_once(
        [
            partial(actions.move, appointment=one, slot=book.slot(), by=None, version=0, now=NOW)
            for one in visits
        ]
    )
    moved = exactly_one(came, "moves into one time")
    assert Appointment.objects.get(starts_at=TUESDAY) == moved
    assert Reservation.objects.count() == CLIENTS


def test_two_rooms_shared_by_three_practitioners():
    book = a_book(practitioners=3, rooms=2, before=5, after=5)
    came = all_at_once(
        [
            partial(requested, book, n, book.slot(who=n % 3, room=n % 2), verified=True)
            for n in range(CLIENTS)
        ]
    )
    counted = tally(came)
    print(f"two rooms, three practitioners: {counted}")
    assert counted == {"done": 2, "SlotTaken": CLIENTS - 2}
    assert broken(NOW) == []
    rooms = Appointment.objects.values_list("room", flat=True)
    assert set(rooms) == {room.pk for room in book.rooms}


def test_booking_and_blocking_at_once():
    """Whichever comes first holds: a block lies over a visit that was there, and lets none in."""
    book = a_book()
    block = partial(
        actions.block_time, clinic=book.clinic, practitioner=book.practitioners[0],
        starts_at=TUESDAY, ends_at=TUESDAY + 9 * HOUR, by=book.staff, now=NOW,
    )  # fmt: skip
    asking = [partial(requested, book, n, book.slot(n), verified=True) for n in range(15)]
    came = all_at_once([*asking[:8], block, *asking[8:]])
    print(f"15 bookings and a block over all of them: {tally(came)}")
    assert set(tally(came)) <= {"done", "SlotTaken"}
    assert not isinstance(came[8], Exception)
    after = all_at_once(asking)
    assert tally(after) == {"SlotTaken": 15}
    assert broken(NOW) == []
