"""The moving body: it comes to life, does as it is told, and leaves everybody a picture.

These browsers have no graphics card, so what draws here is the renderer for such machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from lumbar.clinical.library import library
from lumbar.site.looks import BODIES
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Evening, Visitor, eventually, given_a_check

MOVING: dict[str, Any] = {"reduced_motion": "no-preference"}
SLUG = "single-knee-to-chest"
PAGE = f"/learn/exercises/{SLUG}"
READY = 20_000
"""Milliseconds: two busy cores draw everything here."""


@pytest.fixture
def visitor(visitor_in: Callable[..., Visitor]) -> Visitor:
    """Someone who has nothing against motion."""
    return visitor_in(**MOVING)


def canvas(page: Page) -> Locator:
    return page.locator(".figure canvas")


def comes_to_life(page: Page) -> None:
    """Wait until the moving body has taken the place of the still."""
    expect(canvas(page)).to_have_css("opacity", "1", timeout=READY)


def frame(page: Page) -> str:
    """What the canvas shows now, as a fingerprint."""
    return hashlib.sha256(page.locator(".figure").first.screenshot()).hexdigest()


def share(visitor: Visitor) -> float:
    """Where in the movement the slider stands, 0 to 100."""
    return float(visitor.main.get_by_role("slider").input_value())


def moves(visitor: Visitor) -> None:
    """The body is somewhere else a moment later."""
    before = share(visitor)
    eventually(lambda: abs(share(visitor) - before) > 5, visitor.page, within=15)


# --- On a page to read ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, {**CHINESE, **DESK}], ids=["phone", "chinese-desk"])
def test_it_comes_to_life_and_moves(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None], how: dict[str, Any]
) -> None:
    visitor = visitor_in(**{**how, **MOVING})
    visitor.opens(PAGE)
    comes_to_life(visitor.page)
    expect(visitor.page.locator("img.figure__still").first).to_have_css("opacity", "0")
    moves(visitor)
    accessible(visitor.page)
    for control in visitor.main.locator(".figure-bar").get_by_role("button").all():
        box = control.bounding_box()
        assert box is not None and box["width"] >= 48 and box["height"] >= 48


def test_by_keyboard(visitor: Visitor) -> None:
    visitor.opens(PAGE)
    comes_to_life(visitor.page)
    keyboard = visitor.page.keyboard

    # When they turn the picture, pause it and go back to the first view
    visitor.tabs_to(canvas(visitor.page))
    visitor.page.wait_for_timeout(100)
    visitor.tabs_to(visitor.button("Pause"))
    keyboard.press("Space")
    expect(visitor.button("Play")).to_be_focused()
    visitor.main.get_by_role("slider").fill("100")
    visitor.page.wait_for_timeout(600)
    straight = frame(visitor.page)
    canvas(visitor.page).focus()
    keyboard.press("ArrowRight")
    eventually(lambda: frame(visitor.page) != straight, visitor.page)
    visitor.tabs_to(visitor.button("Reset the view"))
    keyboard.press("Enter")
    canvas(visitor.page).blur()

    # Then nothing moves any more, until the slider does
    visitor.tabs_to(visitor.main.get_by_role("slider"))
    keyboard.press("Home")
    expect(visitor.main.get_by_role("slider")).to_have_value("0")
    for _ in range(3):
        keyboard.press("ArrowRight")
    expect(visitor.main.get_by_role("slider")).to_have_value("3")

    # And it goes on when they play it, slower if they like
    visitor.tabs_to(visitor.button("Slower"))
    keyboard.press("Space")
    expect(visitor.button("Slower")).to_have_attribute("aria-pressed", "true")
    visitor.button("Play").focus()
    keyboard.press("Space")
    moves(visitor)


def test_the_other_side(visitor: Visitor) -> None:
    visitor.opens(PAGE)
    comes_to_life(visitor.page)
    visitor.main.get_by_role("slider").fill("100")
    visitor.page.wait_for_timeout(600)
    right = frame(visitor.page)
    visitor.presses("Other side")
    expect(visitor.button("Other side")).to_have_attribute("aria-pressed", "true")
    eventually(lambda: frame(visitor.page) != right, visitor.page)

    # What is done on both sides at once has no other side
    visitor.opens("/learn/exercises/double-knee-to-chest")
    comes_to_life(visitor.page)
    expect(visitor.button("Other side")).to_have_count(0)


def test_every_way_of_doing_it_has_a_link(visitor_in: Callable[..., Visitor]) -> None:
    visitor = visitor_in(java_script_enabled=False)
    visitor.opens(PAGE)
    words = visitor.words.exercises[SLUG]
    for variant in library().exercises[SLUG].variant:
        ways = visitor.main.get_by_role("navigation", name=visitor.label("Ways to do it"))
        name = words.variants[variant.id].name
        ways.get_by_role("link").filter(has_text=name).click()
        expect(ways.locator("[aria-current=true]")).to_contain_text(name)
        visitor.sees(*words.of(variant.id).steps)


def test_whoever_was_chosen_stays(visitor: Visitor) -> None:
    # Given somebody who wants to be shown by a man with dark skin
    visitor.opens(PAGE)
    visitor.main.get_by_text(visitor.label("Who shows it")).click()
    visitor.presses("A man")
    visitor.is_at(PAGE)
    visitor.main.get_by_text(visitor.label("Who shows it")).click()
    visitor.presses("Dark skin")
    visitor.is_at(PAGE)

    # Then he shows it, here and everywhere
    figure = visitor.page.locator(".figure").first
    for path in (PAGE, "/", "/learn/exercises/knee-rolls"):
        visitor.opens(path)
        expect(figure).to_have_attribute("data-tone", "dark")
        body = figure.get_attribute("data-body") or ""
        assert body.endswith("/man.bin")
        picture = visitor.page.locator(".figure__still").first.get_attribute("src") or ""
        assert "/man-dark/" in picture


def test_less_motion_leaves_the_still_until_play_is_pressed(
    visitor_in: Callable[..., Visitor],
) -> None:
    visitor = visitor_in()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.opens(PAGE)
    expect(visitor.button("Play")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    expect(canvas(visitor.page)).to_have_count(0)
    assert not [url for url in asked if url.endswith(".bin")]
    expect(visitor.page.locator(".figure__still").first).to_have_css("opacity", "1")

    # Whoever wants to see it move may
    visitor.presses("Play")
    comes_to_life(visitor.page)
    moves(visitor)


def test_without_javascript_there_is_the_still(visitor_in: Callable[..., Visitor]) -> None:
    visitor = visitor_in(java_script_enabled=False)
    visitor.opens(PAGE)
    picture = visitor.main.get_by_role("img", name=visitor.exercise(SLUG))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    expect(visitor.page.locator(".figure-bar")).to_be_hidden()
    visitor.opens("/")
    expect(visitor.page.locator(".figure__still")).to_be_visible()


def test_on_paper_it_is_day(visitor: Visitor) -> None:
    visitor.opens(PAGE)
    comes_to_life(visitor.page)
    visitor.page.emulate_media(media="print")
    expect(canvas(visitor.page)).to_be_hidden()
    shown = visitor.page.locator(".figure img").filter(visible=True)
    expect(shown).to_have_count(1)
    assert "/paper/" in (shown.get_attribute("src") or "")


def test_home_comes_to_life_after_all_else(visitor: Visitor) -> None:
    visitor.opens("/")
    expect(visitor.page.locator(".figure__still")).to_be_visible()
    comes_to_life(visitor.page)
    visitor.presses("Pause")
    expect(visitor.button("Play")).to_be_visible()


def test_positions_can_be_turned(visitor: Visitor) -> None:
    visitor.opens("/learn/exercises")
    visitor.follows("Lying well, and where a pack goes")
    first = visitor.page.locator(".figure").first
    expect(first.locator("canvas")).to_have_css("opacity", "1", timeout=READY)
    before = frame(visitor.page)
    visitor.page.wait_for_timeout(500)
    assert frame(visitor.page) == before, "nobody pressed play"
    box = first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visitor.page.mouse.move(x, y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x + 90, y, steps=4)
    visitor.page.mouse.up()
    eventually(lambda: frame(visitor.page) != before, visitor.page)


def test_developers_see_the_middle_drawn_where_they_look(visitor: Visitor) -> None:
    visitor.opens(reverse("figure_patterns"))
    moments = visitor.page.locator("[data-moment]")
    moments.first.scroll_into_view_if_needed()
    expect(moments.first.locator("canvas")).to_have_css("opacity", "1", timeout=READY)
    # A browser keeps but a few graphics contexts: those out of sight are given back.
    assert visitor.page.locator("[data-moment] canvas").count() <= 4 * len(BODIES)


# --- In the player --------------------------------------------------------------------------------


def body(page: Page) -> dict[str, Any]:
    """What the last drawn frame of the player's body showed."""
    found: dict[str, Any] = page.evaluate("window.lastFrame ?? {}")
    return found


def watches(page: Page) -> None:
    """Keep the details of each frame; events of the figure are all a page can see of it."""
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
          const figure = document.querySelector('.player .figure');
          for (const name of ['frame', 'change']) figure?.addEventListener(name, event => {
            window.lastFrame = {...window.lastFrame, ...event.detail};
          });
        });"""
    )


def stands_at(visitor: Visitor, wanted: float) -> None:
    """The body comes to this place of the movement, 0 to 1, while a little time passes."""

    def there() -> bool:
        visitor.page.clock.run_for(200)
        return abs(float(body(visitor.page).get("share", -1)) - wanted) < 0.1

    eventually(there, visitor.page, within=30)


@pytest.fixture
def evening(visitor: Visitor) -> Evening:
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    watches(visitor.page)
    evening = Evening.begins(visitor)

    def alive() -> bool:
        evening.passes(0.3)
        return canvas(visitor.page).count() == 1 and "share" in body(visitor.page)

    eventually(alive, visitor.page, within=40)
    return evening


def leaps_to(evening: Evening, seconds: float) -> None:
    """Be paused this far into the evening, without drawing everything on the way."""
    evening.pauses()
    left = seconds - evening.position()
    evening.goes_on()
    while left > 0:
        evening.jumps(min(left, 60))
        left -= 60
    evening.pauses()


def held(evening: Evening) -> float:
    """The second at which the first hold of more than four seconds begins."""
    passed = 0.0
    for step in evening.steps:
        if step.kind == "hold" and step.seconds > 4:
            return passed
        passed += step.seconds
    raise AssertionError("tonight has no hold")


def test_the_body_does_what_the_steps_say(evening: Evening) -> None:
    visitor = evening.visitor
    start = held(evening)

    # Given a hold, then the body is at the end of its movement
    leaps_to(evening, start + 1)
    evening.goes_on()
    stands_at(visitor, 1)
    assert body(visitor.page)["playing"]

    # When the player is paused, then the body stands still
    evening.pauses()
    evening.passes(0.5)
    assert not body(visitor.page)["playing"]
    before = body(visitor.page)["share"]
    evening.passes(1)
    assert body(visitor.page)["share"] == before

    # When the page is loaded again in the middle, it shows the middle
    visitor.page.reload()
    evening.is_paused()
    stands_at(visitor, 1)
    assert not body(visitor.page)["playing"]

    # When the exercise is skipped, the next one begins at its start
    clip = visitor.page.locator(".figure").get_attribute("data-clip")
    assert clip
    visitor.presses("Skip")
    stands_at(visitor, 0)


def test_the_second_side_is_the_left(evening: Evening) -> None:
    visitor = evening.visitor
    passed = 0.0
    for step in evening.steps:
        if step.kind == "switch":
            break
        passed += step.seconds
    leaps_to(evening, passed + 1)
    evening.goes_on()
    evening.passes(0.5)
    eventually(lambda: body(visitor.page).get("side") == "left", visitor.page)


def test_the_player_shows_stills_where_less_motion_is_wished(
    visitor_in: Callable[..., Visitor],
) -> None:
    visitor = visitor_in()
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    evening = Evening.begins(visitor)
    still = visitor.page.locator(".player .figure__still")
    assert ".start." in (still.get_attribute("src") or "") or ".end." in (
        still.get_attribute("src") or ""
    )
    evening.goes_to(held(evening) + 1)
    assert ".end." in (still.get_attribute("src") or "")
    expect(canvas(visitor.page)).to_have_count(0)
