"""A clinician changes a plan without a mouse: focus stays with what was just moved or is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, expect

from lumbar.people.models import Clinic, Patient, Role, Sharing
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.plans.actions import current_plan
from tests.journeys.conftest import DESK
from tests.journeys.visitor import Visitor, given_a_check


def test_the_plan_editor_without_a_mouse(
    visitor: Visitor, visitor_in: Callable[..., Visitor]
) -> None:
    clinic = Clinic.objects.get()
    person = given_a_check(visitor.page.context, visitor.site).person
    items = current_plan(person=person).value().items
    patient = Patient.objects.create(clinic=clinic, person=person, name="Pat Fong")
    Sharing.objects.create(
        person=person, clinic=clinic, scope=Sharing.Scope.JOURNAL, said_at=timezone.now()
    )
    cora = visitor_in(**DESK)
    cookie = signed_in(a_member(clinic, Role.CLINICIAN, "Cora Lee")).cookies[
        settings.SESSION_COOKIE_NAME
    ]
    cora.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": cora.site}])
    first, second = (cora.exercise(item.exercise) for item in items[:2])
    press = cora.page.keyboard.press

    def button(name: str) -> Locator:
        return cora.main.get_by_role("button", name=name, exact=True)

    def heading(number: int, name: str) -> Locator:
        return cora.main.get_by_role("heading", level=2, name=f"{number} {name}", exact=True)

    cora.opens(f"/desk/people/{patient.pk}/plan")
    # Moved down and up again: the button that did it has the focus wherever the row is now.
    cora.tabs_to(button(f"Move down: {first}"))
    press("Enter")
    expect(heading(2, first)).to_be_visible()
    expect(button(f"Move down: {first}")).to_be_focused()
    press("Shift+Tab")
    press("Enter")
    # At the top only the way down is left.
    expect(heading(1, first)).to_be_visible()
    expect(button(f"Move down: {first}")).to_be_focused()

    # Taken out: on to what stands there now, not to a button that would take that out too.
    cora.tabs_to(button(f"Take out: {first}"))
    press("Space")
    expect(heading(1, second)).to_be_focused()

    # Nothing chosen says so where it is to be chosen; what is chosen is put in and has the focus.
    cora.tabs_to(button("Put in"))
    press("Enter")
    expect(cora.main.get_by_label("Exercise", exact=True)).to_be_focused()
    cora.sees("Choose an exercise first.")
    press("ArrowDown")
    cora.tabs_to(button("Put in"))
    press("Enter")
    expect(cora.main.locator(".edit__row").last.get_by_role("heading")).to_be_focused()

    # A wrong number: on to the message, and from there to the row; once saved, to the word of it.
    number = cora.main.locator("input[name^=repetitions]").first
    cora.tabs_to(number)
    cora.page.keyboard.type("99")
    press("Enter")
    expect(cora.page.get_by_role("alert")).to_be_focused()
    press("Tab")
    press("Enter")
    press("Tab")
    cora.tabs_to(number)
    cora.page.keyboard.type("6")
    press("Enter")
    cora.is_at(f"/desk/people/{patient.pk}$")
    expect(cora.page.get_by_role("status").first).to_be_focused()
    cora.sees("The plan is changed. They read it with your name.")
    assert [item.exercise for item in current_plan(person=person).value().items] != [
        item.exercise for item in items
    ]
