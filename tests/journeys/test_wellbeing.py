"""A tense day, a very high reading, slow breathing in the dark, and the steps of a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.clinical.library import library
from lumbar.wellbeing import actions
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, Steps
from tests.journeys.conftest import CHINESE
from tests.journeys.visitor import Visitor, eventually, given_a_check


def test_a_day_and_a_very_high_reading(
    visitor: Visitor, accessible: Callable[[Page], None]
) -> None:
    """Somebody new: one tap for tension, minutes of walking, then a pressure that asks first."""
    page, care = visitor.page, library().care
    signs = care.words("en").wellbeing.pressure.signs
    visitor.opens("/wellbeing")
    visitor.presses("7")
    visitor.is_at(r"/wellbeing\?kept=tension")
    expect(visitor.button("7")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Walking").fill("twenty")
    page.get_by_role("button", name="Keep Walking").click()
    expect(visitor.main.get_by_role("alert")).to_contain_text("whole number")
    expect(page.get_by_label("Walking")).to_have_value("twenty")
    page.get_by_label("Walking").fill("20")
    page.keyboard.press("Enter")
    visitor.sees("20 of 150 to 300 minutes", "Kept.")
    day = Day.objects.get()
    assert (day.tension, day.walking_minutes, day.strength) == (7, 20, None)

    visitor.follows("Blood pressure")
    page.get_by_label("Upper number").fill("118")
    page.get_by_label("Lower number").fill("192")
    visitor.presses("Keep this reading")
    visitor.sees("The upper number is always the larger one. Please look at your monitor again.")
    # As it is said, and by keyboard.
    expect(visitor.main.get_by_role("alert")).to_be_focused()
    page.get_by_label("Lower number").fill("")
    page.get_by_label("Upper number").fill("192/118")
    page.keyboard.press("Enter")
    visitor.is_at("/blood-pressure/.*/signs")
    visitor.headline(signs.ask)
    accessible(page)
    visitor.presses(signs.not_sure)
    visitor.headline("Get emergency help now")
    expect(visitor.main.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    expect(page.get_by_role("contentinfo")).to_have_count(0)
    accessible(page)
    visitor.follows("I tapped the wrong answer")
    visitor.presses(signs.none)
    visitor.sees("Rest, and take it again")
    # Five minutes later it is as high.
    first = PressureReading.objects.get()
    PressureReading.objects.update(taken_at=first.taken_at - timedelta(minutes=5))
    page.get_by_label("Upper number").fill("188")
    page.get_by_label("Lower number").fill("112")
    visitor.presses("Keep this reading")
    visitor.presses(signs.none)
    visitor.sees("See a doctor today")
    accessible(page)
    visitor.follows("My day")
    visitor.sees("Your blood pressure: what to do now")


def test_breathing_in_the_dark_and_steps_of_a_phone(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    visitor = visitor_in(**CHINESE, reduced_motion="no-preference")
    page = visitor.page
    person = given_a_check(page.context, visitor.site).person
    page.clock.install()
    visitor.opens("/breathing")
    page.get_by_label(visitor.label("Lights off")).check()
    visitor.presses("Start")
    shape = page.locator("[data-part=shape]")
    page.clock.run_for(500)
    small = float(shape.get_attribute("r") or 0)
    page.clock.run_for(3_000)
    assert float(shape.get_attribute("r") or 0) > small + 20
    # Dark: no word to be read, one touch anywhere brings them back.
    word = page.locator("[data-part=word]")
    expect(word).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    page.mouse.click(200, 600)
    # One follows the other, wherever in a breath we are: real time passes as well.
    either = re.compile("|".join(visitor.label(one) for one in ("Breathe in", "Breathe out")))
    expect(word).to_have_text(either)
    seen = set()
    for _second in range(10):
        page.clock.run_for(1_000)
        seen.add(word.text_content())
    assert len(seen) == 2, seen
    accessible(page)
    # It ends by itself, and is kept.
    page.clock.run_for(5 * 60_000)
    visitor.sees(visitor.label("Let your breath go as it likes."))
    eventually(lambda: BreathingSession.objects.exists(), page)
    assert BreathingSession.objects.get(person=person).seconds == 300

    table = tmp_path / "steps.csv"
    table.write_text("日期,步數\n2026-11-01,4000\n2026-11-02,lots\n", encoding="utf-8")
    visitor.opens("/steps")
    page.get_by_label(visitor.label("The file")).set_input_files(table)
    visitor.presses("Read the file")
    expect(visitor.main.get_by_role("alert")).to_contain_text("lots")
    table.write_text("日期,步數\n2026-11-01,4000\n2026-11-02,5000\n", encoding="utf-8")
    page.get_by_label(visitor.label("The file")).set_input_files(table)
    visitor.presses("Read the file")
    visitor.sees("2026年11月1日至2026年11月2日，共2天。")
    assert Steps.objects.filter(person=person).count() == 2
    visitor.presses("Delete all imported steps")
    eventually(lambda: not Steps.objects.exists(), page)
    # Somebody who was tense for two weeks is offered a talk.
    for ago in range(8):
        day = timezone.localdate() - timedelta(days=ago)
        actions.note(person=person, day=day, name="tension", value=9)
    visitor.opens("/wellbeing")
    visitor.sees(library().care.words("zh-hant").wellbeing.tension.talk)
