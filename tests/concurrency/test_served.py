"""64 browsers at a real server: one has the time, the others are shown the next ones."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from lumbar.booking import actions, links
from lumbar.booking.models import Appointment, Reservation
from lumbar.booking.tests.book import NOW, a_book, somebody
from tests.concurrency.clients import CLIENTS, all_at_once
from tests.concurrency.invariants import broken
from tests.concurrency.served import Browser, served

LATER = NOW + timedelta(minutes=31)
TAKEN = 409


@pytest.mark.django_db(transaction=True)
def test_browsers_that_want_one_time(tmp_path):
    book = a_book(before=10, after=5)
    wanted, contested = book.slot(2), book.slot(6)
    asked = [
        actions.request_appointment(
            clinic=book.clinic, service=book.service, slot=contested, contact=somebody(n),
            person=None, now=LATER - (n + 1) * timedelta(minutes=31),
        )
        for n in reversed(range(CLIENTS))
    ]  # fmt: skip
    booking = reverse(
        "book_details", args=[book.service.pk, wanted.starts, wanted.practitioner, wanted.place]
    )
    with served(tmp_path, LATER) as server:
        browsers = [Browser(server) for _n in range(CLIENTS)]
        pages = all_at_once([partial(browser.opens, booking) for browser in browsers])
        assert [page for page in pages if isinstance(page, Exception)] == [], server.said()
        assert {page.status for page in pages} == {200}
        requests = all_at_once(
            [
                partial(
                    browser.sends, booking, name=f"Visitor {n}", phone=f"+852 6000 {n:04}",
                    email=f"visitor{n}@example.org", reason="My back",
                )
                for n, browser in enumerate(browsers)
            ]
        )  # fmt: skip
        statuses = Counter(answer.status for answer in requests)
        print(f"requests over HTTP: {dict(statuses)}")
        assert statuses == {302: 1, TAKEN: CLIENTS - 1}
        refused = next(answer for answer in requests if answer.status == TAKEN)
        assert refused.body.count("/book/") >= 3, "the next times are there"
        assert "My back" in refused.body, "and what was typed"

        paths = [links.confirm_path(one) for one in asked]
        pages = all_at_once(
            [partial(one.opens, path) for one, path in zip(browsers, paths, strict=True)]
        )
        assert {page.status for page in pages} == {200}
        confirmed = all_at_once(
            [partial(one.sends, path) for one, path in zip(browsers, paths, strict=True)]
        )
        statuses = Counter(answer.status for answer in confirmed)
        print(f"confirmations over HTTP: {dict(statuses)}")
        assert statuses == {302: 1, TAKEN: CLIENTS - 1}
    assert Reservation.objects.count() == 2
    assert Appointment.objects.filter(status=Appointment.Status.BOOKED).count() >= 1
    assert broken(LATER) == []
