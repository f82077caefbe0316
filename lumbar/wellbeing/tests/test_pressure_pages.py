"""The pages of blood pressure: danger first, slips are kind, nobody else's reading."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.check.queries import recheck_called_for
from lumbar.people.models import Clinic, Person
from lumbar.plans.tests.helpers import guest
from lumbar.wellbeing import actions
from lumbar.wellbeing.models import PressureReading, PressureStandard
from lumbar.wellbeing.queries import acting_now, standard_of

pytestmark = pytest.mark.django_db


def enter(browser: Client, systolic: object, diastolic: object, **more: Any) -> Any:
    form = {"id": str(uuid.uuid4()), "systolic": systolic, "diastolic": diastolic, **more}
    return browser.post(reverse("blood_pressure"), form)


def kept(
    person: Person, systolic: int = 130, diastolic: int = 80, ago: float = 0
) -> PressureReading:
    """A reading taken so many minutes ago."""
    return actions.keep_pressure(
        person=person,
        uuid=uuid.uuid4(),
        taken_at=timezone.now() - timedelta(minutes=ago),
        systolic=systolic,
        diastolic=diastolic,
        pulse=None,
    )


def page(browser: Client, name: str = "blood_pressure", *args: object) -> str:
    return browser.get(reverse(name, args=args), follow=True).content.decode()


def test_a_reading_is_kept_once_and_asks_nothing():
    _person, browser = guest()
    form = {"id": str(uuid.uuid4()), "systolic": "128/79", "diastolic": "", "pulse": "61"}
    for _ in range(2):
        answer = browser.post(reverse("blood_pressure"), form)
        assert answer.headers["Location"] == reverse("blood_pressure")
    reading = PressureReading.objects.get()
    assert (reading.systolic, reading.diastolic, reading.pulse) == (128, 79, 61)
    assert reading.symptoms is None
    assert "128/79" in page(browser)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"systolic": "80", "diastolic": "120"}, "always the larger one"),
        ({"systolic": "1300", "diastolic": "80"}, "between 50 and 300"),
        ({"systolic": "130", "diastolic": ""}, "Type the number your monitor shows."),
        ({"systolic": "130", "diastolic": "80", "pulse": "6"}, "between 25 and 250"),
        ({"systolic": "130", "diastolic": "80", "time": "08:00"}, "Choose the date as well."),
        ({"systolic": "130", "diastolic": "80", "day": "2026-11-02"}, "Choose the time as well."),
        ({"systolic": "130", "diastolic": "80", "day": "9999-12-31", "time": "08:00"}, "later"),
        ({"systolic": "130", "diastolic": "80", "day": "0001-01-01", "time": "08:00"}, "a year"),
    ],
)
def test_slips_are_said_kindly_and_nothing_typed_is_lost(typed: dict[str, str], says: str):
    _person, browser = guest()
    answer = enter(browser, **typed)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert says in shown
    for value in filter(None, typed.values()):
        assert f'value="{value}"' in shown
    assert not PressureReading.objects.exists()


def test_a_very_high_reading_asks_first_and_a_sign_is_an_emergency():
    person, browser = guest()
    answer = enter(browser, 190, 121)
    reading = PressureReading.objects.get()
    asking = reverse("pressure_signs", args=[reading.pk])
    assert answer.headers["Location"] == asking
    assert recheck_called_for(person) is not None, "nobody has said that there is no sign"
    # Whoever goes elsewhere meets the question again.
    assert "Do you have one of these now?" in page(browser)
    assert browser.post(asking, {"sign": "headache"}).status_code == 400
    browser.post(asking, {"sign": "chest-pain"})
    shown = page(browser)
    assert "Get emergency help now" in shown and 'href="tel:999"' in shown
    # Nothing else to read, and no other number.
    assert "Your home series" not in shown and "foot__clinic" not in shown
    level = acting_now(person, "HK", timezone.now()).level
    assert level is not None and level.value == "emergency"
    assert recheck_called_for(person) is not None, "no exercises until a new check"
    # A lower reading does not call it off; a wrong number does.
    kept(person, 140, 90)
    assert "Get emergency help now" in page(browser)
    assert "Your home series" in browser.get(reverse("blood_pressure") + "?all").content.decode()
    fixed = {"systolic": "119", "diastolic": "121"}
    assert browser.post(reverse("pressure_reading", args=[reading.pk]), fixed).status_code == 400
    browser.post(
        reverse("pressure_reading", args=[reading.pk]), {"systolic": "139", "diastolic": "90"}
    )
    assert "Get emergency help now" not in page(browser)
    reading.refresh_from_db()
    assert reading.symptoms is None


def test_not_sure_counts_as_yes():
    person, browser = guest()
    reading = kept(person, 150, 125)
    browser.post(reverse("pressure_signs", args=[reading.pk]), {"sign": "not_sure"})
    assert "Get emergency help now" in page(browser)


def test_without_a_sign_rest_repeat_and_be_seen_today():
    person, browser = guest()
    first = kept(person, 185, 100, ago=6)
    browser.post(reverse("pressure_signs", args=[first.pk]), {"sign": "none"})
    shown = page(browser)
    assert "Rest, and take it again" in shown
    assert recheck_called_for(person) is None
    again = timezone.localtime(first.taken_at) + timedelta(minutes=5)
    assert f"Take it again at {again:%H:%M}" in shown
    second = kept(person, 182, 100)
    browser.post(reverse("pressure_signs", args=[second.pk]), {"sign": "none"})
    shown = page(browser)
    assert "See a doctor today" in shown and "still very high after a rest" in shown
    assert recheck_called_for(person) is not None
    kept(person, 150, 90)
    assert "See a doctor today" not in page(browser)


def test_somebody_new_is_asked_as_well():
    browser = Client()
    assert "signs" in enter(browser, 200, 100).headers["Location"]
    assert Person.objects.count() == 1


def test_the_series_says_what_is_missing_and_then_its_average():
    person, browser = guest()
    for ago in range(4, 0, -1):
        if ago == 1:
            assert "3 of 4 full days" in page(browser)
        for hour, minute in ((8, 0), (8, 2), (20, 0), (20, 2)):
            at = timezone.localtime().replace(hour=hour, minute=minute) - timedelta(days=ago)
            actions.keep_pressure(
                person=person, uuid=uuid.uuid4(), taken_at=at,
                systolic=136 if ago < 4 else 170, diastolic=79, pulse=60,
            )  # fmt: skip
    shown = page(browser)
    assert "136/79" in shown and "Average of 12 readings" in shown
    assert "Your home average is high by this standard." in shown
    assert "hypertension" not in shown


def test_the_standard_is_the_countrys_until_another_is_chosen():
    person, browser = guest()
    assert standard_of(person, "GB").id == "nice-ng136"
    assert standard_of(None, "FR").id == "esh-2023"
    browser.post(reverse("pressure_standard"), {"standard": "esc-2024"})
    assert standard_of(person, "GB").id == "esc-2024"
    # Its line for action is lower.
    kept(person, 180, 90)
    assert "Do you have one of these now?" in page(browser)
    # Back to the country's own, nothing of the choice is kept.
    Clinic.objects.create(name_en="A", name_zh_hant="A", country="HK")
    browser.post(reverse("pressure_standard"), {"standard": "esh-2023"})
    assert not PressureStandard.objects.exists()
    assert browser.post(reverse("pressure_standard"), {"standard": "mine"}).status_code == 400


def test_a_reading_is_changed_and_deleted_by_its_owner_alone():
    person, browser = guest()
    _other, stranger = guest()
    reading = kept(person, 130, 80, ago=90)
    address = reverse("pressure_reading", args=[reading.pk])
    shown = browser.get(address).content.decode()
    at = timezone.localtime(reading.taken_at)
    assert f'value="{at:%H:%M}"' in shown
    same = {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "systolic": "131", "diastolic": "80"}
    browser.post(address, same)
    changed = PressureReading.objects.get()
    assert (changed.systolic, changed.taken_at) == (131, reading.taken_at)
    for name in ("pressure_reading", "pressure_signs", "pressure_delete"):
        theirs = reverse(name, args=[reading.pk])
        assert stranger.post(theirs, {"systolic": "1", "sign": "none"}).status_code == 404
        assert Client().post(theirs).status_code == 404
    # The form of one reading, sent with another's id.
    assert stranger.post(
        reverse("blood_pressure"), {"id": str(reading.pk), "systolic": "120", "diastolic": "80"}
    ).status_code == 404  # fmt: skip
    browser.post(reverse("pressure_delete", args=[reading.pk]))
    assert not PressureReading.objects.exists()
