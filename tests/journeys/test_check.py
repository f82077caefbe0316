"""The check: back always works, nothing is lost, and the body map takes mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from lumbar.check.models import CheckDraft, StoredAssessment
from lumbar.clinical.library import library
from tests.journeys.conftest import DESK
from tests.journeys.visitor import Visitor, eventually


def test_back_shows_what_was_answered_and_forward_asks_nothing_twice(visitor: Visitor) -> None:
    # Given somebody three screens into the check, with one answer that asked for more
    visitor.opens("/check")
    visitor.starts_the_check()
    visitor.answers_screen(both_legs="yes")
    visitor.answers_screen(both_legs_when="only_walking", both_legs_since="long_unchanged")
    visitor.is_at("/check/legs")

    # When they go back twice
    visitor.page.get_by_role("link", name=visitor.label("Back"), exact=True).click()
    visitor.is_at("/check/both_legs")
    expect(choice(visitor, "both_legs_when", "only_walking")).to_be_checked()
    visitor.page.get_by_role("link", name=visitor.label("Back"), exact=True).click()

    # Then their answer stands there, and can be changed
    visitor.is_at("/check/nerves")
    expect(choice(visitor, "both_legs", "yes")).to_be_checked()
    choice(visitor, "both_legs", "no").check()
    visitor.goes_on()

    # And what only that answer asked for is not asked again
    visitor.is_at("/check/legs")


def test_any_answer_can_be_changed_from_the_summary(visitor: Visitor) -> None:
    # Given somebody with a result
    visitor.opens("/check")
    visitor.starts_the_check()
    visitor.answers_everything(pain_now=5)
    visitor.is_at("/check/result/")
    first = visitor.page.url

    # When they open their answers again, then each screen is there with a way to change it
    visitor.presses("Change an answer")
    visitor.is_at("/check/answers")
    titles = visitor.main.get_by_role("heading", level=2).all_inner_texts()
    changes = visitor.main.get_by_role("link", name=visitor.label("Change"))
    expect(changes).to_have_count(len(titles))

    # When they change how bad it is
    changes.filter(has_text=visitor.words.screens["amount"].title).click()
    visitor.is_at("/check/amount")
    expect(choice(visitor, "pain_now", 5)).to_be_checked()
    choice(visitor, "pain_now", 3).check()
    visitor.goes_on()

    # Then they are back at their answers, with the new one
    visitor.is_at("/check/answers")
    visitor.sees(visitor.label("%(number)s of 10", number=3))

    # And a new result stands beside the old one, which stays as it was
    visitor.presses("Show my result")
    visitor.is_at("/check/result/")
    assert visitor.page.url != first
    assert sorted(one.answers["pain_now"] for one in StoredAssessment.objects.all()) == [3, 5]


def test_a_changed_answer_that_is_a_danger_sign_counts_at_once(visitor: Visitor) -> None:
    visitor.opens("/check")
    visitor.starts_the_check()
    visitor.answers_everything()
    visitor.presses("Change an answer")
    changes = visitor.main.get_by_role("link", name=visitor.label("Change"))
    changes.filter(has_text=visitor.words.screens["nerves"].title).click()
    choice(visitor, "bladder_change", "yes").check()
    visitor.goes_on()
    visitor.is_at("/check/result/")
    assert StoredAssessment.objects.latest("created_at").level in {"emergency", "same_day"}
    visitor.opens("/tonight")
    expect(visitor.main.locator("[name=pain_before]")).to_have_count(0)


def test_a_closed_tab_loses_nothing(visitor: Visitor) -> None:
    # Given somebody three screens into the check who closes the tab
    visitor.opens("/check")
    visitor.starts_the_check()
    for _ in range(3):
        visitor.answers_screen()
    where = visitor.path()
    context = visitor.page.context
    visitor.page.close()

    # When they come back another time
    visitor.page = context.new_page()
    visitor.opens("/")
    visitor.follows("Carry on with my check")

    # Then they go on where they were
    visitor.is_at("/check$")
    visitor.follows("Carry on")
    visitor.is_at(where + "$")
    assert CheckDraft.objects.count() == 1


def test_an_empty_answer_is_told_at_the_top_and_keeps_the_rest(visitor: Visitor) -> None:
    # Given somebody at the questions about themselves
    visitor.opens("/check")
    visitor.starts_the_check()
    while visitor.path() != "/check/about_you":
        visitor.answers_screen()

    # When they answer only one of two
    choice(visitor, "age", "60_to_65").check()
    visitor.next_button.click()

    # Then the summary of what is missing has the focus, and the answer is still there
    errors = visitor.main.get_by_role("alert")
    expect(errors).to_be_focused()
    expect(errors.get_by_role("link")).to_have_count(1)
    expect(visitor.page).to_have_title(re.compile("^" + re.escape(visitor.label("Error:"))))
    expect(choice(visitor, "age", "60_to_65")).to_be_checked()

    # And its link leads to the question
    errors.get_by_role("link").click()
    group = visitor.page.get_by_role("radiogroup", name=visitor.words.questions["pregnancy"].ask)
    expect(group).to_be_focused()
    expect(group).to_have_attribute("aria-invalid", "true")

    # And with the missing answer it goes on
    choice(visitor, "pregnancy", "not_for_me").check()
    visitor.goes_on()
    expect(visitor.main.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("size", [pytest.param({}, id="phone"), pytest.param(DESK, id="desk")])
def test_the_body_map_is_marked_with_the_mouse(
    visitor_in: Callable[..., Visitor], size: dict[str, Any]
) -> None:
    visitor = visitor_in(**size)
    at_the_body_map(visitor)

    # When they mark pain in two areas and pins and needles in one of them
    for feeling, area in (
        ("pain_areas", "low_back_left"),
        ("pain_areas", "buttock_left"),
        ("tingling_areas", "buttock_left"),
    ):
        visitor.feeling(feeling).check()
        visitor.area(area).click()
        expect(visitor.area(area)).to_be_checked()

    # And take one off again
    visitor.feeling("pain_areas").check()
    visitor.area("low_back_left").click()
    expect(visitor.area("low_back_left")).not_to_be_checked()

    # Then the rest is kept
    visitor.goes_on()
    answers = CheckDraft.objects.get().answers
    assert (answers["pain_areas"], answers["tingling_areas"]) == (
        ["buttock_left"],
        ["buttock_left"],
    )

    # And stands there when they come back
    visitor.page.go_back()
    visitor.page.reload()
    expect(visitor.area("buttock_left")).to_be_checked()


def test_every_area_of_the_body_map_answers_to_the_mouse(
    visitor_in: Callable[..., Visitor],
) -> None:
    visitor = visitor_in(**DESK)
    at_the_body_map(visitor)
    for region in library().body_map:
        tick = visitor.area(region.id)
        tick.click(timeout=3000)
        expect(tick).to_be_checked()


def test_the_body_map_is_marked_with_the_keyboard(visitor: Visitor) -> None:
    at_the_body_map(visitor)

    # When somebody tabs to a feeling and to an area
    visitor.chooses_by_keyboard(visitor.feeling("numb_areas"))
    visitor.chooses_by_keyboard(visitor.area("calf_left"))
    visitor.chooses_by_keyboard(visitor.area("heel_left"))

    # And takes one off with its button in the list of what is marked
    off = visitor.main.get_by_role("button", name=visitor.words.regions["heel_left"])
    visitor.tabs_to(off)
    visitor.page.keyboard.press("Enter")

    # Then the mark is gone, and the focus is still somewhere useful
    expect(visitor.area("heel_left")).not_to_be_checked()
    assert visitor.page.evaluate("document.activeElement !== document.body")

    # And the rest is kept
    visitor.feeling("pain_areas").check()
    visitor.area("low_back_left").click()
    visitor.goes_on()
    assert CheckDraft.objects.get().answers["numb_areas"] == ["calf_left"]


def test_an_area_tapped_before_the_page_is_ready_counts(visitor: Visitor) -> None:
    # Given a slow line, on which the body map's script comes last
    held: list[Route] = []
    visitor.page.route("**/body-map*.js", lambda route: held.append(route))
    at_the_body_map(visitor)

    # When they tap an area, and only then the script arrives
    visitor.area("low_back_left").click()
    eventually(lambda: held, visitor.page)
    held[0].continue_()
    expect(visitor.page.locator("#body-map.with-script")).to_be_attached()

    # Then it is marked
    expect(visitor.area("low_back_left")).to_be_checked()
    visitor.goes_on()
    assert CheckDraft.objects.get().answers["pain_areas"] == ["low_back_left"]


def test_a_list_of_areas_does_the_same(visitor: Visitor) -> None:
    at_the_body_map(visitor)

    # Given one area marked on the picture
    visitor.area("low_back_left").click()

    # When they take the list instead
    visitor.presses("Use a list of body areas instead")
    first = list_tick(visitor, "low_back_left", "Pain")
    expect(first).to_be_checked()
    list_tick(visitor, "low_back_right", "Numb").check()
    visitor.goes_on()

    # Then both are kept
    answers = CheckDraft.objects.get().answers
    assert (answers["pain_areas"], answers["numb_areas"]) == (["low_back_left"], ["low_back_right"])


def choice(visitor: Visitor, question: str, value: object) -> Locator:
    """The radio button of one answer."""
    return visitor.option(library().questions[question], value)


def list_tick(visitor: Visitor, region: str, feeling: str) -> Locator:
    """One checkbox of the list of body areas."""
    area = visitor.main.get_by_role("group", name=visitor.words.regions[region], exact=True)
    return area.get_by_role("checkbox", name=visitor.label(feeling))


def at_the_body_map(visitor: Visitor) -> None:
    """Given somebody who has come to the body map."""
    visitor.opens("/check")
    visitor.starts_the_check()
    while visitor.path() != "/check/body_map":
        visitor.answers_screen()
