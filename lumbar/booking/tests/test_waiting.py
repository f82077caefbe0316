"""The wait list: from a time that becomes free to who has it in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from lumbar.audit.models import AuditLine
from lumbar.booking import actions as booking
from lumbar.booking.contact import Origin
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.links import done_path, visit_path
from lumbar.booking.models import (
    Appointment,
    FreedTime,
    Notice,
    Offer,
    Reservation,
    WaitingEntry,
)
from lumbar.booking.offering import hold_earliest
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book, somebody
from lumbar.booking.waiting import actions, worker
from lumbar.booking.waiting.links import place_path
from lumbar.booking.waiting.offering import offer_freed_times
from lumbar.booking.waiting.queries import line_of
from lumbar.people.models import Person
from lumbar.people.tests.staff import a_clinic
from lumbar.scheduling.instants import instant
from lumbar.scheduling.waiting import Part

pytestmark = pytest.mark.django_db

ALWAYS = [(weekday, part) for weekday in range(7) for part in Part]
MORNINGS = [(weekday, Part.MORNING) for weekday in range(7)]
State = WaitingEntry.State
Status = Appointment.Status
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _a_mail_server(monkeypatch):
    monkeypatch.setattr("lumbar.booking.waiting.offering.is_set_up", lambda: True)


def waits(book, n=0, *, minutes=0, grid=ALWAYS, **more):
    """Somebody joins the list, so many minutes after the others."""
    return actions.join(
        clinic=book.clinic, service=book.service, contact=more.pop("contact", somebody(n)),
        person=more.pop("person", None), grid=grid, now=NOW + minutes * MINUTE,
        **{"verified": True, **more},
    )  # fmt: skip


def full(book, *, slots=range(18)):
    """Tuesday is taken from nine to six; returns the visits."""
    return [
        booking.book_at_desk(
            clinic=book.clinic, service=book.service, slot=book.slot(n),
            patient=book.patient(f"Patient {n}"), by=book.staff, now=NOW,
        )
        for n in slots
    ]  # fmt: skip


def gives_up(visit, now=NOW, **more):
    booking.cancel(appointment=visit, by=None, version=None, now=now, **more)


def messages_go_out(now=NOW):
    """Every offer that is open has its message."""
    Notice.objects.filter(kind="offer", state="waiting").update(state="sent", sent_at=now)


def offers(**state):
    return [
        (one.entry.patient.name, one.appointment.starts_at)
        for one in Offer.objects.filter(**state).select_related("entry__patient", "appointment")
    ]


def test_a_freed_time_goes_to_one_after_the_other_until_somebody_takes_it():
    book = a_book()
    visits = full(book)
    waits(book, 1, minutes=1)
    soon = waits(book, 2, minutes=2, level="clinician_soon")
    waits(book, 3, minutes=3, grid=[(1, Part.EVENING)])
    # Nothing became free since they joined: what is free anyway is on the page of times.
    assert worker.round(lambda: NOW) == 0

    gives_up(visits[4])
    assert worker.round(lambda: NOW) == 1
    assert worker.round(lambda: NOW) == 0
    offer = Offer.objects.get()
    assert offer.entry == soon
    assert offer.answer_until == NOW + HOUR == offer.appointment.held_until
    assert offer.appointment.starts_at == visits[4].starts_at
    assert offer.appointment.source == Appointment.Source.WAIT_LIST
    notice = Notice.objects.get(appointment=offer.appointment)
    assert (notice.kind, notice.due_at) == (Notice.Kind.OFFER, NOW)
    # It is held: nobody else gets it.
    with pytest.raises(SlotTaken):
        full(book, slots=[4])

    messages_go_out()
    # An hour without an answer: the next one is asked, and the first goes behind.
    later = NOW + HOUR
    worker.round(lambda: later)
    assert offers(state="passed") == [("Visitor 2", visits[4].starts_at)]
    assert offers(state="open") == [("Visitor 1", visits[4].starts_at)]
    soon.refresh_from_db()
    assert (soon.state, soon.offers_passed) == (State.WAITING, 1)

    # No is an answer. Nobody is asked twice, and evenings do not suit here.
    second = Offer.objects.get(state="open")
    actions.decline(offered=second, now=later)
    actions.decline(offered=second, now=later)
    assert worker.round(lambda: later) == 0
    assert WaitingEntry.objects.get(patient__name="Visitor 1").offers_passed == 0
    assert not FreedTime.objects.exists()
    # So it is free for everybody.
    full(book, slots=[4])


def test_who_takes_it_gives_the_later_visit_up_in_the_same_moment_and_that_goes_on():
    book = a_book()
    visits = full(book)
    person = Person.objects.create()
    mine = visits[14]
    mine.patient.person = person
    mine.patient.save()
    entry = waits(book, 1, person=person, instead_of=mine, grid=ALWAYS)
    other = waits(book, 2, minutes=1)
    # A later time does not help them: it goes to the other, who declines.
    gives_up(visits[17])
    worker.round(lambda: NOW)
    assert offers(state="open") == [("Visitor 2", visits[17].starts_at)]
    actions.decline(offered=Offer.objects.get(), now=NOW)
    gives_up(visits[2])
    worker.round(lambda: NOW)
    offer = Offer.objects.get(state="open")
    assert offer.entry == entry
    booked = actions.accept(offered=offer, now=NOW + 59 * MINUTE)
    assert actions.accept(offered=offer, now=NOW + 59 * MINUTE) == booked
    mine.refresh_from_db()
    entry.refresh_from_db()
    assert (booked.status, mine.status, entry.state) == (
        Status.BOOKED, Status.CANCELLED, State.BOOKED,
    )  # fmt: skip
    assert booked.reservation.held_until is None
    # What they gave up is offered at once.
    assert worker.round(lambda: NOW + HOUR) == 1
    assert Offer.objects.get(state="open").entry == other
    late = Offer.objects.get(state="open")
    with pytest.raises(actions.OfferOver):
        actions.accept(offered=late, now=late.answer_until)
    # Whoever leaves frees what was held for them.
    actions.leave(entry=other, now=NOW + HOUR)
    assert not Reservation.objects.filter(appointment=late.appointment).exists()


def test_every_way_in_which_time_frees_is_seen():
    book = a_book(practitioners=1, approval=True)
    visits = full(book, slots=[n for n in range(18) if n not in (6, 7)])
    block = booking.block_time(
        clinic=book.clinic, practitioner=book.practitioners[0],
        starts_at=TUESDAY + 3 * HOUR, ends_at=TUESDAY + 3.5 * HOUR, by=book.staff, now=NOW,
    )  # fmt: skip
    request = booking.request_appointment(
        clinic=book.clinic, service=book.service, slot=book.slot(7), contact=somebody(9),
        person=None, now=NOW,
    )  # fmt: skip
    for n in range(5):
        waits(book, n, minutes=n)
    worker.round(lambda: NOW)
    assert offers() == []

    # Moved away, unblocked, not confirmed in time, declined by the clinic.
    booking.move(appointment=visits[0], slot=book.slot(50), by=book.staff, version=None, now=NOW)
    booking.unblock_time(block=block, by=book.staff, now=NOW)
    worker.round(lambda: NOW)
    assert [starts for _who, starts in offers()] == [TUESDAY, TUESDAY + 3 * HOUR]
    over = request.held_until
    assert over is not None
    messages_go_out()
    worker.round(lambda: over)
    assert offers()[-1] == ("Visitor 2", TUESDAY + 3.5 * HOUR)
    asked = booking.request_appointment(
        clinic=book.clinic, service=book.service, slot=book.slot(52), contact=somebody(8),
        person=None, verified=True, now=NOW,
    )  # fmt: skip
    booking.decline(appointment=asked, by=book.staff, version=None, now=NOW)
    worker.round(lambda: NOW)
    assert ("Visitor 3", asked.starts_at) in offers()


def test_nights_are_quiet_and_what_is_too_near_is_not_offered():
    book = a_book()
    visits = full(book)
    waits(book)
    night = NOW + 13 * HOUR
    gives_up(visits[0], now=night)
    gives_up(visits[10], now=night)
    assert worker.round(lambda: night) == 0
    assert worker.round(lambda: NOW + 22.5 * HOUR) == 1
    # Nine o'clock from seven on, with half an hour to answer and an hour to come.
    offer = Offer.objects.get()
    assert (offer.appointment.starts_at, offer.answer_until) == (TUESDAY, TUESDAY - 1.25 * HOUR)
    actions.decline(offered=offer, now=NOW + 22.5 * HOUR)
    assert worker.round(lambda: TUESDAY - 65 * MINUTE) == 0
    assert worker.round(lambda: TUESDAY - HOUR) == 1
    assert offers(state="open")[0][1] == visits[10].starts_at


def test_one_freed_hour_serves_two_and_rooms_count():
    book = a_book(rooms=1, minutes=60, step=30, after=15)
    [visit] = full(book, slots=[0])
    short = a_book(clinic=book.clinic, minutes=15, step=15).service
    short.practitioners.set(book.practitioners)
    booking.block_time(
        clinic=book.clinic, practitioner=book.practitioners[0],
        starts_at=TUESDAY + 1.25 * HOUR, ends_at=TUESDAY + 9 * HOUR, by=book.staff, now=NOW,
    )  # fmt: skip
    for n in (1, 2):
        actions.join(
            clinic=book.clinic, service=short, contact=somebody(n), person=None, grid=MORNINGS,
            verified=True, now=NOW + n * MINUTE,
        )  # fmt: skip
    hour = waits(book, 3, minutes=3)
    gives_up(visit)
    assert worker.round(lambda: NOW) == 2
    assert offers() == [("Visitor 1", TUESDAY), ("Visitor 2", TUESDAY + 15 * MINUTE)]
    # When both say no the whole hour is there, and its room.
    for one in Offer.objects.all():
        actions.decline(offered=one, now=NOW)
    worker.round(lambda: NOW)
    last = Offer.objects.get(state="open")
    assert (last.entry, last.appointment.room) == (hour, book.rooms[0])


def test_who_may_join_and_what_the_desk_does():
    book = a_book()
    person = Person.objects.create()
    entry = waits(book, 1, person=person, grid=MORNINGS)
    # Again: the same place in line, with what is said now.
    again = waits(book, 1, person=person, minutes=9, until=TUESDAY.date())
    assert (again.pk, again.joined_at) == (entry.pk, NOW)
    # Somebody who only types the name changes nothing of theirs.
    stranger = waits(book, 1, minutes=10)
    assert stranger.pk != entry.pk
    waits(book, 1, minutes=11)
    with pytest.raises(NotAllowed, match="too_many"):
        waits(book, 1, minutes=12)
    for level in ("emergency", "same_day"):
        with pytest.raises(NotAllowed, match="level"):
            waits(book, 5, level=level)
    [visit] = full(book, slots=[0])
    with pytest.raises(ValueError, match="visit"):
        waits(book, 6, person=Person.objects.create(), instead_of=visit)
    with pytest.raises(ValueError, match="clinic"):
        actions.leave(entry=entry, by=a_book(clinic=a_clinic("other.example")).staff, now=NOW)

    by_phone = book.patient("Wong")
    by_phone.email = ""
    by_phone.save()
    called = actions.put_on_list(
        clinic=book.clinic, service=book.service, patient=by_phone, grid=MORNINGS, soon=True,
        by=book.staff, now=NOW + HOUR,
    )  # fmt: skip
    assert [one.row for one in line_of(book.clinic)][:2] == [called, entry]
    # Who cannot be written to is called; the time is not held for an answer that cannot come.
    gives_up(visit)
    worker.round(lambda: NOW)
    assert Offer.objects.get().entry == entry
    with pytest.raises(NotAllowed, match="no_email"):
        actions.offer_by_hand(entry=called, slot=book.slot(3), by=book.staff, now=NOW)
    by_hand = actions.offer_by_hand(entry=stranger, slot=book.slot(3), by=book.staff, now=NOW)
    assert by_hand.appointment.starts_at == TUESDAY + 1.5 * HOUR
    actions.leave(entry=stranger, by=book.staff, now=NOW)
    assert set(AuditLine.objects.values_list("did", flat=True)) >= {
        "put_on_wait_list", "offered_time", "removed_from_wait_list",
    }  # fmt: skip
    # The last day that helped is over.
    worker.round(lambda: NOW + timedelta(days=3))
    entry.refresh_from_db()
    assert entry.state in {State.LEFT, State.WAITING}


def test_who_books_otherwise_leaves_the_list_and_is_told(client):
    book = a_book()
    visits = full(book, slots=range(2))
    person = Person.objects.create()
    entry = waits(book, person=person)
    gives_up(visits[0])
    worker.round(lambda: NOW)
    (offer,) = Offer.objects.all()

    def asks(n, **more):
        return booking.request_appointment(
            clinic=book.clinic, service=book.service, slot=book.slot(n), contact=somebody(),
            person=person, now=NOW, **more,
        )  # fmt: skip

    # Not yet confirmed, and another service: they wait on.
    visit = asks(5)
    other = a_book(clinic=book.clinic)
    booking.book_at_desk(
        clinic=book.clinic, service=other.service, slot=other.slot(0), patient=entry.patient,
        by=book.staff, now=NOW,
    )  # fmt: skip
    entry.refresh_from_db()
    assert entry.state == State.OFFERED
    booking.confirm_request(appointment=visit, now=NOW)
    for one in (entry, offer):
        one.refresh_from_db()
    assert (entry.state, entry.found_id, offer.state) == (State.FOUND, visit.pk, "declined")
    # What was offered to them is free, and who waits gets it.
    assert not Reservation.objects.filter(appointment=offer.appointment).exists()
    assert FreedTime.objects.filter(starts_at=TUESDAY).exists()
    told = "You were on the waiting list for this."
    for path in (visit_path(visit), done_path(visit)):
        assert told in client.get(path).content.decode()
    assert "You have a visit" in client.get(place_path(entry)).content.decode()
    # Cancelling puts nobody back.
    booking.cancel(appointment=visit, by=None, version=None, now=NOW)
    entry.refresh_from_db()
    assert entry.state == State.FOUND
    # Who waits for an earlier visit than they have goes on doing so when they book a later one.
    has = asks(10, verified=True)
    again = waits(book, person=person, instead_of=has)
    asks(12, verified=True)
    again.refresh_from_db()
    assert again.state == State.WAITING
    asked = book.service
    asked.approval = True
    asked.save()
    earlier = asks(3, verified=True)
    again.refresh_from_db()
    assert (earlier.status, again.state) == (Status.PENDING, State.WAITING)
    booking.approve(appointment=earlier, by=book.staff, version=None, now=NOW)
    again.refresh_from_db()
    assert (again.state, again.found_id) == (State.FOUND, earlier.pk)


def test_a_later_visit_is_not_what_who_is_to_be_seen_soon_waits_for():
    book = a_book()

    def waits_on(name, days, **more):
        entry = actions.put_on_list(
            clinic=book.clinic, service=book.service, patient=book.patient(name), grid=ALWAYS,
            by=book.staff, now=NOW, **more,
        )  # fmt: skip
        visit = booking.book_at_desk(
            clinic=book.clinic, service=book.service, slot=book.slot(48 * days),
            patient=entry.patient, by=book.staff, now=NOW,
        )  # fmt: skip
        entry.refresh_from_db()
        assert entry.found == (None if entry.state == State.WAITING else visit)
        return entry.state == State.WAITING

    # A clinician said soon: a routine visit in weeks is another matter. One next week is it.
    assert waits_on("A", 20, soon=True)
    assert not waits_on("B", 6, soon=True)
    # After the last day that helps, by the clock of the place.
    assert waits_on("C", 5, until=(TUESDAY + timedelta(days=4)).date())
    assert not waits_on("D", 3, until=(TUESDAY + timedelta(days=3)).date())


@pytest.mark.django_db(transaction=True)
def test_the_earliest_time_is_held_for_one_however_many_ask_at_once():
    book = a_book()
    people = [Person.objects.create() for _n in range(3)]
    together = Barrier(6)

    def work(n):
        try:
            together.wait(20)
            return hold_earliest(
                clinic=book.clinic, person=people[n % 3], language="en",
                origin=Origin(f"device {n % 3}", "192.0.2.1"), now=NOW,
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(work, range(6)))
    # Two browsers of each of three people: one time each, no two the same.
    assert len({one.pk for one in made if one is not None}) == 3
    held = Reservation.objects.filter(held_until__isnull=False)
    assert len({one.starts_at for one in held}) == 3 == held.count()
    # From one device not more than a few, whoever they say they are.
    more = [Person.objects.create() for _n in range(4)]
    device = Origin("one device", "192.0.2.2")
    given = [
        hold_earliest(clinic=book.clinic, person=one, language="en", origin=device, now=NOW)
        for one in more
    ]
    assert [one is not None for one in given] == [True, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_offer_one_freed_time_once():
    book = a_book()
    visits = full(book, slots=range(3))
    for n in range(6):
        waits(book, n, minutes=n)
    for visit in visits:
        gives_up(visit)
    together = Barrier(6)

    def work(_n):
        try:
            together.wait(20)
            return offer_freed_times(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = sum(pool.map(work, range(6)))
    assert made == 3 == Offer.objects.filter(state="open").count()
    held = Reservation.objects.filter(held_until__isnull=False)
    assert sorted(instant(one.starts_at) for one in held) == [
        instant(TUESDAY) + n * 1800 for n in range(3)
    ]
    assert Offer.objects.values("entry").distinct().count() == 3

    # And many answers at once: yes from two browsers, no from another, the end of the hour.
    offer = Offer.objects.first()
    assert offer is not None

    def answer(n):
        try:
            together.wait(20)
            if n % 3 == 0:
                actions.decline(offered=offer, now=NOW)
            elif n % 3 == 1:
                actions.accept(offered=offer, now=NOW)
            else:
                worker.round(lambda: offer.answer_until)
        except actions.OfferOver:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, range(6)))
    offer.refresh_from_db()
    visit = Appointment.objects.get(pk=offer.appointment_id)
    assert (offer.state, visit.status) in {
        ("taken", "booked"), ("declined", "cancelled"), ("passed", "cancelled"),
    }  # fmt: skip
    taken = Reservation.objects.filter(starts_at=visit.starts_at)
    assert taken.count() <= 1
