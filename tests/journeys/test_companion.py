"""The first 48 hours: led from the first hour to being seen, and stopped by a danger sign."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import a_book
from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.companion.models import Companion, PackUse
from lumbar.people.models import Clinic
from tests.journeys.conftest import Watch, violations
from tests.journeys.test_flight_mode import NO_NETWORK
from tests.journeys.visitor import Visitor, eventually, given_a_check, kept_on_device

STARTED = """JSON.parse(
  Object.entries(localStorage).find(([key]) => key.startsWith("lumbar.pack."))[1]
).started_at"""


def hours_pass(hours: float) -> None:
    """All that was done moves so far into the past."""
    by = timedelta(hours=hours)
    StoredAssessment.objects.update(created_at=F("created_at") - by)
    Companion.objects.update(began_at=F("began_at") - by, started_at=F("started_at") - by)
    for companion in Companion.objects.all():
        companion.asked.update(asked_at=F("asked_at") - by)
        companion.pain_notes.update(noted_at=F("noted_at") - by)


def begins(visitor: Visitor) -> None:
    """Somebody with a calm check of a new pain starts the first 48 hours, by keyboard."""
    given_a_check(visitor.page.context, visitor.site, duration="under_2_days")
    visitor.opens("/companion")
    radio = visitor.main.get_by_role
    visitor.chooses_by_keyboard(radio("radio", name=visitor.label("In the last hour")))
    visitor.chooses_by_keyboard(radio("radio", name="6", exact=True))
    visitor.chooses_by_keyboard(radio("radio", name=visitor.label("Yes"), exact=True))
    visitor.tabs_to(visitor.button("Begin"))
    visitor.page.keyboard.press("Enter")
    visitor.sees(hour(visitor, 1))


def hour(visitor: Visitor, number: int) -> str:
    return visitor.label("Hour %(hour)s of %(of)s", hour=number, of=48)


def test_a_danger_sign_at_twelve_hours_leads_to_the_check(visitor: Visitor) -> None:
    words = library().care.words("en").companion

    # Given somebody in the first hour of a new pain
    begins(visitor)
    visitor.sees(words.stages["first-day"].do["short-bouts"])
    expect(visitor.main.locator("a[href^='/learn/exercises/']")).to_have_count(0)

    # When twelve hours later a sign has come
    hours_pass(12)
    visitor.opens("/companion")
    visitor.sees(hour(visitor, 13), words.asking.ask, visitor.words.watch_for[0])
    assert not violations(visitor.page)
    visitor.presses("Yes, at least one")

    # Then the check's first question is next, and nothing leads round it
    visitor.is_at("/check/nerves")
    visitor.opens("/companion")
    visitor.headline(visitor.label("First, the danger signs again"))
    names = [visitor.exercise(slug) for slug in library().exercises]
    for path in ("/companion", "/plan", "/tonight"):
        visitor.opens(path)
        text = visitor.main.inner_text()
        assert not [name for name in names if name in text], text
    visitor.opens("/companion")
    visitor.presses("Start the check now")
    visitor.is_at("/check")


def test_not_better_at_48_hours_is_an_offer_to_be_seen(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = library().care.words("en").companion
    level = visitor.words.levels["clinician_soon"]

    # Given somebody who was led through two days, and noted their pain on the way
    begins(visitor)
    hours_pass(29)
    visitor.opens("/companion")
    visitor.tabs_to(visitor.button("None of these"))
    visitor.page.keyboard.press("Enter")
    visitor.sees(words.asking.none, words.stages["second-day"].do["short-walks"])
    visitor.sees(visitor.exercise("pelvic-tilt"))
    visitor.main.get_by_role("button", name="7", exact=True).click()
    visitor.sees(visitor.label("Noted: pain %(pain)s of 10.", pain=7))
    assert not violations(visitor.page)

    # When at 48 hours they say that it is worse
    hours_pass(19)
    visitor.opens("/companion")
    visitor.headline(words.check_ins["two-days"].title)
    visitor.follows("Answer now")
    visitor.presses("Done")
    expect(visitor.main.get_by_role("alert")).to_be_focused()
    assert not violations(visitor.page)
    said = words.check_ins["two-days"].answers["worse"]
    for name in (visitor.label("None of these"), said, "8"):
        visitor.chooses_by_keyboard(visitor.main.get_by_role("radio", name=name, exact=True))
    visitor.presses("Done")

    # Then they are told to be seen and by when, whom to call, and have the diary to take along
    visitor.sees(level.label, words.check_ins["two-days"].outcomes["worse"])
    call = visitor.main.get_by_role("link", name=visitor.label("Book by phone"))
    expect(call).to_have_attribute("href", re.compile("^tel:"))
    expect(visitor.main.locator("a[href='/report.pdf']")).to_be_visible()
    diary = visitor.main.get_by_role("region", name=visitor.label("Your diary"))
    for noted in ("6 of 10. A leg hurts too.", "7 of 10.", "None was there.", "Worse. Pain 8"):
        expect(diary).to_contain_text(noted)
    assert not violations(visitor.page)

    # And where there is a book, they hold the earliest time, and it is the one they get
    Clinic.objects.all().delete()
    book = a_book(notice_hours=2)
    for module in ("booking.offering", "booking.views.book", "companion.views"):
        monkeypatch.setattr(f"lumbar.{module}.is_set_up", lambda: True)
    visitor.opens("/companion")
    visitor.tabs_to(visitor.button("Hold this time for 30 minutes"))
    visitor.page.keyboard.press("Enter")
    expect(visitor.main).to_contain_text("Nobody else can take it.")
    assert not violations(visitor.page)
    held = Appointment.objects.get(clinic=book.clinic, source="held")
    visitor.tabs_to(visitor.button("Take this time"))
    visitor.page.keyboard.press("Enter")
    visitor.main.get_by_label("Name").fill("Ada")
    visitor.main.get_by_label("E-mail").fill("ada@example.org")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/book/done/**")
    asked = Appointment.objects.get(clinic=book.clinic)
    assert (asked.source, asked.starts_at) == ("person", held.starts_at)


class Pack:
    """The timer of a cold pack, with time in the test's hand."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def left(self) -> str:
        return self.page.locator("[data-part=left]").inner_text()

    @property
    def look(self) -> str:
        return library().care.words("en").heat_cold.methods["cold"].look

    def passes(self, seconds: float) -> None:
        self.page.clock.run_for(round(seconds * 1000))

    def is_asked(self) -> None:
        expect(self.page.get_by_role("heading", name=self.look)).to_be_focused()


def test_the_cold_packs_timer_looks_after_the_skin(visitor: Visitor, watch: Watch) -> None:
    timer = library().care.words("en").heat_cold.timer
    pack = Pack(visitor)
    watch.forgives(NO_NETWORK)

    # Given somebody for whom nothing speaks against cold
    given_a_check(visitor.page.context, visitor.site)
    visitor.page.clock.install()
    visitor.opens("/companion/pack/cold")
    visitor.main.get_by_role("checkbox", name=visitor.label("None of these")).check()
    visitor.presses("Next")
    assert not violations(visitor.page)
    visitor.main.get_by_role("radio", name="15 minutes").check()
    visitor.presses("It is on the skin: start")
    expect(pack.page.locator("[data-part=left]")).to_have_text(re.compile("^1[45]:"))
    began = pack.page.evaluate(STARTED) / 1000
    eventually(lambda: PackUse.objects.filter(ended="open").exists(), pack.page)

    # When five minutes have passed, then it asks for the skin, and goes on with its answer
    pack.passes(270)
    expect(pack.page.get_by_role("heading", name=pack.look)).to_be_hidden()
    pack.passes(31)
    pack.is_asked()
    assert not violations(visitor.page)
    visitor.page.keyboard.press("Tab")
    expect(visitor.button(timer.fine)).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(pack.page.get_by_role("heading", name=pack.look)).to_be_hidden()

    # When the page is closed for three minutes and opened again
    context = visitor.page.context
    visitor.page.close()
    visitor.page = context.new_page()
    visitor.page.clock.install(time=began + 8 * 60)
    visitor.opens("/companion/pack/cold")

    # Then it stands where the clock does, and goes on without a network
    expect(pack.page.locator("[data-part=left]")).to_have_text(re.compile("^(7:00|6:5.)$"))
    context.set_offline(True)
    pack.passes(125)
    pack.is_asked()

    # When nobody answers, then it ends by itself and says so
    pack.passes(60)
    visitor.sees(timer.no_answer)
    eventually(lambda: kept_on_device(pack.page)[0]["closed"], pack.page)
    [entry] = kept_on_device(pack.page)
    assert (entry["body"]["ended"], entry["body"]["seconds"]) == ("no-answer", 660)

    # And with a network again the clinic has it, once; the skin rests for two hours
    context.set_offline(False)
    eventually(lambda: PackUse.objects.get().ended == "no-answer", pack.page)
    assert PackUse.objects.get().seconds == 660
    visitor.page.reload()
    visitor.sees(timer.no_answer, visitor.label("Your skin rests now"))
    assert not violations(visitor.page)
