"""The main job, end to end: from a stranger with a sore back at night to the evening kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from lumbar.plans.models import StoredPlan
from lumbar.site.wording import place_words
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import planned_seconds
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Evening, Visitor, eventually

LATIN_WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ’'-]+[A-Za-z]{2,}){2,}")


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="english-phone-night"),
        pytest.param({**CHINESE, **DESK}, id="chinese-desk-day"),
    ],
)
def test_from_a_stranger_to_an_evening_in_the_history(
    visitor_in: Callable[..., Visitor], how: dict[str, Any]
) -> None:
    visitor = visitor_in(**how)
    routine = visitor.words.routine

    # Given a stranger who opens the site at night
    visitor.opens("/")
    expect(visitor.page.locator("html")).to_have_attribute(
        "lang", "zh-Hant-HK" if visitor.language == "zh-hant" else "en-GB"
    )
    reads_in_their_language(visitor)

    # When they answer the check
    visitor.main.locator("a[href='/check']").first.click()
    visitor.starts_the_check()
    asked = visitor.answers_everything()

    # Then it took fifteen screens at most, and says how soon to be seen, and why
    assert len(asked) <= 15, asked
    visitor.is_at("/check/result/")
    visitor.headline(visitor.words.levels["self_care"].headline)
    visitor.sees(visitor.words.levels["self_care"].label, visitor.label("What to do"))
    visitor.sees(visitor.label("Be seen sooner if"), visitor.words.watch_for[0])
    visitor.main.get_by_text(visitor.label("Why we say this")).click()
    visitor.sees(visitor.label("What would change this result"))
    reads_in_their_language(visitor)

    # When they go to their plan, then there are five, each with why
    visitor.follows("See my exercises for tonight")
    visitor.is_at("/plan$")
    first = five_of(visitor)
    for name in first:
        why = card(visitor.page, name).get_by_text(visitor.label("Why this one"), exact=True)
        why.click()
        expect(card(visitor.page, name).locator("details[open] li").first).to_be_visible()
    reads_in_their_language(visitor)

    # When they swap the second, then only that one is another
    card(visitor.page, first[1]).get_by_role("link", name=visitor.label("Swap")).click()
    visitor.is_at("/plan/swap/2$")
    # The first choices may be other ways of the same exercise.
    visitor.main.locator("button[name=choice]").last.click()
    visitor.is_at("/plan$")
    swapped = five_of(visitor)
    assert swapped[1] != first[1]
    assert swapped[:1] + swapped[2:] == first[:1] + first[2:]

    # When they choose the chair, the bed again, and five minutes
    for place in ("chair", "bed"):
        place_button(visitor, place).click()
        expect(place_button(visitor, place)).to_have_attribute("aria-pressed", "true")
    five_minutes = visitor.main.get_by_role("button", name=re.compile(r"^5"))
    five_minutes.click()
    expect(five_minutes).to_have_attribute("aria-pressed", "true")

    # And begin, with pain 6
    evening = Evening.begins(visitor, pain=6)
    record = evening.record
    items = record.exercises()
    evening.shows(items[0].exercise)
    reads_in_their_language(visitor)

    # And pause for a while, then nothing goes on
    evening.passes(8)
    evening.pauses()
    stood = evening.timer.inner_text()
    evening.passes(30)
    expect(evening.timer).to_have_text(stood)
    evening.goes_on()

    # And skip the first exercise, and do the rest
    visitor.presses("Skip")
    evening.shows(items[1].exercise)
    evening.plays_to_the_end()

    # And say a pain of 3
    visitor.headline(routine.finish)
    visitor.main.get_by_role("button", name="3", exact=True).click()
    visitor.sees(visitor.label("That was the last tap of the day."))
    eventually(lambda: evening.record.pain_after == 3, visitor.page)
    reads_in_their_language(visitor)

    # Then the history has this evening, with the right numbers
    record.refresh_from_db()
    planned = planned_seconds(record.tonight())
    minutes = round(sum(s for (item, _), s in planned.items() if item > 0) / 60)
    visitor.follows("My evenings")
    visitor.is_at("/history$")
    visitor.sees(visitor.label("Pain %(before)s → %(after)s", before=6, after=3))
    done = len(items) - 1
    if visitor.language == "en":
        visitor.sees(f"{done} exercises of {len(items)}. {minutes} minutes.")
    visitor.main.locator("a[href^='/history/']").click()
    visitor.is_at(f"/history/{record.pk}$")
    kept = visitor.main.get_by_role("list").first.get_by_role("listitem")
    expect(kept).to_have_count(len(items))
    expect(kept.nth(0)).to_contain_text(visitor.exercise(items[0].exercise))
    expect(kept.nth(0)).not_to_contain_text(visitor.label("done"))
    for number in range(1, len(items)):
        expect(kept.nth(number)).to_contain_text(visitor.exercise(items[number].exercise))
        expect(kept.nth(number)).to_contain_text(visitor.label("done"))
    reads_in_their_language(visitor)

    # And the server has each step once, for as long as it was planned
    assert (record.state, record.pain_before, record.pain_after) == ("done", 6, 3)
    kept_steps = {(step["item"], step["side"]): step for step in record.steps}
    assert len(kept_steps) == len(record.steps)
    assert {
        key: step["seconds"] for key, step in kept_steps.items() if key[0] > 0
    } == pytest.approx({key: seconds for key, seconds in planned.items() if key[0] > 0}, abs=0.01)
    assert SessionRecord.objects.count() == 1
    assert [one.made_because for one in StoredPlan.objects.order_by("version")] == [
        "first", "swap", "place", "place", "minutes",
    ]  # fmt: skip


def five_of(visitor: Visitor) -> list[str]:
    """The names of the five exercises on the plan's page."""
    cards = visitor.main.locator("ol > li h2")
    expect(cards).to_have_count(5)
    return [re.sub(r"^\d+\s*", "", text) for text in cards.all_inner_texts()]


def card(page: Page, exercise: str) -> Locator:
    """The card of one exercise on the plan's page."""
    heading = page.get_by_role("heading", name=exercise, level=2)
    return page.get_by_role("listitem").filter(has=heading)


def place_button(visitor: Visitor, place: str) -> Locator:
    with translation.override(visitor.language):
        name = str(place_words(place))
    return visitor.main.get_by_role("button", name=name, exact=True)


def reads_in_their_language(visitor: Visitor) -> None:
    """No English sentence stands on a Chinese page, and no Chinese one on an English page."""
    text = visitor.page.locator("body").inner_text()
    if visitor.language == "en":
        text = text.replace("中文", "")
        assert not re.search(r"[\u3400-\u9fff]", text), text
    else:
        assert re.search(r"[\u3400-\u9fff]", text)
        found = list(LATIN_WORDS.findall(text))
        assert not found, found
