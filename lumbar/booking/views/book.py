"""From a service to a visit: what there is, when, for whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from lumbar.booking import actions, links
from lumbar.booking.contact import Contact
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.forms import Details, blank, read_details
from lumbar.booking.models import Appointment, Service
from lumbar.booking.presenters.details import fields
from lumbar.booking.presenters.door import Door, door_of
from lumbar.booking.presenters.times import time_view
from lumbar.booking.presenters.visit import visit_view
from lumbar.booking.queries import held_for, next_times, sent_to
from lumbar.booking.views.shared import (
    Offers,
    not_allowed,
    offers,
    origin_of,
    other_times,
    the_slot,
    times_page,
    verified_email,
)
from lumbar.booking.waiting.queries import left_the_list
from lumbar.booking.wording import when_words, zone_words
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic
from lumbar.scheduling.instants import moment
from lumbar.scheduling.policy import TAKES_TIME
from lumbar.scheduling.values import Slot
from lumbar.site.post import is_set_up
from lumbar.site.secret_links import for_whoever_has_the_link
from lumbar.site.wording import page_language

SENT_TWICE = timedelta(minutes=10)
"""A form that comes again within this is the same one, sent by a second tap."""


@require_GET
def book(request: Request) -> HttpResponse:
    """What can be booked; or what to do instead."""
    clinic = clinic_here(request)
    door = door_of(request.person, clinic, timezone.now())
    if not door.urgency.may_book:
        return _closed(request, door)
    services = clinic.services.filter(active=True, online=True, practitioners__active=True)
    known = {one.pk: one for one in services.distinct().prefetch_related("practitioners")}.values()
    page = {
        "door": door,
        "services": [
            (one, [who for who in one.practitioners.all() if who.active]) for one in known
        ],
        "practitioners": clinic.practitioners.filter(active=True),
    }
    return render(request, "booking/services.html", page)


@require_GET
def clinicians(request: Request) -> HttpResponse:
    """Who sees people at the clinic, with profession and registration."""
    clinic = clinic_here(request)
    door = door_of(request.person, clinic, timezone.now())
    people = clinic.practitioners.filter(active=True).prefetch_related("services")
    page = {
        "door": door,
        "people": [
            (one, [s for s in one.services.all() if s.active and s.online]) for one in people
        ],
        "places": clinic.locations.filter(active=True),
    }
    return render(request, "booking/clinicians.html", page)


@require_GET
def times(request: Request, service_id: int) -> HttpResponse:
    """When a service can be had: the earliest first, then by day."""
    clinic, now = clinic_here(request), timezone.now()
    door = door_of(request.person, clinic, now)
    if not door.urgency.may_book:
        return _closed(request, door)
    offered = _offered(clinic, service_id)
    if offered is None:
        raise Http404
    practitioner = _chosen(offered.practitioners, request.GET.get("with"))
    place = _chosen(offered.places, request.GET.get("at"))
    chosen = {
        "with": str(practitioner.pk) if practitioner else "",
        "at": str(place.pk) if place else "",
    }
    kept = {name: value for name, value in chosen.items() if value}
    view = times_page(
        request, offered, now,
        address=lambda slot: _address(offered.service, slot),
        month_address=lambda day: "?" + urlencode(kept | {"day": day.isoformat()}) + "#month",
        practitioner=practitioner, place=place, ignoring=held_for(clinic, request.person, now),
    )  # fmt: skip
    page = {
        "door": door, "service": offered.service, "view": view, "chosen": chosen,
        "practitioners": offered.practitioners.values(), "places": offered.places.values(),
        "practitioner": practitioner,
    }  # fmt: skip
    return render(request, "booking/times.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: Request, service_id: int, starts: int, who: int, where: int) -> HttpResponse:
    """Who comes, and why; then the visit is asked for."""
    clinic, now = clinic_here(request), timezone.now()
    door = door_of(request.person, clinic, now)
    if not door.urgency.may_book:
        return _closed(request, door)
    offered = _offered(clinic, service_id)
    if offered is None:
        raise Http404
    known = verified_email(request)
    by_email = is_set_up()
    if request.method == "POST":
        sent = read_details(request.POST, by_email=by_email, language=page_language())
    else:
        sent = _known(request, clinic, known)
    own = held_for(clinic, request.person, now)
    slot = the_slot(offered, starts, who, where, now, ignoring=own)
    if request.method == "POST" and sent.contact is not None and "again" not in request.POST:
        wanted = slot or Slot(starts, starts + offered.service.minutes * 60, who, where, None)
        return _ask(request, clinic, offered, wanted, sent, door, now)
    if slot is None:
        wanted = Slot(starts, starts + offered.service.minutes * 60, who, where, None)
        others = next_times(service=offered.service, wanted=wanted, now=now)
        return _taken(request, offered, wanted, sent, others)
    wrong = request.method == "POST" and "again" not in request.POST
    if not wrong:
        sent = Details(sent.given, sent.share)
    page = _details_page(offered, slot, sent, door) | {
        "by_email": by_email,
        "known": bool(known) and sent.given["email"].lower() == known.lower(),
        "fields": fields(sent, by_email=by_email),
        "hold_minutes": int(actions.HOLD_FOR.total_seconds()) // 60,
    }
    return render(request, "booking/details.html", page, status=400 if wrong else 200)


def _ask(
    request: Request,
    clinic: Clinic,
    offered: Offers,
    slot: Slot,
    sent: Details,
    door: Door,
    now: datetime,
) -> HttpResponse:
    contact, person = sent.contact, request.person
    if contact is None:
        raise ValueError("a form with errors")
    known = verified_email(request)
    level = door.urgency.level
    try:
        made = actions.request_appointment(
            clinic=clinic,
            service=offered.service,
            slot=slot,
            contact=contact,
            person=person,
            reason=sent.reason,
            level=level.value if level is not None else "",
            assessment=door.assessment if sent.share else None,
            verified=bool(known) and contact.email.lower() == known.lower(),
            by_phone=not is_set_up(),
            origin=origin_of(request),
            now=now,
        )
    except SlotTaken as error:
        own = _just_made(clinic, slot, contact, now)
        if own is not None:
            return redirect(links.done_path(own))
        return _taken(request, offered, slot, sent, error.next_times)
    except NotAllowed as error:
        return not_allowed(request, error, service=offered.service)
    return redirect(links.done_path(made))


@require_GET
@for_whoever_has_the_link
def done(request: Request, token: str) -> HttpResponse:
    """What was asked for, and what comes next."""
    found = links.read_done(token)
    if found.appointment is None or found.expired:
        return redirect("visit_link")
    visit = found.appointment
    person = request.person
    own = person is not None and visit.patient.person_id == person.pk
    page = {
        "visit": visit_view(visit, timezone.now()),
        "email": visit.send_to,
        "by_email": is_set_up(),
        "manage": links.visit_path(visit) if own and visit.status != "proposed" else "",
        "own": own,
        "left_list": left_the_list(visit),
        "clinic": visit.clinic,
    }
    return render(request, "booking/done.html", page)


def _closed(request: Request, door: Door) -> HttpResponse:
    """What to do instead of booking; no way to a form leads from there."""
    return render(request, "booking/closed.html", {"door": door, "view": door.result})


def _offered(clinic: Clinic, service_id: int) -> Offers | None:
    service = clinic.services.filter(pk=service_id, active=True, online=True).first()
    return offers(service) if service is not None else None


def _chosen(known: dict[int, Any], text: str | None) -> Any:
    """The row with this id among these, or None."""
    return known.get(int(text)) if text and text.isascii() and text.isdecimal() else None


def _address(service: Service, slot: Slot) -> str:
    return reverse("book_details", args=[service.pk, slot.starts, slot.practitioner, slot.place])


def _known(request: Request, clinic: Clinic, email: str) -> Details:
    """The form, filled in with what the clinic knows of this person."""
    patient = actions.patient_of(clinic, request.person)
    language = page_language()
    if patient is None:
        return blank(email=email, language=language)
    return blank(
        name=patient.name, phone=patient.phone, email=email or patient.email,
        language=patient.language or language,
    )  # fmt: skip


def _details_page(offered: Offers, slot: Slot, sent: Details, door: Door) -> dict[str, Any]:
    place = offered.places[slot.place]
    return {
        "service": offered.service,
        "practitioner": offered.practitioners[slot.practitioner],
        "place": place,
        "when": when_words(moment(slot.starts), place.time_zone),
        "zone": zone_words(place.time_zone),
        "zone_name": place.time_zone,
        "sent": sent,
        "door": door,
        "languages": [("en", "English"), ("zh-hant", "中文")],
    }


def _taken(
    request: Request, offered: Offers, slot: Slot, sent: Details, times: list[Slot]
) -> HttpResponse:
    """Somebody else has it: the next times, and everything typed goes along."""
    wanted = time_view(
        slot, offered.practitioners, offered.places, lambda one: _address(offered.service, one)
    )
    page = {
        "service": offered.service,
        "wanted": wanted,
        "times": other_times(offered, times, lambda one: _address(offered.service, one)),
        "sent": sent,
    }
    return render(request, "booking/taken.html", page, status=409)


def _just_made(clinic: Clinic, slot: Slot, contact: Contact, now: datetime) -> Appointment | None:
    """The visit this same form made a moment ago."""
    typed = contact.tidy()
    reached = sent_to(typed.email) if typed.email else Q(patient__phone=typed.phone)
    same = clinic.appointments.filter(
        reached,
        practitioner_id=slot.practitioner,
        starts_at=moment(slot.starts),
        status__in=[*TAKES_TIME],
        made_at__gt=now - SENT_TWICE,
        patient__name__iexact=typed.name,
    )
    return same.select_related("patient", "clinic").first()
