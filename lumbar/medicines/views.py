"""The medicine log: what was taken, put right or taken out; and the questions that come first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.medicines import actions, queries
from lumbar.medicines.forms import DoseForm, answered, form_of, read_form
from lumbar.medicines.models import Dose
from lumbar.medicines.pages import choices, log_page, next_address, questions
from lumbar.medicines.said import DoseSaid, applies_from
from lumbar.medicines.wording import name_of, words
from lumbar.people.actions import ensure_guest
from lumbar.people.http import Request
from lumbar.people.models import Person
from lumbar.site.kept_pages import SHARED_FILES, kept_on_device
from lumbar.site.reading import read_uuid

FILES = (
    *SHARED_FILES,
    "medicines/medicines.css",
    "medicines/log.js",
)
"""Every file the page is made of; without a network each has to be on the device."""


@require_http_methods(["GET", "POST"])
def medicines(request: Request) -> HttpResponse:
    """The log and its form. With JavaScript an entry is kept on the device first, and sent."""
    now = timezone.now()
    if request.method == "POST":
        form = read_form(request.POST, now, _offered())
        identifier = read_uuid(request.POST.get("id")) or uuid4()
        if form.said is None:
            return _log(request, form, now, identifier, status=400)
        if queries.is_anothers(request.person, identifier):
            raise Http404
        person = ensure_guest(request=request)
        dose = actions.add_dose(person=person, uuid=identifier, said=form.said, now=now)
        _keep_asked(person, dose.medicine, form.applies, now)
        return redirect(next_address(person, dose, now))
    return _log(request, form_of(None), now, uuid4())


@require_http_methods(["PUT"])
def keep_dose(request: Request, uuid: UUID) -> HttpResponse:
    """Keep an entry that a device sends; twice, late or out of order changes nothing. 401 asks
    who is there, 404 is another person's, 400 can never be kept. ``next`` says where to go."""
    if request.person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    now = timezone.now()
    try:
        data = json.loads(request.body)
        said = DoseSaid.from_json(data, now, _offered())
        dose = actions.keep_dose(person=request.person, uuid=uuid, said=said, now=now)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    except actions.NotTheirs:
        return JsonResponse({"error": "not yours"}, status=404)
    _keep_asked(request.person, dose.medicine, applies_from(data.get("applies")), now)
    return JsonResponse({"next": next_address(request.person, dose, now)})


@require_http_methods(["GET", "POST"])
def dose(request: Request, uuid: UUID) -> HttpResponse:
    """Put an entry right, or take it out."""
    known = _own(request, uuid)
    form = form_of(actions.said_of(known))
    status = 200
    if request.method == "POST":
        form = read_form(request.POST, timezone.now(), _offered())
        if form.said is not None:
            actions.change_dose(person=known.person, uuid=uuid, said=form.said)
            return redirect(f"{reverse('medicines')}#kept")
        status = 400
    context = {
        "dose": known,
        "form": form,
        "choices": choices(form),
        "today_date": timezone.localdate().isoformat(),
    }
    return render(request, "medicines/dose.html", context, status=status)


@require_POST
def dose_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take an entry out; the log offers to put it back."""
    known = _own(request, uuid)
    actions.remove_dose(person=known.person, uuid=uuid, now=timezone.now())
    return redirect("medicines")


@require_POST
def dose_restore(request: Request, uuid: UUID) -> HttpResponse:
    """Put back what was taken out."""
    if request.person is None:
        raise Http404
    try:
        actions.restore_dose(person=request.person, uuid=uuid)
    except actions.NotTheirs:
        raise Http404 from None
    return redirect("medicines")


@require_http_methods(["GET", "POST"])
def medicine_ask(request: Request, medicine: str) -> HttpResponse:
    """The questions that come before the next one of a medicine. They may be left open; then they
    come again."""
    book = queries.book_of_the_clinic()
    if not book.ask_first.get(medicine):
        raise Http404
    if request.person is None:
        return redirect("medicines")
    ticked = request.POST.getlist("applies")
    if request.method == "POST" and (applies := answered(medicine, ticked)) is not None:
        now = timezone.now()
        _keep_asked(request.person, medicine, applies, now)
        return redirect("medicines")
    known = queries.asked_of(request.person).get(medicine)
    before = [f"{medicine}:{id}" for id in known.applies] if known else []
    context = {
        "medicine": medicine,
        "name": name_of(medicine),
        "words": words(),
        "questions": questions(medicine, before, book),
        "unanswered": request.method == "POST",
    }
    status = 400 if context["unanswered"] else 200
    return render(request, "medicines/ask.html", context, status=status)


def _log(
    request: Request, form: DoseForm, now: datetime, identifier: UUID, status: int = 200
) -> HttpResponse:
    context: Mapping[str, Any] = {
        **log_page(request.person, form, now, request.GET.get("page")),
        "new_id": identifier,
        "record_address": reverse("keep_dose", args=[UUID(int=0)]),
        "needs": [static(name) for name in FILES],
    }
    response = render(request, "medicines/log.html", context, status=status)
    if status == 200 and request.person is not None:
        kept_on_device(response)
    return response


def _keep_asked(
    person: Person, medicine: str, applies: tuple[str, ...] | None, now: datetime
) -> None:
    if applies is None:
        return
    asked = queries.book_of_the_clinic().ask_first.get(medicine, ())
    holds = [id for id in asked if id in applies]
    if asked:
        actions.keep_asked(person=person, medicine=medicine, applies=holds, now=now)


def _offered() -> list[str]:
    """The medicines that can be chosen by name."""
    return [medicine.id for medicine in library().care.medicines.medicine]


def _own(request: Request, uuid: UUID) -> Dose:
    known = queries.dose_of(request.person, uuid)
    if known is None:
        raise Http404
    return known
