"""What other pages say of booking: whether it is done here, and the earliest time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from lumbar.booking.models import Service
from lumbar.booking.presenters.times import TimeView, days_open, one_for_each_start, time_view
from lumbar.booking.queries import slots_for
from lumbar.people.models import Clinic
from lumbar.scheduling.values import Slot

LOOKS_AHEAD = timedelta(days=14)
""""Soon" is two weeks at most."""


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earliest time of the service somebody new would take."""

    service: Service
    time: TimeView
    book_url: str


def books_online(clinic: Clinic | None) -> bool:
    """Whether anything can be booked here without a call; one query."""
    if not clinic:
        return False
    services = clinic.services.filter(active=True, online=True, practitioners__active=True)
    return services.exists()


def earliest(clinic: Clinic | None, now: datetime) -> Earliest | None:
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
    if not slots:
        return None
    order = {pk: n for n, pk in enumerate(practitioners)}

    def address(slot: Slot) -> str:
        where = [service.pk, slot.starts, slot.practitioner, slot.place]
        return reverse("book_details", args=where)

    slot = one_for_each_start([one for one in slots if one.starts == slots[0].starts], order)[0]
    time = time_view(slot, practitioners, places, address)
    return Earliest(service, time, reverse("book_times", args=[service.pk]))
