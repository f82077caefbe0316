"""When the 48 hours did not help: a time is held, and taken with one press."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lumbar.booking.actions import end_holds, request_appointment
from lumbar.booking.actions.patients import NAMELESS
from lumbar.booking.errors import SlotTaken
from lumbar.booking.models import Appointment, FreedTime, RequestTrace, Reservation
from lumbar.booking.offering import earliest, held_view
from lumbar.booking.tests.book import HOUR, TheBook, a_book, somebody
from lumbar.companion.tests.helpers import guest_at
from lumbar.people.actions import erase_person
from lumbar.people.models import Patient, Person

pytestmark = pytest.mark.django_db

WORSE = {"signs": "no", "outcome": "worse", "pain": "6"}


@pytest.fixture(autouse=True)
def _a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("offering", "views.book"):
        monkeypatch.setattr(f"lumbar.booking.{module}.is_set_up", lambda: True)
    monkeypatch.setattr("lumbar.companion.views.is_set_up", lambda: True)


def said_no_better() -> tuple[Person, Client]:
    person, browser, _companion = guest_at(49, asked=(12.0, 24.0, 48.0))
    assert browser.post("/companion/review", WORSE).status_code == 302
    return person, browser


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def held() -> list[Appointment]:
    return list(Appointment.objects.filter(source="held").order_by("starts_at"))


def do(browser: Client, what: str, **more: Any) -> Any:
    return browser.post("/companion/time", {"do": what}, **more)


def first_free(book: TheBook) -> int:
    found = earliest(book.clinic, timezone.now())
    assert found is not None
    return found.slot.starts


def test_two_people_and_the_same_earliest_time() -> None:
    book = a_book(notice_hours=2)
    first = first_free(book)
    person, browser = said_no_better()
    other, elsewhere = said_no_better()
    one, two = held()
    assert int(one.starts_at.timestamp()) == first and two.starts_at > one.starts_at
    assert (one.patient.person, two.patient.person) == (person, other)
    assert Reservation.objects.filter(held_until__isnull=False).count() == 2
    # Looking makes nothing, and asking again is the same; each sees their own.
    page = text(browser.get("/companion"))
    assert "Nobody else can take it." in page and "Take this time" in page
    do(browser, "hold")
    assert held() == [one, two]
    # Nobody else can have it, by whatever page.
    now = timezone.now()
    slot = earliest(book.clinic, now)
    assert slot is not None
    taken = slot.slot._replace(starts=first, ends=first + 1800)
    with pytest.raises(SlotTaken):
        request_appointment(
            clinic=book.clinic, service=book.service, slot=taken, contact=somebody(),
            person=None, now=now,
        )  # fmt: skip
    # It is no visit yet, and of the register only somebody without a name.
    assert one.patient.name == NAMELESS
    assert "Dr 0" not in text(browser.get("/visits"))
    # Who it is is not known: they are asked, and the time stays theirs meanwhile.
    asked = do(browser, "take", follow=True)
    assert asked.status_code == 200 and "Your details" in text(asked)
    where = asked.request["PATH_INFO"]
    sent = browser.post(where, {"name": "Ada", "email": "ada@example.org"})
    assert sent.status_code == 302
    visit = Appointment.objects.get(source="person")
    assert int(visit.starts_at.timestamp()) == first and visit.patient.name == "Ada"
    assert visit.patient.person == person and held() == [two]
    # No thanks: free at once, for who waits too, and no trace in the register.
    do(elsewhere, "no")
    assert not held() and not Patient.objects.filter(name=NAMELESS).exists()
    assert Reservation.objects.count() == 1 and FreedTime.objects.exists()
    assert RequestTrace.objects.filter(appointment=None).exists()
    assert "Hold this time" in text(elsewhere.get("/companion"))


def test_one_press_where_they_are_known_and_it_ends_by_itself() -> None:
    book = a_book(notice_hours=2)
    person, browser = said_no_better()
    assert len(held()) == 1
    Patient.objects.filter(person=person).update(
        name="Ada", email="ada@example.org", clinic=book.clinic
    )
    known = held_view(book.clinic, person, "", timezone.now())
    assert known is not None and known.known is not None and known.known.name == "Ada"
    assert "For Ada." in text(browser.get("/companion"))
    assert do(browser, "take").headers["Location"].startswith("/book/done/")
    visit = Appointment.objects.get()
    # An address that is not proved to be theirs is confirmed by its link, as ever.
    assert (visit.source, visit.status) == ("person", "proposed")
    # It ends by itself: another has it then, and what was held for nobody is put away.
    late, browser = said_no_better()
    (mine,) = held()
    past = timezone.now() - HOUR
    Appointment.objects.filter(pk=mine.pk).update(held_until=past)
    Reservation.objects.filter(appointment=mine).update(held_until=past)
    assert first_free(book) == int(mine.starts_at.timestamp())
    said = text(do(browser, "take", follow=True))
    assert "no longer held" in said and "Hold this time" in said
    assert end_holds(now=timezone.now()) == 1
    assert not held() and not Patient.objects.filter(person=late).exists()
    # Who is calm is held nothing, whatever is sent; an erased person leaves no time held.
    _calm, other, _companion = guest_at(30, asked=(12.0, 24.0))
    do(other, "hold")
    assert not held()
    do(browser, "hold")
    assert len(held()) == 1
    erase_person(person=late)
    assert not held() and Reservation.objects.count() == 1
