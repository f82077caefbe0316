"""A person's goals: set, end, take up again. They are rated in the check-in."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.journal.measuring import actions, queries
from lumbar.journal.measuring.actions import GoalError
from lumbar.journal.measuring.forms import GOAL_LENGTH
from lumbar.journal.models import Goal
from lumbar.people.http import Request


@require_http_methods(["GET", "POST"])
def goals(request: Request) -> HttpResponse:
    """The goals with how they go, and a place for another."""
    if request.person is None:
        return redirect("home")
    if request.method == "GET":
        return _page(request)
    text = request.POST.get("text", "")
    try:
        actions.set_goal(person=request.person, text=text, now=timezone.now(), most=_most())
    except GoalError as error:
        return _page(request, text=text, error=_error(error.code))
    return redirect("goals")


@require_POST
def goal_change(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """End one of the person's own goals, or take it up again."""
    goal = queries.goal_of(request.person, identifier)
    if goal is None:
        raise Http404
    if request.POST.get("do") == "again":
        try:
            actions.resume_goal(goal=goal, most=_most())
        except GoalError as error:
            return _page(request, error=_error(error.code))
    else:
        actions.end_goal(goal=goal, now=timezone.now())
    return redirect("goals")


def _most() -> int:
    return library().care.measures.rhythm.most_goals


def _page(request: Request, *, text: str = "", error: str = "") -> HttpResponse:
    rated = queries.goal_series(request.person)

    def line(goal: Goal) -> dict[str, object]:
        points = rated.get(str(goal.pk), [])
        return {
            "goal": goal,
            "now": round(points[-1].score) if points else None,
            "first": round(points[0].score) if len(points) > 1 else None,
        }

    mine = queries.goals_of(request.person)
    return render(
        request,
        "journal/measures/goals.html",
        {
            "goals": [line(goal) for goal in mine],
            "ended": [line(goal) for goal in queries.goals_of(request.person, ended=True)],
            "may_add": len(mine) < _most(),
            "most": _most(),
            "length": GOAL_LENGTH,
            "text": text,
            "error": error,
        },
        status=400 if error else 200,
    )


def _error(code: str) -> str:
    if code == "empty":
        return _("Write what you want to do again, for example “carry the shopping home”.")
    if code == "too-long":
        return _("That is too long. Say it in up to %(count)s characters.") % {"count": GOAL_LENGTH}
    return _("You have %(count)s goals. End one of them first.") % {"count": _most()}
