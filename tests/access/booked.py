"""A clinic with something to book and somebody's visit there, for the addresses of booking."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lumbar.booking import links
from lumbar.booking.calendars.actions import token_hash
from lumbar.booking.models import (
    Appointment,
    Offer,
    PractitionerFeed,
    Service,
    WaitingEntry,
)
from lumbar.booking.tests.book import a_book
from lumbar.booking.waiting import links as waiting_links
from lumbar.people.models import Clinic, Patient, Person
from lumbar.scheduling.instants import instant

ADDRESSES = frozenset(
    {
        "book", "booking_done", "book_times", "book_details", "clinicians", "visits", "visit_link",
        "visit", "confirm_visit", "move_visit", "move_to", "cancel_visit", "visit_file",
        "waiting_join", "waiting_place", "waiting_confirm", "waiting_offer", "practitioner_feed",
    }
)  # fmt: skip


def booking_arguments(name: str, person: Person | None) -> list[Any]:
    """What an address of booking needs. The clinic, and a visit of this person's in three days, are
    made on first use."""
    service = Service.objects.first() or a_book(clinic=Clinic.objects.first()).service
    visit = _visit(service, person, held=name == "confirm_visit")
    free = instant(visit.starts_at + timedelta(hours=1))
    slot = [free, visit.practitioner_id, visit.location_id]
    match name:
        case "book_times" | "waiting_join":
            return [service.pk]
        case "book_details":
            return [service.pk, *slot]
        case "booking_done":
            return [_token(links.done_path(visit), 1)]
        case "confirm_visit":
            return [_token(links.confirm_path(visit), 2)]
        case "visit" | "move_visit" | "cancel_visit" | "visit_file":
            return [links.visit_token(visit)]
        case "move_to":
            return [links.visit_token(visit), *slot]
        case "practitioner_feed":
            PractitionerFeed.objects.update_or_create(
                practitioner=visit.practitioner,
                defaults={"token_hash": token_hash("secret"), "made_at": timezone.now()},
            )
            return ["secret", "en"]
        case "waiting_place":
            return [_token(waiting_links.place_path(_waiting(service, person)), 1)]
        case "waiting_confirm":
            return [_token(waiting_links.confirm_place_path(_waiting(service, person)), 1)]
        case "waiting_offer":
            return [_token(waiting_links.offer_path(_offer(service, person)), 1)]
        case _:
            return []


def _waiting(service: Service, person: Person | None) -> WaitingEntry:
    known = WaitingEntry.objects.filter(service=service, patient__person=person).first()
    return known or WaitingEntry.objects.create(
        clinic=service.clinic, patient=_visit(service, person, held=False).patient, service=service,
        grid=["0:morning"], joined_at=timezone.now(),
    )  # fmt: skip


def _offer(service: Service, person: Person | None) -> Appointment:
    """A time that is held for somebody on the wait list."""
    entry, held = _waiting(service, person), _visit(service, person, held=True)
    if not hasattr(held, "offer"):
        held.source = Appointment.Source.WAIT_LIST
        held.save()
        Offer.objects.create(
            entry=entry, appointment=held, offered_at=timezone.now(),
            answer_until=timezone.now() + timedelta(minutes=30),
        )  # fmt: skip
    return held


def _visit(service: Service, person: Person | None, *, held: bool) -> Appointment:
    now, status = timezone.now(), Appointment.Status.PROPOSED if held else Appointment.Status.BOOKED
    known = Appointment.objects.filter(service=service, status=status, patient__person=person)
    if visit := known.first():
        return visit
    patient, _made = Patient.objects.get_or_create(
        clinic=service.clinic, person=person, defaults={"name": "Ada", "email": "ada@example.org"}
    )
    starts = _ten_o_clock(now, 4 if held else 3)
    who = service.practitioners.get()
    return Appointment.objects.create(
        clinic=service.clinic, patient=patient, service=service, practitioner=who,
        location=service.clinic.locations.get(), starts_at=starts,
        ends_at=starts + timedelta(minutes=30), status=status,
        held_until=now + timedelta(minutes=30) if held else None,
        source=Appointment.Source.PERSON, made_at=now,
    )  # fmt: skip


def _ten_o_clock(now: datetime, days: int) -> datetime:
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def _token(path: str, place: int) -> str:
    """The secret part of a link."""
    return path.split("/")[-1] if place == 1 else path.split("/")[-2]
