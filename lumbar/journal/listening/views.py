"""Answers to what was heard. The cards themselves stand on Home."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lumbar.check.actions import begin_check
from lumbar.clinical.library import library
from lumbar.journal.listening import actions
from lumbar.people.http import Request
from lumbar.plans.actions import NotAChoice, NotAllowed


@require_POST
def answer_heard(request: Request, uuid: UUID) -> HttpResponse:
    """``danger=none|some`` answers the danger signs, ``back`` takes a change back, ``close`` puts
    the card away."""
    if request.person is None:
        raise Http404
    person, now, danger = request.person, timezone.now(), request.POST.get("danger")
    try:
        if danger in ("none", "some"):
            actions.answer_danger_signs(
                person=person, uuid=uuid, any_sign=danger == "some", now=now
            )
            if danger == "some":
                begin_check(person=person)
                return redirect("check_screen", library().screens[0].id)
        elif "back" in request.POST:
            actions.take_back(person=person, uuid=uuid, now=now)
            messages.success(request, _("You are back to the plan before."))
            return redirect("plan")
        elif "close" in request.POST:
            actions.put_away(person=person, uuid=uuid, now=now)
        else:
            return HttpResponseBadRequest("Nothing to answer.")
    except actions.NotTheirs:
        raise Http404 from None
    except (NotAChoice, NotAllowed):
        messages.error(request, _("This can no longer be taken back. Your plan has changed since."))
    return redirect("home")


@require_POST
def answer_shorter(request: Request) -> HttpResponse:
    """Take or leave the shorter evening that was offered."""
    if request.person is None:
        raise Http404
    taken = actions.answer_shorter(
        person=request.person, shorter="shorter" in request.POST, now=timezone.now()
    )
    if taken is None:
        return redirect("home")
    messages.success(request, _("Your evenings are shorter now. You can change it on your plan."))
    return redirect("plan")
