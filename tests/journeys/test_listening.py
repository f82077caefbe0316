"""The morning's third tap, and a plan that listens: what a person sees of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from lumbar.check.models import StoredAssessment
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from tests.journeys.conftest import violations
from tests.journeys.visitor import Visitor, given_a_check


def test_two_bad_mornings_on_the_phone(visitor: Visitor) -> None:
    """Yesterday was bad. Today's two taps and a place on the small map: the plan says why it does
    half, asks the danger signs, and "not sure" leads to the check and to no exercise."""
    page = visitor.page
    person = given_a_check(page.context, visitor.site, pain_now=4).person
    then = timezone.now() - timedelta(days=9)
    first = current_plan(person=person)
    StoredAssessment.objects.filter(person=person).update(created_at=then)
    StoredPlan.objects.filter(person=person).update(created_at=then)
    for ago, pain in ((4, 3), (3, 4), (2, 4), (1, 7)):
        day = timezone.localdate() - timedelta(days=ago)
        CheckIn.objects.create(
            person=person, morning=day, pain=pain, sleep=5, said_at=then + timedelta(days=9 - ago)
        )

    visitor.opens("/morning")
    for name, number in (("pain", "7"), ("sleep", "3")):
        page.locator(f"[data-part={name}]").get_by_text(number, exact=True).click()
    expect(page.locator("[data-part=thanks]")).to_be_visible()
    expect(page.locator("[data-part=two]")).to_be_hidden()
    visitor.main.get_by_text(visitor.label("More, if you like: stiffness, and where")).click()
    visitor.main.get_by_text(visitor.label("Up to half an hour")).click()
    with page.expect_response(lambda answer: "/record" in answer.url and answer.ok):
        visitor.area("thigh_back_left").click()
    assert violations(page) == []
    morning = CheckIn.objects.get(person=person, morning=timezone.localdate())
    assert (morning.pain, morning.sleep, morning.stiff_minutes) == (7, 3, 30)
    assert morning.areas == ["thigh_back_left"]

    visitor.opens("/")
    rules = visitor.words.progress.rules
    visitor.sees(rules["leg-further-down"].said, rules["worse-two-mornings"].said)
    assert current_plan(person=person).value().adjust.halved
    # The list is asked once, though two things were heard.
    expect(visitor.main.get_by_text(visitor.words.watch_for[0])).to_have_count(1)
    visitor.main.get_by_role("button", name=visitor.label("Yes, or I’m not sure")).click()
    visitor.is_at("/check/")
    visitor.opens("/tonight")
    visitor.is_at("/plan$")
    expect(page.locator(".plan__card")).to_have_count(0)

    visitor.opens("/history")
    visitor.sees(rules["worse-two-mornings"].said)
    visitor.opens(f"/plan/{first.pk}")
    expect(page.locator(".plan__card")).to_have_count(len(first.value().items))
    assert ProgressFinding.objects.filter(person=person, closed_at__isnull=True).count() == 0
