"""The wait list in a browser: a person joins and takes what frees; the desk minds the line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lumbar.booking.actions import book_at_desk, cancel
from lumbar.booking.models import Offer, WaitingEntry
from lumbar.booking.queries import slots_for
from lumbar.booking.tests.book import a_book
from lumbar.booking.waiting import worker
from lumbar.booking.waiting.links import confirm_place_path, offer_path
from lumbar.people.models import Clinic, Role
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.scheduling.instants import local_day


def the_book():
    """A clinic without a line yet, and a visit tomorrow at eleven."""
    Clinic.objects.all().delete()
    book = a_book(practitioners=2)
    book.service.name_en, book.service.name_zh_hant = "First visit", "首次就診"
    book.service.save()
    now = timezone.now()
    tomorrow = local_day(int(now.timestamp()), book.place.time_zone) + timedelta(days=1)
    slots = slots_for(
        clinic=book.clinic, service=book.service, practitioner=None, first=tomorrow, last=tomorrow,
        now=now,
    )  # fmt: skip
    visit = book_at_desk(
        clinic=book.clinic, service=book.service, slot=slots[8], patient=book.patient(),
        by=book.staff, now=now,
    )  # fmt: skip
    return book, visit


def noon(visit):
    """Today at noon where the visit is: no night keeps an offer back."""
    return visit.starts_at - timedelta(hours=23)


@pytest.fixture(autouse=True)
def _a_mail_server(monkeypatch):
    for module in ("waiting.views", "waiting.desk_views", "waiting.offering", "views.book"):
        monkeypatch.setattr(f"lumbar.booking.{module}.is_set_up", lambda: True)


def test_a_person_joins_and_takes_what_frees(visitor, accessible, monkeypatch):
    book, visit = the_book()
    page = visitor.page
    visitor.opens(f"/book/{book.service.pk}")
    page.get_by_role("link", name="Put me on the waiting list").click()
    expect(page.get_by_role("heading", name="Waiting list")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Put me on the list").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least one")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_text("Any time", exact=True).click()
    page.get_by_label("Name").fill("Lee Ka Yan")
    page.get_by_label("E-mail").fill("lee@example.org")
    page.get_by_role("button", name="Put me on the list").click()
    expect(page.get_by_role("heading", name="You are on the waiting list")).to_be_visible()
    expect(page.get_by_text("One more step")).to_be_visible()
    accessible(page)
    visitor.opens(confirm_place_path(WaitingEntry.objects.get()))
    accessible(page)
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_text("an offer stands for an hour")).to_be_visible()

    now = noon(visit)
    cancel(appointment=visit, by=book.staff, version=None, now=now)
    WaitingEntry.objects.update(joined_at=now)
    assert worker.round(lambda: now) == 1
    monkeypatch.setattr("lumbar.booking.waiting.views.timezone.now", lambda: now)
    offer = Offer.objects.get()
    visitor.opens(offer_path(offer.appointment))
    expect(page.get_by_role("heading", name="A time has become free")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Yes, I will come").click()
    expect(page.get_by_text("Booked").first).to_be_visible()
    offer.refresh_from_db()
    assert offer.state == "taken"


def test_the_desk_puts_somebody_on_the_list_and_books_by_keyboard(
    visitor_in, accessible, live_server
):
    book, _visit = the_book()
    desk = visitor_in(viewport={"width": 1280, "height": 900})
    cookie = signed_in(a_member(book.clinic, Role.FRONT_DESK, "Mok")).cookies["sessionid"].value
    desk.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = desk.page
    desk.opens("/desk/waiting")
    page.get_by_role("link", name="Put somebody on the list").press("Enter")
    page.get_by_label("Name").fill("Ho Siu Lan")
    page.get_by_label("Phone").fill("6000 0000")
    page.get_by_label("Any time").press("Space")
    page.get_by_label("A clinician said").press("Space")
    page.get_by_role("button", name="Put on the list").press("Enter")
    expect(page.get_by_role("heading", name="Ho Siu Lan")).to_be_visible()
    accessible(page)
    desk.opens("/desk/waiting")
    expect(page.get_by_role("row", name="Ho Siu Lan")).to_contain_text("To be seen soon")
    accessible(page)
    page.get_by_role("link", name="Ho Siu Lan").press("Enter")
    page.get_by_role("button", name="Book").first.press("Enter")
    expect(page.get_by_text("Nobody waits.")).to_be_visible()
