"""The whole way with a keyboard only."""

from __future__ import annotations

from playwright.sync_api import expect

from lumbar.check.forms import is_body_map, is_checklist
from lumbar.clinical.library import library
from tests.journeys.visitor import SIMPLE_BACK_PAIN, Visitor, values_of


def test_check_plan_and_player_by_keyboard(visitor: Visitor) -> None:
    keyboard = visitor.page.keyboard

    # Given somebody who lands on the front page and skips to its content
    visitor.opens("/")
    keyboard.press("Tab")
    expect(
        visitor.page.get_by_role("link", name=visitor.label("Skip to the content"))
    ).to_be_focused()
    keyboard.press("Enter")
    visitor.tabs_to(visitor.main.locator("a[href='/check']").first)
    keyboard.press("Enter")
    visitor.is_at("/check$")
    visitor.tabs_to(visitor.button("Start"))
    keyboard.press("Enter")
    visitor.is_at("/check/nerves")

    # When they answer every screen with Tab, the arrows, Space and Enter
    while (screen := visitor.screen()) is not None:
        if is_body_map(screen, library()):
            visitor.chooses_by_keyboard(visitor.area("low_back_left"))
        elif not is_checklist(screen, library()):
            for name in screen.questions:
                question = library().questions[name]
                for value in values_of(question, SIMPLE_BACK_PAIN):
                    visitor.chooses_by_keyboard(visitor.option(question, value))
        before = visitor.page.url
        visitor.tabs_to(visitor.next_button)
        shows_the_focus(visitor)
        keyboard.press("Enter")
        expect(visitor.page).not_to_have_url(before)

    # Then they have a result and a plan
    visitor.is_at("/check/result/")
    visitor.tabs_to(visitor.main.locator("a[href='/plan']").first)
    keyboard.press("Enter")
    visitor.is_at("/plan$")
    visitor.tabs_to(visitor.main.get_by_role("link", name=visitor.label("Start tonight")).first)
    keyboard.press("Enter")
    visitor.is_at("/tonight$")

    # When they start the player, the dark screen is the one button; space pauses, Enter goes on
    visitor.tabs_to(visitor.main.get_by_role("button", name="5", exact=True))
    keyboard.press("Enter")
    expect(visitor.page.locator("html")).to_have_attribute("data-lights", "off")
    expect(visitor.button("Pause")).to_be_focused()
    keyboard.press("Space")
    expect(visitor.button("Go on")).to_be_focused()
    keyboard.press("Enter")
    expect(visitor.button("Pause")).to_be_focused()

    # And switch the lights on, and off again
    keyboard.press("Space")
    visitor.tabs_to(visitor.button("Lights on"))
    keyboard.press("Enter")
    expect(visitor.page.locator("html")).not_to_have_attribute("data-lights", "off")
    expect(visitor.button("Go on")).to_be_focused()
    visitor.tabs_to(visitor.button("Lights off"))
    keyboard.press("Enter")

    # And say that it hurts, and think better of it
    visitor.tabs_to(visitor.button("This hurts"))
    keyboard.press("Enter")
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_be_focused()
    keyboard.press("Escape")

    # Then the player waits, with the focus on going on
    expect(dialog).to_be_hidden()
    expect(visitor.button("Go on")).to_be_focused()


def shows_the_focus(visitor: Visitor) -> None:
    """What has the focus is drawn with an outline one can see."""
    width = visitor.page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth); }"
    )
    assert width >= 2, f"no visible focus on {visitor.page.url}"
