"""Entries are kept once, put right, taken out and handed on, and only the person's own."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.medicines.actions import REMOVED_KEPT, keep_asked, keep_dose, remove_dose
from lumbar.medicines.joined import join
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.medicines.privacy import export_person
from lumbar.medicines.queries import medicine_days
from lumbar.medicines.said import DoseSaid
from lumbar.medicines.tests.helpers import NOW, answered, form, hours, page_of, put, took
from lumbar.plans.tests.helpers import guest

pytestmark = pytest.mark.django_db


# --- putting right -----------------------------------------------------------------------------


def test_an_entry_is_put_right_taken_out_and_put_back() -> None:
    person, browser = guest()
    answered(person, "ibuprofen")
    dose = took(person, "ibuprofen", hours(5), tablets=20, milligrams_each=200, milligrams=4000)
    assert "level--emergency" in page_of(browser)
    address = reverse("dose", args=[dose.pk])
    page = browser.get(address).content.decode()
    for value in ("20", "200", "15:00", "2026-11-20"):
        assert f'value="{value}"' in page
    right = form(when="day", date="2026-11-20", time="15:00", tablets="2", milligrams_each="200")
    assert browser.post(address, {**right, "amount": ""}).status_code == 302
    dose.refresh_from_db()
    assert (dose.milligrams, dose.taken_at, dose.amount) == (400, NOW - hours(5), "")
    assert 'role="alert"' not in page_of(browser)
    assert browser.post(address, {**right, "when": "now", "tablets": "x"}).status_code == 400

    browser.post(reverse("dose_remove", args=[dose.pk]))
    assert not Dose.objects.exists() and medicine_days(person) == []
    assert "Taken out: Ibuprofen, 15:00." in page_of(browser)
    assert browser.get(address).status_code == 404
    browser.post(reverse("dose_restore", args=[dose.pk]))
    assert Dose.objects.get() == dose
    assert "Taken out" not in page_of(browser)


def test_what_was_taken_out_goes_for_good_after_a_while() -> None:
    person, _browser = guest()
    dose = took(person, "ibuprofen", hours(5))
    remove_dose(person=person, uuid=dose.pk, now=NOW - REMOVED_KEPT - hours(1))
    said = DoseSaid("opioid", "", "1", None, None, NOW)
    keep_dose(person=person, uuid=uuid.uuid4(), said=said, now=NOW)
    assert Dose.with_removed.count() == 1


# --- from a device -----------------------------------------------------------------------------


def test_sent_twice_or_late_it_is_kept_once_and_a_correction_stays() -> None:
    person, browser = guest()
    identifier = uuid.uuid4()
    assert put(browser, identifier, applies=[]).json() == {"next": "/medicines#kept"}
    assert AskedFirst.objects.get(person=person).applies == []
    dose = Dose.objects.get()
    assert (dose.pk, dose.milligrams, dose.taken_at) == (identifier, 1000, NOW - hours(2))
    Dose.objects.update(amount="put right")
    assert put(browser, identifier).status_code == 200
    assert Dose.objects.get().amount == "put right"
    browser.post(reverse("dose_remove", args=[identifier]))
    assert put(browser, identifier).status_code == 200
    assert not Dose.objects.exists(), "a late copy does not bring it back"


def test_a_device_is_led_to_the_questions() -> None:
    _person, browser = guest()
    assert put(browser, uuid.uuid4()).json() == {"next": "/medicines/ask/paracetamol"}


@pytest.mark.parametrize(
    "changes",
    [
        {"medicine": "heroin"},
        {"medicine": 3},
        {"tablets": "many"},
        {"tablets": "", "milligrams_each": "", "amount": ""},
        {"taken_at": "now"},
        {"clock_behind": None},
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    _person, browser = guest()
    assert put(browser, uuid.uuid4(), **changes).status_code == 400
    assert not Dose.objects.exists()


def test_nobody_and_anybody_else() -> None:
    _person, browser = guest()
    identifier = uuid.uuid4()
    assert put(Client(), identifier).status_code == 401
    assert (
        browser.put(reverse("keep_dose", args=[identifier]), b"{", "application/json").status_code
        == 400
    )
    put(browser, identifier)
    _other, other = guest()
    assert put(other, identifier).status_code == 404
    assert other.post(reverse("medicines"), form(id=str(identifier))).status_code == 404
    for name in ("dose", "dose_remove", "dose_restore"):
        assert other.post(reverse(name, args=[identifier]), form()).status_code == 404
    assert Dose.objects.get().amount == "2 tablets"


def test_the_page_may_be_kept_on_the_device_of_somebody_known() -> None:
    _person, browser = guest()
    answer = browser.get(reverse("medicines"))
    assert answer.headers["X-Lumbar-Offline"] == "keep"
    assert 'id="offline-needs"' in answer.content.decode()
    assert "As of today at 20:00" in answer.content.decode()
    assert "X-Lumbar-Offline" not in Client().get(reverse("medicines")).headers


# --- for others --------------------------------------------------------------------------------


def test_days_with_medicine_for_the_report() -> None:
    person, _browser = guest()
    for medicine, ago, more in (
        ("ibuprofen", 1, {}),
        ("other", 2, {"name": "Advil"}),
        ("other", 30, {"name": "Ginger tea"}),
        ("other", 60, {"name": "Ultracet"}),
    ):
        took(person, medicine, hours(ago), **more)
    days = [(one.day.day, one.counts) for one in medicine_days(person)]
    assert days == [
        (18, {"opioid": 1, "paracetamol": 1}), (19, {"other": 1}), (20, {"ibuprofen": 2}),
    ]  # fmt: skip
    since = timezone.localdate(NOW)
    assert [one.day for one in medicine_days(person, since)] == [since]
    assert medicine_days(None) == []


def test_the_export_and_joining_have_everything_once() -> None:
    (one, _browser), (into, _other) = guest(), guest()
    took(one, "ibuprofen", hours(3), milligrams=400)
    gone = took(one, "opioid", hours(2))
    remove_dose(person=one, uuid=gone.pk, now=NOW)
    took(into, "paracetamol", hours(1))
    keep_asked(person=into, medicine="ibuprofen", applies=["asthma"], now=NOW - hours(9))
    keep_asked(person=one, medicine="ibuprofen", applies=["heart"], now=NOW)
    keep_asked(person=one, medicine="paracetamol", applies=[], now=NOW)
    exported = export_person(one)
    assert [row["medicine"] for row in exported["taken"]] == ["ibuprofen", "opioid"]
    assert exported["taken"][1]["removed_at"] is not None
    join(one=one, into=into)
    assert Dose.objects.filter(person=into).count() == 2
    assert Dose.with_removed.filter(person=into).count() == 3
    said = AskedFirst.objects.filter(person=into).values_list("medicine", "applies")
    assert dict(said) == {"ibuprofen": ["heart"], "paracetamol": []}
    assert not Dose.with_removed.filter(person=one).exists()
