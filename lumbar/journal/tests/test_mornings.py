"""Mornings: two taps, kept once, whichever device sent them, and only the person's own."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.journal.models import CheckIn
from lumbar.journal.privacy import export_person
from lumbar.people.actions import erase_person
from lumbar.plans.tests.helpers import guest

pytestmark = pytest.mark.django_db


def put(browser: Client, identifier: object, **changes: Any) -> Any:
    now = timezone.now()
    said = {
        "morning": timezone.localdate().isoformat(),
        "pain": 4,
        "sleep": 6,
        "said_at": (now - timedelta(minutes=5)).isoformat(),
        "clock_behind": 0,
    }
    return browser.put(
        reverse("keep_morning", args=[identifier]),
        json.dumps({**said, **changes}),
        content_type="application/json",
    )


def test_sent_twice_it_is_kept_once():
    _person, browser = guest()
    identifier = uuid.uuid4()
    for _ in range(2):
        assert put(browser, identifier).json() == {
            "morning": timezone.localdate().isoformat(), "pain": 4, "sleep": 6,
            "stiff_minutes": None, "areas": None,
        }  # fmt: skip
    check_in = CheckIn.objects.get()
    assert (check_in.pk, check_in.pain, check_in.sleep) == (identifier, 4, 6)


def test_of_two_devices_the_later_answer_counts_whichever_comes_first():
    now = timezone.now()
    early, late = (
        {"pain": pain, "said_at": (now - ago).isoformat()}
        for pain, ago in ((2, timedelta(hours=2)), (7, timedelta(hours=1)))
    )
    for order in ((early, late), (late, early)):
        person, browser = guest()
        for one in order:
            assert put(browser, uuid.uuid4(), **one).status_code == 200
        assert CheckIn.objects.get(person=person).pain == 7


def test_an_answer_that_was_long_under_way_does_not_become_the_later_one():
    person, browser = guest()
    now, day = timezone.now(), timezone.localdate().isoformat()
    # This phone's clock is three days slow, the other's is right.
    slow = now - timedelta(days=3)
    early = {"said_at": (slow - timedelta(hours=2)).isoformat(), "clock_behind": 3 * 86_400}
    late = {"said_at": (now - timedelta(hours=1)).isoformat(), "clock_behind": 0}
    put(browser, uuid.uuid4(), **late, pain=7, morning=day)
    put(browser, uuid.uuid4(), **early, pain=2, morning=day)
    assert CheckIn.objects.get(person=person).pain == 7


def test_a_calendar_that_was_set_right_moves_the_morning():
    _person, browser = guest()
    identifier, now = uuid.uuid4(), timezone.now()
    yesterday = timezone.localdate() - timedelta(days=1)
    put(browser, identifier, morning=yesterday.isoformat())
    put(browser, identifier, said_at=now.isoformat())
    assert CheckIn.objects.get().morning == timezone.localdate()


def test_a_date_far_from_the_moment_is_not_believed():
    _person, browser = guest()
    put(browser, uuid.uuid4(), morning="1970-01-01")
    assert CheckIn.objects.get().morning >= (timezone.now() - timedelta(days=2)).date()


@pytest.mark.parametrize(
    "changes",
    [
        {"pain": 11},
        {"sleep": "6"},
        {"pain": True},
        {"morning": "today"},
        {"said_at": "now"},
        {"clock_behind": None},
        {"clock_behind": float("inf")},
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any]):
    _person, browser = guest()
    assert put(browser, uuid.uuid4(), **changes).status_code == 400
    assert not CheckIn.objects.exists()


def test_nobody_and_anybody_else():
    _person, browser = guest()
    identifier = uuid.uuid4()
    assert put(Client(), identifier).status_code == 401
    put(browser, identifier)
    _other, other_browser = guest()
    assert put(other_browser, identifier, pain=0).status_code == 404
    assert CheckIn.objects.get().pain == 4


def test_without_javascript_the_form_keeps_it_and_says_what_is_missing():
    _person, browser = guest()
    wrong = browser.post(reverse("morning"), {"id": uuid.uuid4(), "pain": "3"})
    assert wrong.status_code == 400
    assert 'value="3" checked' in wrong.content.decode()
    answer = browser.post(reverse("morning"), {"id": uuid.uuid4(), "pain": "3", "sleep": "8"})
    assert answer.status_code == 302
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Kept. Have a good day." in page
    assert CheckIn.objects.get().sleep == 8


def test_the_page_may_be_kept_on_the_device():
    _person, browser = guest()
    answer = browser.get(reverse("morning"))
    assert answer.headers["X-Lumbar-Offline"] == "keep"
    assert 'id="offline-needs"' in answer.content.decode()


def test_erasing_takes_the_mornings_and_the_export_has_them():
    person, browser = guest()
    put(browser, uuid.uuid4())
    exported = export_person(person)["mornings"][0]
    assert (exported["pain"], exported["sleep"]) == (4, 6)
    assert date.fromisoformat(exported["morning"]) == timezone.localdate()
    erase_person(person=person)
    assert not CheckIn.objects.exists()


def test_what_is_said_beside_the_two_taps_is_kept_and_not_untold_by_tapping_again():
    person, browser = guest()
    said = {"stiff_minutes": 30, "areas": ["calf_left", "low_back_left"]}
    before = (timezone.now() - timedelta(minutes=9)).isoformat()
    assert put(browser, uuid.uuid4(), said_at=before, **said).json()["areas"] == said["areas"]
    put(browser, uuid.uuid4(), pain=2)
    check_in = CheckIn.objects.get(person=person)
    assert (check_in.pain, check_in.stiff_minutes, check_in.areas) == (2, 30, said["areas"])
    assert export_person(person)["mornings"][0]["areas"] == said["areas"]


def test_the_form_keeps_the_same_without_javascript():
    person, browser = guest()
    sent = {"id": str(uuid.uuid4()), "pain": "3", "sleep": "7", "stiff_minutes": "15"}
    browser.post(reverse("morning"), {**sent, "region": ["thigh_back_left"]})
    check_in = CheckIn.objects.get(person=person)
    assert (check_in.stiff_minutes, check_in.areas) == (15, ["thigh_back_left"])


@pytest.mark.parametrize(
    "wrong",
    [{"stiff_minutes": 7}, {"stiff_minutes": "x"}, {"areas": ["moon"]}, {"areas": "calf_left"}],
)
def test_what_the_map_or_the_taps_do_not_have_is_refused(wrong: dict[str, Any]):
    _person, browser = guest()
    assert put(browser, uuid.uuid4(), **wrong).status_code == 400
    form = {"id": str(uuid.uuid4()), "pain": "3", "sleep": "7"}
    more = {"region" if key == "areas" else key: value for key, value in wrong.items()}
    if wrong.get("areas") != "calf_left":
        assert browser.post(reverse("morning"), {**form, **more}).status_code == 400
    assert not CheckIn.objects.exists()
