"""The plan editor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lumbar.clinical.edit import LONGEST_NOTE, ways
from lumbar.clinical.library import library
from lumbar.patients.forms import Draft, focus_after, problem_words
from lumbar.patients.presenters import offered, refused_words, row_views
from lumbar.patients.views import theirs
from lumbar.people.http import Request
from lumbar.people.models import Patient, Person
from lumbar.people.queries import scope_of
from lumbar.people.roles import May, staff_only, the_member
from lumbar.people.sharing import shows_journal
from lumbar.people.who import note_look
from lumbar.plans import actions as plans
from lumbar.plans.models import StoredPlan
from lumbar.plans.wording import made_words
from lumbar.site.reading import read_uuid
from lumbar.site.wording import minutes_words, page_language, place_words

Problems = tuple[tuple[int, str], ...]


@require_http_methods(["GET", "POST"])
@staff_only(May.WRITE_COURSE)
def plan(request: Request, uuid: UUID) -> HttpResponse:
    """Edit the plan of a person who shares it. ``do=save`` keeps the form; every other button only
    changes it and shows it again with all that was typed."""
    found = theirs(request, uuid)
    person = found.person
    if person is None or not shows_journal(scope_of(found.clinic, person)):
        raise PermissionDenied
    now = timezone.now()
    note_look(by=the_member(request), person=person, did="looked_at_journal", now=now)
    try:
        current = plans.current_plan(person=person)
        if request.method == "GET":
            return _show(request, found, current, Draft.of(current.value()))
        draft = Draft.read(request.POST)
        if request.POST.get("do") != "save":
            return _step(request, found, current, draft)
        return _save(request, found, person, current, draft)
    except plans.NotAllowed as refusal:
        return _refused(request, found, refusal)
    except plans.NotShared:
        raise PermissionDenied from None


def _step(request: Request, found: Patient, current: StoredPlan, draft: Draft) -> HttpResponse:
    possible = ways(
        current.value(), current.assessment.value(), current.assessment.heard(), library()
    )
    do = request.POST.get("do", "")
    after = draft.after(do, request.POST.get("add", ""), possible)
    none_chosen = do == "add" and after == draft
    # What the form was made from stays: a change meanwhile is found when it is saved.
    return _show(
        request, found, current, after, version=request.POST.get("version"),
        focus=("add", 0) if none_chosen else focus_after(do, after), none_chosen=none_chosen,
        status=400 if none_chosen else 200,
    )  # fmt: skip


def _save(
    request: Request, found: Patient, person: Person, current: StoredPlan, draft: Draft
) -> HttpResponse:
    wanted = [row.wanted() for row in draft.rows]
    wrong: Problems = tuple((n, "number") for n, one in enumerate(wanted) if one is None)
    if wrong:
        return _show(request, found, current, draft, wrong, status=400)
    try:
        plans.edit_plan(
            person=person,
            by=the_member(request),
            version=read_uuid(request.POST.get("version")) or UUID(int=0),
            wanted=[one for one in wanted if one is not None],
            note=draft.note,
            in_order=draft.in_order,
            now=timezone.now(),
        )
    except plans.Changed as error:
        return _show(request, found, error.current, draft, changed=True, status=409)
    except plans.NotPossible as error:
        problems = tuple((one.at, str(one.code)) for one in error.problems)
        return _show(request, found, current, draft, problems, status=400)
    notes.success(request, _("The plan is changed. They read it with your name."))
    return redirect("patient", found.pk)


def _show(
    request: Request,
    found: Patient,
    current: StoredPlan,
    draft: Draft,
    problems: Problems = (),
    *,
    version: str | None = None,
    changed: bool = False,
    focus: tuple[str, int] = ("", 0),
    none_chosen: bool = False,
    status: int = 200,
) -> HttpResponse:
    knowledge = library()
    words = knowledge.words(page_language())
    chosen, assessment = current.value(), current.assessment
    possible = ways(chosen, assessment.value(), assessment.heard(), knowledge)
    put_back = [
        item.exercise for item in chosen.items if item.guided is not None and item.guided.put_back
    ]
    page: dict[str, Any] = {
        "patient": found,
        "draft": draft,
        "rows": row_views(draft, possible, put_back, problems, knowledge, words),
        "offered": offered(draft, possible, knowledge, words),
        "wrong": [problem_words(code, None) for at, code in problems if at < 0],
        "any_wrong": bool(problems),
        "version": version or current.pk,
        "current": current,
        "changed": changed,
        "focus": focus[0],
        "focus_row": focus[1],
        "none_chosen": none_chosen,
        "made": made_words(current, words),
        "halved": words.progress.adjusted["halved"] if chosen.adjust.halved else "",
        "place": place_words(chosen.place),
        "minutes": minutes_words(chosen.minutes),
        "longest": LONGEST_NOTE,
    }
    return render(request, "patients/plan.html", page, status=status)


def _refused(request: Request, found: Patient, refusal: plans.NotAllowed) -> HttpResponse:
    """No plan is edited into being where there may be none."""
    words = library().words(page_language())
    why = refused_words(refusal.refused, words) if refusal.refused else (_("No check yet."),)
    status = 200 if request.method == "GET" else 409
    return render(request, "patients/no_plan.html", {"patient": found, "why": why}, status=status)
