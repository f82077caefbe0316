"""Blood pressure at home. A very high reading asks its question before anything else."""

from __future__ import annotations

import uuid as uuids
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.check.presenters.result import source_view
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.clinical.pressure import NOT_SURE
from lumbar.people.actions import ensure_guest
from lumbar.people.http import Request
from lumbar.site.wording import page_language
from lumbar.wellbeing import actions, queries
from lumbar.wellbeing.forms import ReadingForm, read_reading
from lumbar.wellbeing.models import PressureReading
from lumbar.wellbeing.pressure_page import (
    country_of,
    pressure_view,
    row_of,
    signs_asked,
)

NONE = "none"


@require_http_methods(["GET", "POST"])
def blood_pressure(request: Request) -> HttpResponse:
    """The readings, what the series comes to, and a new reading."""
    if request.method == "GET":
        return _show(request, None, 200)
    form = _read(request)
    if form.errors or form.taken_at is None:
        return _show(request, form, 400)
    identifier = _id(request)
    if queries.is_anothers(request.person, identifier):
        raise Http404
    try:
        reading = actions.keep_pressure(
            person=ensure_guest(request=request),
            uuid=identifier,
            taken_at=form.taken_at,
            systolic=form.systolic,
            diastolic=form.diastolic,
            pulse=form.pulse,
        )
    except actions.NotTheirs:
        raise Http404 from None
    return _after(request, reading)


@require_http_methods(["GET", "POST"])
def pressure_reading(request: Request, uuid: UUID) -> HttpResponse:
    """Change a reading of one's own."""
    kept = queries.reading_of(request.person, uuid)
    if kept is None or request.person is None:
        raise Http404
    at = timezone.localtime(kept.taken_at)
    if request.method == "POST":
        form = _read(request, kept)
        if not form.errors and form.taken_at is not None:
            changed = actions.keep_pressure(
                person=request.person,
                uuid=uuid,
                taken_at=form.taken_at,
                systolic=form.systolic,
                diastolic=form.diastolic,
                pulse=form.pulse,
            )
            return _after(request, changed)
    else:
        form = ReadingForm(
            {
                "systolic": str(kept.systolic),
                "diastolic": str(kept.diastolic),
                "pulse": "" if kept.pulse is None else str(kept.pulse),
                "day": at.date().isoformat(),
                "time": f"{at:%H:%M}",
            }
        )
    return render(
        request,
        "wellbeing/pressure_reading.html",
        {"form": form, "reading": kept, "at": at, "limits": _limits(), "here": "blood_pressure"},
        status=400 if form.errors else 200,
    )


@require_POST
def pressure_delete(request: Request, uuid: UUID) -> HttpResponse:
    """Delete a reading of one's own."""
    if request.person is None or not actions.delete_pressure(person=request.person, uuid=uuid):
        raise Http404
    _act(request)
    return redirect("blood_pressure")


@require_http_methods(["GET", "POST"])
def pressure_signs(request: Request, uuid: UUID) -> HttpResponse:
    """The question at a very high reading: is one of these there now? One tap answers."""
    kept = queries.reading_of(request.person, uuid)
    if kept is None:
        raise Http404
    knowledge = library()
    care = knowledge.care
    asked = signs_asked(care)
    if request.method == "POST":
        sign = request.POST.get("sign", "")
        if sign == NONE:
            actions.say_signs(reading=kept, signs=())
            _act(request)
            return redirect("blood_pressure")
        if sign == NOT_SURE or sign in dict(asked):
            actions.say_signs(reading=kept, signs=(sign,))
            _act(request)
            return redirect("blood_pressure")
    return render(
        request,
        "wellbeing/pressure_signs.html",
        {
            "reading": kept,
            "at": timezone.localtime(kept.taken_at),
            "asked": asked,
            "words": care.words(page_language()).wellbeing.pressure.signs,
            "emergency_number": emergency_number(knowledge, request.clinic),
            "wrong": request.method == "POST",
        },
        status=400 if request.method == "POST" else 200,
    )


@require_POST
def pressure_standard(request: Request) -> HttpResponse:
    """Choose by which standard pressures are read."""
    known = {one.id for one in library().care.blood_pressure.standard}
    chosen = request.POST.get("standard", "")
    if chosen not in known:
        return _show(request, None, 400)
    usual = queries.standard_of(None, country_of(request.clinic)).id
    if request.person is not None or chosen != usual:
        person = ensure_guest(request=request)
        actions.choose_standard(person=person, standard=None if chosen == usual else chosen)
    return redirect("blood_pressure")


def _limits() -> object:
    return library().care.wellbeing.pressure.limits


def _read(request: Request, kept: PressureReading | None = None) -> ReadingForm:
    return read_reading(
        request.POST,
        library().care.wellbeing.pressure.limits,
        timezone.now(),
        kept.taken_at if kept else None,
    )


def _id(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return uuids.uuid4()


def _act(request: Request) -> None:
    """Let a danger sign end the exercises."""
    if request.person is not None:
        actions.act_on_pressure(
            person=request.person, country=country_of(request.clinic), now=timezone.now()
        )


def _after(request: Request, reading: PressureReading) -> HttpResponse:
    """On to the question where the reading is very high, and new enough to ask."""
    _act(request)
    acting = queries.acting_now(request.person, country_of(request.clinic), timezone.now())
    if acting.stage == "ask" and acting.reading is not None and acting.reading.id == reading.pk:
        return redirect("pressure_signs", reading.pk)
    return redirect("blood_pressure")


def _show(request: Request, form: ReadingForm | None, status: int) -> HttpResponse:
    knowledge = library()
    care = knowledge.care
    view = pressure_view(request.person, request.clinic, timezone.now(), care)
    if view.acting.stage == "ask" and view.acting.reading is not None and status == 200:
        return redirect("pressure_signs", view.acting.reading.id)
    words = knowledge.words(page_language())
    said = care.words(page_language())
    level = view.acting.level
    country = country_of(request.clinic)
    number = emergency_number(knowledge, request.clinic)
    context: dict[str, object] = {
        "view": view,
        "form": form,
        "words": said,
        "limits": care.wellbeing.pressure.limits,
        "new_id": uuids.uuid4(),
        "level": level.value if level else "",
        "level_words": words.levels[level.value] if level else None,
        "emergency_number": number,
        "same_day": said.countries[country].same_day if country in said.countries else "",
        "sources": [source_view(one, knowledge) for one in view.standard.source],
        "here": "blood_pressure",
    }
    if view.acting.reading is not None:
        context["row"] = row_of(view.acting.reading, view.standard, care)
    if level and level.value == "emergency" and status == 200 and "all" not in request.GET:
        context["do"] = [
            step.replace("{emergency}", number) for step in words.levels[level.value].do
        ]
        return render(request, "wellbeing/pressure_emergency.html", context)
    return render(request, "wellbeing/pressure.html", context, status=status)
