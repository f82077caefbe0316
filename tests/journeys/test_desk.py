"""The front desk: a visit booked on the phone by keyboard alone, and two who look at one day."""

from __future__ import annotations

import time as clock
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.booking.actions import book_at_desk
from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import a_book
from lumbar.desk.times import earliest
from lumbar.people.models import Clinic, Membership, Patient, PatientKey, Role
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.scheduling.instants import instant, local_day
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)

A_KEY = 0.2
"""Seconds somebody takes for a keystroke while they hold a phone."""
AT_MOST = 15.0
PHONE = {"width": 390, "height": 844}


class Keys:
    """Types as a person does, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.began = clock.monotonic()

    def types(self, text: str) -> None:
        for letter in text:
            self.presses(letter)

    def presses(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(A_KEY * 1000)
        self.count += 1

    @property
    def seconds(self) -> float:
        return clock.monotonic() - self.began


def at_the_desk(visitor_in, member: Membership, **options):
    """A browser in which a member of staff is signed in."""
    visitor = visitor_in(**{**DESK, "color_scheme": "light", **options})
    visitor.page.context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": visitor.site}
            for name, cookie in signed_in(member).cookies.items()
        ]
    )
    return visitor


def test_a_visit_is_booked_on_the_phone_in_fifteen_seconds_without_a_mouse(visitor_in, accessible):
    book = a_book(practitioners=2, clinic=Clinic.objects.get(), notice_hours=24)
    rows = [
        Patient(clinic=book.clinic, name=f"Wong {n:03d}", phone=f"+852 6{n:03d} 0000")
        for n in range(300)
    ]
    PatientKey.keep(Patient.objects.bulk_create(rows))
    caller = book.patient("Chan Tai Man 陳大文")
    book.patient("Chan Siu Ming")
    desk = at_the_desk(visitor_in, a_member(book.clinic, Role.FRONT_DESK))
    page = desk.page
    desk.opens("/desk")
    accessible(page)

    # Somebody known: a key opens the page, four letters and a space and one more find them.
    keys = Keys(page)
    keys.presses("n")
    expect(page.get_by_role("combobox", name="Find somebody")).to_be_focused()
    keys.types("chan t")
    keys.presses("Enter")
    expect(page.locator("[data-part=chosen-name]")).to_have_text("Chan Tai Man 陳大文")
    keys.presses("Enter")
    keys.presses("Enter")
    expect(page.get_by_text("Booked: Chan Tai Man")).to_be_visible()
    known = keys.seconds, keys.count
    made = Appointment.objects.get()
    assert (made.patient, made.status) == (caller, "booked")
    # The earliest there is, although people are asked to book a day ahead.
    assert made.starts_at < timezone.now() + timedelta(days=1)
    accessible(page)

    # Somebody new: name and number are typed, nothing else.
    keys = Keys(page)
    keys.presses("n")
    expect(page.get_by_role("combobox", name="Find somebody")).to_be_focused()
    keys.types("Ada Low")
    keys.presses("Enter")
    keys.types("91234567")
    keys.presses("Enter")
    keys.presses("Enter")
    keys.presses("Enter")
    expect(page.get_by_text("Booked: Ada Low")).to_be_visible()
    new = keys.seconds, keys.count
    assert Patient.objects.get(name="Ada Low").phone == "91234567"
    print(f"known: {known[1]} keys, {known[0]:.1f} s; new: {new[1]} keys, {new[0]:.1f} s")
    assert known[0] < AT_MOST and new[0] < AT_MOST

    # Arrows in the day: down to the next, across to what lies beside it.
    desk.opens(f"/desk?day={local_day(instant(made.starts_at), book.clinic.time_zone)}")
    page.locator("a.slot[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.id") != first


def test_one_books_and_the_others_day_shows_it(visitor_in):
    book = a_book(practitioners=2, clinic=Clinic.objects.get())
    fay, tom = (a_member(book.clinic, Role.FRONT_DESK, name) for name in ("Fay", "Tom"))
    ahead = timezone.now() + timedelta(days=3)
    day = local_day(instant(ahead), book.clinic.time_zone)
    times = earliest(book.service, None, day, timezone.now())
    here = book_at_desk(
        clinic=book.clinic, service=book.service, slot=times[0], patient=book.patient("Lee Ka Yan"),
        by=tom, now=timezone.now(),
    )  # fmt: skip
    desk = at_the_desk(visitor_in, fay)
    desk.opens(f"/desk?day={day}")
    page = desk.page
    mine = page.locator(f"[data-id='visit-{here.pk}']")
    mine.focus()
    page.locator("#desk-find").fill("half a na")
    mine.focus()
    # Tom books meanwhile, on another computer.
    other = at_the_desk(visitor_in, tom)
    caller = book.patient("Ho Wai Kit")
    other.opens(f"/desk/book?patient={caller.pk}&day={day}")
    other.page.get_by_role("button", name="Book", exact=True).last.click()
    expect(other.page.get_by_text("Booked: Ho Wai Kit")).to_be_visible()
    expect(page.locator("a.slot", has_text="Ho Wai Kit")).to_be_visible(timeout=9_000)
    expect(page.locator("[data-part=told]")).to_contain_text("Ho Wai Kit, booked, by Tom")
    # Nothing of Fay's was lost: neither her place nor what she typed.
    expect(mine).to_be_focused()
    expect(page.locator("#desk-find")).to_have_value("half a na")


def test_nobody_is_taken_while_nobody_can_be_found(visitor_in, watch):
    book = a_book(clinic=Clinic.objects.get())
    book.patient("Lee Ka Yan")
    desk = at_the_desk(visitor_in, a_member(book.clinic, Role.FRONT_DESK))
    page = desk.page
    watch.forgives("Failed to load resource: net::ERR_FAILED")
    desk.opens("/desk/book")
    query = page.get_by_role("combobox", name="Find somebody")
    query.press_sequentially("lee")
    expect(page.get_by_role("option", name="Lee Ka Yan")).to_be_visible()
    page.route("**/find.json*", lambda route: route.abort())
    query.press_sequentially("xyz mak")
    query.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "There is no connection. Nothing was taken; try again."
    )
    assert page.locator("#found-list").count() == 0
    page.unroute("**/find.json*")
    page.context.clear_cookies()
    query.press("Enter")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator("[data-part=chosen]")).to_be_hidden()
    assert page.locator("[data-part=patient]").input_value() == ""


def test_a_phone_opens_at_today_and_now(visitor_in):
    book = a_book(clinic=Clinic.objects.get())
    # Somebody always works, whenever this is run.
    book.practitioners[0].hours.update(opens="00:00", closes="00:00")
    desk = at_the_desk(visitor_in, a_member(book.clinic, Role.FRONT_DESK), viewport=PHONE)
    page = desk.page
    for path in ("/desk", "/desk/week"):
        desk.opens(path)
        expect(page.locator("[data-part=now]")).to_be_in_viewport()
        assert page.locator(".column--today").bounding_box()["x"] < PHONE["width"] / 3
    # An address that names a part of the page is followed instead.
    desk.opens("/desk#main")
    assert page.evaluate("scrollY") < PHONE["height"] / 3
