"""The day's notes, breathing and steps: each kept by itself, once, and only the person's own."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.people.actions import erase_person
from lumbar.people.joining import join_people
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest, check, guest
from lumbar.wellbeing import actions, uploads
from lumbar.wellbeing.imports import Imported
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, PressureStandard, Steps
from lumbar.wellbeing.privacy import export_person
from lumbar.wellbeing.queries import activity_by_day, stress_line

pytestmark = pytest.mark.django_db


def noted(browser: Client, name: str, value: object, **more: object) -> Any:
    return browser.post(reverse("wellbeing"), {"name": name, "value": str(value), **more})


# --- the day -----------------------------------------------------------------------------------


def test_each_thing_is_kept_by_itself_and_what_is_missing_stays_missing():
    person, browser = guest()
    assert noted(browser, "tension", 0).status_code == 302
    day = Day.objects.get(person=person)
    assert (day.day, day.tension, day.pulse, day.strength) == (timezone.localdate(), 0, None, None)
    noted(browser, "walking_minutes", 25)
    noted(browser, "strength", "no")
    day.refresh_from_db()
    assert (day.tension, day.walking_minutes, day.vigorous_minutes) == (0, 25, None)
    assert day.strength is False
    page = browser.get(reverse("wellbeing")).content.decode()
    assert 'value="25"' in page
    assert '<button class="number" name="value" value="0" aria-pressed="true">' in page


def test_what_is_taken_back_leaves_nothing():
    _person, browser = guest()
    noted(browser, "tension", 3)
    noted(browser, "tension", "")
    assert not Day.objects.exists()
    # Nor does somebody new who taps at nothing.
    assert noted(Client(), "tension", "").status_code == 302
    assert not Day.objects.exists() and Person.objects.count() == 1


def test_an_earlier_day_can_be_noted_and_no_later_one():
    _person, browser = guest()
    today = timezone.localdate()
    answer = noted(browser, "pulse", 61, day=(today - timedelta(days=2)).isoformat())
    assert f"day={today - timedelta(days=2)}" in answer.headers["Location"]
    for wrong in (today + timedelta(days=1), today - timedelta(days=7)):
        noted(browser, "pulse", 62, day=wrong.isoformat())
    days = dict(Day.objects.values_list("day", "pulse"))
    assert days == {today - timedelta(days=2): 61, today: 62}


@pytest.mark.parametrize(
    ("name", "value"),
    [("tension", 11), ("pulse", 12), ("walking_minutes", "ten"), ("vigorous_minutes", 1441),
     ("strength", "maybe"), ("mood", 3)],
)  # fmt: skip
def test_what_cannot_be_is_said_and_shown_again(name: str, value: object):
    _person, browser = guest()
    answer = noted(browser, name, value)
    assert answer.status_code == 400
    assert not Day.objects.exists()
    if name in {"pulse", "walking_minutes"}:
        page = answer.content.decode()
        assert f'value="{value}"' in page and 'aria-invalid="true"' in page


def test_high_tension_on_most_days_suggests_a_talk():
    person, browser = guest()
    for ago in range(8):
        day = timezone.localdate() - timedelta(days=ago)
        assert "A talk may help" not in browser.get(reverse("wellbeing")).content.decode()
        actions.note(person=person, day=day, name="tension", value=8)
    assert "A talk may help" in browser.get(reverse("wellbeing")).content.decode()


def test_a_result_that_allows_no_exercise_allows_no_walking_plan():
    person, browser, _assessment = calm_guest()
    assert "3 walks of 10 minutes" in browser.get(reverse("wellbeing")).content.decode()
    check(person, saddle_numbness="yes")
    page = browser.get(reverse("wellbeing")).content.decode()
    assert "walks of" not in page and "seen first" in page


def test_three_years_of_days_are_read_in_three_queries(django_assert_num_queries):
    person, _browser = guest()
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in range(1000)]
    Day.objects.bulk_create(
        Day(person=person, day=day, tension=ago % 11, walking_minutes=ago % 60)
        for ago, day in enumerate(days)
    )
    with django_assert_num_queries(4):
        assert len(stress_line(person)) == 1000
        assert len(activity_by_day(person, days[9], today)) == 10


# --- breathing ---------------------------------------------------------------------------------


def put(browser: Client, identifier: object, **changes: Any) -> Any:
    sent = {"started_at": timezone.now().isoformat(), "seconds": 300, "clock_behind": 0}
    return browser.put(
        reverse("keep_breathing", args=[identifier]),
        json.dumps({**sent, **changes}),
        content_type="application/json",
    )


def test_a_breathing_is_kept_once_and_only_ones_own():
    _person, browser = guest()
    _other, stranger = guest()
    identifier = uuid.uuid4()
    assert put(Client(), identifier).status_code == 401
    for seconds in (200, 300, 200):
        assert put(browser, identifier, seconds=seconds).status_code == 200
    assert BreathingSession.objects.get().seconds == 300
    assert put(stranger, identifier).status_code == 404
    for wrong in ({"seconds": 0}, {"seconds": "5"}, {"seconds": 9999}, {"started_at": "now"}):
        assert put(browser, uuid.uuid4(), **wrong).status_code == 400
    assert "5 minutes" in browser.get(reverse("breathing")).content.decode()


def test_without_javascript_a_breathing_is_noted_afterwards():
    _person, browser = guest()
    form = {"id": str(uuid.uuid4()), "minutes": "3"}
    for _ in range(2):
        assert browser.post(reverse("breathing"), form).status_code == 302
    assert BreathingSession.objects.get().seconds == 180
    assert browser.post(reverse("breathing"), {**form, "minutes": "4"}).status_code == 400


# --- steps -------------------------------------------------------------------------------------


def send(browser: Client, content: str | bytes, name: str = "steps.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return browser.post(reverse("steps"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_steps_are_imported_replaced_and_taken_back():
    person, browser = guest()
    page = send(browser, "Date,Steps\n2026-11-01,100\n2026-11-02,200\n").content.decode()
    assert "2 days from 1 November 2026 to 2 November 2026." in page
    send(browser, "Date,Steps\n2026-11-02,250\n2026-11-03,300\n")
    counts = dict(Steps.objects.filter(person=person).values_list("day", "count"))
    assert counts == {date(2026, 11, day): count for day, count in ((1, 100), (2, 250), (3, 300))}
    page = browser.post(reverse("steps_delete"), {"which": "last"}, follow=True).content.decode()
    assert "2 days were deleted." in page
    assert Steps.objects.get().day == date(2026, 11, 1)
    browser.post(reverse("steps_delete"), {"which": "all"})
    assert not Steps.objects.exists()


def test_a_file_that_fails_says_where_and_changes_nothing():
    _person, browser = guest()
    send(browser, "Date,Steps\n2026-11-01,100\n")
    answer = send(browser, "Date,Steps\n2026-11-02,100\n2026-11-03,lots\n")
    assert answer.status_code == 400
    assert "Line 3: “lots” is no number of steps." in answer.content.decode()
    assert browser.post(reverse("steps")).status_code == 400
    assert Steps.objects.count() == 1


def test_a_file_that_is_too_large_is_let_go(monkeypatch):
    _person, browser = guest()
    monkeypatch.setattr(uploads.LimitedUpload.__init__, "__defaults__", (None, 1000))
    answer = send(browser, "Date,Steps\n" + "2026-11-01,100\n" * 200)
    assert answer.status_code == 400
    assert "larger than" in answer.content.decode()
    # Said beforehand, nothing of it is written down.
    assert send(browser, "Date,Steps\n" + "2026-11-01,100\n" * 9000).status_code == 400
    assert send(browser, "Date,Steps\n2026-11-01,100\n").status_code == 200
    assert Steps.objects.count() == 1


# --- taking along, joining, erasing ------------------------------------------------------------


def filled(person: Person, *, tension: int | None, steps: int, ago: int) -> None:
    """A day, steps, a reading and a breathing, kept so many minutes ago."""
    today, now = timezone.localdate(), timezone.now() - timedelta(minutes=ago)
    actions.note(person=person, day=today, name="tension", value=tension)
    extra: tuple[str, int | bool] = ("pulse", 60) if ago else ("strength", True)
    actions.note(person=person, day=today, name=extra[0], value=extra[1])
    Day.objects.filter(person=person).update(updated_at=now)
    actions.keep_steps(person=person, imported=Imported("csv", {today: steps}), now=now)
    reading = {"taken_at": now, "systolic": 130, "diastolic": 80, "pulse": None}
    actions.keep_pressure(person=person, uuid=uuid.uuid4(), **reading)  # type: ignore[arg-type]
    actions.keep_breathing(person=person, uuid=uuid.uuid4(), started_at=now, seconds=300)
    actions.choose_standard(person=person, standard="aha-2025" if ago else "esc-2024")


@pytest.mark.parametrize("newer_is", ["one", "into"])
def test_joining_loses_nothing_and_counts_nothing_twice(newer_is: str):
    (one, _a), (into, _b) = guest(), guest()
    older, newer = (into, one) if newer_is == "one" else (one, into)
    filled(older, tension=2, steps=100, ago=10)
    filled(newer, tension=5, steps=70, ago=0)
    actions.note(person=one, day=timezone.localdate() - timedelta(days=1), name="tension", value=1)
    join_people(one=one, into=into)
    today = Day.objects.get(person=into, day=timezone.localdate())
    assert (today.tension, today.pulse, today.strength) == (5, 60, True)
    assert Day.objects.count() == 2
    assert Steps.objects.get(person=into).count == 70
    assert PressureReading.objects.filter(person=into).count() == 2
    assert BreathingSession.objects.filter(person=into).count() == 2
    assert PressureStandard.objects.get().person == into


def test_the_export_has_everything_and_erasing_leaves_nothing():
    person, _browser = guest()
    filled(person, tension=4, steps=100, ago=5)
    told = export_person(person)
    assert told["days"][0]["tension"] == 4
    assert told["blood_pressure"][0]["signs"] is None
    assert (told["steps"][0]["count"], told["breathing"][0]["seconds"]) == (100, 300)
    assert told["blood_pressure_standard"] == "aha-2025"
    erase_person(person=person)
    for model in (Day, Steps, PressureReading, BreathingSession, PressureStandard):
        assert not model._default_manager.exists()
