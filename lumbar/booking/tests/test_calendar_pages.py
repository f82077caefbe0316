"""Practitioners' calendars: the feed, and who may see to which."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from lumbar.booking.actions import block_time, book_at_desk, cancel
from lumbar.booking.calendars.feed import initials
from lumbar.booking.models import OutsideBusy, OutsideCalendar, PractitionerFeed
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book
from lumbar.people.models import Role
from lumbar.people.tests.staff import a_clinic, a_member, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/settings/calendars"
ICS = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:%s\r\nDURATION:PT1H\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def book():
    made = a_book(practitioners=2)
    who = made.practitioners[0]
    who.membership = a_member(made.clinic, Role.CLINICIAN)
    who.save()
    return made


@pytest.fixture
def own(book) -> Client:
    """The browser of the first practitioner."""
    return signed_in(book.practitioners[0].membership)


def test_a_feed_tells_initials_and_service_and_nothing_else(book, own, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    patient = book.patient("Chan Siu Ming")
    visits = [
        book_at_desk(
            clinic=book.clinic, service=book.service, slot=book.slot(n), patient=patient,
            by=book.staff, reason="Sciatica", level="same_day", now=NOW,
        )
        for n in (0, 1)
    ]  # fmt: skip
    cancel(appointment=visits[1], by=book.staff, version=None, now=NOW)
    block_time(
        clinic=book.clinic, practitioner=book.practitioners[0], starts_at=TUESDAY + 4 * HOUR,
        ends_at=TUESDAY + 5 * HOUR, why="Dentist", by=book.staff, now=NOW,
    )  # fmt: skip
    made = own.post(reverse("make_feed", args=[book.practitioners[0].pk])).content.decode()
    [address] = re.findall(r'value="[^"]*(/calendars/[^"/]+/en.ics)"', made)
    assert address.split("/")[2] not in str(PractitionerFeed.objects.values_list())
    sent = Client().get(address)
    assert sent.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in sent.headers["Cache-Control"]
    events = Calendar.from_ical(sent.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["C. S. M. · Visit", "Blocked"]
    for word in (b"Chan", b"chan.siu", b"Sciatica", b"same_day", b"Dentist"):
        assert word not in sent.content
    # Shown once; a new one ends it, and so does stopping.
    assert address not in own.get(PAGE).content.decode()
    own.post(reverse("make_feed", args=[book.practitioners[0].pk]))
    assert Client().get(address).status_code == 404
    own.post(reverse("stop_feed", args=[book.practitioners[0].pk]))
    assert not PractitionerFeed.objects.exists()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Chan Siu Ming", "C. S. M."), ("陳小明", "陳…"), ("Élodie", "É…"), ("Wong, Ka", "W. K.")],
)
def test_initials(name, short):
    assert initials(name) == short


def test_a_file_is_taken_over_and_what_does_not_fit_is_said(book, own):
    who = book.practitioners[0]
    page = own.get(PAGE).content.decode()
    assert who.name_en in page
    assert book.practitioners[1].name_en not in page, "a colleague's are not theirs"
    add = reverse("add_calendar", args=[who.pk])
    when = (NOW + HOUR).strftime("%Y%m%dT%H%M%SZ").encode()
    sent = {"name": "Home", "url": "", "file": SimpleUploadedFile("a.ics", ICS % when)}
    assert own.post(add, sent).headers["Location"] == PAGE
    assert OutsideCalendar.objects.get().name == "Home"
    for wrong, said in (
        ({"url": "", "name": "Kept"}, "one of the two"),
        ({"url": "http://example.org/a.ics"}, "begins with https://"),
        ({"file": SimpleUploadedFile("b.ics", b"<html>")}, "no calendar file"),
    ):
        answer = own.post(add, wrong)
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert (
        'value="http://example.org/a.ics"'
        in own.post(add, {"url": "http://example.org/a.ics"}).content.decode()
    )
    own.post(add, {"url": "webcal://calendar.example.org/private/x.ics"})
    kept = OutsideCalendar.objects.exclude(url="").get()
    assert (kept.name, kept.url[:8]) == ("calendar.example.org", "https://")
    kept.error = "not_there"
    kept.save()
    assert "Copy it anew" in own.get(PAGE).content.decode()
    for row in OutsideCalendar.objects.all():
        own.post(reverse("remove_calendar", args=[row.pk]))
    assert not OutsideBusy.objects.exists()


def test_who_may_see_to_which(book, own):
    other = book.practitioners[1]
    elsewhere = a_book(clinic=a_clinic("other.example.org")).practitioners[0]
    calendar = OutsideCalendar.objects.create(practitioner=other, name="x", url="https://x.test/")
    for name, row in (("make_feed", other.pk), ("stop_feed", other.pk), ("add_calendar", other.pk),
                      ("remove_calendar", calendar.pk)):  # fmt: skip
        assert own.post(reverse(name, args=[row])).status_code == 403
    desk = signed_in(book.staff)
    assert desk.get(PAGE).status_code == 403
    owner = signed_in(a_member(book.clinic, Role.OWNER))
    assert other.name_en in owner.get(PAGE).content.decode()
    assert owner.post(reverse("make_feed", args=[elsewhere.pk])).status_code == 404
    assert owner.post(reverse("remove_calendar", args=[calendar.pk])).status_code == 302
    assert Client().get("/calendars/nobody/en.ics").status_code == 404
