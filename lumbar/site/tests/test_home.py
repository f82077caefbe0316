"""Home by the time of day and by what a person has done; every rule is public."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.clinical.library import library
from lumbar.people.actions import load_demo_clinic
from lumbar.plans.tests.helpers import calm_guest
from lumbar.site import pages
from lumbar.wellbeing.models import PressureReading

pytestmark = pytest.mark.django_db


def at(hour: int) -> datetime:
    return datetime(2026, 11, 22, hour, 30, tzinfo=ZoneInfo("Asia/Hong_Kong"))


@pytest.mark.parametrize(
    ("hour", "evening"), [(17, False), (18, True), (23, True), (3, True), (4, False), (12, False)]
)
def test_evening_is_from_six_to_four(hour: int, evening: bool) -> None:
    assert pages.is_evening(at(hour)) is evening


def home(client: Client, monkeypatch: pytest.MonkeyPatch, hour: int, language: str = "en") -> str:
    monkeypatch.setattr(pages, "is_evening", lambda _now: hour >= 18)
    return client.get(reverse("home"), headers={"accept-language": language}).content.decode()


def test_in_the_evening_tonight_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Get tonight’s five" in home(Client(), monkeypatch, 22)
    day = home(Client(), monkeypatch, 10)
    assert "Get tonight’s five" not in day and "Check my back" in day
    assert "取得今晚的五個動作" in home(Client(), monkeypatch, 22, "zh-HK")


def test_the_third_door_calls_the_clinic(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Book by phone" not in home(Client(), monkeypatch, 22)
    load_demo_clinic()
    assert 'href="tel:+85200000000"' in home(Client(), monkeypatch, 22)


def test_an_emergency_result_takes_the_place_of_the_exercises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client()
    client.post(reverse("check"))
    sent = {"saddle_numbness": "yes", "rest": "no"}
    client.post(reverse("check_screen", args=["nerves"]), sent)
    page = home(client, monkeypatch, 22)
    assert "What to do now" in page
    assert reverse("tonight") not in page and reverse("plan") not in page


def test_a_check_left_open_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.post(reverse("check"))
    client.post(reverse("check_screen", args=["nerves"]), {"rest": "no"})
    assert "Carry on with my check" in home(client, monkeypatch, 22)


@pytest.mark.parametrize("language", ["en", "zh-HK"])
def test_every_rule_is_public_with_its_reason(language: str) -> None:
    page = Client().get(reverse("how_we_decide"), headers={"accept-language": language})
    text = page.content.decode()
    words = library().words("zh-hant" if language == "zh-HK" else "en")
    for rule in library().rules:
        assert f'id="{rule}"' in text
        assert words.rules[rule].name in text.replace("&#x27;", "'").replace("&quot;", '"')


def test_by_day_the_weeks_questions_are_mentioned_and_at_night_they_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _person, browser, _assessment = calm_guest()
    assert "Your week in a few questions" in home(browser, monkeypatch, 10)
    assert "Your week in a few questions" not in home(browser, monkeypatch, 22)
    assert "Your week in a few questions" in browser.get(reverse("journal")).content.decode()


def test_a_very_high_pressure_stands_before_everything_else_to_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person, browser, _assessment = calm_guest(duration="under_2_days")
    PressureReading.objects.create(
        person=person, taken_at=timezone.now(), systolic=190, diastolic=125
    )
    for page in (home(browser, monkeypatch, 22), browser.get(reverse("journal")).content.decode()):
        assert page.index("Your last reading was very high") < page.index("Your first 48 hours")
