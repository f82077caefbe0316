"""The wait list's pages: joining, a place, an offer, the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lumbar.booking import actions as booking
from lumbar.booking.links import visit_path
from lumbar.booking.models import Appointment, Offer, WaitingEntry
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book
from lumbar.booking.waiting import worker
from lumbar.booking.waiting.links import confirm_place_path, offer_path, place_path
from lumbar.people.models import Role
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.scheduling.instants import instant

pytestmark = pytest.mark.django_db

State = WaitingEntry.State
TYPED = {"name": "Lee Ka Yan", "email": "lee@example.org", "when": ["1:morning", "1:afternoon"]}


@pytest.fixture(autouse=True)
def _the_time(monkeypatch, settings):
    """Monday nine o'clock in Hong Kong, with a mail server."""
    for module in ("waiting.views", "waiting.desk_views", "views.visit"):
        monkeypatch.setattr(f"lumbar.booking.{module}.timezone.now", lambda: NOW)
    for module in ("waiting.views", "waiting.desk_views", "waiting.offering", "waiting.confirming"):
        monkeypatch.setattr(f"lumbar.booking.{module}.is_set_up", lambda: True)


FURTHER: list[dict[str, object]] = [{}, {"soon": "yes"}, {"when": ["2:morning"]}]


def text(answer):
    return " ".join(answer.content.decode().split())


def test_from_joining_to_the_visit_and_never_by_looking():
    book = a_book(practitioners=2)
    mine = booking.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(70), patient=book.patient("Lee"),
        by=book.staff, now=NOW,
    )  # fmt: skip
    taken = booking.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(2), patient=book.patient(),
        by=book.staff, now=NOW,
    )  # fmt: skip
    someone, join = Client(), reverse("waiting_join", args=[book.service.pk])
    # The grid has the days and parts in which somebody works: no evenings here.
    page = text(someone.get(join))
    assert 'value="1:morning"' in page
    assert "evening" not in page
    # Nothing ticked, a day that is over, no name: said, and nothing typed is lost.
    sent = someone.post(
        join, {"email": "lee@example.org", "until": "2026-12-01", "reason": "Since Monday"}
    )
    assert sent.status_code == 400
    for words in ("Tick at least one", "This day is over", "enter your name", "Since Monday"):
        assert words in text(sent)
    assert not WaitingEntry.objects.exists()

    # With the link to a visit: no contact to type, and that visit may be given up.
    token = visit_path(mine).rsplit("/", 1)[1]
    page = text(someone.get(join, {"visit": token}))
    assert 'name="email"' not in page
    assert str(mine.pk) in page
    sent = someone.post(join, {"visit": token, "instead": str(mine.pk), "when": ["any"]})
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.instead_of) == (mine.patient, mine)
    place = place_path(entry)
    assert sent.status_code == 302
    page = text(someone.get(sent["Location"]))
    assert "You are on the waiting list" in page
    assert book.service.name_en not in page

    booking.cancel(appointment=taken, by=None, version=None, now=NOW)
    worker.round(lambda: NOW)
    offer = Offer.objects.get()
    address = offer_path(offer.appointment)
    page = text(someone.get(address))
    assert "We hold it for you until Monday 7 December 2026, 10:00 (Hong Kong time)." in page
    assert "you give up your visit on Wednesday 9 December 2026, 20:00" in page
    assert book.service.name_en not in page
    offer.refresh_from_db()
    assert offer.state == "open"
    answer = someone.post(address, {"answer": "yes"})
    mine.refresh_from_db()
    offer.appointment.refresh_from_db()
    assert (mine.status, offer.appointment.status) == ("cancelled", "booked")
    assert someone.get(answer["Location"]).status_code == 200
    assert someone.get(address).status_code == 302
    assert "You have a time" in text(someone.get(place))
    assert someone.get(address + "x").status_code == 410
    assert someone.get(place + "x").status_code == 410


def test_no_keeps_the_place_and_leaving_ends_it(monkeypatch):
    book = a_book()
    taken = booking.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(2), patient=book.patient(),
        by=book.staff, now=NOW,
    )  # fmt: skip
    other = booking.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(4), patient=taken.patient,
        by=book.staff, now=NOW,
    )  # fmt: skip
    someone = Client()
    someone.post(reverse("waiting_join", args=[book.service.pk]), TYPED)
    entry = WaitingEntry.objects.get()
    assert (entry.grid, entry.patient.name) == (["1:morning", "1:afternoon"], "Lee Ka Yan")
    # Whoever types an address has yet to show that it is theirs, by one link: GET confirms nothing.
    booking.cancel(appointment=other, by=None, version=None, now=NOW)
    worker.round(lambda: NOW)
    assert "One more step" in text(someone.get(place_path(entry)))
    (message,) = mail.outbox
    assert (message.to, Offer.objects.count()) == (["lee@example.org"], 0)
    (link,) = re.findall(r"/waiting/confirm/\S+", str(message.body))
    assert "Is this your e-mail address?" in text(someone.get(link))
    worker.round(lambda: NOW)
    assert (len(mail.outbox), Offer.objects.count()) == (1, 0)
    assert someone.get(link + "x").status_code == 410
    assert "You are on the waiting list" in text(someone.post(link, follow=True))
    booking.cancel(appointment=taken, by=None, version=None, now=NOW)
    worker.round(lambda: NOW)
    address = offer_path(Offer.objects.get().appointment)
    # The same address from the common link of a visit leads there too.
    page = text(someone.get(someone.post(address, {"answer": "no"})["Location"]))
    assert "You are still on the list" in page
    assert someone.post(address, {"answer": "yes"}).status_code == 409
    someone.post(place_path(entry))
    entry.refresh_from_db()
    assert entry.state == State.LEFT
    assert "You left the list" in text(someone.get(place_path(entry)))
    # An hour later an offer is over, said and not done.
    someone.post(reverse("waiting_join", args=[book.service.pk]), TYPED)
    someone.post(confirm_place_path(WaitingEntry.objects.get(state="waiting")))
    again = booking.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(3), patient=book.patient(),
        by=book.staff, now=NOW,
    )  # fmt: skip
    booking.cancel(appointment=again, by=None, version=None, now=NOW)
    worker.round(lambda: NOW)
    late = offer_path(Offer.objects.get(state="open").appointment)
    monkeypatch.setattr("lumbar.booking.waiting.views.timezone.now", lambda: NOW + HOUR)
    assert someone.post(late, {"answer": "yes"}).status_code == 409
    assert Appointment.objects.filter(status="booked").count() == 0


def test_the_desk_sees_the_order_and_why_offers_books_and_removes():
    book = a_book(practitioners=2)
    desk = signed_in(a_member(book.clinic, Role.FRONT_DESK, "Mok"))
    assert "Nobody waits." in text(desk.get(reverse("waiting")))
    new = reverse("waiting_new")
    sent = desk.post(new, {"service": book.service.pk, "name": "Ho"})
    assert sent.status_code == 400
    assert 'value="Ho"' in text(sent)
    for n, more in enumerate(FURTHER):
        fields: dict[str, object] = {
            "service": book.service.pk, "name": f"Ho {n}", "phone": f"6000 000{n}", "when": ["any"],
        } | more  # fmt: skip
        assert desk.post(new, fields).status_code == 302
    known = book.patient("Chan")
    desk.post(new, {"service": book.service.pk, "patient": str(known.pk), "when": ["any"]})
    rows = {one.patient.name: one for one in WaitingEntry.objects.select_related("patient")}
    for n, name in enumerate(["Ho 0", "Ho 1", "Ho 2", "Chan"]):
        WaitingEntry.objects.filter(pk=rows[name].pk).update(joined_at=NOW - (9 - n) * HOUR)

    page = text(desk.get(reverse("waiting")))
    assert page.index("Ho 1") < page.index("Ho 0") < page.index("Ho 2") < page.index(">Chan<")
    for words in ("To be seen soon", "since today", "put on by Mok", "No confirmed e-mail: ring"):
        assert words in page
    starts = {"starts": instant(TUESDAY), "who": book.practitioners[0].pk, "where": book.place.pk}
    assert "cannot come then" in text(desk.get(reverse("waiting"), starts))

    soon = NOW + 2.5 * HOUR
    slot = f"{instant(soon)}-{book.practitioners[0].pk}-{book.place.pk}"
    entry = reverse("waiting_entry", args=[rows["Chan"].pk])
    page = text(desk.get(entry))
    assert f'value="{slot}"' in page
    assert "Offer by e-mail" in page
    assert "Offer by e-mail" not in text(desk.get(reverse("waiting_entry", args=[rows["Ho 0"].pk])))
    desk.post(entry, {"do": "offer", "time": slot})
    page = text(desk.get(entry))
    assert "Offered now: Monday 7 December 2026, 11:30 (Hong Kong time), to be answered" in page
    # They say yes by phone to what is held for them.
    desk.post(entry, {"do": "book", "time": slot})
    booked = Appointment.objects.get(status="booked")
    assert (booked.patient, booked.starts_at) == (known, soon)
    # The same time for another: said, with what is free.
    other = reverse("waiting_entry", args=[rows["Ho 1"].pk])
    assert "cannot be had any more" in text(
        desk.post(other, {"do": "book", "time": slot}, follow=True)
    )
    desk.post(other, {"do": "remove"})
    assert desk.get(other).status_code == 302
    assert desk.post(other, {"do": "remove"}).status_code == 302

    # Another clinic's list is none of theirs.
    elsewhere = a_book(clinic=a_clinic("other.example"))
    theirs = WaitingEntry.objects.create(
        clinic=elsewhere.clinic, patient=elsewhere.patient(), service=elsewhere.service, grid=[],
        joined_at=NOW - timedelta(days=1),
    )  # fmt: skip
    assert desk.get(reverse("waiting_entry", args=[theirs.pk])).status_code == 404
    assert Client().get(reverse("waiting")).status_code == 302
