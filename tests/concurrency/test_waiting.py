"""The wait list, with the worker and the desk at it at once: nobody waits for one another for ever.

On PostgreSQL; SQLite lets one write at a time."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from lumbar.booking import actions as booking
from lumbar.booking.models import Offer, WaitingEntry
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book, somebody
from lumbar.booking.waiting import actions, offering
from lumbar.scheduling.waiting import Part
from tests.concurrency.clients import all_at_once, tally
from tests.concurrency.invariants import broken

ALWAYS = [(weekday, part) for weekday in range(7) for part in Part]


@pytest.mark.django_db(transaction=True)
def test_the_worker_offers_while_the_desk_books_answers_and_removes(monkeypatch):
    monkeypatch.setattr(offering, "is_set_up", lambda: True)
    book = a_book()
    for hours in (0, 4):
        block = booking.block_time(
            clinic=book.clinic, practitioner=book.practitioners[0],
            starts_at=TUESDAY + hours * HOUR, ends_at=TUESDAY + (hours + 2) * HOUR,
            by=book.staff, now=NOW,
        )  # fmt: skip
        booking.unblock_time(block=block, by=book.staff, now=NOW)
    entries = [
        actions.join(
            clinic=book.clinic, service=book.service, contact=somebody(n), person=None,
            verified=True, grid=ALWAYS, now=NOW,
        )
        for n in range(8)
    ]  # fmt: skip
    line = sorted(entries, key=lambda entry: str(entry.pk))
    made, offer = threading.Event(), offering.offer

    def slowly(*told):
        """The worker has made its first offer, and the desk is about to book the next in line."""
        found = offer(*told)
        if not made.is_set():
            made.set()
            threading.Event().wait(0.3)
        return found

    monkeypatch.setattr(offering, "offer", slowly)

    def at_the_desk(doing):
        made.wait(20)
        return doing()

    def takes(entry, n):
        return actions.book_from_list(entry=entry, slot=book.slot(n), by=book.staff, now=NOW)

    came = all_at_once(
        [
            partial(offering.offer_freed_times, NOW),
            partial(at_the_desk, partial(takes, line[1], 40)),
            partial(at_the_desk, partial(takes, line[2], 41)),
            partial(at_the_desk, partial(actions.leave, entry=line[3], by=book.staff, now=NOW)),
            partial(
                at_the_desk,
                partial(
                    actions.offer_by_hand, entry=line[4], slot=book.slot(42), by=book.staff, now=NOW
                ),
            ),
            partial(offering.offer_freed_times, NOW),
        ]
    )  # fmt: skip
    print(f"worker and desk: {tally(came)}")
    # By hand perhaps too late: the worker was quicker.
    assert set(tally(came)) <= {"done", "NotAllowed status"}
    assert not [one for one in came[:4] if isinstance(one, Exception)]
    states = dict(WaitingEntry.objects.values_list("pk", "state"))
    assert [states[entry.pk] for entry in line[1:4]] == ["booked", "booked", "left"]
    assert [states[entry.pk] for entry in (line[0], *line[4:])] == ["offered"] * 5
    assert Offer.objects.filter(state="open").count() == 5
    assert broken(NOW) == []
