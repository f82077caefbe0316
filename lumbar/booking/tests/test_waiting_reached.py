"""Offers that reach nobody, places nobody proved to be theirs, and what goes along to the visit."""

from __future__ import annotations

import smtplib
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from lumbar.booking import actions as booking
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.links import visit_path
from lumbar.booking.models import (
    Appointment,
    FreedTime,
    Notice,
    Offer,
    PlaceConfirmation,
    RequestTrace,
    Reservation,
    WaitingEntry,
)
from lumbar.booking.notices import sending
from lumbar.booking.notices import worker as notices
from lumbar.booking.tests.book import HOUR, NOW, a_book
from lumbar.booking.tests.mailing import Clock, mail_server
from lumbar.booking.tests.test_waiting import ALWAYS, MINUTE, full, gives_up, offers, waits
from lumbar.booking.waiting import actions, worker
from lumbar.booking.waiting.links import CONFIRM_FOR, offer_path, place_path
from lumbar.booking.waiting.offering import _end
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Patient, Person
from lumbar.site import post as site_post
from lumbar.site.outgoing import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]
__all__ = ["mail_server"]

State = WaitingEntry.State
PERSON = {"verified": False, "origin": Origin("", "192.0.2.5")}
"""Somebody who only types."""


class Post:
    """A mail server that answers as it is told."""

    says = Outcome.SENT
    of: dict[str, Outcome] = {}
    """What it says of one mailbox."""
    took: list[object] = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def send(self, message):
        says = Post.of.get(message.to[0], Post.says)
        if says is Outcome.SENT:
            Post.took.append(message)
        return says


@pytest.fixture
def post(monkeypatch):
    monkeypatch.setattr(sending, "Post", Post)
    Post.says, Post.of, Post.took = Outcome.SENT, {}, []
    return Post


def rounds(now):
    worker.round(lambda: now)
    notices.round(lambda: now)


def test_nobody_loses_their_place_for_an_offer_that_did_not_reach_them(post):
    book = a_book()
    visits = full(book, slots=range(5))
    first, second = waits(book, 1, minutes=1), waits(book, 2, minutes=2)
    post.says = Outcome.LATER
    gives_up(visits[4])
    for minutes in (0, 10, 20):
        rounds(NOW + minutes * MINUTE)
    # The server is away: the offer ends, counts for nothing, and the time is everybody's meanwhile.
    first.refresh_from_db()
    assert (first.state, first.offers_passed) == (State.WAITING, 0)
    assert [one.state for one in Offer.objects.all()] == ["unsent"]
    assert not Reservation.objects.filter(held_until__isnull=False).exists()
    # Then the same time for the same one. Late by a while, they have their whole hour.
    assert worker.round(lambda: NOW + 45 * MINUTE) == 0
    again = NOW + 51 * MINUTE
    rounds(again)
    assert offers(state="open") == [("Visitor 1", visits[4].starts_at)]
    post.says = Outcome.SENT
    rounds(again + 5 * MINUTE)
    made = Offer.objects.get(state="open")
    assert made.answer_until == again + 5 * MINUTE + HOUR == made.appointment.held_until
    assert Reservation.objects.get(appointment=made.appointment).held_until == made.answer_until
    assert "10:56 (Hong Kong time)" in post.took[0].body
    rounds(again + HOUR)
    made.refresh_from_db()
    assert made.state == "open"
    # They had it, and said nothing. The mailbox of the next does not exist: the desk rings.
    post.says = Outcome.GONE
    rounds(made.answer_until)
    first.refresh_from_db()
    assert first.offers_passed == 1
    rounds(made.answer_until)
    second.refresh_from_db()
    assert (second.state, second.offers_passed, second.send_to) == (State.WAITING, 0, "")
    assert Offer.objects.filter(state="unsent").count() == 2
    assert not Offer.objects.filter(state="open").exists()


def test_joins_are_counted_and_nobody_takes_anothers_places():
    book = a_book()
    anna = {"contact": Contact("Anna", "anna@example.org"), **PERSON}
    for _n in range(3):
        waits(book, **anna)
    # Written to three times a day at most; whoever it is has a place, and the desk rings.
    unasked = waits(book, **anna | {"origin": Origin("", "198.51.100.7")})
    assert PlaceConfirmation.objects.count() == 3
    page = Client().get(place_path(unasked)).content.decode()
    assert "the clinic rings you" in page and "One more step" not in page
    # Whose address it is is none of what others typed; she has all her places.
    person = Person.objects.create()
    mine = waits(book, contact=Contact("Anna L", "anna@example.org"), person=person)
    assert mine.confirmed_at
    typed = WaitingEntry.objects.exclude(pk__in=[mine.pk, unasked.pk])
    for one in list(typed)[:2]:
        actions.confirm_place(entry=one, now=NOW)
    with pytest.raises(NotAllowed, match="too_many_places"):
        actions.confirm_place(entry=typed.get(confirmed_at=None), now=NOW)
    # From one device a dozen in a day, under whatever names.
    made = 0
    with pytest.raises(NotAllowed, match="too_many"):
        for n in range(20):
            waits(book, n, **PERSON | {"origin": Origin("one device", "192.0.2.9")})
            made += 1
    assert made == 12


def test_who_never_proves_the_address_leaves_nothing_in_the_register():
    book = a_book()
    known = book.patient("Visitor 9")
    known.email = "visitor9@example.org"
    known.save()
    typed, again, of_known = (waits(book, n, **PERSON) for n in (1, 1, 9))
    left, visits = waits(book, 2, **PERSON), waits(book, 3, **PERSON)
    assert Patient.objects.filter(name="Visitor 1").count() == 1
    # Somebody leaves: said once, and gone.
    browser = Client()
    assert "You left the list" in browser.post(place_path(left)).content.decode()
    assert browser.get(place_path(left)).status_code == 410
    assert not Patient.objects.filter(name="Visitor 2").exists()
    # Nobody opened the link while it worked.
    PlaceConfirmation.objects.update(state="sent", sent_at=NOW)
    actions.confirm_place(entry=visits, now=NOW)
    worker.round(lambda: NOW + CONFIRM_FOR - MINUTE)
    assert WaitingEntry.objects.filter(state="waiting").count() == 4
    worker.round(lambda: NOW + CONFIRM_FOR + MINUTE)
    assert list(WaitingEntry.objects.filter(state="waiting")) == [visits]
    names = Patient.objects.filter(name__startswith="Visitor").values_list("name", flat=True)
    assert sorted(names) == ["Visitor 3", "Visitor 9"]
    assert WaitingEntry.objects.get(patient=known) == of_known
    assert not WaitingEntry.objects.filter(pk__in=[typed.pk, again.pk]).exists()
    assert not FreedTime.objects.exists()
    assert not mail.outbox


def test_what_goes_along_from_the_list_to_the_visit(client):
    book = a_book(cancel_hours=48)
    visits = full(book, slots=(2, 14, 16))
    person = Person.objects.create()
    check = StoredAssessment.objects.create(
        person=person, level="self_care", answers={}, knowledge_version="2026.11", assessment={}
    )
    old = visits[1]
    old.patient.person = person
    old.patient.save()
    entry = waits(
        book, contact=Contact("X", "other@example.org"), person=person, instead_of=old,
        assessment=check,
    )  # fmt: skip
    gives_up(visits[0])
    worker.round(lambda: NOW)
    offered = Offer.objects.get()
    link = offer_path(offered.appointment)
    assert client.get(link).status_code == 200
    taken = actions.accept(offered=offered, now=NOW)
    old.refresh_from_db()
    assert (old.status, old.late_cancel) == ("cancelled", False)
    assert client.get(link)["Location"].startswith(visit_path(taken).rsplit("/", 1)[0])
    # The link is the old mailbox's: with another address it leads nowhere.
    Appointment.objects.filter(pk=taken.pk).update(email="new@example.org")
    assert client.get(link).status_code == 410

    # Rung and booked by the desk: the same goes along, and nothing is held against them either.
    late = visits[2]
    late.patient = old.patient
    late.save()
    entry = waits(
        book, contact=Contact("X", "other@example.org"), person=person, instead_of=late,
        assessment=check,
    )  # fmt: skip
    booked = actions.book_from_list(entry=entry, slot=book.slot(4 + 48), by=book.staff, now=NOW)
    late.refresh_from_db()
    assert (booked.email, booked.assessment) == ("other@example.org", check)
    assert (late.status, late.late_cancel, late.cancelled_by) == ("cancelled", False, "person")
    # An address nobody confirmed is told nothing.
    WaitingEntry.objects.filter(pk=entry.pk).update(state="waiting", confirmed_at=None)
    again = actions.book_from_list(entry=entry, slot=book.slot(5 + 48), by=book.staff, now=NOW)
    assert again.email == ""


def test_nobody_is_told_about_a_time_that_a_page_held():
    book = a_book()
    person = Person.objects.create()
    Patient.objects.create(
        clinic=book.clinic, person=person, name="Ada", email="ada@example.org"
    )  # fmt: skip
    held = booking.hold_time(
        clinic=book.clinic, service=book.service, slot=book.slot(), person=person, language="en",
        origin=Origin("device", "192.0.2.1"), now=NOW,
    )  # fmt: skip
    booking.cancel(appointment=held, by=book.staff, version=None, now=NOW)
    assert not Notice.objects.exists()
    assert not Reservation.objects.exists()
    # And nothing stays of it.
    booking.end_holds(now=NOW)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(450, Outcome.BUSY), (552, Outcome.NEVER), (550, Outcome.GONE), (421, Outcome.LATER)],
)
def test_whose_trouble_it_is_when_a_mailbox_is_refused(monkeypatch, code, outcome):
    class Refuses:
        open = close = lambda _self: None

        def send_messages(self, _messages):
            raise smtplib.SMTPRecipientsRefused({"ada@example.org": (code, b"no")})

    monkeypatch.setattr(site_post, "get_connection", Refuses)
    with site_post.Post() as real:
        assert real.send(mail.EmailMessage(to=["ada@example.org"])) is outcome


@pytest.mark.parametrize("says", [Outcome.BUSY, Outcome.LATER])
def test_one_full_mailbox_does_not_stall_the_lists(post, says):
    book = a_book()
    visits = full(book, slots=range(5))
    full_one, _second = waits(book, 1, minutes=1), waits(book, 2, minutes=2)
    post.of = {"visitor1@example.org": says}
    gives_up(visits[4])
    for minutes in (0, 1, 3, 8, 18):
        rounds(NOW + minutes * MINUTE)
    assert offers(state="open") == [("Visitor 1", visits[4].starts_at)]
    others = Notice.objects.filter(kind="booked", state="sent")
    if says is Outcome.LATER:
        # Not said whose trouble it is; but what others were told went out meanwhile.
        assert others.update(sent_at=NOW + 12 * MINUTE)
    else:
        others.delete()
    rounds(NOW + 20 * MINUTE)
    full_one.refresh_from_db()
    # The desk rings; it counts for nothing, and the next is asked at once.
    assert (full_one.state, full_one.offers_passed, full_one.send_to) == (State.WAITING, 0, "")
    assert offers(state="unsent") == [("Visitor 1", visits[4].starts_at)]
    assert offers(state="open") == [("Visitor 2", visits[4].starts_at)]
    assert [one.to for one in post.took][-1] == ["visitor2@example.org"]


def test_a_trouble_that_passed_does_not_stall_the_lists(post):
    """The server was away, and is back: what it took since says so."""
    book = a_book()
    visits = full(book, slots=range(3))
    waits(book, 1)
    post.says = Outcome.LATER
    gives_up(visits[1])
    for minutes in (0, 1, 20):
        rounds(NOW + minutes * MINUTE)
    assert Offer.objects.get().state == "unsent" and not offers(state="open")
    Notice.objects.filter(kind="booked").update(state="sent", sent_at=NOW + 21 * MINUTE)
    rounds(NOW + 22 * MINUTE)
    assert offers(state="open") == [("Visitor 1", visits[1].starts_at)]


def test_the_round_goes_by_the_clock_and_a_message_on_its_way_is_not_ended(monkeypatch):
    book = a_book()
    visits = full(book, slots=range(3))
    waits(book, 1)
    gives_up(visits[1])
    assert worker.round(lambda: NOW, lambda: False) == 0
    assert worker.round(lambda: NOW) == 1
    offered = Offer.objects.get()
    told = Notice.objects.filter(kind="offer")
    told.update(state="sending", next_try_at=NOW + 2 * HOUR)
    assert not _end(offered, NOW + HOUR), "claimed after it was looked for"
    told.update(state="sent", sent_at=NOW)
    # Mail takes two hours this time: what is over then ends in the same round.
    clock = Clock(NOW)

    def slowly(*_told):
        clock.passes(hours=2)
        return 0

    monkeypatch.setattr(worker, "deliver", slowly)
    worker.round(clock)
    offered.refresh_from_db()
    assert offered.state == "passed"


def test_changing_ones_place_is_no_new_message_and_the_desk_proves_no_mistyped_address():
    book = a_book()
    person = Person.objects.create()
    Patient.objects.create(
        clinic=book.clinic, person=person, name="Ada", email="ada@example.org"
    )  # fmt: skip
    for _n in range(5):
        entry = waits(book, contact=Contact("Ada", "adaa@example.org"), person=person, **PERSON)
    assert PlaceConfirmation.objects.count() == 1
    assert RequestTrace.objects.filter(kind="place").count() == 1
    again = actions.put_on_list(
        clinic=book.clinic, service=book.service, patient=entry.patient, grid=ALWAYS,
        by=book.staff, now=NOW,
    )  # fmt: skip
    assert (again.pk, again.send_to) == (entry.pk, "ada@example.org")
    # One they confirmed stays.
    WaitingEntry.objects.update(email="adaa@example.org")
    again = actions.put_on_list(
        clinic=book.clinic, service=book.service, patient=entry.patient, grid=ALWAYS,
        by=book.staff, now=NOW,
    )  # fmt: skip
    assert again.send_to == "adaa@example.org"


def test_who_waited_before_addresses_were_confirmed_is_still_offered_times():
    book = a_book()
    asked, before, left = (waits(book, n, verified=False) for n in (1, 2, 3))
    PlaceConfirmation.objects.exclude(entry=asked).delete()
    WaitingEntry.objects.update(entered=False)
    WaitingEntry.objects.filter(pk=left.pk).update(state="left")
    migration = import_module("lumbar.booking.migrations.0010_places_from_before")
    migration.take_them_as_known(apps, None)
    known = WaitingEntry.objects.exclude(confirmed_at=None)
    assert [(one.pk, one.confirmed_at) for one in known] == [(before.pk, before.joined_at)]
