"""The player keeps the evening whatever happens to the page, and stops when it hurts."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Route, expect

from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import ACTIVE, planned_seconds
from tests.journeys.conftest import Watch
from tests.journeys.visitor import Evening, Visitor, eventually, given_a_check


@pytest.fixture
def ready(visitor: Visitor) -> Visitor:
    """Someone with a calm check and five minutes, the evening still before them."""
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    return visitor


@pytest.mark.parametrize("kind", ["ready", "hold", "switch"])
@pytest.mark.parametrize("how", ["reload", "close"])
def test_the_evening_goes_on_where_it_was(ready: Visitor, kind: str, how: str) -> None:
    # Given somebody in the middle of a count-down, a hold or changing sides
    evening = Evening.begins(ready)
    starts = evening.starts_of(kind)
    assert starts, f"tonight has no step of the kind {kind}"
    moment = starts[len(starts) // 2] + 1
    evening.goes_to(moment)
    evening.goes_on()
    evening.passes(0.5)
    exercise = ready.page.get_by_role("heading", level=1).inner_text()
    stood = evening.timer.inner_text()

    # When the page is loaded again, or closed and opened again from tonight's page
    if how == "reload":
        ready.page.reload()
    else:
        context = ready.page.context
        ready.page.close()
        ready.page = evening.page = context.new_page()
        ready.opens("/tonight")

    # Then it stands where it was, and waits
    evening.is_paused()
    ready.headline(exercise)
    assert abs(_seconds(evening.timer.inner_text()) - _seconds(stood)) <= 1
    assert evening.position() == pytest.approx(moment + 0.5, abs=1.2)

    # And what was done before is kept
    eventually(lambda: evening.record.position >= (moment - 1) * 1000, ready.page)
    done = {(s["item"], s["side"]) for s in evening.record.steps if s["how"] == "done"}
    assert done == _behind(evening, moment)

    # And going on to the end does every step once, none twice
    evening.goes_on()
    record = evening.record
    evening.plays_to_the_end()
    record.refresh_from_db()
    planned = planned_seconds(record.tonight())
    kept = {(s["item"], s["side"]): s["seconds"] for s in record.steps}
    assert len(kept) == len(record.steps)
    assert kept.keys() == planned.keys()
    for key, seconds in kept.items():
        assert planned[key] - 1.2 <= seconds <= planned[key] + 0.01, (key, seconds, planned[key])
    assert all(step["how"] == "done" for step in record.steps)


def test_a_tap_before_the_player_has_come_begins_the_evening(ready: Visitor) -> None:
    # Given a slow line, on which the player comes long after the page
    held: list[Route] = []
    ready.page.route("**/tonight/player*.js", lambda route: held.append(route))
    ready.page.goto(f"{ready.site}/tonight", wait_until="commit")

    # When they tap at once, and once more since nothing moves
    for number in ("6", "7"):
        ready.main.get_by_role("button", name=number, exact=True).click()
    eventually(lambda: held, ready.page)
    assert ready.page.url.endswith("/tonight")
    held[0].continue_()

    # Then the evening begins with the first tap, in the dark, here
    expect(ready.page.locator("html")).to_have_attribute("data-lights", "off")
    eventually(lambda: SessionRecord.objects.exists(), ready.page)
    assert SessionRecord.objects.get().pain_before == 6


def test_where_the_player_never_comes_the_server_leads(ready: Visitor) -> None:
    ready.page.clock.install()
    ready.page.route("**/tonight/player*.js", lambda route: None)
    ready.page.goto(f"{ready.site}/tonight", wait_until="commit")
    ready.main.get_by_role("button", name="6", exact=True).click()
    expect(ready.main.locator("[data-tapped]")).to_be_attached()
    # The page goes while its seconds are counted.
    with suppress(BrowserError):
        ready.page.clock.run_for(11_000)
    ready.is_at("/tonight/[0-9a-f-]{36}$")
    assert SessionRecord.objects.get().pain_before == 6


def test_pain_further_down_the_leg_ends_that_exercise(ready: Visitor) -> None:
    # Given somebody in the middle of an exercise
    evening = Evening.begins(ready)
    items = evening.record.exercises()
    item = next(step.index for step in evening.steps if step.kind == "move")
    evening.goes_to(evening.starts_of("move")[0] + 3)
    evening.goes_on()
    evening.shows(items[item].exercise)

    # When it hurts further down the leg
    evening.hurts("further_down")

    # Then time stands still while they read what to do
    dialog = ready.page.get_by_role("dialog")
    expect(dialog).to_contain_text(ready.words.routine.hurt_advice["exercise_over"])
    evening.passes(30)

    # And this exercise is over; the next one follows when they want to
    dialog.get_by_role("button", name=ready.label("Go on with the next one")).click()
    evening.shows(items[item + 1].exercise)
    eventually(lambda: evening.record.hurts, ready.page)
    record = evening.record
    assert [(hurt["item"], hurt["answer"]) for hurt in record.hurts] == [(item, "further_down")]
    assert "hurt" in {step["how"] for step in record.steps if step["item"] == item}
    assert record.state == "open"


def test_a_change_between_the_legs_ends_the_evening_and_the_check_begins(ready: Visitor) -> None:
    level = ready.words.levels["emergency"]

    # Given somebody in the first exercise
    evening = Evening.begins(ready)
    evening.goes_to(evening.starts_of("move")[0] + 3)
    evening.goes_on()

    # When something changes between their legs
    evening.hurts("saddle")

    # Then the emergency words stand there, with the number to call, and cannot be waved away
    dialog = ready.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=level.headline)).to_be_visible()
    expect(dialog.locator("a[href^='tel:']").filter(visible=True)).to_have_count(1)
    ready.page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    eventually(lambda: evening.record.state == "stopped", ready.page)

    # Not even by loading the page again, or from tonight's page
    identifier = evening.record.pk
    ready.page.reload()
    ready.sees(ready.words.routine.hurt_advice["danger_signs"])
    expect(ready.button("Pause")).to_have_count(0)
    ready.opens("/tonight")
    expect(ready.main.locator("[name=pain_before]")).to_have_count(0)

    # And the danger signs are asked again, from the first
    ready.presses("Answer the danger signs again")
    ready.is_at("/check/nerves")
    ready.opens(f"/history/{identifier}")
    assert ready.main.locator("a[href^='/tonight/']").count() == 0


def test_an_evening_without_the_network_is_kept_when_it_is_back(
    ready: Visitor, watch: Watch
) -> None:
    watch.forgives("net::ERR_FAILED")
    # Given somebody whose connection breaks after the player has begun
    evening = Evening.begins(ready)
    record = evening.record
    ready.page.route("**/record", lambda route: route.abort())
    evening.passes(60)
    assert evening.record.position < 10_000

    # When it is back
    ready.page.unroute("**/record")
    evening.passes(35)

    # Then the server has all of it
    eventually(lambda: evening.record.position > 60_000, ready.page)
    assert evening.record.pk == record.pk


def _seconds(clock: str) -> int:
    minutes, _, seconds = clock.partition(":")
    return int(minutes) * 60 + int(seconds)


def _behind(evening: Evening, moment: float) -> set[tuple[int, str]]:
    """The sides that are done at this second of the evening."""
    last_end: dict[tuple[int, str], float] = {}
    passed = 0.0
    for step in evening.steps:
        passed += step.seconds
        if step.kind in ACTIVE:
            last_end[(step.index, step.side or "")] = passed
    return {key for key, end in last_end.items() if end <= moment}
