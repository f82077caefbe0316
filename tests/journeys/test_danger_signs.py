"""A danger sign stops everything else: no plan, no evening, no booking."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lumbar.clinical.library import library
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from tests.journeys.visitor import Visitor


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_numb_between_the_legs_is_an_emergency_at_once(visitor: Visitor, answer: str) -> None:
    level = visitor.words.levels["emergency"]
    number = library().care.home.emergency_number

    # When somebody says on the first screen that they are numb between the legs, or may be
    visitor.opens("/check")
    visitor.starts_the_check()
    asked = visitor.answers_everything(saddle_numbness=answer)

    # Then nothing else is asked, and the page says what to do now
    assert asked == ["nerves"]
    visitor.is_at("/check/result/")
    visitor.headline(level.headline)
    call = visitor.main.get_by_role("link", name=visitor.label("Call %(number)s", number=number))
    expect(call).to_have_attribute("href", f"tel:{number}")
    for step in level.do:
        visitor.sees(step.replace("{emergency}", number))

    # And nothing on the whole page leads to exercises or an ordinary booking
    leads_nowhere_but_to_help(visitor, number)

    # And no exercise is to be had by typing the address
    gives_no_exercise(visitor, level.headline)

    # And the front page offers no moves and no ordinary booking either
    visitor.opens("/")
    visitor.sees(level.headline)
    expect(
        visitor.main.locator("a[href^='tel:'], a[href='/plan'], a[href='/tonight']")
    ).to_have_count(0)
    expect(visitor.main).not_to_contain_text(
        visitor.label("Five gentle moves, chosen for you. About ten minutes, in bed, lights off.")
    )

    # And there is a page to show the doctor, which prints
    visitor.opens("/history")
    visitor.main.locator("a[href^='/check/result/']").first.click()
    visitor.follows("Page to show or print for the doctor")
    visitor.sees(visitor.label("Findings"), visitor.words.questions["saddle_numbness"].heard)
    prints(visitor)


def test_fever_is_for_today_and_gives_no_plan(visitor: Visitor) -> None:
    level = visitor.words.levels["same_day"]

    # When somebody has a fever with no clear cause
    visitor.opens("/check")
    visitor.starts_the_check()
    visitor.answers_everything(fever="yes", fever_cause="no_clear_cause")

    # Then they are told to be seen today, and why
    visitor.is_at("/check/result/")
    visitor.headline(level.headline)
    visitor.sees(visitor.label("Do this today"), visitor.label("You told us:"))

    # And get no exercises
    for path in ("/plan", "/tonight"):
        expect(visitor.main.locator(f"a[href^='{path}']")).to_have_count(0)
    gives_no_exercise(visitor, level.headline)


def leads_nowhere_but_to_help(visitor: Visitor, number: str) -> None:
    """No link of the page goes to a plan, an evening or the clinic's booking line."""
    links = visitor.page.get_by_role("link").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert not [to for to in links if re.match(r"/(plan|tonight|book|learn/exercises)", to)], links
    calls = {to for to in links if to.startswith("tel:")}
    assert calls == {f"tel:{number}"}, calls


def gives_no_exercise(visitor: Visitor, headline: str) -> None:
    """Neither the plan's page nor the evening's holds an exercise; both say what to do instead."""
    names = [visitor.exercise(slug) for slug in library().exercises]
    for path in ("/plan", "/tonight", "/plan/swap/1"):
        visitor.opens(path)
        visitor.headline(headline)
        text = visitor.main.inner_text()
        assert not [name for name in names if name in text], text
        assert visitor.main.locator("a[href^='/tonight']").count() == 0
    assert not StoredPlan.objects.exists()
    assert not SessionRecord.objects.exists()


def prints(visitor: Visitor) -> None:
    """The print button opens the browser's print dialog, and paper has no buttons."""
    visitor.page.evaluate("window.print = () => { document.title = 'printed'; }")
    visitor.main.get_by_role("button", name=visitor.label("Print this page")).click()
    expect(visitor.page).to_have_title("printed")
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("banner")).to_be_hidden()
    expect(visitor.main.get_by_role("button")).to_have_count(0)
    expect(visitor.main.get_by_role("heading", level=1)).to_be_visible()
