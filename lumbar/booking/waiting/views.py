"""What people see of the wait list: joining it, their place, an offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lumbar.booking import links as visit_links
from lumbar.booking.actions import patient_of
from lumbar.booking.contact import Contact
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.forms import Details, blank, read_details
from lumbar.booking.models import Appointment, Hours, Offer, WaitingEntry
from lumbar.booking.presenters.details import fields
from lumbar.booking.presenters.door import Door, door_of
from lumbar.booking.presenters.visit import visit_view
from lumbar.booking.views.shared import Offers, not_allowed, offers, origin_of, verified_email
from lumbar.booking.waiting import actions, links
from lumbar.booking.waiting.entering import was_asked
from lumbar.booking.waiting.forms import Wish, read_wish
from lumbar.booking.waiting.presenters import grid_view, grid_words
from lumbar.booking.waiting.queries import WAITS, could_give_up, read_grid
from lumbar.booking.wording import when_words, zone_words
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.values import WeeklyHours
from lumbar.scheduling.waiting import Part, open_parts
from lumbar.site.post import is_set_up
from lumbar.site.secret_links import for_whoever_has_the_link
from lumbar.site.wording import page_language


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, service_id: int) -> HttpResponse:
    """Say when it would suit, and be written to when such a time frees. ``?visit=`` with the link
    to a visit: somebody who would give that one up."""
    clinic, now = clinic_here(request), timezone.now()
    door = door_of(request.person, clinic, now)
    if not door.urgency.may_book:
        return render(request, "booking/closed.html", {"door": door, "view": door.result})
    service = clinic.services.filter(pk=service_id, active=True, online=True).first()
    offered = offers(service) if service is not None else None
    if offered is None:
        raise Http404
    proved = _proved(request, clinic)
    cells = cells_of(offered)
    by_email, known = is_set_up(), verified_email(request)
    if request.method == "POST":
        today = local_day(instant(now), offered.zone)
        wish = read_wish(request.POST, offered=cells, today=today)
        sent = read_details(request.POST, by_email=by_email, language=page_language())
        typed_well = proved is not None or sent.contact is not None
        if not wish.errors and typed_well:
            return _put(request, offered, door, wish, sent, proved, now)
    else:
        wish = Wish(
            practitioner=request.GET.get("with", ""),
            instead_of=str(proved.pk) if proved else request.GET.get("instead", ""),
        )
        patient = patient_of(clinic, request.person)
        sent = blank(
            name=patient.name if patient else "", phone=patient.phone if patient else "",
            email=known or (patient.email if patient else ""), language=page_language(),
        )  # fmt: skip
    errors = dict(wish.errors) | ({} if proved else dict(sent.errors))
    page = {
        "service": offered.service,
        "door": door,
        "sent": sent,
        "wish": wish,
        "fields": [] if proved else fields(sent, by_email=by_email),
        "wrong": bool(errors),
        "grid": grid_view(cells, wish.cells),
        "practitioners": offered.practitioners.values(),
        "visits": [
            (str(one.pk), when_words(one.starts_at, one.location.time_zone))
            for one in _visits(request, clinic, proved, now)
        ],
        "visit_token": _token(request) if proved else "",
        "by_email": by_email,
        "today": local_day(instant(now), offered.zone).isoformat(),
        "zone": zone_words(offered.zone),
        "languages": [("en", "English"), ("zh-hant", "中文")],
    }
    return render(request, "booking/waiting/join.html", page, status=400 if errors else 200)


def cells_of(offered: Offers) -> frozenset[tuple[int, Part]]:
    """The parts of the week in which anybody who offers the service works; all when their hours are
    not in the book."""
    rows = Hours.objects.filter(
        practitioner__in=list(offered.practitioners), location__in=list(offered.places)
    )
    found = open_parts(
        WeeklyHours(row.location_id, row.weekday, row.opens, row.closes) for row in rows
    )
    return found or frozenset((weekday, part) for weekday in range(7) for part in Part)


def _put(
    request: Request,
    offered: Offers,
    door: Door,
    wish: Wish,
    sent: Details,
    proved: Appointment | None,
    now: datetime,
) -> HttpResponse:
    clinic = offered.service.clinic
    contact = sent.contact if proved is None else _contact_of(proved)
    if contact is None:
        raise ValueError("a form with errors")
    known = verified_email(request)
    visits = {str(one.pk): one for one in _visits(request, clinic, proved, now)}
    level = door.urgency.level
    try:
        entry = actions.join(
            clinic=clinic,
            service=offered.service,
            contact=contact,
            person=request.person,
            verified=bool(known) and contact.email.lower() == known.lower(),
            by_phone=not is_set_up(),
            patient=proved.patient if proved else None,
            grid=wish.grid,
            practitioner=_chosen(offered, wish.practitioner),
            instead_of=visits.get(wish.instead_of),
            until=wish.until,
            reason=sent.reason if proved is None else "",
            level=level.value if level is not None else "",
            assessment=door.assessment if sent.share else None,
            origin=origin_of(request),
            now=now,
        )
    except NotAllowed as error:
        return not_allowed(request, error, service=offered.service)
    return redirect(links.place_path(entry))


def _chosen(offered: Offers, text: str) -> Any:
    return offered.practitioners.get(int(text)) if text.isascii() and text.isdecimal() else None


def _token(request: Request) -> str:
    return request.POST.get("visit", "") or request.GET.get("visit", "")


def _proved(request: Request, clinic: Clinic) -> Appointment | None:
    """The visit whose link they have; it may be one to give up."""
    token = _token(request)
    if not token:
        return None
    found = visit_links.read_visit(token)
    visit = found.appointment
    return visit if visit and not found.expired and visit.clinic_id == clinic.pk else None


def _visits(
    request: Request, clinic: Clinic, proved: Appointment | None, now: datetime
) -> list[Appointment]:
    """The visits they could give up: those of this device's person, or the one of the link."""
    if proved is not None:
        return list(could_give_up(clinic, Q(pk=proved.pk), now))
    if request.person is None:
        return []
    return list(could_give_up(clinic, Q(patient__person=request.person), now))


def _contact_of(visit: Appointment) -> Contact:
    patient = visit.patient
    return Contact(patient.name, visit.send_to, patient.phone, patient.language)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def place(request: Request, token: str) -> HttpResponse:
    """Their place on the list; POST leaves it."""
    entry = links.read_place(token)
    if entry is None:
        return _gone(request)
    if request.method == "POST":
        actions.leave(entry=entry, now=timezone.now())
        if links.read_place(token) is not None:
            return redirect("waiting_place", token)
        # Nothing is kept of a place whose address was never proved: said this once.
        entry.state = WaitingEntry.State.LEFT
    page = {
        "entry": entry,
        "when": grid_words(read_grid(entry.grid)),
        "clinic": entry.clinic,
        "waits": entry.state in WAITS,
        "by_email": bool(entry.send_to) and is_set_up(),
        "to_confirm": entry.confirmed_at is None and was_asked(entry) and is_set_up(),
    }
    return render(request, "booking/waiting/place.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def confirm(request: Request, token: str) -> HttpResponse:
    """One button (GET): programs that look at every link in a message confirm nothing. POST says
    that the address is theirs."""
    entry = links.read_confirm(token)
    if entry is None:
        return _gone(request)
    if request.method == "POST":
        try:
            actions.confirm_place(entry=entry, now=timezone.now())
        except NotAllowed as error:
            return not_allowed(request, error, service=entry.service)
    elif entry.confirmed_at is None and entry.state in WAITS:
        page = {"when": grid_words(read_grid(entry.grid)), "clinic": entry.clinic}
        return render(request, "booking/waiting/confirm.html", page)
    return redirect(links.place_path(entry))


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def offer(request: Request, token: str) -> HttpResponse:
    """An offered time: shown (GET: programs that look at every link take nothing), answered
    (POST)."""
    one, now = links.read_offer(token), timezone.now()
    if one is None:
        return _gone(request)
    if request.method == "POST":
        if request.POST.get("answer") == "no":
            actions.decline(offered=one, now=now)
            return redirect("waiting_offer", token)
        try:
            booked = actions.accept(offered=one, now=now)
        except (actions.OfferOver, SlotTaken, NotAllowed):
            one.refresh_from_db()
            return _offer_page(request, one, now, status=409)
        return redirect(visit_links.visit_path(booked))
    if one.state == Offer.State.TAKEN:
        return redirect(visit_links.visit_path(one.appointment))
    return _offer_page(request, one, now)


def _offer_page(request: Request, one: Offer, now: datetime, status: int = 200) -> HttpResponse:
    entry, old = one.entry, one.entry.instead_of
    gives_up = old if old and could_give_up(entry.clinic, Q(pk=old.pk), now).exists() else None
    page = {
        "offer": one,
        "open": one.state == Offer.State.OPEN and now < one.answer_until,
        "declined": one.state == Offer.State.DECLINED,
        "waits": entry.state == WaitingEntry.State.WAITING or one.state == Offer.State.OPEN,
        "visit": visit_view(one.appointment, now),
        "until": when_words(one.answer_until, one.appointment.location.time_zone),
        "gives_up": when_words(gives_up.starts_at, gives_up.location.time_zone) if gives_up else "",
        "place": links.place_path(entry),
        "clinic": entry.clinic,
    }
    return render(request, "booking/waiting/offer.html", page, status=status)


def _gone(request: Request) -> HttpResponse:
    return render(request, "booking/waiting/gone.html", status=410)
