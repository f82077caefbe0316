"""The evening in the dark: one tap, then none; a touch pauses, a long one says that it hurts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Evening, Visitor, eventually, given_a_check

NEARLY_BLACK = 12
"""Mean brightness of 255: a thin red outline and a few dim words on black."""
ROOM = Path(__file__).with_name("room.js")


@pytest.fixture
def ready(visitor: Visitor) -> Visitor:
    """Somebody with a calm check, whose browser tells what the player asks of it."""
    visitor.page.add_init_script(path=ROOM)
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    return visitor


def brightness(page: Page) -> float:
    """Mean of what is on the screen: 0 black, 255 white."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    histogram = picture.histogram()
    return sum(value * count for value, count in enumerate(histogram)) / sum(histogram)


def room(visitor: Visitor, what: str) -> Any:
    return visitor.page.evaluate(f"window.room.{what}")


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"color_scheme": "light"}, id="phone-day"),
        pytest.param({**CHINESE, **DESK}, id="chinese-desk"),
    ],
)
def test_black_within_a_second_and_to_the_end(
    visitor_in: Callable[..., Visitor], how: dict[str, Any]
) -> None:
    visitor = visitor_in(**how)
    visitor.page.add_init_script(path=ROOM)
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    # Given a bright page by day
    visitor.opens("/tonight")
    assert brightness(visitor.page) > 100
    visitor.page.clock.install()

    # When one number is tapped, then the screen is black within a second, without a flash
    visitor.main.get_by_role("button", name="5", exact=True).click()
    assert brightness(visitor.page) < NEARLY_BLACK
    for _ in range(4):
        visitor.page.wait_for_timeout(150)
        assert brightness(visitor.page) < NEARLY_BLACK

    # And the evening goes to its end with no further touch, dark at every step
    evening = Evening(visitor)
    total = sum(step.seconds for step in evening.steps)
    for _ in range(int(total / 40) - 1):
        evening.jumps(40)
        assert brightness(visitor.page) < NEARLY_BLACK
    evening.passes(90)
    eventually(lambda: evening.record.state == "done", visitor.page)

    # Then good night was the last word, spoken more softly than the first, and the screen is black
    said = room(visitor, "said")
    assert said[-1][0] == visitor.words.routine.finish
    assert said[-1][1] < 0.6 * said[0][1]
    visitor.page.wait_for_timeout(300)
    assert brightness(visitor.page) < 1
    assert room(visitor, "locks") == room(visitor, "released") == 1

    # And a touch shows what is left, still without a flash
    visitor.page.mouse.click(100, 300)
    visitor.headline(visitor.words.routine.finish)
    assert brightness(visitor.page) < 2 * NEARLY_BLACK
    visitor.main.get_by_role("button", name="2", exact=True).click()
    eventually(lambda: evening.record.pain_after == 2, visitor.page)


def test_a_touch_pauses_and_a_long_one_says_that_it_hurts(ready: Visitor) -> None:
    evening = Evening.begins(ready, lights="off")
    html = ready.page.locator("html")
    expect(html).to_have_attribute("data-evening", "running")
    evening.passes(4)
    middle = ready.page.viewport_size
    assert middle is not None
    x, y = middle["width"] / 2, middle["height"] / 4

    ready.page.mouse.click(x, y)
    evening.is_paused()
    stood = evening.position()
    evening.passes(30)
    assert evening.position() == stood
    ready.page.mouse.click(x, y)
    expect(ready.button("Pause").first).to_be_visible()
    # A sentence the pause cut off is said again.
    texts = [text for text, _volume in room(ready, "said")]
    assert texts[-1] in texts[:-1]

    ready.page.mouse.move(x, y)
    ready.page.mouse.down()
    evening.passes(0.8)
    ready.page.mouse.up()
    dialog = ready.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert [text for text, _ in room(ready, "said")][-1] == ready.words.routine.hurt_title
    dialog.get_by_role("button", name=ready.words.routine.hurt_answers["dizzy"]).click()
    assert [text for text, _ in room(ready, "said")][-1] == ready.words.routine.hurt_advice["dizzy"]
    assert brightness(ready.page) < 3 * NEARLY_BLACK


def test_headphone_keys_pause_skip_and_go_on(ready: Visitor) -> None:
    evening = Evening.begins(ready, lights="off")
    assert set(room(ready, "keys")) == {"play", "pause", "stop", "nexttrack"}
    ready.page.evaluate("room.keys.pause()")
    evening.is_paused()
    ready.page.evaluate("room.keys.play()")
    expect(ready.page.locator("html")).to_have_attribute("data-evening", "running")
    items = evening.record.exercises()
    ready.page.evaluate("room.keys.nexttrack()")
    evening.shows(items[1].exercise)
    playing = "[navigator.mediaSession.playbackState, navigator.mediaSession.metadata.title]"
    assert ready.page.evaluate(playing) == ["playing", ready.exercise(items[1].exercise)]


def test_a_screen_that_cannot_be_kept_awake_is_told_once(ready: Visitor) -> None:
    refuses = "addEventListener('DOMContentLoaded', () => { room.refusesLocks = true; })"
    ready.page.add_init_script(refuses)
    words = ready.words.routine.no_wake_lock
    evening = Evening.begins(ready)
    ready.sees(words)
    # And said, between two sentences
    evening.passes(200)
    said = [text for text, _volume in room(ready, "said")]
    assert said.count(words) == 1
    assert said.index(words) > 2
    ready.page.reload()
    ready.presses("Go on")
    expect(ready.main.get_by_text(words).first).to_be_hidden()


@pytest.mark.parametrize("mode", ["voice", "tones", "vibration", "silent"])
def test_whoever_listens_hears_each_thing_once(ready: Visitor, mode: str) -> None:
    names = {
        "voice": "Voice",
        "tones": "Only tones",
        "vibration": "Only vibration",
        "silent": "Only words on the screen",
    }
    ready.page.clock.install()
    ready.opens("/tonight")
    Evening.chooses_lights(ready, "on")
    ready.main.get_by_role("radio", name=ready.label(names[mode]), exact=True).check()
    ready.presses("Start without a number")
    evening = Evening(ready)
    evening.holds_time()
    evening.passes(75)
    announced, said = room(ready, "announced"), room(ready, "said")
    if mode == "voice":
        # The player speaks: a screen reader that says it as well would only disturb.
        assert announced == []
        assert said[0][0] == ready.exercise(evening.record.exercises()[0].exercise)
    else:
        assert said == []
        # The steps of a minute, each once: no ticking clock, no counting breaths.
        assert 2 <= len(announced) <= 8
        assert len(set(announced)) == len(announced)
    assert bool(room(ready, "buzzed")) == (mode != "silent")

    # And it is remembered
    ready.opens("/tonight")
    ready.page.reload()
    kept = ready.page.evaluate("JSON.parse(localStorage['lumbar.player'])")
    assert (kept["mode"], kept["lights"]) == (mode, "on")


@pytest.mark.parametrize("lights", ["on", "off"])
def test_at_twice_the_size_everything_is_in_reach(
    visitor_in: Callable[..., Visitor], lights: str
) -> None:
    # 200 % on a phone: half as many of its own pixels.
    visitor = visitor_in(viewport={"width": 195, "height": 422})
    visitor.page.add_init_script(path=ROOM)
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    evening = Evening.begins(visitor, lights=lights)
    evening.passes(15)
    if lights == "off":
        visitor.page.mouse.click(90, 100)
    else:
        evening.pauses()
    for name in ("Go on", "This hurts", "Skip"):
        button = visitor.button(name).last
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=0.99)
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 195


def test_with_less_motion_the_stills_follow(ready: Visitor) -> None:
    evening = Evening.begins(ready)
    image = ready.page.locator("[data-part=picture] .figure__still")
    evening.goes_to(evening.starts_of("hold")[0] + 1)
    end = image.get_attribute("src")
    evening.passes_after_going_on(evening.starts_of("rest")[1] + 1 - evening.position())
    assert image.get_attribute("src") != end
    expect(ready.page.locator("canvas")).to_have_count(0)
