"""What the pages of booking share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.http import Http404, HttpResponse
from django.shortcuts import render

from lumbar.booking import queries
from lumbar.booking.contact import Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Location, Practitioner, Service
from lumbar.booking.presenters.times import (
    EARLIEST,
    TimesView,
    days_open,
    month_of,
    one_for_each_start,
    time_view,
    times_view,
)
from lumbar.people.http import Request
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.values import Slot
from lumbar.site.client_address import client_address

DAY = 86400
LOOKS_AHEAD = 4
"""Months that are looked through for the first free time."""
STATUS_OF = {"too_many": 429}


@dataclass(frozen=True, slots=True)
class Offers:
    """A service, who offers it, and where."""

    service: Service
    practitioners: dict[int, Practitioner]
    places: dict[int, Location]

    @property
    def zone(self) -> str:
        """Of the first place; where there are several, days are counted by its clock."""
        return next(iter(self.places.values())).time_zone

    @property
    def order(self) -> dict[int, int]:
        return {pk: n for n, pk in enumerate(self.practitioners)}


def offers(service: Service) -> Offers | None:
    """Who offers a service where; None when nobody does."""
    practitioners = {one.pk: one for one in service.practitioners.filter(active=True)}
    places = {one.pk: one for one in service.clinic.locations.filter(active=True).order_by("pk")}
    if not practitioners or not places:
        return None
    return Offers(service, practitioners, places)


def the_slot(
    offered: Offers, starts: int, who: int, where: int, now: datetime,
    ignoring: Appointment | None = None,
) -> Slot | None:  # fmt: skip
    """The time, if it can be had now. One that never was or will be on a page is 404; one that was
    a short while ago is not."""
    place, practitioner = offered.places.get(where), offered.practitioners.get(who)
    ends = instant(now) + offered.service.horizon_days * DAY
    if place is None or practitioner is None or not instant(now) - DAY <= starts <= ends + DAY:
        raise Http404
    day = local_day(starts, place.time_zone)
    found = queries.slots_for(
        clinic=offered.service.clinic, service=offered.service, practitioner=practitioner,
        first=day, last=day, now=now, ignoring=ignoring,
    )  # fmt: skip
    return next((slot for slot in found if slot.starts == starts and slot.place == where), None)


def read_day(text: str | None) -> date | None:
    """A date of an address; None when it is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def times_page(
    request: Request,
    offered: Offers,
    now: datetime,
    *,
    address: Callable[[Slot], str],
    month_address: Callable[[date], str],
    practitioner: Practitioner | None = None,
    place: Location | None = None,
    ignoring: Appointment | None = None,
) -> TimesView:
    """The free times of a month, that of the address's ``day`` or the first with any."""
    first, last = days_open(now, offered.service.horizon_days, offered.zone)
    day = read_day(request.GET.get("day"))
    if day is not None and not first <= day <= last:
        day = None

    def read(start: date, end: date) -> list[Slot]:
        found = queries.slots_for(
            clinic=offered.service.clinic, service=offered.service, practitioner=practitioner,
            first=max(start, first), last=min(end, last), now=now, ignoring=ignoring,
        )  # fmt: skip
        if place is not None:
            found = [slot for slot in found if slot.place == place.pk]
        return one_for_each_start(found, offered.order)

    month, end = month_of(first)
    slots = read(month, end)
    earliest: Sequence[Slot] = slots[:EARLIEST]
    tried = 1
    while not earliest and tried < LOOKS_AHEAD and end < last:
        month, end = month_of(end.replace(day=28) + (date(2000, 1, 5) - date(2000, 1, 1)))
        slots = read(month, end)
        earliest = slots[:EARLIEST]
        tried += 1
    if day is not None and not month <= day <= end:
        month, end = month_of(day)
        slots = read(month, end)
    return times_view(
        slots=slots, earliest=earliest, month=month, day=day, first=first, last=last,
        practitioners=offered.practitioners, places=offered.places, address=address,
        month_address=month_address,
    )  # fmt: skip


def other_times(
    offered: Offers | None, slots: Sequence[Slot], address: Callable[[Slot], str]
) -> list[Any]:
    """The next times, by start."""
    if offered is None:
        return []
    return [
        time_view(slot, offered.practitioners, offered.places, address)
        for slot in sorted(one_for_each_start(slots, offered.order))
        if slot.practitioner in offered.practitioners and slot.place in offered.places
    ]


def not_allowed(request: Request, error: NotAllowed, **page: Any) -> HttpResponse:
    """The page that says why it cannot be done, and what can be."""
    status = STATUS_OF.get(error.code, 409)
    return render(request, "booking/not_allowed.html", {"code": error.code, **page}, status=status)


def origin_of(request: Request) -> Origin:
    """Where a request comes from, for the limits. A cookie nobody was given is none."""
    device = f"person:{request.person.pk}" if request.person is not None else ""
    return Origin(device, client_address(request))


def verified_email(request: Request) -> str:
    """The e-mail address of who is signed in, when it is known to be theirs; else empty."""
    if not request.user.is_authenticated:
        return ""
    known = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
    address = known.order_by("-primary").values_list("email", flat=True).first()
    return address or ""
