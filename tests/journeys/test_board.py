"""A clinician's morning: one line is taken, one put off, one closed; a colleague sees it."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from lumbar.board.tests.clinic import ZONE, Morning
from lumbar.people.models import Membership
from lumbar.people.queries import the_clinic
from lumbar.people.tests.staff import signed_in
from tests.journeys.conftest import DESK


def board_open(visitor_in, member: Membership, **options):
    """The board in a browser in which this member of staff is signed in."""
    visitor = visitor_in(**DESK, **options)
    cookie = signed_in(member).cookies["sessionid"].value
    visitor.page.context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": visitor.site, "httpOnly": True}]
    )
    # The clock of the page is the test's: half a minute passes when it says so.
    visitor.page.clock.install()
    visitor.page.goto(f"{visitor.site}/desk/board")
    return visitor.page


def line_of(page: Page, what: str) -> Locator:
    """The link to the page of a line."""
    return page.get_by_role("link", name=re.compile(f"Close or put off.*{what}"))


def a_morning() -> Morning:
    now = timezone.now()
    morning = Morning(now=now, clinic=the_clinic())
    ada, ben, di = (morning.patient(name) for name in ("Ada Au", "Ben Bo", "Di Dam"))
    morning.check(ada, "emergency", 6)
    morning.mornings(ben, *[3] * 12, 6, 6)
    morning.evenings(ben, 1, 2, 3, 5, 6)
    morning.danger_sign(di, 3)
    noon = now.astimezone(ZONE).replace(hour=12, minute=0)
    morning.visit(ben, "booked", noon)
    morning.visit("Yan Yu", "pending", noon + timedelta(days=2))
    return morning


def test_a_clinicians_morning(visitor_in, accessible, watch) -> None:
    morning = a_morning()
    page = board_open(visitor_in, morning.clinician("Cora Lee"), color_scheme="light")
    other = board_open(visitor_in, morning.clinician("Dan Doe"), color_scheme="light")
    accessible(page)
    first = page.locator("article").first
    expect(first).to_contain_text("Ada Au")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("First of all")
    # She takes the first; her colleague's board shows it by itself.
    first.get_by_role("button", name="Take it").click()
    expect(page.locator("article").first).to_contain_text("You have it, since")
    other.clock.run_for(31_000)
    expect(other.locator("article").first).to_contain_text("Cora Lee has it, since")
    # One is put off, with a reason; without one nothing is lost.
    line_of(page, "Worse on waking, Ben Bo").click()
    accessible(page)
    page.get_by_label(re.compile("In two hours")).check()
    page.get_by_role("button", name="Put off", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("why it is put off")
    expect(page.get_by_label(re.compile("In two hours"))).to_be_checked()
    page.get_by_label("Why", exact=True).fill("Comes at noon")
    page.get_by_role("button", name="Put off", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("It comes back by itself")
    # One is closed, with what was done.
    line_of(page, "Danger sign named, Di Dam").click()
    page.get_by_label("Rang", exact=True).check()
    page.get_by_label(re.compile("^Note")).fill("Goes to hospital now")
    page.get_by_role("button", name="Close this line").click()
    expect(page.get_by_role("status").first).to_contain_text("among the closed ones")
    expect(page.get_by_role("article").filter(has_text="Di Dam")).to_be_hidden()
    # Everything of it is still to be found, by everybody who may.
    other.clock.run_for(31_000)
    expect(other.locator("summary", has_text="Put off")).to_contain_text("1")
    other.locator("summary", has_text="Closed today").click()
    expect(other.get_by_text(re.compile("Closed by Cora Lee"))).to_be_visible()
    other.get_by_role("link", name="Earlier lines").click()
    accessible(other)
    expect(other.get_by_text("Rang – Goes to hospital now")).to_be_visible()
    expect(other.get_by_text(re.compile("put it off until .* – Comes at noon"))).to_be_visible()
    # Without a network a board says that it may be old; signed out it asks to sign in.
    other.goto(f"{other.url.partition('/desk')[0]}/desk/board")
    stale = other.get_by_text("There is no connection.")
    watch.forgives("Failed to load resource: net::ERR_FAILED")
    other.route("**/desk/board?stamp=*", lambda route: route.abort())
    for _half_minute in range(2):
        expect(stale).to_be_hidden()
        with other.expect_event("requestfailed"):
            other.clock.run_for(31_000)
    expect(stale).to_be_visible()
    other.unroute("**/desk/board?stamp=*")
    other.context.clear_cookies()
    other.clock.run_for(31_000)
    expect(other).to_have_url(re.compile("/sign-in"))
    # The front desk has the book, and nothing about health.
    desk = board_open(visitor_in, morning.front_desk())
    accessible(desk)
    for text in ("Visit asked for", "Ben Bo"):
        expect(desk.locator("#board")).to_contain_text(text)
    for text in ("Ada Au", "Di Dam", "Worse", "Pain", "shares"):
        expect(desk.locator("main")).not_to_contain_text(text)
