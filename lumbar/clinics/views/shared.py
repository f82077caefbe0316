"""What the pages of the settings share."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lumbar.clinics.forms import Laid
from lumbar.people.http import Request
from lumbar.people.models import Clinic, Membership


def here(request: Request) -> tuple[Clinic, Membership]:
    """The clinic and who is asking; ``staff_only`` has looked at both. The clinic is read anew: a
    form that does not fit must not change what the page shows of it."""
    membership = cast(Membership, request.membership)
    return Clinic.objects.get(pk=membership.clinic_id), membership


def sent(request: Request) -> Any:
    """What was sent, even when it is nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def own_row(rows: Any, pk: int) -> Any:
    """One of the clinic's own rows. Raises ``Http404``: another's is as if it were not there."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def form_page(
    request: Request, form: Laid, *, title: str, back: tuple[str, str], **more: Any
) -> HttpResponse:
    """A page with one form; ``back``: address and name of the page before. Status 400 where
    something has to be put right."""
    page = {
        "form": form, "title": title, "back_url": back[0], "back_name": back[1],
        "save": _("Save"), **more,
    }  # fmt: skip
    template = more.get("template", "clinics/form.html")
    return render(request, template, page, status=400 if form.errors else 200)
