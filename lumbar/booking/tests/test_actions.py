"""Requesting, confirming, moving, cancelling: one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from lumbar.audit.models import AuditLine
from lumbar.booking import actions
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import Changed, NotAllowed, SeriesTaken, SlotTaken
from lumbar.booking.models import (
    Appointment,
    Block,
    RequestTrace,
    Reservation,
    WaitingEntry,
)
from lumbar.booking.queries import (
    day_of,
    next_times,
    open_visits,
    open_visits_of,
    slots_for,
    week_of,
)
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book, somebody
from lumbar.booking.views.visit import _ahead_of
from lumbar.booking.waiting.offering import end_passed_offers
from lumbar.people.looking import look_alikes
from lumbar.people.models import Patient, Person, Role
from lumbar.people.tests.staff import a_clinic, a_member
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Status
from lumbar.scheduling.slots import Refusal
from lumbar.site.outgoing import Outgoing, due

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=31)


def request(book, n=0, *, contact=None, now=NOW, **more):
    return actions.request_appointment(
        clinic=book.clinic, service=book.service, slot=book.slot(n),
        contact=contact or somebody(n), person=more.pop("person", None), now=now, **more,
    )  # fmt: skip


def at_desk(book, n=0, patient=None, **more):
    return actions.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(n, **more),
        patient=patient or book.patient(f"Patient {n}"), by=book.staff, now=NOW,
    )  # fmt: skip


def starts(book, now=NOW):
    day = TUESDAY.date()
    found = slots_for(
        clinic=book.clinic, service=book.service, practitioner=None, first=day, last=day, now=now
    )
    return [slot.starts for slot in found]


def test_a_request_holds_its_time_until_it_is_confirmed():
    book = a_book()
    free = starts(book)
    made = request(book)
    assert (made.status, made.held_until) == (Status.PROPOSED, NOW + timedelta(minutes=30))
    assert starts(book) == free[1:]
    with pytest.raises(SlotTaken) as taken:
        request(book, contact=somebody(7))
    assert [slot.starts for slot in taken.value.next_times][:2] == free[1:3]
    assert Appointment.objects.count() == Patient.objects.count() == 1, "nothing of it was kept"
    booked = actions.confirm_request(appointment=made, now=NOW)
    assert (booked.status, booked.held_until) == (Status.BOOKED, None)
    assert booked.reservation.held_until is None
    assert actions.confirm_request(appointment=made, now=LATER).version == booked.version
    assert starts(book, LATER) == free[1:]


def test_an_expired_request_gives_way_and_comes_back_only_when_the_time_is_free():
    book = a_book()
    late, lost = request(book, 0), request(book, 1)
    assert len(starts(book, LATER)) == 18
    other = request(book, 1, contact=somebody(9), now=LATER, verified=True)
    assert actions.confirm_request(appointment=late, now=LATER).status == Status.BOOKED
    with pytest.raises(SlotTaken):
        actions.confirm_request(appointment=lost, now=LATER)
    tomorrow = NOW + timedelta(days=1, hours=1)
    assert actions.lapse_expired(now=tomorrow) == 1
    lost.refresh_from_db()
    assert (lost.status, lost.cancelled_by) == (Status.CANCELLED, "time")
    assert Reservation.objects.filter(appointment__in=[late, other]).count() == 2


def test_a_request_put_away_is_taken_anew_by_its_link():
    book = a_book()
    made = request(book, 17 + 48)
    day_later = NOW + timedelta(days=1, minutes=31)
    assert actions.lapse_expired(now=day_later) == 1
    booked = actions.confirm_request(appointment=made, now=day_later)
    assert (booked.status, booked.cancelled_by) == (Status.BOOKED, "")
    assert booked.reservation.held_until is None


def test_the_clinic_confirms_where_the_service_asks_for_it():
    book = a_book(approval=True)
    made = actions.confirm_request(appointment=request(book), now=NOW)
    assert made.status == Status.PENDING
    with pytest.raises(Changed):
        actions.approve(appointment=made, by=book.staff, version=made.version - 1, now=NOW)
    booked = actions.approve(appointment=made, by=book.staff, version=made.version, now=NOW)
    assert booked.status == Status.BOOKED
    # Moved by the person, it is asked again; the clinic may say no.
    moved = actions.move(appointment=booked, slot=book.slot(3), by=None, version=None, now=NOW)
    assert moved.status == Status.PENDING
    gone = actions.decline(appointment=moved, by=book.staff, version=moved.version, now=NOW)
    assert (gone.status, gone.cancelled_by) == (Status.CANCELLED, "clinic")
    assert len(starts(book)) == 18


def test_a_move_keeps_the_visit_and_frees_its_old_time():
    book = a_book(practitioners=2, rooms=2, cancel_hours=24)
    made = at_desk(book, 0)
    uuid, sequence = made.pk, made.sequence
    moved = actions.move(
        appointment=made, slot=book.slot(1, who=1), by=book.staff, version=made.version, now=NOW
    )
    assert (moved.pk, moved.sequence, moved.version) == (uuid, sequence + 1, made.version + 1)
    assert moved.practitioner == book.practitioners[1]
    assert not moved.moved_late
    assert at_desk(book, 0).status == Status.BOOKED
    with pytest.raises(SlotTaken):
        actions.move(appointment=moved, slot=book.slot(0), by=None, version=None, now=NOW)
    moved.refresh_from_db()
    assert instant(moved.starts_at) == book.slot(1).starts, "the old time is kept"
    # Overlapping with itself is no overlap; a person's late move is noted.
    again = actions.move(
        appointment=moved, slot=book.slot(2, who=1), by=None, version=None,
        now=TUESDAY - 2 * HOUR,
    )  # fmt: skip
    assert again.moved_late


def test_cancelling_frees_the_time_and_notes_when_it_was_late():
    book = a_book(cancel_hours=24)
    early, late = at_desk(book, 0), at_desk(book, 40)
    gone = actions.cancel(appointment=early, by=None, version=early.version, now=NOW + HOUR)
    assert (gone.status, gone.cancelled_by, gone.late_cancel) == (Status.CANCELLED, "person", True)
    assert actions.cancel(appointment=early, by=None, version=None, now=NOW).version == gone.version
    with pytest.raises(NotAllowed, match="status"):
        actions.move(appointment=early, slot=book.slot(5), by=None, version=None, now=NOW)
    by_desk = actions.cancel(appointment=late, by=book.staff, version=None, now=late.starts_at)
    assert (by_desk.cancelled_by, by_desk.late_cancel) == ("clinic", False)
    assert not Reservation.objects.exists()


def test_the_day_itself():
    book = a_book()
    made = at_desk(book)
    began = made.starts_at
    with pytest.raises(NotAllowed, match="status"):
        actions.no_show(appointment=made, by=book.staff, version=None, now=began - HOUR)
    with pytest.raises(NotAllowed, match="past"):
        actions.cancel(appointment=made, by=None, version=None, now=began)
    late = actions.run_late(appointment=made, minutes=15, by=book.staff, version=None, now=began)
    here = actions.arrive(appointment=late, by=book.staff, version=late.version, now=began)
    back = actions.reopen(appointment=here, by=book.staff, version=here.version, now=began)
    missed = actions.no_show(appointment=back, by=book.staff, version=back.version, now=began)
    over = actions.fulfil(
        appointment=actions.reopen(appointment=missed, by=book.staff, version=None, now=began),
        by=book.staff, version=None, now=began,
    )  # fmt: skip
    assert over.status == Status.FULFILLED
    assert set(AuditLine.objects.values_list("did", flat=True)) >= {
        "booked", "visit_arrive", "visit_run_late", "visit_no_show", "visit_reopen", "visit_fulfil"
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="role"):
        actions.add_note(appointment=over, text="x", kind="clinical", by=book.staff, now=NOW)
    treats = a_member(book.clinic, Role.CLINICIAN)
    note = actions.add_note(appointment=over, text=" x ", kind="clinical", by=treats, now=NOW)
    assert note.text == "x"


def test_a_series_is_booked_whole_or_not_at_all():
    book = a_book()
    at_desk(book, 48)
    wanted = [book.slot(n) for n in (0, 48, 96)]
    everything: dict[str, Any] = {
        "clinic": book.clinic, "service": book.service, "patient": book.patient(),
        "by": book.staff, "now": NOW,
    }  # fmt: skip
    with pytest.raises(SeriesTaken) as taken:
        actions.book_series(slots=wanted, **everything)
    assert taken.value.refused == [(wanted[1], Refusal.TAKEN)]
    assert Appointment.objects.count() == Reservation.objects.count() == 1
    with pytest.raises(SeriesTaken):
        actions.book_series(slots=[wanted[0], wanted[0]], **everything)
    series = actions.book_series(slots=[wanted[0], book.slot(49), wanted[2]], **everything)
    assert len({visit.series for visit in series}) == 1
    gone = actions.cancel_series(appointment=series[1], by=book.staff, version=0, now=NOW)
    assert [visit.pk for visit in gone] == [series[1].pk, series[2].pk]
    assert Reservation.objects.filter(appointment=series[0]).exists()


def test_a_block_lies_over_visits_and_lets_no_new_one_in():
    book = a_book(practitioners=2, rooms=1)
    made = at_desk(book, 0)
    block = actions.block_time(
        clinic=book.clinic, practitioner=None, room=book.rooms[0], starts_at=TUESDAY,
        ends_at=TUESDAY + HOUR, why="Painters", by=book.staff, now=NOW,
    )  # fmt: skip
    assert Reservation.objects.filter(appointment=made).exists()
    with pytest.raises(SlotTaken) as taken:
        at_desk(book, 1, who=1)
    assert taken.value.why is Refusal.NO_ROOM
    day = day_of(book.clinic, TUESDAY.date(), now=NOW)
    assert (day.appointments, day.blocks) == ([made], [block])
    actions.unblock_time(block=block, by=book.staff, now=NOW)
    assert at_desk(book, 1, who=1).room == book.rooms[0]
    assert not Block.objects.exists()


def test_who_may_ask_for_what():
    book = a_book(max_open=1)
    person, other = Person.objects.create(), Person.objects.create()
    request(book, 0, person=person, verified=True)
    with pytest.raises(NotAllowed, match="too_many_open"):
        request(book, 1, person=person, verified=True)
    with pytest.raises(NotAllowed, match="no_email"):
        request(book, 1, contact=Contact("No Mail"))
    # Whoever types another's name does not learn that they have a visit; only its reader does.
    guest = request(book, 1, contact=somebody(0), person=other)
    assert guest.patient.person == other
    stranger = request(book, 2, contact=somebody(5))
    assert stranger.patient.person is None
    actions.confirm_request(appointment=stranger, now=NOW)
    again = request(book, 3, contact=somebody(5))
    assert again.patient == stranger.patient
    with pytest.raises(NotAllowed, match="too_many_open"):
        actions.confirm_request(appointment=again, now=NOW)
    elsewhere = a_book(clinic=a_clinic("other.example.org"))
    with pytest.raises(ValueError, match="another clinic"):
        at_desk(book, 5, patient=elsewhere.patient())
    with pytest.raises(NotAllowed, match="not_offered"):
        actions.book_at_desk(
            clinic=book.clinic, service=book.service, patient=book.patient(), by=book.staff,
            slot=book.slot(5)._replace(practitioner=elsewhere.practitioners[0].pk), now=NOW,
        )  # fmt: skip
    book.service.online = False
    with pytest.raises(NotAllowed, match="not_online"):
        request(book, 6)


def test_an_entry_is_found_again_and_never_given_to_a_stranger():
    book = a_book()
    known = book.patient("Wong Ka Yan")
    typed = Contact(" wong  ka yan", "WONG.KA.YAN@example.org")
    entry: dict[str, Any] = {"clinic": book.clinic, "contact": typed}
    assert actions.patient_for(person=None, verified=False, **entry) == known
    guest, owner = Person.objects.create(), Person.objects.create()
    assert actions.patient_for(person=guest, verified=False, **entry) != known
    assert actions.patient_for(person=owner, verified=True, **entry) == known
    known.refresh_from_db()
    assert known.person == owner
    assert actions.patient_for(person=None, verified=False, **entry) not in {known}


def test_a_family_shares_a_mailbox_and_a_name_spelt_anew_is_no_family():
    book = a_book(max_open=1)
    at_desk(book, 0, patient=book.patient("Chan Siu Ming"))

    def asks(number, name):
        contact = Contact(name, "chan.siu.ming@example.org")
        actions.confirm_request(appointment=request(book, number, contact=contact), now=NOW)

    for number, name in enumerate(("Chan Mei", "Chan Tai", "Chan Po"), start=1):
        asks(number, name)
    for number, name in enumerate(("Chan Siu Ming", "Chan Mei."), start=4):
        with pytest.raises(NotAllowed, match="too_many_open"):
            asks(number, name)


def test_a_name_and_a_phone_number_make_nobody_somebody_else():
    book = a_book(max_open=1)
    theirs = Patient.objects.create(clinic=book.clinic, name="Wong Ka Yan", phone="+852 9123-4567")
    visit = at_desk(book, 0, patient=theirs)
    typed = Contact("Wong Ka Yan", "thief@example.org", "+852 9123-4567")
    thief = Person.objects.create()
    # Signed in with an e-mail of their own, or nobody at all, who opens their own link.
    signed_in = request(book, 1, contact=typed, person=thief, verified=True)
    stranger = request(book, 2, contact=replace(typed, email="other@example.org"))
    stranger = actions.confirm_request(appointment=stranger, now=NOW)
    assert stranger.status == Status.BOOKED, "nor do they learn that she has a visit"
    theirs.refresh_from_db()
    visit.refresh_from_db()
    assert (theirs.person, theirs.email, visit.send_to) == (None, "", "")
    assert theirs not in {signed_in.patient, stranger.patient}
    assert look_alikes(stranger.patient) == [theirs, signed_in.patient], "the desk sees it"
    # Who told the desk is found however the number is written, never with a stranger's mailbox.
    told: dict[str, Any] = {
        "clinic": book.clinic,
        "contact": Contact("wong ka yan", "", "9123 4567"),
    }
    assert actions.patient_at_desk(**told) == theirs
    Patient.objects.filter(pk=theirs.pk).update(email="hers@example.org")
    assert not actions.patient_at_desk(**told).email


def test_too_many_requests_from_one_place_are_refused_for_a_while():
    book = a_book()
    same = Origin(device="one", address="192.0.2.7")
    for n in range(3):
        request(book, n, origin=same)
    with pytest.raises(NotAllowed, match="too_many"):
        request(book, 3, origin=same)
    request(book, 3, origin=Origin(device="two", address="192.0.2.7"))
    text = " ".join(RequestTrace.objects.values_list("digest", flat=True))
    assert "192.0.2.7" not in text
    # Holds that ended no longer count; what is a day old is forgotten.
    request(book, 4, origin=same, now=LATER)
    request(book, 60, origin=same, now=NOW + timedelta(days=1, minutes=1))
    assert RequestTrace.objects.count() == 6


def test_an_address_is_what_one_visitor_has_of_it():
    book = a_book()

    def asked(n, address, device=""):
        request(book, n, contact=somebody(100 + n), origin=Origin(device, address))

    # Whoever has an IPv6 connection has 2**64 addresses, and may throw the cookie away.
    for n in range(5):
        asked(n, f"2001:db8:1:2::{n:x}")
    with pytest.raises(NotAllowed, match="too_many"):
        asked(5, "2001:db8:1:2:ffff::9")
    asked(5, "2001:db8:1:3::1")
    asked(6, "2001:db8:1:2::9", "person:1")
    known = set(RequestTrace.objects.values_list("kind", "digest"))
    asked(7, "192.0.2.9")
    asked(8, "::ffff:192.0.2.9")
    new = set(RequestTrace.objects.values_list("kind", "digest")) - known
    assert sorted(kind for kind, _digest in new) == ["address", "email", "email", "new"]


def test_what_the_worker_asks_every_few_seconds_does_not_grow_with_the_past(monkeypatch):
    book = a_book()
    asked = []
    real = QuerySet._fetch_all

    def noted(rows):
        asked.append(rows.all())
        real(rows)

    monkeypatch.setattr(QuerySet, "_fetch_all", noted)
    actions.lapse_expired(now=NOW)
    actions.end_holds(now=NOW)
    end_passed_offers(NOW)
    list(_ahead_of("somebody@example.org", NOW))
    asked += [
        *(due(model._default_manager.all(), NOW) for model in Outgoing.__subclasses__()),
        WaitingEntry.objects.filter(state="waiting", until__lt=NOW.date()),
        open_visits_of(book.patient(), "somebody@example.org", NOW),
    ]
    monkeypatch.undo()
    plans = [rows.explain() for rows in asked]
    assert len(plans) >= 9
    assert [plan for plan in plans if "SCAN " in plan] == []


def test_the_next_times_of_a_place_where_it_is_still_yesterday():
    book = a_book()
    book.place.time_zone = "America/Los_Angeles"
    book.place.save()
    # Tuesday, ten past four there; midnight has passed in London.
    now = datetime(2026, 12, 9, 0, 10, tzinfo=UTC)
    wanted = book.slot()._replace(starts=instant(now) + 20 * 60)
    found = next_times(service=book.service, wanted=wanted, now=now)
    assert [slot.starts - instant(now) for slot in found][:3] == [1200, 3000, 4800]


def test_the_book_is_read_in_three_queries_however_full_it_is():
    book = a_book(practitioners=3, rooms=2)
    for n in range(4):
        at_desk(book, n, who=n % 3)
    for ask in (
        lambda: starts(book),
        lambda: week_of(book.clinic, TUESDAY.date(), now=NOW),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert ask()
        assert len(queries) == 3
    assert list(open_visits(Appointment.objects.all()[0].patient, NOW))


@pytest.mark.parametrize("held", [True, False])
def test_an_offer_is_held_for_one(held):
    book = a_book()
    offer = actions.hold_for_offer(
        clinic=book.clinic, service=book.service, slot=book.slot(0), patient=book.patient(),
        held_until=NOW + 2 * HOUR, now=NOW,
    )  # fmt: skip
    with pytest.raises(SlotTaken):
        request(book, 0)
    if held:
        assert actions.confirm_request(appointment=offer, now=NOW).status == Status.BOOKED
    else:
        actions.let_go(appointment=offer, now=NOW, by_person=True)
        with pytest.raises(NotAllowed, match="status"):
            actions.confirm_request(appointment=offer, now=NOW)
        request(book, 0)
