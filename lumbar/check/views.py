"""The check, screen by screen, and its result."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.check import actions, queries
from lumbar.check.forms import ScreenForm, is_body_map, read_screen, with_screen
from lumbar.check.presenters.body_map import body_map_view
from lumbar.check.presenters.result import result_view
from lumbar.check.presenters.screen import screen_view
from lumbar.check.presenters.summary import summary_view
from lumbar.check.presenters.told import told_screens
from lumbar.clinical.library import Library, library
from lumbar.clinical.schema import Screen
from lumbar.clinical.triage import assess, next_screen, previous_screens, progress
from lumbar.clinical.values import AnswerError, Answers, Level
from lumbar.people.actions import ensure_guest
from lumbar.people.http import Request
from lumbar.people.models import Clinic

HOME_COUNTRY = "HK"
"""Whose emergency number is shown while no clinic is set up."""


def emergency_number(knowledge: Library, clinic: Clinic | None) -> str:
    """The number to call where the clinic is, or that the clinic itself says; the number every
    mobile phone knows elsewhere."""
    if clinic and clinic.emergency_number:
        return clinic.emergency_number
    country = clinic.country if clinic else HOME_COUNTRY
    known = knowledge.care.countries.get(country)
    return known.emergency_number if known else "112"


def _open_answers(request: Request, knowledge: Library) -> Answers | None:
    """The answers of the open check.

    An answer that a newer knowledge no longer offers is let go, so that it is asked again.
    """
    draft = queries.draft_of(request.person)
    if draft is None:
        return None
    kept = dict(draft.answers)
    while True:
        try:
            return knowledge.answers(kept)
        except AnswerError as error:
            del kept[error.question]


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """What the check is; or, for somebody in the middle of it, where it goes on."""
    knowledge = library()
    if request.method == "POST":
        actions.begin_check(person=ensure_guest(request=request))
        return redirect("check_screen", knowledge.screens[0].id)
    answers = _open_answers(request, knowledge)
    upcoming = next_screen(answers, knowledge) if answers is not None else None
    return render(
        request,
        "check/start.html",
        {
            "resumable": bool(answers),
            "done": len(previous_screens(answers, knowledge)) if answers is not None else 0,
            "resume_url": reverse("check_screen", args=[upcoming.id])
            if upcoming
            else reverse("check_answers"),
            "emergency_number": emergency_number(knowledge, request.clinic),
        },
    )


@require_http_methods(["GET", "POST"])
def screen(request: Request, screen_id: str) -> HttpResponse:
    """One screen: shown with what was answered before, or read and kept."""
    knowledge = library()
    answers = _open_answers(request, knowledge)
    if answers is None:
        return redirect("check")
    asked = list(previous_screens(answers, knowledge))
    upcoming = next_screen(answers, knowledge)
    if upcoming is not None:
        asked.append(upcoming)
    position = next((n for n, one in enumerate(asked) if one.id == screen_id), None)
    if position is None:
        if all(one.id != screen_id for one in knowledge.screens):
            raise Http404
        # It is not, or no longer, part of this person's check.
        return redirect("check_screen", upcoming.id) if upcoming else redirect("check_answers")
    current = asked[position]
    edit = "answers" in (request.GET.get("from"), request.POST.get("from"))
    if request.method == "GET":
        return _show(request, knowledge, current, answers, position, edit)
    form = read_screen(current, request.POST, knowledge)
    if is_body_map(current, knowledge) and {"mark", "remove", "view"} & set(request.POST):
        return _keep_marks(request, knowledge, current, answers, form, edit)
    if form.errors:
        return _show(request, knowledge, current, answers, position, edit, form)
    answers = with_screen(answers, form, current)
    actions.save_screen(person=ensure_guest(request=request), answers=answers)
    return _go_on(request, knowledge, current, answers, edit)


def _keep_marks(
    request: Request,
    knowledge: Library,
    current: Screen,
    answers: Answers,
    form: ScreenForm,
    edit: bool,
) -> HttpResponse:
    """Keep what is marked so far and show the body map again (only needed without JavaScript)."""
    marked = {q: value for q, value in form.given.items() if isinstance(value, tuple) and value}
    partly = answers.with_(**{q: marked.get(q) for q in current.questions})
    actions.save_screen(person=ensure_guest(request=request), answers=partly)
    query = {"brush": request.POST.get("brush", ""), "side": request.POST.get("side", "back")}
    if request.POST.get("view") == "list":
        query["list"] = "1"
    if edit:
        query["from"] = "answers"
    return redirect(reverse("check_screen", args=[current.id], query=query) + "#main")


def _go_on(
    request: Request, knowledge: Library, current: Screen, answers: Answers, edit: bool
) -> HttpResponse:
    """To the next screen; to the answers when one was edited; to the result at the end."""
    upcoming = next_screen(answers, knowledge)
    if upcoming is None:
        if edit and assess(answers, knowledge).level is not Level.EMERGENCY:
            return redirect("check_answers")
        stored = actions.finish_check(person=ensure_guest(request=request), library=knowledge)
        return redirect("check_result", stored.uuid)
    if not edit:
        # Somebody who went back walks forward again through what was answered before.
        asked = [one.id for one in previous_screens(answers, knowledge)]
        following = asked[asked.index(current.id) + 1 :] if current.id in asked else []
        if following:
            return redirect("check_screen", following[0])
    return redirect("check_screen", upcoming.id)


def _show(
    request: Request,
    knowledge: Library,
    current: Screen,
    answers: Answers,
    position: int,
    edit: bool,
    form: ScreenForm | None = None,
) -> HttpResponse:
    _done, total = progress(answers, knowledge)
    given = {**answers, **form.given} if form else dict(answers)
    if form:
        given = {q: v for q, v in given.items() if q in form.given or q not in current.questions}
    before = previous_screens(answers, knowledge)[:position]
    if edit:
        back = reverse("check_answers")
    else:
        back = reverse("check_screen", args=[before[-1].id]) if before else reverse("check")
    context = {
        "view": screen_view(current, given, knowledge, form.errors if form else None),
        "position": position + 1,
        "total": max(total, position + 1),
        "back_url": back,
        "edit": edit,
        "as_list": request.GET.get("list") == "1",
    }
    if is_body_map(current, knowledge):
        brush = request.POST.get("brush") or request.GET.get("brush", "")
        context["front"] = "front" in (request.GET.get("side"), request.POST.get("side"))
        context["map"] = body_map_view(current.questions, given, knowledge, brush)
    return render(request, "check/screen.html", context, status=422 if form else 200)


@require_GET
def answers(request: Request) -> HttpResponse:
    """All answers so far, each with a way to change it."""
    knowledge = library()
    said = _open_answers(request, knowledge)
    if not said:
        return redirect("check")
    upcoming = next_screen(said, knowledge)
    return render(
        request,
        "check/answers.html",
        {
            "screens": told_screens(said, previous_screens(said, knowledge), knowledge),
            "upcoming": upcoming,
        },
    )


@require_POST
def finish(request: Request) -> HttpResponse:
    """Decide from the answers as they stand."""
    knowledge = library()
    said = _open_answers(request, knowledge)
    if not said or request.person is None:
        return redirect("check")
    upcoming = next_screen(said, knowledge)
    if upcoming is not None:
        return redirect("check_screen", upcoming.id)
    actions.save_screen(person=request.person, answers=said)
    stored = actions.finish_check(person=request.person, library=knowledge)
    return redirect("check_result", stored.uuid)


@require_GET
def result(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """How soon to be seen, what to do, and why."""
    stored = queries.assessment_of(request.person, identifier)
    if stored is None:
        raise Http404
    knowledge = library()
    number = emergency_number(knowledge, request.clinic)
    return render(
        request,
        "check/result.html",
        {
            "stored": stored,
            "view": result_view(
                stored.value(), stored.heard(), knowledge.at(stored.knowledge_version), number
            ),
            "emergency_number": number,
            "newer": _is_older_than_newest(request, stored.uuid),
            "recent": stored.heard().get("duration") in knowledge.care.companion.recent,
        },
    )


def _is_older_than_newest(request: Request, identifier: uuid.UUID) -> bool:
    newest = queries.newest_assessment(request.person)
    return newest is not None and newest.uuid != identifier


@require_GET
def summary(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """The page to print and take along."""
    stored = queries.assessment_of(request.person, identifier)
    if stored is None:
        raise Http404
    knowledge = library()
    return render(
        request,
        "check/summary.html",
        {
            "stored": stored,
            "now": timezone.now(),
            "view": summary_view(
                stored.value(),
                stored.heard(),
                knowledge.at(stored.knowledge_version),
                emergency_number(knowledge, request.clinic),
            ),
        },
    )


@require_POST
def change(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """Take up the answers of a result again to change some; the result itself stays."""
    stored = queries.assessment_of(request.person, identifier)
    if stored is None or request.person is None:
        raise Http404
    actions.reopen_check(person=request.person, assessment=stored)
    return redirect("check_answers")
