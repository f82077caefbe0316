"""The drawn spine: its parts chosen by tap and by keyboard, with and without JavaScript."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lumbar.clinical.library import library
from lumbar.figure import spine
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Visitor

CAUSES = [cause.id for cause in library().care.spine.cause]
PARTS = [part.id for part in library().care.spine.part]


def words(visitor: Visitor) -> Any:
    return library().care.words(visitor.language).spine


def name(visitor: Visitor, part: str) -> Locator:
    """The button of a part."""
    group = visitor.main.get_by_role("group", name=visitor.label("Parts of the drawing"))
    return group.get_by_role(
        "radio", name=re.compile("^" + re.escape(words(visitor).parts[part].name))
    )


def as_usual(visitor: Visitor) -> Locator:
    """The button that shows the back without the cause."""
    return visitor.main.get_by_role("radio", name=visitor.label("As usual"), exact=True)


def tells_of(visitor: Visitor, part: str) -> None:
    """The words beside the drawing are those of this part and no other."""
    for one in PARTS:
        sentence = visitor.page.locator(f"#spine-{one}-about")
        expect(sentence).to_be_visible() if one == part else expect(sentence).to_be_hidden()


def taps(page: Page, part: str) -> None:
    """Tap the drawing from the side where the line from the part's name ends."""
    drawing = spine.draw("side")
    view = page.locator(".spine__view--side")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    assert box is not None
    # The drawing is as tall as its box; where the box is narrow, its left is cut off.
    scale = box["height"] / drawing.height
    x, y = drawing.anchors[part]
    page.mouse.click(box["x"] + box["width"] - (drawing.width - x) * scale, box["y"] + y * scale)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_tap_on_the_drawing_tells_what_it_is(
    visitor_in: Callable[..., Visitor], javascript: bool
) -> None:
    # Given somebody who reads about a disc bulge, on a phone
    visitor = visitor_in(java_script_enabled=javascript)
    visitor.opens("/learn/disc-bulge")
    said = words(visitor)
    visitor.sees(said.causes["disc-bulge"].summary)

    # When they look at the back as usual and tap one part after the other
    as_usual(visitor).click()
    expect(visitor.main.get_by_text(said.causes["disc-bulge"].summary).first).to_be_hidden()
    visitor.sees(said.usual)
    for part in PARTS:
        if part == "disc":
            continue
        taps(visitor.page, part)
        expect(name(visitor, part)).to_be_checked()
        tells_of(visitor, part)

    # And then the name of the disc, which is ring and centre together
    name(visitor, "disc").click()
    tells_of(visitor, "disc")
    change = said.causes["disc-bulge"].changes["disc"]
    expect(visitor.page.locator("#spine-disc-about").get_by_text(change)).to_be_hidden()

    # Then, with the bulge shown again, they also read what is different
    visitor.main.get_by_role("radio", name=said.causes["disc-bulge"].name, exact=True).click()
    expect(visitor.page.locator("#spine-disc-about").get_by_text(change)).to_be_visible()


@pytest.mark.parametrize("how", [{}, CHINESE], ids=["english", "chinese"])
def test_by_keyboard(visitor_in: Callable[..., Visitor], how: dict[str, Any]) -> None:
    visitor = visitor_in(**how)
    visitor.opens("/learn/irritated-nerve")
    said = words(visitor)

    # When they tab to the names and go down with the arrow
    whole = visitor.main.get_by_role("radio", name=visitor.label("Whole drawing"), exact=True)
    visitor.tabs_to(whole)
    expect(whole).to_be_focused()
    for part in PARTS:
        visitor.page.keyboard.press("ArrowDown")
        expect(name(visitor, part)).to_be_focused()
        tells_of(visitor, part)
        expect(name(visitor, part)).to_have_accessible_description(
            re.compile(re.escape(said.parts[part].about))
        )
        outline = name(visitor, part).evaluate(
            "e => parseFloat(getComputedStyle(e.closest('label')).outlineWidth)"
        )
        assert outline >= 2, "no visible focus"

    # Then the list in words has every part and every change
    visitor.main.get_by_text(visitor.label("The drawing in words")).click()
    listed = visitor.main.locator(".spine__list")
    for part in PARTS:
        expect(listed).to_contain_text(said.parts[part].about)
    for change in said.causes["irritated-nerve"].changes.values():
        expect(listed).to_contain_text(change)


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        *(pytest.param({}, cause, id=f"night-{cause}") for cause in CAUSES),
        pytest.param(CHINESE, CAUSES[0], id="chinese-day"),
        pytest.param(DESK, CAUSES[-1], id="desk"),
    ],
)
def test_accessible_in_every_state(
    visitor_in: Callable[..., Visitor],
    accessible: Callable[[Page], None],
    how: dict[str, Any],
    cause: str,
) -> None:
    visitor = visitor_in(**how)
    visitor.opens(f"/learn/{cause}")
    name(visitor, "nerve").click()
    accessible(visitor.page)
    as_usual(visitor).click()
    accessible(visitor.page)
    for label in visitor.main.locator(".spine__name, .spine__switch .chip").all():
        box = label.bounding_box()
        assert box is not None and box["width"] >= 48 and box["height"] >= 48


def test_nothing_is_cut_off(visitor: Visitor) -> None:
    visitor.opens("/learn/sprain")
    for width in (320, 360, 390, 768, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        # Each line ends at its name, where there are lines
        if not visitor.page.locator(".spine__leaders").is_visible():
            continue
        for part in PARTS:
            line = visitor.page.locator(f".spine__leader--{part} path").bounding_box()
            label = name(visitor, part).bounding_box()
            assert line is not None and label is not None
            middle = label["y"] + label["height"] / 2
            ends = (line["y"], line["y"] + line["height"])
            assert min(abs(end - middle) for end in ends) < 6, part


@pytest.mark.parametrize("cause", CAUSES)
def test_the_page_weighs_little(visitor: Visitor, cause: str) -> None:
    """HTML, CSS and JavaScript together, as sent: no more than 60 kB."""
    bodies: list[bytes] = []
    visitor.page.on(
        "response",
        lambda answer: (
            bodies.append(answer.body())
            if answer.request.resource_type in ("document", "stylesheet", "script")
            else None
        ),
    )
    visitor.opens(f"/learn/{cause}")
    visitor.page.wait_for_load_state("networkidle")
    assert len(bodies) >= 3
    assert sum(len(gzip.compress(body)) for body in bodies) <= 60_000
