"""Locations, rooms, services and clinicians: lists, forms, taking out of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lumbar.booking.models import Location, Named, Practitioner, Room, Service
from lumbar.clinics import actions, queries
from lumbar.clinics.forms import LocationForm, PractitionerForm, RoomForm, ServiceForm
from lumbar.clinics.views.hours import period_words
from lumbar.clinics.views.shared import Kept, form_page, here, keep, own_row
from lumbar.people.http import Request
from lumbar.people.models import Clinic
from lumbar.people.roles import May, staff_only


@require_GET
@staff_only(May.SETTINGS)
def locations(request: Request) -> HttpResponse:
    """Every location with its rooms."""
    clinic, _member = here(request)
    rows = clinic.locations.prefetch_related("rooms").order_by("-active", "name_en", "pk")
    return render(request, "clinics/locations.html", {"locations": rows})


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def location(request: Request, pk: int | None = None) -> HttpResponse:
    """One location, or a new one."""
    clinic, _member = here(request)
    row = own_row(clinic.locations, pk) if pk is not None else None
    title = row.name if row else _("New location")
    kept = keep(request, lambda data, row: LocationForm(clinic, data, instance=row), row)
    return _kept(request, kept, title, "settings_locations", _("Locations and rooms"), row)


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def room(request: Request, pk: int | None = None) -> HttpResponse:
    """One room, or a new one; ``?location=`` says where."""
    clinic, _member = here(request)
    row = own_row(_rooms(clinic), pk) if pk is not None else None
    wanted = request.GET.get("location", "")
    initial = {"location": wanted} if wanted.isdecimal() else {}
    title = row.name if row else _("New room")
    kept = keep(
        request, lambda data, row: RoomForm(clinic, data, instance=row, initial=initial), row
    )
    return _kept(request, kept, title, "settings_locations", _("Locations and rooms"), row)


@require_GET
@staff_only(May.SETTINGS)
def services(request: Request) -> HttpResponse:
    """Every service with its terms in short."""
    clinic, _member = here(request)
    rows = clinic.services.prefetch_related("practitioners").order_by("-active", "order", "pk")
    return render(request, "clinics/services.html", {"services": rows})


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def service(request: Request, pk: int | None = None) -> HttpResponse:
    """One service, or a new one."""
    clinic, _member = here(request)
    row = own_row(clinic.services, pk) if pk is not None else None
    initial: dict[str, Any] = {}
    if row is None:
        # Most clinics begin with a service that everybody offers.
        initial = {"practitioners": list(clinic.practitioners.filter(active=True)), "minutes": 30}
    title = row.name if row else _("New service")
    kept = keep(
        request, lambda data, row: ServiceForm(clinic, data, instance=row, initial=initial), row
    )
    return _kept(request, kept, title, "settings_services", _("Services"), row)


@require_GET
@staff_only(May.SETTINGS)
def clinicians(request: Request) -> HttpResponse:
    """Everybody who sees people."""
    clinic, _member = here(request)
    today = queries.today_at(clinic, timezone.now())
    rows = (
        clinic.practitioners.select_related("membership")
        .annotate(
            spans=Count("hours", distinct=True),
            days=Count("exceptions", filter=Q(exceptions__day__gte=today), distinct=True),
        )
        .order_by("-active", "order", "pk")
    )
    return render(request, "clinics/clinicians.html", {"clinicians": rows})


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def clinician(request: Request, pk: int | None = None) -> HttpResponse:
    """One clinician, or a new one: their hours come next."""
    clinic, _member = here(request)
    row = own_row(clinic.practitioners, pk) if pk is not None else None
    title = row.name if row else _("New clinician")
    kept = keep(request, lambda data, row: PractitionerForm(clinic, data, instance=row), row)
    return _kept(request, kept, title, "settings_clinicians", _("Clinicians and hours"), row)


def _kept(
    request: Request, kept: Kept, title: str, back: str, back_name: str, row: Named | None
) -> HttpResponse:
    if kept.saved:
        messages.success(request, _("Saved."))
        if isinstance(kept.saved, Practitioner) and row is None:
            return redirect("settings_hours", kept.saved.pk)
        return redirect(back)
    kind = KIND_OF[type(kept.form.instance)]
    return form_page(
        request, kept, title=title, back=(reverse(back), back_name), row=row, kind=kind,
        use_url=reverse("settings_use", args=[kind, row.pk]) if row else "",
    )  # fmt: skip


KIND_OF: dict[type[Named], str] = {
    Location: "location",
    Room: "room",
    Service: "service",
    Practitioner: "clinician",
}
LISTS = {
    "location": "settings_locations",
    "room": "settings_locations",
    "service": "settings_services",
    "clinician": "settings_clinicians",
}


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def use(request: Request, kind: str, pk: int) -> HttpResponse:
    """Take something out of use, or take it up again. Only looked at, as after another language
    was chosen on the page it can answer with: back to the list."""
    clinic, member = here(request)
    rows: dict[str, Any] = {
        "location": clinic.locations,
        "room": _rooms(clinic),
        "service": clinic.services,
        "clinician": clinic.practitioners,
    }
    if kind not in rows:
        raise Http404
    row, now = cast(Named, own_row(rows[kind], pk)), timezone.now()
    if request.method != "POST":
        return redirect(LISTS[kind])
    if request.POST.get("do") == "again":
        try:
            actions.take_up_again(by=member, row=row, now=now, without=_keys(request))
        except actions.HoursOverlap as no:
            return _overlapping_page(request, row, no.found)
        messages.success(request, _("%(name)s is offered again.") % {"name": row.name})
        return redirect(LISTS[kind])
    if actions.retire(by=member, row=row, now=now):
        messages.success(request, _("%(name)s is deleted.") % {"name": row.name})
        return redirect(LISTS[kind])
    messages.success(
        request, _("%(name)s is no longer offered. What was booked stays.") % {"name": row.name}
    )
    outside = len(queries.outside_hours(clinic, now))
    return redirect("settings" if outside else LISTS[kind])


def _keys(request: Request) -> set[int]:
    """The hours that may be taken out, by id."""
    said = request.POST.getlist("without")
    return {int(one) for one in said if len(one) < 19 and one.isascii() and one.isdecimal()}


def _overlapping_page(
    request: Request, row: Named, found: Sequence[queries.Overlapping]
) -> HttpResponse:
    """Which kept hours of a place lie over hours elsewhere: nothing is done yet."""
    lines = [
        {
            "pk": one.kept.pk, "who": one.kept.practitioner, "day": WEEKDAYS[one.kept.weekday],
            "holds": period_words((one.kept.first_day, one.kept.last_day)),
            "kept": f"{one.kept.opens:%H:%M}–{one.kept.closes:%H:%M}",
            "elsewhere": [f"{other.opens:%H:%M}–{other.closes:%H:%M} {other.location.name}"
                          for other in one.elsewhere],
        }
        for one in found
    ]  # fmt: skip
    return render(request, "clinics/overlapping.html", {"row": row, "lines": lines}, status=409)


def _rooms(clinic: Clinic) -> Any:
    return Room.objects.filter(location__clinic=clinic)
