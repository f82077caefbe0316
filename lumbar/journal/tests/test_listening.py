"""The plan listens: what is kept of mornings and evenings changes it, once, and says why."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.check.models import Recheck, StoredAssessment
from lumbar.check.queries import recheck_called_for
from lumbar.clinical.library import library
from lumbar.journal.actions import keep_morning
from lumbar.journal.listening import actions
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.journal.sent import MorningSent
from lumbar.people.models import Person
from lumbar.plans.actions import change_place, current_plan
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import standing
from lumbar.plans.tests.helpers import calm_guest, check
from lumbar.tonight.actions import keep_evening
from lumbar.tonight.records import Copy, Hurt
from lumbar.tonight.tests.helpers import begun

pytestmark = pytest.mark.django_db
NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def someone(*pains: int, checked_days_ago: int = 20, **said: Any) -> tuple[Person, Client]:
    """A person with a check, a plan as old, and one morning a day until yesterday."""
    person, browser, assessment = calm_guest(pain_now=4, **said)
    then = NOON - timedelta(days=checked_days_ago)
    StoredAssessment.objects.filter(pk=assessment.pk).update(created_at=then)
    plan = current_plan(person=person)
    StoredPlan.objects.filter(pk=plan.pk).update(created_at=then)
    for ago, pain in enumerate(reversed(pains), start=1):
        woke(person, pain, NOON - timedelta(days=ago))
    return person, browser


def woke(person: Person, pain: int, when: datetime, **more: Any) -> CheckIn:
    """A morning, without anything listening."""
    return CheckIn.objects.create(
        person=person,
        morning=timezone.localdate(when),
        pain=pain,
        sleep=5,
        said_at=when,
        **more,
    )


def wakes(person: Person, pain: int, **more: Any) -> None:
    """A morning as the site keeps it."""
    sent = MorningSent(timezone.localdate(NOON), pain, 5, NOON, **more)
    keep_morning(person=person, uuid=uuid.uuid4(), sent=sent, now=NOON)


def test_two_worse_mornings_halve_the_plan_say_why_and_ask_the_danger_signs(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person, browser = someone(4, 4, 4, 7)
    with django_capture_on_commit_callbacks(execute=True):
        wakes(person, 7)
    plan = current_plan(person=person)
    assert (plan.version, plan.made_because, plan.rule) == (2, "progress", "worse-two-mornings")
    assert plan.value().adjust.halved
    finding = ProgressFinding.objects.get()
    assert (finding.plan, finding.offers) == (plan, ["danger-signs"])
    for page in ("/", "/history"):
        assert "half the repeats" in browser.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        wakes(person, 8)
    assert ProgressFinding.objects.count() == 1, "heard once"

    address = reverse("answer_heard", args=[finding.pk])
    assert browser.post(address, {"close": "1"}).status_code == 404, "not before the answer"
    assert browser.post(address, {"danger": "none"}).headers["Location"] == "/"
    finding.refresh_from_db()
    assert finding.closed_at
    assert recheck_called_for(person) is None


def test_a_danger_sign_said_there_ends_the_exercises_until_a_new_check() -> None:
    person, browser = someone(4, 4, 4, 7)
    evening = begun(current_plan(person=person))
    woke(person, 7, NOON)
    actions.hear(person=person, now=NOON)
    address = reverse("answer_heard", args=[ProgressFinding.objects.get().pk])
    assert browser.post(address, {"danger": "some"}).headers["Location"] == "/check/nerves"
    assert standing(person).refused.reason == "check_again"  # type: ignore[union-attr]
    assert browser.get("/tonight").status_code == 302
    page = browser.get("/plan").content.decode()
    assert "Answer the danger signs again" in page
    assert not any(words.name in page for words in library().words("en").exercises.values())
    assert browser.get(reverse("evening_list", args=[evening.pk])).status_code == 302
    check(person)
    assert standing(person).refused is None
    kept = current_plan(person=person).value().adjust
    assert kept.halved, "a new check does not forget what was heard days ago"


def test_what_hurt_is_swapped_that_same_night_and_stays_out(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person, _browser = someone(4, 4)
    plan = current_plan(person=person)
    record = begun(plan)
    hurt = record.exercises()[2].exercise
    copy = Copy(position=90_000, hurts=(Hurt(item=2, position=60_000, answer="strong"),))
    with django_capture_on_commit_callbacks(execute=True):
        keep_evening(
            person=person, uuid=record.pk, plan=plan.pk, items=record.exercises(),
            choice=record.choice(), started_at=record.started_at, copy=copy, now=timezone.now(),
        )  # fmt: skip
    revised = current_plan(person=person)
    assert revised.version == plan.version + 1
    assert hurt not in [item.exercise for item in revised.value().items]
    moved = change_place(person=person, place="chair")
    assert hurt not in [item.exercise for item in moved.value().items]
    assert ProgressFinding.objects.get().subject == hurt


def test_a_numb_leg_in_the_night_stops_everything(django_capture_on_commit_callbacks: Any) -> None:
    person, browser = someone()
    plan = current_plan(person=person)
    record = begun(plan)
    copy = Copy(position=90_000, hurts=(Hurt(item=1, position=60_000, answer="numb_or_weak"),))
    with django_capture_on_commit_callbacks(execute=True):
        keep_evening(
            person=person, uuid=record.pk, plan=plan.pk, items=record.exercises(),
            choice=record.choice(), started_at=record.started_at, copy=copy, now=timezone.now(),
        )  # fmt: skip
    assert Recheck.objects.get().by == "progress"
    assert browser.get("/tonight").status_code == 302


def test_a_listener_that_fails_loses_no_evening(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _browser = someone()
    plan = current_plan(person=person)

    def fails(**_given: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("lumbar.journal.hearing.hear", fails)
    monkeypatch.setattr("lumbar.journal.actions.hear", fails)
    record = begun(plan)
    with django_capture_on_commit_callbacks(execute=True):
        keep_evening(
            person=person, uuid=record.pk, plan=plan.pk, items=record.exercises(),
            choice=record.choice(), started_at=record.started_at, copy=Copy(position=5_000),
            now=timezone.now(),
        )  # fmt: skip
        wakes(person, 5)
    record.refresh_from_db()
    assert record.position == 5_000
    assert CheckIn.objects.filter(person=person).exists()


def test_recovery_can_be_taken_back_and_comes_back_no_sooner_than_it_may() -> None:
    person, browser = someone(0, 0, 0, 0, 0, 0)
    before = current_plan(person=person)
    actions.hear(person=person, now=NOON)
    strong = current_plan(person=person)
    assert strong.value().adjust.stay_well
    finding = ProgressFinding.objects.get(rule="recovered")
    answer = browser.post(reverse("answer_heard", args=[finding.pk]), {"back": "1"})
    assert answer.headers["Location"] == "/plan"
    back = current_plan(person=person)
    assert (back.version, back.made_because) == (3, "back")
    assert back.value() == before.value()
    actions.hear(person=person, now=NOON + timedelta(days=1))
    assert current_plan(person=person) == back
    again = browser.post(reverse("answer_heard", args=[finding.pk]), {"back": "1"}, follow=True)
    assert "can no longer be taken back" in again.content.decode()


def test_what_protects_cannot_be_taken_back() -> None:
    person, browser = someone(4, 4, 4, 7)
    woke(person, 7, NOON)
    actions.hear(person=person, now=NOON)
    finding = ProgressFinding.objects.get()
    browser.post(reverse("answer_heard", args=[finding.pk]), {"back": "1"})
    assert current_plan(person=person).value().adjust.halved


def test_a_shorter_evening_is_offered_and_only_made_when_taken() -> None:
    person, browser = someone(checked_days_ago=5, minutes="15")
    plan = current_plan(person=person)
    assert "Would a shorter evening be easier?" in browser.get("/").content.decode()
    actions.hear(person=person, now=NOON)
    assert current_plan(person=person) == plan
    assert browser.post(reverse("answer_shorter"), {"as_it_is": "1"}).headers["Location"] == "/"
    assert "Would a shorter evening be easier?" not in browser.get("/").content.decode()
    assert current_plan(person=person) == plan
    ProgressFinding.objects.all().delete()
    browser.post(reverse("answer_shorter"), {"shorter": "1"})
    shorter = current_plan(person=person)
    assert shorter.value().minutes < plan.value().minutes
    assert shorter.rule == "nothing-done"


def test_pain_further_down_a_leg_on_the_small_map(django_capture_on_commit_callbacks: Any) -> None:
    person, _browser = someone(4, 4, 4)
    with django_capture_on_commit_callbacks(execute=True):
        wakes(person, 4, areas=("calf_left", "low_back_left"))
    assert ProgressFinding.objects.get().rule == "leg-further-down"
    directions = {
        library().exercises[item.exercise].direction
        for item in current_plan(person=person).value().items
    }
    assert directions == {"neutral"}
