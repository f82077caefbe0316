"""The plan editor: the flags still guard, nothing typed is lost, and the person reads it all."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.check.actions import call_for_recheck
from lumbar.clinical.library import library
from lumbar.clinical.progress_schema import ProgressRule
from lumbar.patients.tests.given import Known, known
from lumbar.people.models import Membership, Role, Sharing
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.plans.actions import current_plan, make_plan_for, revise_plan
from lumbar.plans.handout.contents import handout_of
from lumbar.plans.models import StoredPlan
from lumbar.plans.tests.helpers import check
from lumbar.site.looks import Look

pytestmark = pytest.mark.django_db
WORDS = library().words("en")


def address(it: Known) -> str:
    return f"/desk/people/{it.patient.pk}/plan"


def form_of(it: Known) -> dict[str, Any]:
    """What the page's form holds when it opens."""
    return fields(it.staff.get(address(it)).content.decode())


def fields(page: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1]
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        found[name] = text
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    found.pop("q", None)
    return {name: unescape(value) for name, value in found.items()}


def row_of(form: dict[str, Any], exercise: str) -> str:
    return next(k for k, v in form.items() if v == exercise).rpartition("-")[2]


def test_a_dose_a_note_and_an_excluded_exercise_with_a_reason() -> None:
    it = known(limits=["wrist"])
    before = current_plan(person=it.person).value()
    form = form_of(it)
    dosed = next(item.exercise for item in before.items if item.exercise == "knee-rolls")
    number = row_of(form, dosed)
    form |= {f"repetitions-{number}": "99", f"note-{number}": "Slowly & <b>calmly</b>."}
    # Take one out, and put in what a sore wrist speaks against.
    last = len(before.items) - 1
    stepped = it.staff.post(address(it), {**form, "do": f"remove-{last}"}).content.decode()
    assert "⚠ Bird dog" in stepped
    form = fields(stepped)
    assert form[f"repetitions-{number}"] == "99"
    added = it.staff.post(
        address(it), {**form, "do": "add", "add": "bird-dog:standard"}
    ).content.decode()
    assert WORDS.flags["wrist"].reason in added
    form = fields(added)
    assert StoredPlan.objects.count() == 1, "nothing is kept before it is saved"

    wrong = it.staff.post(address(it), {**form, "do": "save"})
    assert wrong.status_code == 400
    said = wrong.content.decode()
    assert "Something speaks against it" in said
    assert "From 2 to 10 is possible" in said
    form = fields(said)
    assert form[f"repetitions-{number}"] == "99"
    number_added = row_of(form, "bird-dog")
    form |= {f"repetitions-{number}": "6", f"reason-{number_added}": "On the forearms: tried here.",
             "note": "Every second evening is enough."}  # fmt: skip
    assert it.staff.post(address(it), {**form, "do": "save"}).status_code == 302

    stored = current_plan(person=it.person)
    assert (stored.version, stored.made_because) == (2, "clinician")
    assert (stored.made_by, stored.made_by_name) == (it.clinician, "Cora Lee")
    plan = stored.value()
    assert plan.items[int(number)].dose is not None
    assert plan.items[-1].exercise == "bird-dog"
    line = AuditLine.objects.get(did="changed_plan")
    assert (line.person, line.name) == (it.person.pk, "Cora Lee")

    own = it.own.get("/plan").content.decode()
    for shown in ("Cora Lee changed your plan on", "New: Bird dog", "6 times on each side",
                  "Slowly &amp; &lt;b&gt;calmly&lt;/b&gt;.", "On the forearms: tried here.",
                  WORDS.flags["wrist"].reason, "Every second evening is enough.",
                  "Why Cora Lee put it in all the same"):  # fmt: skip
        assert shown in own, shown
    handout = handout_of(stored, clinic=it.clinic, emergency_number="999", look=Look())
    assert handout.said == "Cora Lee: Every second evening is enough."
    assert handout.entries[-1].said == ("Cora Lee: On the forearms: tried here.",)
    assert it.own.get("/plan/handout.pdf").status_code == 200
    assert "Cora Lee changed it" in it.own.get("/report?range=all").content.decode()
    assert it.own.get("/tonight").status_code == 200

    # What they set stays when the person chooses another length or place and comes back.
    for choice in ({"minutes": "5"}, {"place": "chair"}, {"place": "floor"}):
        it.own.post("/plan/change", choice)
    back = current_plan(person=it.person).value()
    assert {item.exercise for item in back.items} == {item.exercise for item in plan.items}
    assert it.own.get("/plan").content.decode().count("Cora Lee changed your plan") == 1
    # The clinic's member leaves: the name stays with what they did.
    Membership.objects.filter(pk=it.clinician.pk).delete()
    assert StoredPlan.objects.get(version=2).made_by_name == "Cora Lee"


def test_a_rule_takes_out_what_hurts_and_an_old_form_is_refused() -> None:
    it = known()
    form = form_of(it)
    hurt = form["exercise-1"]
    rule: ProgressRule = next(r for r in library().progress.rule if r.id == "hurt-in-exercise")
    revised = revise_plan(person=it.person, rule=rule, evidence={"exercise": hurt})
    assert revised is not None
    form |= {"note": "As we said."}
    for odd in ("up-²", "remove-999"):
        assert it.staff.post(address(it), {**form, "do": odd}).status_code == 200
    answer = it.staff.post(address(it), {**form, "do": "save"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "The plan was changed meanwhile" in said
    assert "As we said." in said
    # Saved again as it was typed, what was held back needs a reason.
    form = fields(said)
    answer = it.staff.post(address(it), {**form, "do": "save"})
    assert answer.status_code == 400
    form = fields(answer.content.decode()) | {f"reason-{row_of(form, hurt)}": "Too fast before."}
    assert it.staff.post(address(it), {**form, "do": "save"}).status_code == 302
    item = current_plan(person=it.person).value().items[1]
    assert item.exercise == hurt
    assert item.guided is not None
    assert item.guided.put_back


def test_no_plan_is_made_where_there_may_be_none() -> None:
    it = known()
    form = form_of(it) | {"note": "Do these.", "do": "save"}
    call_for_recheck(person=it.person, by="progress", now=timezone.now())
    answer = it.staff.post(address(it), form)
    assert answer.status_code == 409
    assert "There can be no plan now" in answer.content.decode()
    check(it.person, saddle_numbness="yes")
    assert "There can be no plan now" in it.staff.get(address(it)).content.decode()
    assert it.staff.post(address(it), form).status_code == 409
    assert StoredPlan.objects.count() == 1
    assert "Change the plan" not in it.staff.get(f"/desk/people/{it.patient.pk}").content.decode()


def test_who_may_not_and_what_is_not_shared() -> None:
    it = known(Sharing.Scope.RESULT)
    for method in (it.staff.get, it.staff.post):
        assert method(address(it)).status_code == 403
    it.shares(Sharing.Scope.JOURNAL)
    for role in (Role.FRONT_DESK, Role.OWNER):
        assert signed_in(a_member(it.clinic, role)).get(address(it)).status_code == 403
    assert it.staff.get(address(it)).status_code == 200


def test_the_plan_of_a_new_check_keeps_what_fits_and_says_who_set_it() -> None:
    it = known(limits=["wrist"])
    form = form_of(it)
    number = row_of(form, "knee-rolls")
    form |= {f"repetitions-{number}": "5", "do": "save"}
    stepped = fields(
        it.staff.post(address(it), {**form, "do": "add", "add": "bird-dog:standard"})
        .content.decode()
    )  # fmt: skip
    stepped = fields(it.staff.post(address(it), {**stepped, "do": "remove-0"}).content.decode())
    stepped |= {f"reason-{row_of(stepped, 'bird-dog')}": "Tried here.", "do": "save"}
    assert it.staff.post(address(it), stepped).status_code == 302
    new = make_plan_for(person=it.person, assessment=check(it.person, limits=["wrist"])).value()
    slugs = [item.exercise for item in new.items]
    assert "bird-dog" not in slugs
    assert form["exercise-0"] not in slugs, "what was taken out stays out"
    item = next(item for item in new.items if item.exercise == "knee-rolls")
    assert item.dose is not None
    assert item.dose.repetitions == 5
