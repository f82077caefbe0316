"""The door of the demo: sign in as one of its people with a press. Only on one's own machine, and
only for the demo clinic; anywhere else there is no such page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lumbar.clinics.demo.people import demo_people, demo_person, demo_staff
from lumbar.people.accounts.fresh import note_second_factor
from lumbar.people.http import Request
from lumbar.people.models import Account
from lumbar.people.queries import second_factors

BACKEND = "lumbar.people.accounts.backend.Backend"


def is_open(request: Request) -> bool:
    """Whether the door is there."""
    return settings.LUMBAR.kind == "local" and bool(request.clinic and request.clinic.demo)


@require_http_methods(["GET", "POST"])
def door(request: Request) -> HttpResponse:
    """Choose whom to be."""
    clinic = request.clinic
    if not is_open(request) or clinic is None:
        raise Http404
    if request.method == "POST":
        try:
            account = demo_person(clinic, UUID(request.POST.get("as", "")))
        except (ValueError, Account.DoesNotExist):
            return redirect("demo")
        # What this browser's guest did stays the guest's: it is no part of the demo.
        request.person = None
        login(request, account, backend=BACKEND)
        # This door stands for both steps: the second of the demo's staff is nobody's.
        if factor := second_factors(account.pk).first():
            note_second_factor(request, factor)
        return redirect("journal" if account.person_id else "desk")
    return render(
        request, "clinics/demo.html", {"staff": demo_staff(clinic), "people": demo_people(clinic)}
    )
