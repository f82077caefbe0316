"""The wait list as the desk sees it: who waits, in which order and why; whom to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lumbar.booking.actions import patient_at_desk
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.forms import blank, read_details
from lumbar.booking.models import Offer, Service, WaitingEntry
from lumbar.booking.presenters.details import fields
from lumbar.booking.queries import slots_for
from lumbar.booking.views.shared import offers
from lumbar.booking.waiting import actions
from lumbar.booking.waiting.forms import Wish, read_wish
from lumbar.booking.waiting.presenters import LineView, grid_view, line_view, offered_words
from lumbar.booking.waiting.queries import Waiting, line_of, visits_ahead
from lumbar.booking.waiting.views import cells_of
from lumbar.booking.wording import when_words
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic, Patient
from lumbar.people.roles import May, staff_only, the_member
from lumbar.scheduling.instants import instant, local_day, moment
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import unsuitable
from lumbar.site.post import is_set_up
from lumbar.site.wording import page_language

LOOKS_AHEAD = timedelta(days=14)
"""How far ahead free times are looked for."""
TIMES = 16
"""How many of them one page shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the list's page."""

    line: LineView
    first: str
    """The next free time that suits; empty: none."""
    time: str
    """The time that is asked about, to be sent back, where it is free for them; else empty."""
    may_offer: bool


@require_safe
@staff_only(May.BOOK)
def waiting(request: Request) -> HttpResponse:
    """The list. ``?starts=&who=&where=``: with whom this free time would suit."""
    clinic, now = clinic_here(request), timezone.now()
    line = line_of(clinic)
    free = _free_times(clinic, {one.row.service_id: one.row.service for one in line}, now)
    zones = _zones(clinic)
    asked = _asked(request, zones)
    held = {
        one.entry_id: offered_words(
            one.appointment.starts_at, one.answer_until, one.appointment.location.time_zone
        )
        for one in Offer.objects.filter(
            entry__clinic=clinic, state=Offer.State.OPEN
        ).select_related("appointment__location")
    }
    rows, by_email = [], is_set_up()
    for number, one in enumerate(line, 1):
        why = unsuitable(one.entry, asked, zones[asked.place]) if asked else None
        view = line_view(
            one, number, now, offered=held.get(one.row.pk, ""), unsuitable=why,
            asked=asked is not None,
        )  # fmt: skip
        times = _suits(one, free, zones)
        first = times[0] if times else None
        wanted = _value(asked) if asked and one.row.state == WaitingEntry.State.WAITING else ""
        rows.append(
            Row(
                view,
                when_words(moment(first.starts), zones[first.place]) if first else "",
                wanted if wanted in {_value(time) for time in times} else "",
                bool(one.row.send_to) and by_email,
            )
        )
    page = {
        "rows": rows,
        "asked": when_words(moment(asked.starts), zones[asked.place]) if asked else "",
        "by_email": by_email,
    }
    return render(request, "booking/waiting/desk_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def entry(request: Request, identifier: UUID) -> HttpResponse:
    """Somebody on the list, and the free times that would suit: to offer, to book, or to remove
    them."""
    clinic, now = clinic_here(request), timezone.now()
    line = line_of(clinic)
    found = next(((n, one) for n, one in enumerate(line, 1) if one.row.pk == identifier), None)
    if found is None:
        get_object_or_404(clinic.waiting, pk=identifier)
        if request.method == "POST":
            messages.info(request, _("They are not on the list any more."))
        return redirect("waiting")
    number, one = found
    if request.method == "POST":
        return _do(request, one.row, now)
    free = _free_times(clinic, {one.row.service_id: one.row.service}, now)
    zones = _zones(clinic)
    open_offer = (
        Offer.objects.filter(entry=one.row, state=Offer.State.OPEN)
        .select_related("appointment__location")
        .first()
    )
    names = dict(clinic.practitioners.values_list("pk", "name_en"))
    if page_language() == "zh-hant":
        names = dict(clinic.practitioners.values_list("pk", "name_zh_hant"))
    page = {
        "line": line_view(one, number, now),
        "entry": one.row,
        "held": offered_words(
            open_offer.appointment.starts_at,
            open_offer.answer_until,
            open_offer.appointment.location.time_zone,
        )
        if open_offer
        else "",
        "held_time": "-".join(
            str(part)
            for part in (
                instant(open_offer.appointment.starts_at),
                open_offer.appointment.practitioner_id,
                open_offer.appointment.location_id,
            )
        )
        if open_offer
        else "",
        "times": [
            (
                _value(slot),
                when_words(moment(slot.starts), zones[slot.place]),
                names[slot.practitioner],
            )
            for slot in _suits(one, free, zones)[:TIMES]
        ],
        "may_offer": bool(one.row.send_to) and is_set_up() and open_offer is None,
    }
    return render(request, "booking/waiting/desk_entry.html", page)


def _do(request: Request, row: WaitingEntry, now: datetime) -> HttpResponse:
    by = the_member(request)
    do, text = request.POST.get("do", ""), request.POST.get("time", "")
    if do == "remove":
        actions.leave(entry=row, by=by, now=now)
        messages.success(request, _("Taken off the list."))
        return redirect("waiting")
    slot = _slot(text, row.service)
    if slot is None or do not in {"offer", "book"}:
        raise Http404
    try:
        if do == "offer":
            actions.offer_by_hand(entry=row, slot=slot, by=by, now=now)
            messages.success(request, _("The offer goes out now. The time is held meanwhile."))
            return redirect("waiting_entry", row.pk)
        actions.book_from_list(entry=row, slot=slot, by=by, now=now)
    except (NotAllowed, SlotTaken):
        messages.warning(request, _("This time cannot be had any more. These are free now."))
        return redirect("waiting_entry", row.pk)
    messages.success(request, _("Booked."))
    return redirect("waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def new(request: Request) -> HttpResponse:
    """Put somebody on the list who is on the phone. ``?patient=``: of the register."""
    clinic, now = clinic_here(request), timezone.now()
    services = list(clinic.services.filter(active=True))
    asked = request.POST if request.method == "POST" else request.GET
    service = next((one for one in services if str(one.pk) == asked.get("service")), None)
    service = service or (services[0] if services else None)
    offered = offers(service) if service is not None else None
    if offered is None or service is None:
        return render(request, "booking/waiting/desk_new.html", {"nothing": True})
    patient = _patient(clinic, asked.get("patient", ""))
    cells = cells_of(offered)
    today = local_day(instant(now), offered.zone)
    wish, sent = Wish(), blank(language=page_language())
    errors: dict[str, str] = {}
    if request.method == "POST":
        wish = read_wish(request.POST, offered=cells, today=today)
        # Somebody on the phone has a number; an e-mail is welcome.
        sent = read_details(request.POST, by_email=False, language=page_language())
        errors = dict(wish.errors) | ({} if patient else dict(sent.errors))
        if not errors:
            if patient is None and sent.contact is not None:
                patient = patient_at_desk(clinic=clinic, contact=sent.contact)
            if patient is not None:
                return _put(request, service, patient, wish, now)
    page = {
        "services": services,
        "service": service,
        "patient": patient,
        "practitioners": offered.practitioners.values(),
        "visits": [
            (str(one.pk), when_words(one.starts_at, one.location.time_zone))
            for one in (visits_ahead(patient, now) if patient else [])
        ],
        "grid": grid_view(cells, wish.cells),
        "wish": wish,
        "fields": [] if patient else [
            field for field in fields(sent, by_email=False) if field.name != "reason"
        ],
        "wrong": bool(errors),
        "soon": request.POST.get("soon") == "yes",
        "today": today.isoformat(),
    }  # fmt: skip
    return render(request, "booking/waiting/desk_new.html", page, status=400 if errors else 200)


def _put(
    request: Request, service: Service, patient: Patient, wish: Wish, now: datetime
) -> HttpResponse:
    by = the_member(request)
    visits = {str(one.pk): one for one in visits_ahead(patient, now)}
    text = wish.practitioner
    who = service.practitioners.filter(pk=int(text)).first() if text.isdecimal() else None
    try:
        made = actions.put_on_list(
            clinic=service.clinic, service=service, patient=patient, grid=wish.grid,
            practitioner=who, instead_of=visits.get(wish.instead_of), until=wish.until,
            soon=request.POST.get("soon") == "yes", by=by, now=now,
        )  # fmt: skip
    except NotAllowed:
        messages.warning(request, _("They are on the list for as much as one can be already."))
        return redirect("waiting")
    messages.success(request, _("On the list."))
    return redirect("waiting_entry", made.pk)


def _patient(clinic: Clinic, text: str) -> Patient | None:
    try:
        return clinic.patients.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _zones(clinic: Clinic) -> dict[int, str]:
    return dict(clinic.locations.values_list("pk", "time_zone"))


def _free_times(
    clinic: Clinic, services: dict[int, Service], now: datetime
) -> dict[int, list[Slot]]:
    """Free times of services in the next two weeks; three queries for each."""
    first = local_day(instant(now), clinic.time_zone)
    return {
        key: slots_for(
            clinic=clinic, service=service, practitioner=None, first=first,
            last=first + LOOKS_AHEAD, now=now,
        )
        for key, service in services.items()
    }  # fmt: skip


def _suits(one: Waiting, free: dict[int, list[Slot]], zones: dict[int, str]) -> list[Slot]:
    return [
        slot
        for slot in free.get(one.row.service_id, [])
        if unsuitable(one.entry, slot, zones[slot.place]) is None
    ]


def _asked(request: Request, zones: dict[int, str]) -> Slot | None:
    """The free time of the address, if it names one of this clinic."""
    text = "-".join(request.GET.get(name, "") for name in ("starts", "who", "where"))
    slot = _slot(text, None)
    return slot if slot is not None and slot.place in zones else None


def _value(slot: Slot) -> str:
    """As `_slot` reads it."""
    return f"{slot.starts}-{slot.practitioner}-{slot.place}"


def _slot(text: str, service: Service | None) -> Slot | None:
    """``starts-practitioner-place``."""
    parts = text.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdecimal() and len(p) < 12 for p in parts):
        return None
    starts, who, where = (int(part) for part in parts)
    return Slot(starts, starts + (service.minutes * 60 if service else 0), who, where, None)
