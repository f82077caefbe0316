"""Plans: made from the newest check, versions kept, and never offered where none may be."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from lumbar.clinical.library import library
from lumbar.plans import actions
from lumbar.plans.models import StoredPlan
from lumbar.plans.privacy import export_person
from lumbar.plans.queries import choices_for
from lumbar.plans.tests.helpers import calm_guest, check, guest

pytestmark = pytest.mark.django_db


def names_on(page: str) -> list[str]:
    """Exercises named on a page."""
    words = library().words("en").exercises
    return [slug for slug in words if words[slug].name in page]


def test_a_stranger_is_sent_to_the_check(client: Client):
    page = client.get(reverse("plan"))
    assert page.status_code == 200
    assert reverse("check") in page.content.decode()
    assert not names_on(page.content.decode())
    assert not StoredPlan.objects.exists()


def test_the_first_look_makes_the_plan_once():
    person, browser, assessment = calm_guest()
    first = browser.get(reverse("plan"))
    again = browser.get(reverse("plan"))
    stored = StoredPlan.objects.get(person=person)
    assert (stored.version, stored.made_because) == (1, "first")
    assert stored.assessment == assessment
    assert 1 <= len(stored.value().items) <= 5
    shown = names_on(first.content.decode())
    assert {item.exercise for item in stored.value().items} <= set(shown)
    assert first.status_code == again.status_code == 200


def test_the_page_says_why_and_what_it_cannot_do():
    _person, browser, _assessment = calm_guest()
    page = browser.get(reverse("plan")).content.decode()
    words = library().words("en")
    plan = StoredPlan.objects.get().value()
    for item in plan.items:
        assert words.exercises[item.exercise].why in page
    for line in words.routine.honest:
        assert line.replace("'", "&#x27;") in page


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"saddle_numbness": "yes"}, id="emergency"),
        pytest.param({"rash_strip": "yes"}, id="same day"),
        pytest.param({"age": "6_to_17"}, id="child"),
    ],
)
def test_no_exercise_where_none_may_be(said: dict[str, str]):
    person, browser, _assessment = calm_guest(**said)
    for address in (reverse("plan"), reverse("plan_swap", args=[1])):
        page = browser.get(address)
        assert page.status_code == 200
        assert not names_on(page.content.decode())
    for data in ({"place": "floor"}, {"minutes": "5"}):
        page = browser.post(reverse("plan_change"), data)
        assert not names_on(page.content.decode())
    assert browser.get(reverse("tonight")).url == reverse("plan")  # type: ignore[attr-defined]
    with pytest.raises(actions.NotAllowed):
        actions.current_plan(person=person)
    assert not StoredPlan.objects.exists()


def test_a_newer_danger_sign_closes_the_older_plan():
    person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    check(person, saddle_numbness="yes")
    assert not names_on(browser.get(reverse("plan")).content.decode())
    assert browser.get(reverse("tonight")).status_code == 302


def test_a_newer_calm_check_gets_a_plan_of_its_own():
    person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    newest = check(person, pain_areas=["low_back_right"])
    browser.get(reverse("plan"))
    assert next((p.version, p.assessment_id) for p in StoredPlan.objects.filter(person=person)) == (
        2,
        newest.pk,
    )


def test_place_and_minutes_make_versions_and_the_same_choice_none():
    person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    before = StoredPlan.objects.get().value()
    browser.post(reverse("plan_change"), {"place": before.place})
    browser.post(reverse("plan_change"), {"minutes": before.minutes})
    assert StoredPlan.objects.count() == 1
    browser.post(reverse("plan_change"), {"place": "chair"})
    other = 5 if before.minutes != 5 else 15
    browser.post(reverse("plan_change"), {"minutes": other})
    newest, second, first = StoredPlan.objects.filter(person=person)
    assert [first.made_because, second.made_because, newest.made_because] == [
        "first",
        "place",
        "minutes",
    ]
    assert (newest.value().place, newest.value().minutes) == ("chair", other)
    assert first.value() == before


def test_a_swap_takes_only_what_is_offered():
    _person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    stored = StoredPlan.objects.get()
    choice = choices_for(stored, 1)[0]
    page = browser.get(reverse("plan_swap", args=[2])).content.decode()
    assert f"{choice.exercise}:{choice.variant}" in page
    answer = browser.post(
        reverse("plan_swap", args=[2]), {"choice": f"{choice.exercise}:{choice.variant}"}
    )
    assert answer.status_code == 302
    newest = StoredPlan.objects.first()
    assert newest is not None
    assert newest.made_because == "swap"
    assert newest.value().items[1].exercise == choice.exercise
    for wrong in ("", "press-up", "press-up:nothing", "../x:y"):
        assert browser.post(reverse("plan_swap", args=[2]), {"choice": wrong}).status_code == 400
    assert StoredPlan.objects.count() == 2


@pytest.mark.parametrize("data", [{}, {"place": "moon"}, {"minutes": "7"}, {"minutes": ""}])
def test_a_change_to_nowhere_is_refused(data: dict[str, str]):
    _person, browser, _assessment = calm_guest()
    assert browser.post(reverse("plan_change"), data).status_code == 400


def test_numbers_beyond_the_plan_are_not_found():
    _person, browser, _assessment = calm_guest()
    for number in (0, 6, 99):
        assert browser.get(reverse("plan_swap", args=[number])).status_code == 404


def test_anothers_plan_is_not_found():
    _person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    address = reverse("plan_version", args=[StoredPlan.objects.get().pk])
    assert browser.get(address).status_code == 200
    _other, other_browser = guest()
    assert other_browser.get(address).status_code == 404
    assert Client().get(address).status_code == 404
    assert browser.get(reverse("plan_version", args=[uuid.uuid4()])).status_code == 404


def test_an_earlier_version_cannot_be_started():
    _person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    first = StoredPlan.objects.get()
    page = browser.get(reverse("plan_version", args=[first.pk])).content.decode()
    assert f'href="{reverse("tonight")}"' not in page


def test_the_plan_page_asks_the_database_little(django_assert_max_num_queries):
    _person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    with django_assert_max_num_queries(8):
        browser.get(reverse("plan"))


def test_the_export_has_every_version():
    person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    browser.post(reverse("plan_change"), {"place": "chair"})
    assert [plan["version"] for plan in export_person(person)["plans"]] == [1, 2]
