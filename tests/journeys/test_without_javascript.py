"""Everything but the timed player works where JavaScript does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lumbar.check.models import CheckDraft
from lumbar.tonight.models import SessionRecord
from tests.journeys.visitor import Visitor


@pytest.fixture
def visitor(visitor_in: Callable[..., Visitor]) -> Visitor:
    """Someone whose browser runs no JavaScript."""
    return visitor_in(java_script_enabled=False)


def test_the_whole_evening_without_javascript(visitor: Visitor) -> None:
    # When they answer the check, with the body map among it
    visitor.opens("/")
    visitor.main.locator("a[href='/check']").first.click()
    visitor.starts_the_check()
    visitor.answers_everything()

    # Then there is a result, and a page for the clinician
    visitor.is_at("/check/result/")
    visitor.headline(visitor.words.levels["self_care"].headline)
    visitor.follows("Page to print and take along")
    visitor.headline(visitor.label("Low back check: for the clinician"))
    visitor.page.go_back()

    # And a plan, in which one exercise can be swapped
    visitor.follows("See my exercises for tonight")
    cards = visitor.main.locator("ol > li h2")
    expect(cards).to_have_count(5)
    before = cards.all_inner_texts()
    visitor.main.locator("a[href='/plan/swap/1']").click()
    visitor.main.locator("button[name=choice]").last.click()
    visitor.is_at("/plan$")
    after = cards.all_inner_texts()
    assert after[0] != before[0] and after[1:] == before[1:]

    # When they do the evening from the list
    visitor.follows("Start tonight")
    # (Chromium shows no <noscript> when a test takes its JavaScript away, so its words are read.)
    words = "The timer needs JavaScript. After the tap there is a list that works without it."
    assert visitor.label(words) in (visitor.main.locator("noscript").last.text_content() or "")
    expect(visitor.page.get_by_role("timer")).to_be_hidden()
    visitor.main.get_by_role("button", name="4", exact=True).click()
    visitor.is_at("/tonight/")
    did = visitor.main.get_by_role("checkbox", name=visitor.label("I did this"))
    expect(did).to_have_count(5)
    for number in (0, 2, 3):
        did.nth(number).check()
    visitor.main.get_by_role("radio", name="2", exact=True).check()
    visitor.presses("Keep this evening")

    # Then it is kept, and the history has it
    visitor.is_at("/history/")
    expect(visitor.main.get_by_role("list").first.get_by_role("listitem")).to_have_count(3)
    visitor.follows("My evenings")
    visitor.sees(visitor.label("Pain %(before)s → %(after)s", before=4, after=2))
    visitor.sees("3 exercises of 5.")
    record = SessionRecord.objects.get()
    assert {step["item"] for step in record.steps} == {0, 2, 3}
    assert all(step["how"] == "done" and step["seconds"] is None for step in record.steps)


def test_the_body_map_is_marked_feeling_by_feeling(visitor: Visitor) -> None:
    # Given somebody at the body map
    visitor.opens("/check")
    visitor.starts_the_check()
    while visitor.path() != "/check/body_map":
        visitor.answers_screen()

    # When they mark pain in two areas, then numbness in another
    visitor.area("low_back_left").click()
    visitor.area("low_back_right").click()
    visitor.presses("Mark these")
    visitor.feeling("numb_areas").check()
    visitor.area("calf_left").click()
    visitor.presses("Mark these")

    # Then all is listed, and one can be taken off
    marked = visitor.main.get_by_role("button", name="Take off")
    expect(marked).to_have_count(3)
    visitor.main.get_by_role("button", name=visitor.words.regions["low_back_right"]).click()
    expect(marked).to_have_count(2)

    # And the rest is kept
    visitor.goes_on()
    answers = CheckDraft.objects.get().answers
    assert (answers["pain_areas"], answers["numb_areas"]) == (["low_back_left"], ["calf_left"])


def test_language_and_colours_can_be_chosen(visitor: Visitor) -> None:
    visitor.opens("/how-we-decide")
    visitor.page.get_by_role("button", name="中文").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
    visitor.is_at("/how-we-decide")
    visitor.page.get_by_role("button", name="English").click()
    footer = visitor.page.get_by_role("contentinfo")
    footer.get_by_role("button", name="Day", exact=True).click()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "day")
    footer.get_by_role("button", name="Like my device").click()
    expect(visitor.page.locator("html")).not_to_have_attribute("data-theme", "day")
