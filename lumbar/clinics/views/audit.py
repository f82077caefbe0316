"""Who did what at the clinic, for its owners."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from lumbar.clinics.audited import Trail, trail_of
from lumbar.clinics.forms import AuditFilter
from lumbar.people.http import Request
from lumbar.people.roles import May, staff_only, the_member

ASKED = ("who", "first", "last")


@require_safe
@staff_only(May.AUDIT)
def audit(request: Request) -> HttpResponse:
    """What was done, newest first: ``?who=`` of one of the team, ``first`` and ``last`` a day,
    ``page`` from 1. 400 for a day that is none."""
    reader = the_member(request)
    clinic = reader.clinic
    members = list(clinic.memberships.order_by("-active", "name"))
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    form = AuditFilter(members, asked)
    trail = Trail([], 1, older=False)
    if form.is_valid():
        said = form.cleaned_data
        accounts: dict[str, UUID] = {str(one.pk): one.account_id for one in members}
        trail = trail_of(
            clinic, reader, members, account=accounts.get(said["who"]), first=said["first"],
            last=said["last"], number=_page(request.GET.get("page", "")),
        )  # fmt: skip
    page = {
        "form": form, "trail": trail, "asked": bool(asked),
        "newer_url": _address(asked, trail.number - 1) if trail.number > 1 else "",
        "older_url": _address(asked, trail.number + 1) if trail.older else "",
    }  # fmt: skip
    return render(request, "clinics/audit.html", page, status=400 if form.errors else 200)


def _page(text: str) -> int:
    return int(text) if len(text) < 5 and text.isdecimal() and int(text) else 1


def _address(asked: dict[str, str], number: int) -> str:
    return f"?{urlencode(asked | {'page': number})}"
