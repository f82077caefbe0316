"""Nothing is kept of a mere looker, and everything kept can be erased."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from lumbar.check.models import CheckDraft, StoredAssessment
from lumbar.people.guests import GUEST_COOKIE
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from tests.journeys.visitor import Evening, Visitor, given_a_check

KEPT = (Person, CheckDraft, StoredAssessment, StoredPlan, SessionRecord)


def test_looking_around_leaves_nothing(visitor: Visitor) -> None:
    # When somebody looks at every page that is open to all
    for path in (
        "/", "/check", "/check/nerves", "/check/answers", "/plan", "/tonight", "/history",
        "/learn", "/learn/exercises", "/learn/exercises/pelvic-tilt", "/how-we-decide",
        "/privacy", "/privacy/erase", "/privacy/export.json",
    ):  # fmt: skip
        visitor.opens(path)

    # Then there is no row of them, no cookie that knows them again, and nothing on the device
    assert [model for model in KEPT if model.objects.exists()] == []
    assert {cookie["name"] for cookie in visitor.page.context.cookies()} <= {"csrftoken"}
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    visitor.opens("/privacy")
    visitor.sees(visitor.label("We keep nothing about you right now."))


@pytest.mark.whole_browser
def test_erase_everything_leaves_nothing(visitor: Visitor) -> None:
    # Given somebody with a check, a plan and an evening, and somebody else with a check
    given_a_check(visitor.page.context, visitor.site, minutes="5")
    owner = Person.objects.get()
    other = Person.objects.create()
    Evening.begins(visitor)
    assert visitor.page.evaluate("localStorage.length") > 0

    # When they take everything with them
    visitor.opens("/privacy")
    with visitor.page.expect_download() as download:
        visitor.follows("Download everything")
    taken = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert taken["people"]["id"] == str(owner.pk)
    assert {"check", "plans", "tonight"} <= taken.keys()

    # And erase everything, having been asked once
    visitor.follows("Erase everything")
    visitor.presses("Yes, erase everything")
    visitor.headline(visitor.label("Everything is erased"))

    # Then no row of theirs is left, but the other's
    assert list(Person.objects.all()) == [other]
    assert [model for model in KEPT[1:] if model.objects.exists()] == []

    # And the cookie and the copy on the device are gone, and the history is empty
    assert GUEST_COOKIE not in {cookie["name"] for cookie in visitor.page.context.cookies()}
    visitor.opens("/history")
    assert visitor.page.evaluate("localStorage.length") == 0
    visitor.sees("No evening yet.")
    expect(visitor.main.locator("a[href^='/history/'], a[href^='/check/result/']")).to_have_count(0)
