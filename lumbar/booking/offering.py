"""What other pages say of booking: whether it is done here, the earliest time, and the one that is
held for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from lumbar.booking.actions import hold_time, patient_of
from lumbar.booking.actions.reserving import HOLDS_FOR
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.models import Appointment, Service
from lumbar.booking.presenters.door import door_of
from lumbar.booking.presenters.times import TimeView, days_open, one_for_each_start, time_view
from lumbar.booking.presenters.visit import VisitView, visit_view
from lumbar.booking.queries import held_for, slots_for
from lumbar.people.models import Clinic, Person
from lumbar.scheduling.instants import instant
from lumbar.scheduling.values import Slot
from lumbar.site.post import is_set_up

LOOKS_AHEAD = timedelta(days=14)
""""Soon" is two weeks at most."""
TRIES = 3
"""How often the next time is tried when somebody else was quicker."""


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest time of the service somebody new would take."""

    service: Service
    slot: Slot
    time: TimeView
    book_url: str


def books_online(clinic: Clinic | None) -> bool:
    """Whether anything can be booked here without a call; one query."""
    if not clinic:
        return False
    services = clinic.services.filter(active=True, online=True, practitioners__active=True)
    return services.exists()


def earliest(
    clinic: Clinic | None, now: datetime, *, not_before: datetime | None = None
) -> Earliest | None:
    """The earliest time within two weeks; None when there is none, or nothing is booked here."""
    if not clinic:
        return None
    service = (
        clinic.services.filter(active=True, online=True, practitioners__active=True)
        .order_by("-for_first_visits", "order", "pk")
        .first()
    )
    if service is None:
        return None
    practitioners = {one.pk: one for one in service.practitioners.filter(active=True)}
    places = {one.pk: one for one in clinic.locations.filter(active=True)}
    if not places:
        return None
    first, last = days_open(now, service.horizon_days, next(iter(places.values())).time_zone)
    slots = slots_for(
        clinic=clinic, service=service, practitioner=None, first=first,
        last=min(last, first + LOOKS_AHEAD), now=now,
    )  # fmt: skip
    if not_before is not None:
        slots = [slot for slot in slots if slot.starts >= instant(not_before)]
    if not slots:
        return None
    order = {pk: n for n, pk in enumerate(practitioners)}

    def address(slot: Slot) -> str:
        where = [service.pk, slot.starts, slot.practitioner, slot.place]
        return reverse("book_details", args=where)

    slot = one_for_each_start([one for one in slots if one.starts == slots[0].starts], order)[0]
    time = time_view(slot, practitioners, places, address)
    return Earliest(service, slot, time, reverse("book_times", args=[service.pk]))


@dataclass(frozen=True, slots=True)
class Held:
    """A time that is held for somebody who has yet to ask for it."""

    visit: VisitView
    book_url: str
    """Other times of the service."""
    details_url: str
    """Where they say who they are, and ask for it."""
    known: Contact | None
    """Who they are, where that is known: then one press asks for it."""


def hold_earliest(
    *, clinic: Clinic | None, person: Person | None, language: str, origin: Origin, now: datetime
) -> Appointment | None:
    """Hold the earliest time for a person; None when there is none, or none may be held for them.
    What is held already stays. Never on a GET: whoever only looks takes nobody's time."""
    if not clinic or person is None or not door_of(person, clinic, now).urgency.may_book:
        return None
    for _attempt in range(TRIES):
        found = held_for(clinic, person, now)
        if found is not None:
            return found
        # What begins before the hold is over leaves no time to think.
        first = earliest(clinic, now, not_before=now + HOLDS_FOR)
        if first is None:
            return None
        try:
            return hold_time(
                clinic=clinic, service=first.service, slot=first.slot, person=person,
                language=language, origin=origin, now=now,
            )  # fmt: skip
        except SlotTaken:
            # Somebody was quicker: the next one.
            continue
        except NotAllowed:
            return None
    return None


def held_view(
    clinic: Clinic | None, person: Person | None, email: str, now: datetime
) -> Held | None:
    """What is held for a person. ``email``: the address that is known to be theirs, or empty."""
    if not clinic or (visit := held_for(clinic, person, now)) is None:
        return None
    patient = patient_of(clinic, person)
    known = None
    if patient is not None and (email or patient.email or not is_set_up()):
        known = Contact(patient.name, email or patient.email, patient.phone, patient.language)
    where = [
        visit.service_id, instant(visit.starts_at), visit.practitioner_id, visit.location_id,
    ]  # fmt: skip
    return Held(
        visit_view(visit, now, own=True), reverse("book_times", args=[visit.service_id]),
        reverse("book_details", args=where), known,
    )  # fmt: skip
