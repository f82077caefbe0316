"""Booking as a visitor meets it: what comes first, the times, the form, the link."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from lumbar.booking import links
from lumbar.booking.actions import book_at_desk
from lumbar.booking.models import Appointment, Notice
from lumbar.booking.notices.sending import deliver
from lumbar.booking.tests.book import NOW, TheBook, a_book
from lumbar.booking.tests.mailing import clock, mail_server
from lumbar.check.actions import call_for_recheck
from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest, check, guest

__all__ = ["clock", "mail_server"]
pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Chan Siu Ming", "email": "Ming@example.org", "phone": "+852 6123 4567",
    "reason": "It hurts when I sit.", "language": "en",
}  # fmt: skip


def form_of(book: TheBook, n: int = 0) -> str:
    slot = book.slot(n)
    return f"/book/{book.service.pk}/{slot.starts}/{slot.practitioner}/{slot.place}"


def text(response: Any) -> str:
    return str(response.content.decode())


def links_in(message: Any) -> list[str]:
    return re.findall(r"https://back\.example\.org(/\S+)", message.body)


def came(person: Person, at: datetime) -> None:
    """The person's check was made then."""
    StoredAssessment.objects.filter(person=person).update(created_at=at)


@pytest.mark.parametrize("level", ["emergency", "same_day", "check again"])
def test_something_more_pressing_has_no_way_to_the_form(clock, level):
    book = a_book()
    person, browser = guest()
    said_yes = {"emergency": "saddle_numbness", "same_day": "leg_swelling"}
    assessment = check(person, **({said_yes[level]: "yes"} if level in said_yes else {}))
    if level != "check again":
        assert assessment.level == level
    else:
        call_for_recheck(person=person, by="companion", now=NOW - timedelta(hours=1))
    came(person, NOW - timedelta(hours=2))
    for address in ("/book", f"/book/{book.service.pk}", form_of(book)):
        page = browser.get(address)
        assert page.status_code == 200
        said = text(page)
        assert f'href="/book/{book.service.pk}' not in said and 'name="reason"' not in said
        assert "tel:999" in said and book.clinic.phone in said
        if level != "check again":
            # The clinic's number stands in sight, before what to do is told in full.
            assert said.index(book.clinic.phone) < said.index('id="do-title"')
        if level != "check again":
            assert library().words("en").levels[level].headline in said
    assert (
        "First, the check again" in text(browser.post(form_of(book), TYPED))
        or level != "check again"
    )
    assert not Appointment.objects.exists()
    # Two weeks later it says no more than a new check would.
    clock.passes(days=14)
    assert f"/book/{book.service.pk}" in text(browser.get("/book"))


def test_a_visitor_books_confirms_and_looks_after_the_visit(clock, mail_server):
    book = a_book(practitioners=2)
    browser = Client()
    assert "You can book without it" in text(browser.get("/book"))
    times = text(browser.get(f"/book/{book.service.pk}?day=2026-12-08"))
    assert "Hong Kong time" in times and form_of(book) in times
    # Errors keep what was typed.
    wrong = browser.post(form_of(book), TYPED | {"email": "ming", "reason": "It hurts & burns"})
    assert wrong.status_code == 400
    assert 'value="ming"' in text(wrong) and "It hurts &amp; burns" in text(wrong)
    sent = browser.post(form_of(book), TYPED)
    done = browser.get(sent.headers["Location"])
    assert "open the link" in text(done) and "/visit/" not in text(done).replace("/visit/link", "")
    visit = Appointment.objects.get()
    assert (visit.status, visit.reason) == ("proposed", TYPED["reason"])
    # A second tap is the same form, not a taken time.
    assert browser.post(form_of(book), TYPED).headers["Location"].startswith("/book/done/")
    assert deliver(clock) == 1
    [message] = mail.outbox
    assert message.to == ["ming@example.org"] and "hurts" not in str(message.message())
    [link] = [one for one in links_in(message) if one.endswith("/confirm")]
    reader = Client()
    page = reader.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert Appointment.objects.get().status == "proposed", "a mail scanner confirms nothing"
    managed = reader.post(link).headers["Location"]
    assert Appointment.objects.get().status == "booked"
    assert reader.post(link).status_code == 302
    for address in (managed, managed + "/move", managed + "/cancel"):
        said = text(reader.get(address))
        assert "hurts" not in said and ">Visit<" not in said
    chosen = re.findall(
        r'href="(/visit/[^"]+/move/\d+/\d+/\d+)"', text(reader.get(managed + "/move"))
    )
    asked = text(reader.get(chosen[-1]))
    stale = reader.post(chosen[-1], {"version": "0"})
    assert stale.headers["Location"] == managed
    version = re.search(r'name="version" value="(\d+)"', asked)
    assert version
    moved = reader.post(chosen[-1], {"version": version.group(1)}).headers["Location"]
    visit.refresh_from_db()
    assert visit.sequence == 1
    file = reader.get(moved + "/visit.ics")
    assert "METHOD:PUBLISH" in text(file) and f"visit-{visit.pk}" in text(file)
    reader.post(moved + "/cancel", {"version": str(visit.version)})
    visit.refresh_from_db()
    assert (visit.status, visit.late_cancel) == ("cancelled", True), "within 24 hours"


def test_a_taken_time_says_so_and_keeps_what_was_typed(clock, mail_server):
    book = a_book()
    book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(), patient=book.patient(),
        by=book.staff, now=NOW,
    )  # fmt: skip
    browser = Client()
    taken = browser.post(form_of(book), TYPED)
    assert taken.status_code == 409
    said = text(taken)
    assert form_of(book, 1) in said and TYPED["reason"] in said
    again = browser.post(form_of(book, 1), TYPED | {"again": "1"})
    assert again.status_code == 200
    assert TYPED["reason"] in text(again) and Appointment.objects.count() == 1
    assert browser.get(form_of(book)).status_code == 409
    # No page ever had a link to these; nor does anybody type the second.
    for never in (253402214400, NOW.timestamp() + 86400 * (book.service.horizon_days + 2), 0):
        address = form_of(book).replace(str(book.slot().starts), str(int(never)))
        assert browser.get(address).status_code == 404
    assert browser.post(form_of(book, 1), TYPED | {"reason": "a\0b"}).status_code == 400
    # Limits have a page of their own.
    for n in range(1, 4):
        last = browser.post(form_of(book, n), TYPED)
    assert last.status_code == 429 and "Too many requests" in text(last)


def test_the_check_travels_along_only_with_a_tick(clock, mail_server):
    book = a_book()
    for n, ticked in enumerate((False, True)):
        person, browser = guest()
        assessment = check(person, duration="over_12_weeks")
        came(person, NOW - timedelta(days=1))
        assert "Share the summary" in text(browser.get(form_of(book, n)))
        data = TYPED | {"email": f"{n}@example.org"} | ({"share": "yes"} if ticked else {})
        browser.post(form_of(book, n), data)
        visit = Appointment.objects.get(patient__person=person)
        assert visit.level == assessment.level
        assert (visit.assessment_id is not None) == ticked


def test_somebody_to_be_seen_soon_gets_the_earliest_first(clock):
    book = a_book()
    person, browser, _calm = calm_guest()
    StoredAssessment.objects.filter(person=person).update(
        level="clinician_soon", created_at=NOW - timedelta(days=1)
    )
    for address in ("/book", f"/book/{book.service.pk}"):
        assert "be seen soon" in text(browser.get(address))


def test_without_a_mail_server_the_clinic_rings(clock):
    book = a_book()
    browser = Client()
    missing = browser.post(form_of(book), TYPED | {"phone": ""})
    assert missing.status_code == 400
    done = browser.post(form_of(book), TYPED | {"email": ""}, follow=True)
    assert "The clinic rings you" in text(done)
    assert Appointment.objects.get().status == "pending"


def test_an_old_link_asks_for_a_fresh_one(clock, mail_server, monkeypatch):
    book = a_book()
    visit = book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(), patient=book.patient(),
        by=book.staff, now=NOW,
    )  # fmt: skip
    Notice.objects.all().delete()
    old = links.visit_path(visit)
    monkeypatch.setattr(links, "VISIT_FOR", timedelta(seconds=-1))
    browser = Client()
    page = browser.get(old)
    assert page.status_code == 410
    token = old.rpartition("/")[2]
    answers = [
        browser.post("/visit/link", {"token": token}),
        browser.post("/visit/link", {"token": "of nobody"}),
        browser.post("/visit/link", {"email": visit.patient.email.upper()}),
        browser.post("/visit/link", {"email": "nobody@example.org"}),
    ]

    def plain(answer: Any) -> str:
        return re.sub(r'value="[\w-]+"', "", text(answer))

    assert len({plain(answer) for answer in answers}) == 1
    assert Notice.objects.filter(kind="link").count() == 1, "asked twice it is sent once"
    deliver(clock)
    assert [message.to for message in mail.outbox] == [[visit.patient.email]]
    assert browser.post("/visit/link", {"email": "nobody"}).status_code == 400


def test_a_persons_visits(clock, mail_server):
    book = a_book()
    person, browser, _calm = calm_guest()
    assert "no visit ahead" in text(browser.get("/visits"))
    browser.post(form_of(book), TYPED)
    visit = Appointment.objects.get(patient__person=person)
    assert "Not confirmed yet" in text(browser.get("/visits"))
    Appointment.objects.update(
        status="fulfilled", starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1)
    )
    assert "Past" in text(browser.get("/visits"))
    assert str(visit.patient.name) not in text(Client().get("/visits"))
