"""Reading cases, being asked for one, and people with answers like yours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.cases import actions, charts, queries, wording
from lumbar.cases.errors import CaseRefused
from lumbar.cases.models import Case, Counted
from lumbar.check.queries import newest_assessment
from lumbar.clinical.library import library
from lumbar.people.http import Request
from lumbar.people.models import Person

A_PAGE = 20


def shown(case: Case) -> dict[str, Any]:
    """A case as a page shows it."""
    words = library().words(get_language() or "en")
    return {
        "case": case,
        "chart": charts.of_one(case.course()),
        "outcome": wording.outcomes()[case.outcome],
        "age": wording.ages().get(case.age_band, ""),
        "pattern": words.patterns[case.pattern].name if case.pattern in words.patterns else "",
        "exercises": [
            (slug, words.exercises[slug].name) for slug in case.exercises if slug in words.exercises
        ],
    }


@require_safe
def cases(request: Request) -> HttpResponse:
    """All cases that may be read, by pattern."""
    words = library().words(get_language() or "en")
    readable = queries.to_read().select_related("clinic")
    there = set(readable.order_by().values_list("pattern", flat=True).distinct())
    wanted = request.GET.get("pattern", "")
    if wanted in there:
        readable = readable.filter(pattern=wanted)
    page = Paginator(readable, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/list.html",
        {
            "page": page,
            "shown": [shown(case) for case in page],
            "patterns": [(one, words.patterns[one].name) for one in words.patterns if one in there],
            "wanted": wanted if wanted in there else "",
            "asked": any(one.state == Case.State.ASKED for one in queries.asked_of(request.person)),
        },
    )


@require_safe
def case(request: Request, uuid: UUID) -> HttpResponse:
    """One case. One that was taken back is not there."""
    found = get_object_or_404(queries.to_read().select_related("clinic"), pk=uuid)
    return render(request, "cases/case.html", shown(found))


@require_safe
def like_yours(request: Request) -> HttpResponse:
    """How it went for people whose answers were like this person's."""
    assessment = newest_assessment(request.person)
    if assessment is None:
        return redirect("check")
    if not assessment.value().may_have_plan:
        # Something pressing comes first: how it went for others is no reason to wait.
        return redirect("check_result", assessment.pk)
    found = queries.like(assessment)
    group = found.group
    return render(
        request,
        "cases/like_yours.html",
        {
            "group": group,
            "people": wording.size(group.people) if group else "",
            "told": wording.size(group.told) if group else "",
            "rows": [(one, wording.size(one.people)) for one in group.spread] if group else [],
            "chart": charts.of_several(group.spread) if group and group.spread else None,
            "of_ten": wording.of_ten(group) if group else [],
            "least": found.least,
            "least_shares": library().care.cases.least_shares,
            "shown": [shown(one) for one in found.cases],
            "counted": Counted.objects.filter(person=request.person).exists(),
        },
    )


@require_POST
def count_in(request: Request) -> HttpResponse:
    """Let the own course be counted, or no longer."""
    if request.person is None:
        return redirect("cases")
    on = request.POST.get("on") == "yes"
    actions.count_in(person=request.person, on=on, now=timezone.now())
    messages.success(
        request,
        _("Your course is counted now, without your name.")
        if on
        else _("Your course is no longer counted."),
    )
    return redirect("cases_mine")


@require_safe
def mine(request: Request) -> HttpResponse:
    """What this person was asked for, and whether they are counted."""
    states = wording.states()
    return render(
        request,
        "cases/mine.html",
        {
            "asked": [(one, states[one.state]) for one in queries.asked_of(request.person)],
            "counted": Counted.objects.filter(person=request.person).first()
            if request.person
            else None,
            "person": request.person,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: Request, uuid: UUID) -> HttpResponse:
    """The exact words and figures somebody is asked for, and their answer."""
    if request.person is None:
        raise Http404
    found = get_object_or_404(
        request.person.cases.exclude(asked_at=None).select_related("clinic"), pk=uuid
    )
    if request.method == "POST":
        return _answered(request, found, request.person)
    return _asked(request, found)


def _asked(request: Request, found: Case, why: str = "", status: int = 200) -> HttpResponse:
    return render(
        request,
        "cases/asked.html",
        {**shown(found), "state": wording.states()[found.state], "error": why},
        status=status,
    )


def _answered(request: Request, found: Case, person: Person) -> HttpResponse:
    do, now = request.POST.get("do", ""), timezone.now()
    try:
        if do == "take-back":
            actions.take_back_case(case=found.pk, person=person, now=now)
            messages.success(request, _("It is shown to nobody any more."))
            return redirect("cases_mine")
        if do == "agree" and request.POST.get("read") != "yes":
            return _asked(
                request, found, _("Please tick that you have read it, then agree."), status=400
            )
        if do not in ("agree", "decline"):
            return _asked(request, found, _("Choose one of the two answers."), status=400)
        actions.answer_case(
            case=found.pk,
            person=person,
            agree=do == "agree",
            digest=request.POST.get("digest", ""),
            now=now,
        )
    except CaseRefused as refusal:
        found.refresh_from_db()
        return _asked(request, found, wording.refused(refusal.why), status=409)
    messages.success(
        request,
        _("Thank you. You can take it back whenever you like.")
        if do == "agree"
        else _("Thank you for looking. It will not be shown."),
    )
    return redirect("cases_mine")
