"""The first visit with a network, then none: tonight and the morning open, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from lumbar.journal.models import CheckIn
from lumbar.plans.tests.helpers import check
from lumbar.tonight.models import SessionRecord
from tests.journeys.conftest import CHINESE, Watch
from tests.journeys.visitor import Evening, Visitor, eventually, given_a_check, kept_on_device

NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
KEPT = "localStorage.getItem('lumbar.kept')"
SIZE = """async () => {
  let bytes = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      bytes += (await (await cache.match(request)).blob()).size;
    }
  }
  return bytes;
}"""


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"reduced_motion": "no-preference"}, id="english"),
        pytest.param({**CHINESE, "reduced_motion": "no-preference"}, id="chinese"),
    ],
)
def test_tonight_and_the_morning_work_in_flight_mode(
    visitor_in: Callable[..., Visitor], watch: Watch, how: dict[str, Any]
) -> None:
    visitor = visitor_in(service_workers="allow", **how)
    watch.forgives(NO_NETWORK)
    # Given somebody with a plan, who has been on the first page once
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    visitor.opens("/")
    eventually(lambda: visitor.page.evaluate(KEPT), visitor.page, within=60)
    assert visitor.page.evaluate(SIZE) < 3_000_000

    # When the phone is in flight mode
    visitor.page.context.set_offline(True)
    failed: list[str] = []

    def note(request: Request) -> None:
        # One that the page itself gave up, as its picture gave way to the next, did not fail.
        if request.failure != "net::ERR_ABORTED":
            failed.append(request.url)

    visitor.page.on("requestfailed", note)
    visitor.opens("/?from=app")
    visitor.headline(visitor.label("No network right now"))
    expect(visitor.main.get_by_role("link", name=visitor.label("Tonight"))).to_be_visible()
    failed.clear()

    # Then the evening goes from the first tap to good night
    Evening.begins(visitor, pain=6)
    expect(visitor.page.locator(".figure__live")).to_be_visible()
    for _ in range(8):
        # Looking seldom: drawing every frame of ten minutes would take longer than they do.
        visitor.page.clock.fast_forward(60_000)
    visitor.headline(visitor.words.routine.finish)
    visitor.main.get_by_role("button", name="3", exact=True).click()
    visitor.sees(one_record(visitor))
    assert not [url for url in failed if not url.endswith(("/record", "/token"))]
    [entry] = kept_on_device(visitor.page)
    assert entry["body"]["record"]["state"] == "done"
    assert not SessionRecord.objects.exists()

    # And the morning in two taps
    visitor.opens("/morning")
    visitor.main.locator("[name=pain][value='4']").check()
    visitor.main.locator("[name=sleep][value='7']").check()
    visitor.sees(visitor.label("Kept. Have a good day."))
    assert len(kept_on_device(visitor.page)) == 2

    # When the network is back, then all is with the clinic, once
    visitor.page.context.set_offline(False)
    eventually(lambda: not kept_on_device(visitor.page), visitor.page, within=20)
    record, check_in = SessionRecord.objects.get(), CheckIn.objects.get()
    assert (record.state, record.pain_before, record.pain_after) == ("done", 6, 3)
    assert len(record.steps) == len({(step["item"], step["side"]) for step in record.steps})
    assert (check_in.pain, check_in.sleep) == (4, 7)
    expect(visitor.main.locator("[data-kept]")).to_be_hidden()


def one_record(visitor: Visitor) -> str:
    return visitor.label(
        "One record is kept on this phone. It goes to the clinic when there is a network."
    )


def test_after_a_danger_sign_the_kept_evening_is_gone(visitor_in: Callable[..., Visitor]) -> None:
    visitor = visitor_in(service_workers="allow")
    assessment = given_a_check(visitor.page.context, visitor.site)
    visitor.opens("/")
    eventually(lambda: visitor.page.evaluate(KEPT), visitor.page, within=60)
    has = "async () => Boolean(await caches.match('/tonight', {ignoreVary: true}))"
    assert visitor.page.evaluate(has)

    # When a newer check says that this is an emergency
    check(assessment.person, saddle_numbness="yes")
    visitor.opens("/")

    # Then no exercise opens any more, with a network or without
    eventually(lambda: not visitor.page.evaluate(has), visitor.page)
