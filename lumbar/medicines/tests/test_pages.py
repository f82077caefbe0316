"""The log's page: what is written down, what it says to it, and the questions that come first."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lumbar.medicines.models import AskedFirst, Dose
from lumbar.medicines.queries import newest_warnings
from lumbar.medicines.tests.helpers import NOW, WORDS, answered, form, hours, page_of, took
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest, guest

pytestmark = pytest.mark.django_db


# --- writing down ------------------------------------------------------------------------------


def test_somebody_new_can_begin_with_it() -> None:
    browser = Client()
    page = page_of(browser)
    assert WORDS.before in page and "Nothing written down today." in page
    assert not Person.objects.exists()
    answer = browser.post(reverse("medicines"), form(applies="ibuprofen:none"))
    assert answer.headers["Location"] == "/medicines#kept"
    dose = Dose.objects.get()
    assert (dose.medicine, dose.amount, dose.milligrams, dose.taken_at) == (
        "ibuprofen", "2 tablets", None, NOW,
    )  # fmt: skip
    page = page_of(browser)
    assert "2 tablets" in page and "Ibuprofen: day 1 of logging it." in page
    assert "No number, so the amount could not be counted." in page
    assert "Ibuprofen: 1 entry of the last 24 hours has no number." in page


def test_numbers_are_counted_and_kept_as_they_were_typed() -> None:
    person, browser = guest()
    answered(person, "paracetamol")
    send = form(medicine="paracetamol", amount="", tablets="1,5", milligrams_each="500")
    assert browser.post(reverse("medicines"), send).status_code == 302
    dose = Dose.objects.get()
    assert (dose.tablets, dose.milligrams_each, dose.milligrams) == (Decimal("1.5"), 500, 750)
    assert "1.5 × 500 mg = 750 mg" in page_of(browser)


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"medicine": ""}, ["Choose what you took."]),
        ({"medicine": "other", "name": ""}, ["Write the name that is on the pack."]),
        ({"amount": ""}, ["Say how much, in your own words or in numbers."]),
        ({"tablets": "2"}, ["Write both:"]),
        ({"milligrams_each": "200"}, ["Write both:"]),
        ({"tablets": "two", "milligrams_each": "200"}, ["Write a number"]),
        ({"tablets": "0", "milligrams_each": "200"}, ["Write a number"]),
        ({"tablets": "1", "milligrams_each": "0.5"}, ["whole number"]),
        ({"tablets": "1", "milligrams_each": "99999"}, ["whole number"]),
        ({"tablets": "1e99", "milligrams_each": "NaN"}, ["Write a number", "whole number"]),
        ({"when": ""}, ["Choose when you took it."]),
        ({"when": "today"}, ["Write the time"]),
        ({"when": "today", "time": "20:30"}, ["still to come"]),
        ({"when": "day", "time": "10:00"}, ["Choose the day."]),
        ({"when": "day", "time": "10:00", "date": "2024-11-20"}, ["more than a year ago"]),
        ({"when": "day", "time": "10:00", "date": "0001-01-01"}, ["more than a year ago"]),
        ({"amount": "x" * 81}, ["too long"]),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    changes: dict[str, str], parts: list[str]
) -> None:
    person, browser = guest()
    answer = browser.post(reverse("medicines"), form(**{"name": "Typed", **changes}))
    page = answer.content.decode()
    assert answer.status_code == 400
    summary = page.split('role="alert"')[1].split("</div>")[0]
    for part in parts:
        assert part in summary
    for value in {"name": "Typed", **changes}.values():
        assert f'value="{value}"' in page
    assert page.count('class="error"') >= len(parts)
    assert not Dose.objects.filter(person=person).exists()


def test_earlier_and_another_day() -> None:
    person, browser = guest()
    answered(person, "ibuprofen")
    for send, at in (
        (form(when="today", time="07:30"), "2026-11-20T07:30:00+08:00"),
        (form(when="day", date="2026-11-18", time="23:50"), "2026-11-18T23:50:00+08:00"),
    ):
        assert browser.post(reverse("medicines"), send).status_code == 302
        assert Dose.objects.filter(taken_at=datetime.fromisoformat(at)).exists()
    page = page_of(browser)
    assert page.index("07:30") < page.index("Wed 18 Nov") < page.index("23:50")


def test_the_same_form_twice_is_one_entry_and_another_time_is_another() -> None:
    person, browser = guest()
    answered(person, "ibuprofen")
    send = form()
    for _ in range(2):
        browser.post(reverse("medicines"), send)
    assert Dose.objects.count() == 1
    # Back to the page that was left open, hours later.
    Dose.objects.update(taken_at=NOW - hours(5))
    browser.post(reverse("medicines"), send)
    browser.post(reverse("medicines"), {**send, "amount": "1 tablet"})
    assert Dose.objects.count() == 3


# --- warnings ----------------------------------------------------------------------------------


def test_warnings_come_first_with_their_numbers_and_whose_label_it_is() -> None:
    person, browser = guest()
    for ago in (9, 5, 1):
        took(person, "ibuprofen", hours(ago), milligrams=600)
    took(person, "other", hours(2), name="Voltaren 50")
    page = page_of(browser)
    alert = page.split('role="alert"')[1].split('id="today"')[0]
    assert alert.index("More than the label allows in a day") < alert.index("Two anti-inflam")
    assert "Ibuprofen: 1,800 mg, today at 11:00–19:00." in alert
    assert (
        "We know no label from Hong Kong. The figure we use is 1,200 mg in 24 hours "
        "(United States)." in alert
    )
    assert "Voltaren 50, today at 18:00, and Ibuprofen, today at 19:00." in alert
    assert "level--same_day" in alert and "<svg" in alert
    assert [one.rule for one in newest_warnings(person, NOW)] == [
        "over-a-day", "two-anti-inflammatories",
    ]  # fmt: skip
    assert newest_warnings(None, NOW) == ()


def test_far_over_leads_to_the_emergency_department_in_both_languages() -> None:
    person, browser = guest()
    took(person, "paracetamol", hours(30), milligrams=7000)
    page = page_of(browser)
    assert "level--emergency" in page and 'href="tel:999"' in page
    assert "even if you feel well" in page
    assert "More than the label allows in a day" not in page, "the more urgent one says it"
    browser.cookies["language"] = "zh-hant"
    page = page_of(browser)
    assert "遠超標籤容許的份量" in page and "昨天14:00" in page and "7,000毫克" in page


def test_it_never_says_how_much_is_left_or_that_it_is_safe() -> None:
    person, browser = guest()
    answered(person, "ibuprofen")
    took(person, "ibuprofen", hours(5), milligrams=400)
    page = re.sub("<[^>]+>", " ", page_of(browser).split("<main")[1].split("</main>")[0])
    for never in (r"\bsafe\b", r"\bleft\b", r"1,?200", r"\b800\b", r"you (can|may|should) take"):
        assert not re.search(never, page, re.IGNORECASE), never


def test_somebody_under_18_and_opioids() -> None:
    person, browser, _check = calm_guest(age="6_to_17")
    took(person, "opioid", hours(1))
    page = page_of(browser)
    assert WORDS.adults in page and WORDS.medicines["opioid"].about in page
    assert "alert" not in page.split("<main")[1].split("<form")[0]
    assert WORDS.adults not in page_of(calm_guest()[1])


# --- the questions that come first -------------------------------------------------------------


def test_before_the_first_entry_it_asks_and_keeps_what_was_taken_anyway() -> None:
    person, browser = guest()
    assert page_of(browser).count(WORDS.ask_first["asthma"]) == 2, "ibuprofen and naproxen"
    # Left open, they come after the entry, which is kept.
    answer = browser.post(reverse("medicines"), form())
    assert answer.headers["Location"] == "/medicines/ask/ibuprofen"
    assert Dose.objects.filter(person=person).exists()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Before the next Ibuprofen" in page
    assert browser.post(answer.headers["Location"]).status_code == 400
    said = {"applies": ["ibuprofen:asthma", "ibuprofen:none", "paracetamol:liver", "ibuprofen:x"]}
    assert browser.post(answer.headers["Location"], said).headers["Location"] == "/medicines"
    assert AskedFirst.objects.get(person=person).applies == ["asthma"]
    page = page_of(browser)
    assert WORDS.talk_first in page and WORDS.ask_first["asthma"] in page
    assert page.count(WORDS.ask_first["asthma"]) == 2, "the answer, and naproxen's question"


def test_answered_in_the_form_and_asked_again_after_a_while() -> None:
    person, browser = guest()
    send = form(applies=["ibuprofen:kidney", "naproxen-sodium:none"])
    assert browser.post(reverse("medicines"), send).headers["Location"] == "/medicines#kept"
    asked = AskedFirst.objects.get(person=person)
    assert (asked.medicine, asked.applies) == ("ibuprofen", ["kidney"])
    AskedFirst.objects.update(said_at=NOW - timedelta(days=30))
    again = browser.post(reverse("medicines"), form(when="today", time="09:00"))
    assert again.headers["Location"] == "/medicines/ask/ibuprofen"
    assert WORDS.talk_first not in page_of(browser)


def test_a_name_that_is_known_has_its_questions_and_one_that_is_not_has_none() -> None:
    _person, browser = guest()
    answer = browser.post(reverse("medicines"), form(medicine="other", name="扶他林"))
    assert answer.headers["Location"] == "/medicines/ask/diclofenac"
    assert "Diclofenac" in browser.get(answer.headers["Location"]).content.decode()
    answer = browser.post(reverse("medicines"), form(medicine="other", name="Ginger tea"))
    assert answer.headers["Location"] == "/medicines#kept"
    assert "We do not know this name" in page_of(browser)
    assert browser.get(reverse("medicine_ask", args=["opioid"])).status_code == 404
