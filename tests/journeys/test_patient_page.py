"""A clinician opens a sharing person's page, changes the plan, writes; the person reads it all."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Patient, Role, Sharing
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.plans.actions import current_plan
from lumbar.reports.tests.helpers import kept_journal
from tests.journeys.conftest import DESK
from tests.journeys.visitor import Visitor, given_a_check


def test_a_plan_is_changed_and_both_write(
    visitor: Visitor,
    visitor_in: Callable[..., Visitor],
    accessible: Callable[[Page], None],
) -> None:
    clinic = Clinic.objects.get()
    person = given_a_check(
        visitor.page.context, visitor.site, limits=["wrist"], place="floor"
    ).person
    kept_journal(person, 20)
    patient = Patient.objects.create(clinic=clinic, person=person, name="Pat Fong")
    Sharing.objects.create(
        person=person, clinic=clinic, scope=Sharing.Scope.JOURNAL, said_at=timezone.now()
    )
    cora = visitor_in(**DESK)
    for name, cookie in signed_in(a_member(clinic, Role.CLINICIAN, "Cora Lee")).cookies.items():
        cora.page.context.add_cookies([{"name": name, "value": cookie.value, "url": cora.site}])

    cora.opens(f"/desk/people/{patient.pk}")
    cora.headline("Pat Fong")
    cora.sees("Pain on waking", "Course", "Versions, and why")
    accessible(cora.page)
    cora.follows("Change the plan")

    # A dose, by keyboard; then an exercise that a sore wrist speaks against.
    names = [cora.exercise(item.exercise) for item in current_plan(person=person).value().items]
    number = names.index(cora.exercise("knee-rolls"))
    row = cora.main.locator(".edit__row").nth(number)
    row.get_by_label("Times").fill("6")
    row.get_by_label("A note to them").fill("Slowly, please.")
    cora.main.get_by_role("button", name=f"Take out: {names[-1]}").click()
    cora.main.get_by_label("Exercise", exact=True).select_option("bird-dog:standard")
    cora.presses("Put in")
    expect(row.get_by_label("Times")).to_have_value("6")
    added = cora.main.locator(".edit__row").last
    expect(added).to_contain_text(library().words("en").flags["wrist"].reason)
    cora.main.get_by_role("button", name="Save the plan").first.click()
    expect(added).to_contain_text("Write why it should be in all the same.")
    accessible(cora.page)
    added.get_by_label("Why it should be in all the same").fill("On the forearms: tried here.")
    cora.main.get_by_role("button", name="Save the plan").first.click()
    cora.is_at(f"/desk/people/{patient.pk}$")
    cora.sees("The plan is changed. They read it with your name.", "6 times on each side.")
    cora.main.get_by_label("Write to Pat Fong").fill("I changed your plan a little.")
    cora.presses("Send")
    cora.is_at(f"/desk/messages/{patient.pk}#new$")
    accessible(cora.page)

    visitor.opens("/plan")
    visitor.sees("Cora Lee changed your plan on", "New: Bird dog", "Slowly, please.",
                 "Why Cora Lee put it in all the same:", "On the forearms: tried here.",
                 "6 times on each side.")  # fmt: skip
    accessible(visitor.page)
    visitor.opens("/messages")
    visitor.sees("I changed your plan a little.", "Not for emergencies.")
    visitor.main.get_by_label("Your message").fill("Thank you.")
    visitor.presses("Send")
    visitor.sees("Thank you.", "Not read yet")
    accessible(visitor.page)

    cora.opens("/desk/messages")
    cora.sees("To be answered", "Pat Fong", "New")
    accessible(cora.page)
    visitor.opens("/sharing")
    visitor.sees("Cora Lee", "Looked at your journal", "Changed your plan")
