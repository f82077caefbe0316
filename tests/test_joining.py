"""One person on two devices: everything put together, nothing twice, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lumbar.check.models import CheckDraft
from lumbar.journal.models import CheckIn
from lumbar.people.actions import make_join_code
from lumbar.people.guests import GUEST_COOKIE
from lumbar.people.joining import join_people, joining_apps
from lumbar.people.models import Device, JoinCode, Person
from lumbar.people.tests.test_privacy import keeping
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import standing
from lumbar.plans.tests.helpers import calm_guest
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.tests.helpers import begun

pytestmark = pytest.mark.django_db


def code_from(browser: Client) -> str:
    page = browser.post("/devices").content.decode()
    return page.split("<strong>")[1].split("</strong>")[0]


def test_a_new_device_joins_by_a_code_that_works_once():
    person, browser, _assessment = calm_guest()
    code, other = code_from(browser), Client()
    assert other.get("/plan").status_code == 200
    # As people type: in small letters, with a dash.
    answer = other.post("/devices/join", {"code": code.lower().replace(" ", "-")})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert other.cookies[GUEST_COOKIE].value != browser.cookies[GUEST_COOKIE].value
    for one in (browser, other):
        assert one.get("/tonight").status_code == 200
    assert Person.objects.get() == person
    assert Client().post("/devices/join", {"code": code}).status_code == 400


def test_a_code_lives_ten_minutes_and_only_the_newest_works():
    person, browser, _assessment = calm_guest()
    first, second = code_from(browser), code_from(browser)
    assert Client().post("/devices/join", {"code": first}).status_code == 400
    JoinCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused = Client().post("/devices/join", {"code": second})
    assert refused.status_code == 400
    assert second in refused.content.decode(), "what was typed is still there"
    make_join_code(person=person, now=timezone.now())
    assert JoinCode.objects.count() == 1


def test_what_was_done_on_both_is_put_together():
    one, one_browser, _assessment = calm_guest()
    into, into_browser, newest = calm_guest()
    evenings = {begun(current_plan(person=person)).pk for person in (one, into)}
    now, today = timezone.now(), timezone.localdate()
    for person, morning, pain, ago in (
        (one, today, 2, 2), (into, today, 7, 1), (one, today - timedelta(days=1), 3, 26),
    ):  # fmt: skip
        CheckIn.objects.create(
            person=person, morning=morning, pain=pain, sleep=5, said_at=now - timedelta(hours=ago)
        )
    CheckDraft.objects.create(person=into, answers={"age": "20_to_44"})
    CheckDraft.objects.create(person=one, answers={"age": "45_to_64"})

    one_browser.post("/devices/join", {"code": code_from(into_browser)})

    assert Person.objects.get() == into
    assert set(SessionRecord.objects.filter(person=into).values_list("pk", flat=True)) == evenings
    mornings = CheckIn.objects.filter(person=into).values_list("morning", "pain")
    assert dict(mornings) == {today: 7, today - timedelta(days=1): 3}
    assert CheckDraft.objects.get(person=into).answers == {"age": "45_to_64"}
    versions = StoredPlan.objects.filter(person=into).values_list("version", flat=True)
    assert sorted(versions) == [1, 2]
    assert standing(into).assessment == newest
    for browser in (one_browser, into_browser):
        assert browser.get("/history").content.decode().count('class="evening"') == 2


def test_joining_oneself_changes_nothing():
    person, browser, _assessment = calm_guest()
    browser.post("/devices/join", {"code": code_from(browser)})
    assert Person.objects.get() == person
    assert browser.get("/tonight").status_code == 200


def test_a_device_that_joined_twice_over_still_finds_the_person():
    (first, one, _a), (_second, two, _b), (_third, three, _c) = (calm_guest() for _ in range(3))
    three.post("/devices/join", {"code": code_from(two)})
    two.post("/devices/join", {"code": code_from(one)})
    assert Person.objects.get() == first
    assert Device.objects.filter(person=first).count() == 2
    assert three.get("/tonight").status_code == 200


def test_every_app_that_keeps_rows_about_people_hands_them_over():
    assert keeping() <= set(joining_apps())


def test_joining_two_people_is_one_transaction(monkeypatch):
    one, _browser, _assessment = calm_guest()
    into, _other, _assessment = calm_guest()
    monkeypatch.setattr(
        "lumbar.journal.joined.join", lambda **_people: (_ for _ in ()).throw(RuntimeError)
    )
    with pytest.raises(RuntimeError):
        join_people(one=one, into=into)
    assert standing(one).assessment is not None
