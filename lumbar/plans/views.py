"""The plan's pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.clinical.values import NoPlan
from lumbar.people.http import Request
from lumbar.plans import actions
from lumbar.plans.cards import card_of, cards_of, not_offered
from lumbar.plans.handout.contents import handout_of
from lumbar.plans.handout.pdf import make_pdf
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import choices_for, standing
from lumbar.plans.wording import change_words, heard_words
from lumbar.site.looks import look_of
from lumbar.site.wording import minutes_words, page_language, place_words


@require_GET
def plan(request: Request) -> HttpResponse:
    """Tonight's five with why each, or why there are none."""
    try:
        stored = actions.current_plan(person=request.person)
    except actions.NotAllowed as refusal:
        return _no_plan(request, refusal)
    return render(request, "plans/plan.html", {**_page(stored), "current": True})


@require_GET
def version(request: Request, uuid: UUID) -> HttpResponse:
    """An earlier version, to read; nothing can be started from it."""
    if request.person is None:
        raise Http404
    stored = get_object_or_404(StoredPlan, person=request.person, pk=uuid)
    return render(request, "plans/plan.html", {**_page(stored), "current": False})


# Browsers show a PDF in a page of their own making, which the site's policy for pages would leave
# without its styles. A PDF has no scripts or frames of ours to guard.
@csp({"frame-ancestors": [NONE]})  # type: ignore[arg-type]  # its types know no own requests
@require_GET
def handout(request: Request) -> HttpResponse:
    """The current plan on paper. Nothing to print where no exercises may be shown."""
    stored = standing(request.person).plan
    if stored is None:
        raise Http404
    number = emergency_number(library(), request.clinic)
    contents = handout_of(
        stored, clinic=request.clinic, emergency_number=number, look=look_of(request)
    )
    return HttpResponse(
        make_pdf(contents, made_at=stored.created_at),
        content_type="application/pdf",
        headers={
            "Content-Disposition": (
                f'inline; filename="lumbar-plan-{stored.version}-{contents.language}.pdf"'
            )
        },
    )


@require_http_methods(["GET", "POST"])
def swap(request: Request, number: int) -> HttpResponse:
    """Choose another exercise for the ``number``-th, among what suits this person."""
    try:
        stored = actions.current_plan(person=request.person)
        if not 1 <= number <= len(stored.value().items):
            raise Http404
        if request.method == "POST":
            exercise, _colon, variant = request.POST.get("choice", "").partition(":")
            actions.swap_exercise(
                person=request.person, index=number - 1, exercise=exercise, variant=variant
            )
            return redirect("plan")
    except actions.NotAllowed as refusal:
        return _no_plan(request, refusal)
    except actions.NotAChoice:
        return HttpResponseBadRequest("That exercise is not among the choices.")
    knowledge = library()
    words = knowledge.words(page_language())
    return render(
        request,
        "plans/swap.html",
        {
            "card": card_of(stored.value().items[number - 1], knowledge, words),
            "choices": [
                card_of(choice, knowledge, words) for choice in choices_for(stored, number - 1)
            ],
        },
    )


@require_POST
def back(request: Request) -> HttpResponse:
    """Go back to the plan before the current version, where what changed it may be taken back."""
    try:
        current = actions.current_plan(person=request.person)
        actions.take_back(person=current.person, uuid=current.pk)
    except actions.NotAllowed as refusal:
        return _no_plan(request, refusal)
    except actions.NotAChoice:
        return HttpResponseBadRequest("There is nothing to take back.")
    return redirect("plan")


@require_POST
def change(request: Request) -> HttpResponse:
    """Bed, floor or chair; 5, 10 or 15 minutes. Back to where it was chosen."""
    place, minutes = request.POST.get("place"), request.POST.get("minutes")
    try:
        if place is not None:
            known = next((one for one in actions.PLACES if one == place), None)
            if known is None:
                return HttpResponseBadRequest("No such place.")
            actions.change_place(person=request.person, place=known)
        elif minutes in {str(one) for one in actions.MINUTES}:
            actions.change_minutes(person=request.person, minutes=int(str(minutes)))
        else:
            return HttpResponseBadRequest("Nothing to change.")
    except actions.NotAllowed as refusal:
        return _no_plan(request, refusal)
    return redirect("tonight" if request.POST.get("next") == "tonight" else "plan")


def _page(stored: StoredPlan) -> dict[str, Any]:
    knowledge = library()
    words = knowledge.words(page_language())
    chosen = stored.value()
    return {
        "stored": stored,
        "cards": cards_of(chosen, knowledge, words),
        "not_offered": not_offered(chosen, words),
        "honest": words.routine.honest,
        "set_reason": words.exercise_sets[chosen.set_id].reason,
        "traffic_light": words.routine.traffic_light,
        "universal_stop": words.routine.universal_stop,
        "why_revised": heard_words(stored.rule, stored.evidence, words)
        if stored.made_because == StoredPlan.Made.PROGRESS
        else "",
        "edit": chosen.edit,
        "changes": [change_words(one, words) for one in chosen.edit.changes],
        "may_go_back": actions.may_take_back(stored) is not None,
        "places": [(one, place_words(one), one == chosen.place) for one in actions.PLACES],
        "minutes": [(one, minutes_words(one), one == chosen.minutes) for one in actions.MINUTES],
    }


def _no_plan(request: Request, refusal: actions.NotAllowed) -> HttpResponse:
    """Why there are no exercises, and what to do instead. Never an exercise among it."""
    words = library().words(page_language())
    refused: NoPlan | None = refusal.refused
    assessment = refusal.assessment
    return render(
        request,
        "plans/no_plan.html",
        {
            "assessment": assessment,
            "reason": refused.reason if refused else "no_check",
            "level": words.levels[assessment.level] if assessment else None,
            "gates": [words.gates[gate].reason for gate in refused.gates] if refused else [],
            "watch_for": words.watch_for,
        },
    )
