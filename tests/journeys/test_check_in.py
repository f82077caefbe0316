"""The weekly check-in, by touch and by keyboard, with a clinic's form and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from lumbar.clinical.library import library
from lumbar.clinical.tests.invented import yes_no_form
from lumbar.journal.measuring.actions import install_questionnaire
from lumbar.journal.measuring.queries import series
from lumbar.journal.models import MeasureResponse
from tests.journeys.conftest import CHINESE
from tests.journeys.visitor import Visitor, given_a_check


def ask(visitor: Visitor, measure: str, item: str) -> str:
    """How an item is asked in this visitor's language."""
    return library().care.words(visitor.language).measures.measures[measure].items[item]


def number(visitor: Visitor, measure: str, item: str, value: int) -> Locator:
    """The radio button of one number."""
    group = visitor.main.get_by_role("radiogroup", name=ask(visitor, measure, item), exact=True)
    return group.get_by_role("radio", name=str(value), exact=True)


def choose(visitor: Visitor, measure: str, **answers: int) -> None:
    """Choose a number for items of a measure."""
    for item, value in answers.items():
        number(visitor, measure, item, value).check()


def test_a_week_and_the_next(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None]
) -> None:
    visitor = visitor_in(has_touch=True)
    person = given_a_check(visitor.page.context, visitor.site).person

    # A goal first: one without words is asked for, and what was typed after that is kept.
    visitor.opens("/goals")
    visitor.presses("Add this goal")
    visitor.sees("Write what you want to do again")
    box = visitor.main.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("Carry the shopping home")
    visitor.presses("Add this goal")
    visitor.sees("Your next check-in asks how it goes.")

    visitor.opens("/check-in")
    visitor.headline("How was your week?")
    visitor.follows("Start")
    choose(visitor, "pain-nrs", now=6, worst=9)
    visitor.presses("Next")
    expect(visitor.main.get_by_role("alert")).to_be_focused()
    accessible(visitor.page)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    choose(visitor, "pain-nrs", average=6)
    visitor.presses("Next")

    # What has just been said is not asked again; the way back shows it.
    visitor.headline("Pain and daily life")
    expect(visitor.main.get_by_role("radiogroup")).to_have_count(2)
    visitor.page.get_by_role("link", name="Back", exact=True).click()
    expect(number(visitor, "pain-nrs", "average", 6)).to_be_checked()
    visitor.presses("Next")
    choose(visitor, "peg", enjoyment=5, activity=4)
    visitor.presses("Next")
    visitor.headline("Your goals")
    visitor.main.get_by_role("radio", name="3", exact=True).check()
    visitor.presses("Next")

    # One question: a touch goes on. By keyboard, arrows only move.
    visitor.headline(ask(visitor, "energy", "how-much"))
    number(visitor, "energy", "how-much", 5).locator("..").tap()
    visitor.headline(ask(visitor, "mood", "how-good"))
    visitor.chooses_by_keyboard(number(visitor, "mood", "how-good", 2))
    visitor.page.keyboard.press("ArrowRight")
    visitor.headline(ask(visitor, "mood", "how-good"))
    visitor.page.keyboard.press("Enter")

    visitor.is_at("/check-in/done$")
    visitor.sees("This is the start. Later weeks are compared with it.", "6 of 10")
    assert [point.score for point in series(person, "mood")] == [3]

    # A week later.
    MeasureResponse.objects.update(day=timezone.localdate() - timedelta(days=7))
    visitor.opens("/check-in")
    visitor.follows("Start")
    choose(visitor, "pain-nrs", now=3, average=4, worst=6)
    visitor.presses("Next")
    for _screen in ("peg", "goals", "energy", "mood"):
        visitor.follows("Skip this one")
    visitor.is_at("/check-in/done$")
    visitor.sees("from 6 to 4. Better. Most people notice a change like this.")
    visitor.sees("Some questions are still open.")


def test_a_clinics_form_in_chinese_without_javascript(
    visitor_in: Callable[..., Visitor],
) -> None:
    install_questionnaire(
        resource=yes_no_form(),
        measure=library().care.measures.of("rmdq"),
        now=timezone.now(),
    )
    plain: dict[str, Any] = {**CHINESE, "java_script_enabled": False}
    visitor = visitor_in(**plain)
    person = given_a_check(visitor.page.context, visitor.site).person
    visitor.opens("/check-in/rmdq")
    visitor.headline("虛構問卷")
    for place in (2, 5, 24):
        visitor.main.get_by_role("checkbox", name=f"虛構項目{place}", exact=True).check()
    visitor.presses("Next")
    visitor.is_at("/check-in/done$")
    visitor.sees("24分中的3分")
    assert [point.score for point in series(person, "rmdq")] == [3]
