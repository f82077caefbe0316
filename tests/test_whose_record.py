"""A record that waited on a device is taken from its owner only, whoever they have become."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from lumbar.medicines.models import Dose
from lumbar.people.actions import keep_apart
from lumbar.people.joining import join_people
from lumbar.people.marks import mark_of, marks_of
from lumbar.people.models import Account, KeptApart, Person
from lumbar.plans.tests.helpers import calm_guest, guest

pytestmark = pytest.mark.django_db

DOSE = {
    "medicine": "opioid", "name": "", "amount": "1", "tablets": "", "milligrams_each": "",
    "taken_at": "2026-11-20T20:00:00Z", "clock_behind": 0, "applies": None,
}  # fmt: skip


def sends(browser: Client, mark: str, what: str = "keep_dose") -> int:
    """What a device is told that sends a dose under this mark."""
    return browser.put(
        reverse(what, args=[uuid.uuid4()]), DOSE, "application/json",
        headers={"X-Lumbar-Owner": mark},
    ).status_code  # fmt: skip


def marks_on_page(browser: Client, page: str = "/medicines") -> list[str]:
    found = re.search(r'<body[^>]* data-owner="([^"]*)"', browser.get(page).content.decode())
    return found[1].split() if found else ["none at all"]


def test_nobody_but_its_owner_hands_a_record_over():
    person, browser, _assessment = calm_guest()
    other, others_browser, _assessment = calm_guest()
    assert marks_on_page(browser) == browser.get("/token").json()["owners"] == [mark_of(person)]
    assert marks_on_page(Client()) == Client().get("/token").json()["owners"] == []
    assert mark_of(person) != mark_of(other)
    assert str(person.pk) not in mark_of(person) and person.pk.hex not in mark_of(person)
    for what in ("keep_dose", "keep_morning", "keep_evening", "keep_breathing", "keep_pack"):
        assert sends(others_browser, mark_of(person), what) == 409
    assert sends(Client(), mark_of(person)) == 401
    assert sends(browser, "") == 409
    assert not Dose.objects.exists()
    assert sends(browser, mark_of(person)) == 200
    assert Dose.objects.get().person == person


def test_the_offline_page_that_every_person_of_a_device_sees_names_none():
    _person, browser, _assessment = calm_guest()
    assert "data-owner" not in browser.get("/offline").content.decode()


def test_who_was_joined_brings_what_still_waits_under_the_old_mark():
    (first, _), (second, _), (third, browser), (other, others_browser) = (
        guest() for _number in range(4)
    )
    join_people(one=first, into=second)
    join_people(one=second, into=third)
    third.refresh_from_db()
    assert marks_of(third) == [mark_of(third), mark_of(second), mark_of(first)]
    assert marks_on_page(browser) == marks_of(third)
    assert [sends(browser, mark) for mark in marks_of(third)] == [200, 200, 200]
    assert set(Dose.objects.values_list("person", flat=True)) == {third.pk}
    assert sends(others_browser, mark_of(first)) == 409
    assert other.former_marks == []


def test_keeping_apart_outlives_the_guest_joining_another_and_ends_with_joining_the_account():
    account = Account.objects.create_user("ada@example.org")
    (one, _browser), (into, browser) = guest(), guest()
    keep_apart(account=account, guest=one)
    keep_apart(account=account, guest=one)
    join_people(one=one, into=into)
    assert KeptApart.objects.get().guest == into
    browser.force_login(account)
    browser.post("/account/this-device", {"do": "join"})
    account.refresh_from_db()
    assert account.person == into
    assert not KeptApart.objects.exists()


def test_erasing_on_a_borrowed_phone_leaves_its_owner_there():
    person, browser, _assessment = calm_guest()
    account = Account.objects.create_user("ada@example.org")
    account.person = Person.objects.create()
    account.save()
    browser.force_login(account)
    answer = browser.post("/privacy/erase", {"others": "yes"})
    assert answer.headers["Clear-Site-Data"] == '"cache"', "others' records wait on the device"
    assert not Account.objects.exists()
    assert Person.objects.get() == person
    assert marks_on_page(browser) == [mark_of(person)]
