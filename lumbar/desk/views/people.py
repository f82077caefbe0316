"""Finding somebody in the register, and joining two entries that are one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lumbar.desk.forms import read_contact
from lumbar.people.http import Request, clinic_here
from lumbar.people.looking import Found, find
from lumbar.people.models import Patient
from lumbar.people.register import TwoPeople, add_patient, may_merge, merge_patients
from lumbar.people.roles import May, staff_only, the_member
from lumbar.site.reading import read_uuid
from lumbar.site.wording import page_language

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def people(request: Request) -> HttpResponse:
    """Look somebody up, or enter them."""
    clinic = clinic_here(request)
    query = request.GET.get("q", "").strip()[:100]
    if request.method != "POST":
        found = find(clinic, query, limit=LISTED) if query else None
        return _page(request, query, found)
    contact = read_contact(request.POST, language=page_language())
    if contact.errors:
        return _page(request, "", None, contact.given, contact.errors, status=400)
    made = add_patient(clinic=clinic, **contact.given, by=the_member(request), now=timezone.now())
    messages.success(request, _("%(name)s is in the register.") % {"name": made.name})
    return redirect(patient_url(made))


def _page(
    request: Request,
    query: str,
    found: Found | None,
    given: object = None,
    errors: object = None,
    *,
    status: int = 200,
) -> HttpResponse:
    rows = [(patient, patient_url(patient)) for patient in (found.patients if found else [])]
    context = {
        "query": query, "found": found, "rows": rows, "given": given or {}, "errors": errors or {},
    }  # fmt: skip
    return render(request, "desk/people.html", context, status=status)


@require_safe
@staff_only(May.BOOK)
def found(request: Request) -> HttpResponse:
    """Who fits what is being typed, for `book.js`: ``{"people": [{id, name, reach}]}``."""
    rows = find(clinic_here(request), request.GET.get("q", ""), limit=8).patients
    return JsonResponse(
        {
            "people": [
                {"id": str(row.pk), "name": row.name, "reach": reach_words(row)} for row in rows
            ]
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def merge(request: Request, uuid: UUID) -> HttpResponse:
    """Join another entry with this one: find it, compare, confirm."""
    clinic = clinic_here(request)
    into = get_object_or_404(Patient, clinic=clinic, pk=uuid)
    key = read_uuid(request.POST.get("one", "") or request.GET.get("one", ""))
    one = None
    if key is not None:
        one = clinic.patients.filter(pk=key).exclude(pk=into.pk).first()
        if one is None:
            raise Http404
    if request.method == "POST" and one is not None:
        try:
            kept = merge_patients(one=one, into=into, by=the_member(request), now=timezone.now())
        except TwoPeople:
            return _merge_page(request, into, one, status=409)
        messages.success(request, _("The two entries are one now."))
        return redirect(patient_url(kept))
    return _merge_page(request, into, one)


def _merge_page(
    request: Request, into: Patient, one: Patient | None, *, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    # Without a search those who are reached at the same number or address, or have the same name.
    likely: list[Patient] = []
    for words in [query] if query else [into.phone, into.email, into.name]:
        likely += [row for row in find(into.clinic, words).patients if row not in likely]
    both = [
        {"patient": row, "visits": row.appointments.count(), "reach": reach_words(row)}
        for row in (into, one) if row is not None
    ]  # fmt: skip
    context = {
        "into": into, "one": one, "both": both, "query": query, "back": patient_url(into),
        "likely": [row for row in likely if row.pk != into.pk],
        "may": one is not None and may_merge(one, into),
    }  # fmt: skip
    return render(request, "desk/merge.html", context, status=status)


def reach_words(patient: Patient) -> str:
    return " · ".join(filter(None, (patient.phone, patient.email)))


def patient_url(patient: Patient) -> str:
    """The page of somebody."""
    return reverse("patient", args=[patient.pk])
