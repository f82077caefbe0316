"""The day's notes, and slow breathing. Blood pressure and steps have views of their own."""

from __future__ import annotations

import json
import uuid as uuids
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lumbar.check.presenters.result import source_view
from lumbar.clinical.library import library
from lumbar.people.actions import ensure_guest
from lumbar.people.http import Request
from lumbar.plans.queries import standing
from lumbar.site.wording import minutes_words, page_language
from lumbar.wellbeing import actions, queries
from lumbar.wellbeing.forms import NoteForm, day_from, read_note
from lumbar.wellbeing.pages import day_view, tension_chart, walks_words, week_bar
from lumbar.wellbeing.pressure_page import country_of
from lumbar.wellbeing.sent import BreathingSent

NUMBERS = range(11)
BREATHING_MINUTES = (3, 5, 10)
SHOWN = 5


@require_http_methods(["GET", "POST"])
def wellbeing(request: Request) -> HttpResponse:
    """Tension, pulse and movement of a day; each is kept by itself."""
    today = timezone.localdate()
    if request.method == "GET":
        return _show_day(request, None, 200)
    care = library().care
    form = read_note(request.POST, care.wellbeing.pressure.limits)
    if form.name not in actions.NOTED or form.error:
        return _show_day(request, form, 400)
    day = day_from(request.POST.get("day"), today)
    if form.value is not None or request.person is not None:
        actions.note(
            person=ensure_guest(request=request), day=day, name=form.name, value=form.value
        )
    query = {"kept": form.name}
    if day != today:
        query["day"] = day.isoformat()
    return redirect(reverse("wellbeing", query=query) + f"#{form.name}")


def _show_day(request: Request, form: NoteForm | None, status: int) -> HttpResponse:
    knowledge, now = library(), timezone.now()
    care, today = knowledge.care, timezone.localdate(now)
    day = day_from(request.GET.get("day") or request.POST.get("day"), today)
    view = day_view(request.person, day, today, care)
    known = standing(request.person)
    return render(
        request,
        "wellbeing/day.html",
        {
            "view": view,
            "chart": tension_chart(view.rows),
            "bar": week_bar(view.week),
            "walks": walks_words(view.walking),
            "numbers": NUMBERS,
            "form": form,
            "kept": request.GET.get("kept", ""),
            "words": care.words(page_language()),
            "care": care,
            "refused": known.refused is not None,
            "acting": queries.acting_now(request.person, country_of(request.clinic), now),
            "sources": [
                source_view(one, knowledge)
                for one in ("who-2020-activity", "bp-guidelines", "heart-rate-sources")
            ],
            "here": "wellbeing",
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def breathing(request: Request) -> HttpResponse:
    """Slow breathing, led by shape and tone; without JavaScript it can be noted afterwards."""
    wrong = False
    if request.method == "POST":
        minutes, identifier = request.POST.get("minutes", ""), _id(request)
        if queries.is_anothers(request.person, identifier):
            raise Http404
        if minutes in {str(one) for one in BREATHING_MINUTES}:
            seconds = int(minutes) * 60
            actions.keep_breathing(
                person=ensure_guest(request=request),
                uuid=identifier,
                started_at=timezone.now() - timedelta(seconds=seconds),
                seconds=seconds,
            )
            return redirect(reverse("breathing", query={"kept": ""}))
        wrong = True
    knowledge = library()
    care = knowledge.care
    return render(
        request,
        "wellbeing/breathing.html",
        {
            "rhythm": care.breathing,
            "words": care.words(page_language()).breathing,
            "minutes": BREATHING_MINUTES,
            "usual": round(care.breathing.minutes),
            "new_id": uuids.uuid4(),
            "record_address": reverse("keep_breathing", args=[UUID(int=0)])
            if request.person
            else "",
            "sessions": [
                (one.started_at, minutes_words(max(1, round(one.seconds / 60))))
                for one in queries.breathings(request.person, SHOWN)
            ],
            "kept": "kept" in request.GET,
            "wrong": wrong,
            "sources": [source_view(one, knowledge) for one in care.breathing.source],
            "here": "breathing",
        },
        status=400 if wrong else 200,
    )


def _id(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return uuids.uuid4()


@require_http_methods(["PUT"])
def keep_breathing(request: Request, uuid: UUID) -> HttpResponse:
    """Keep a breathing that a device sends; twice or late changes nothing. 401 asks who is there,
    404 is another person's, 400 can never be kept."""
    if request.person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    try:
        sent = BreathingSent.from_json(json.loads(request.body), timezone.now())
        kept = actions.keep_breathing(person=request.person, uuid=uuid, **sent._asdict())
    except actions.NotTheirs:
        return JsonResponse({"error": "not yours"}, status=404)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"seconds": kept.seconds})
