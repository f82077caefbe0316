"""Booking by phone: one page, from who to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lumbar.booking import actions
from lumbar.booking.errors import NotAllowed, SeriesTaken, SlotTaken
from lumbar.booking.forms import EMAIL_LENGTH, NAME_LENGTH, PHONE_LENGTH, REASON_LENGTH
from lumbar.booking.models import Appointment, Practitioner, Service
from lumbar.desk import times
from lumbar.desk.forms import (
    MOST_VISITS,
    MOST_WEEKS,
    Contact,
    read_contact,
    read_day,
    read_number,
    read_time,
)
from lumbar.desk.wording import NOT_ALLOWED, PRESSED, REFUSED, clock, day_words, when_words
from lumbar.people.http import Request, clinic_here
from lumbar.people.looking import find
from lumbar.people.models import Clinic, Membership, Patient
from lumbar.people.register import add_patient
from lumbar.people.roles import May, staff_only, the_member
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.slots import Refusal
from lumbar.scheduling.values import Slot
from lumbar.site.reading import read_uuid
from lumbar.site.wording import page_language

OTHER = "other"


@dataclass(slots=True)
class Sheet:
    """The page as it is filled in."""

    clinic: Clinic
    services: list[Service]
    practitioners: list[Practitioner]
    now: datetime
    patient: Patient | None = None
    service: Service | None = None
    who: Practitioner | None = None
    first: date | None = None
    """The day from which times are offered."""
    at: int | None = None
    """A start somebody pressed in the day."""
    pressed: dict[int, times.Pressed] = field(default_factory=dict)
    """By service, what becomes of it then."""
    contact: Contact = field(default_factory=lambda: Contact({}))
    given: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    slot: Slot | None = None
    repeat: tuple[int, int] | None = None
    """Every so many weeks, so many times in all."""
    tried: bool = False
    """It was to be booked so."""
    told: str = ""
    next_times: list[Slot] = field(default_factory=list)
    series: list[dict[str, Any]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(instant(self.now), self.clinic.time_zone)

    def suits(self, service: Service) -> int:
        """How well a service suits what was pressed: 0 within the hours, 1 outside, 2 not."""
        fate = self.pressed[service.pk]
        return 2 if fate.slot is None else int(fate.outside)


FIELDS = ("slot", "other_day", "other_time", "reason", "every", "count", "q")


def sheet_of(request: Request, data: QueryDict) -> Sheet:
    """Read everything that says who and what; rows of another clinic are as if they were not."""
    clinic = clinic_here(request)
    services = list(clinic.services.filter(active=True))
    practitioners = list(clinic.practitioners.filter(active=True))
    sheet = Sheet(clinic, services, practitioners, timezone.now())
    key = read_uuid(data.get("patient", ""))
    if key is not None:
        sheet.patient = clinic.patients.filter(pk=key).first()
    sheet.service = next((s for s in services if str(s.pk) == data.get("service")), None)
    if sheet.service is None and sheet.patient is not None:
        last = sheet.patient.appointments.order_by("-starts_at").first()
        sheet.service = next((s for s in services if last and s.pk == last.service_id), None)
    sheet.who = next((who for who in practitioners if str(who.pk) == data.get("with")), None)
    at = data.get("at", "")
    sheet.at = int(at) if at.isascii() and at.isdecimal() and len(at) < 11 else None
    first = read_day(data.get("day", ""))
    pressed = None if sheet.at is None else local_day(sheet.at, clinic.time_zone)
    if first is not None and pressed != first:
        # Another day was chosen since.
        sheet.at = pressed = None
    sheet.first = max(pressed or first or sheet.today, sheet.today)
    if sheet.at is not None and services:
        likely = [sheet.service] if sheet.service else services
        sheet.pressed = times.pressed(likely, sheet.who, sheet.at, sheet.now)
        sheet.service = min(likely, key=sheet.suits)
    sheet.service = sheet.service or next(iter(services), None)
    sheet.contact = Contact(read_contact(data, language=page_language()).given)
    sheet.given = {name: data.get(name, "").strip()[: REASON_LENGTH + 100] for name in FIELDS}
    return sheet


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def book(request: Request) -> HttpResponse:
    """Find somebody, choose a service, take a time."""
    if request.method != "POST":
        return page(request, sheet_of(request, request.GET))
    sheet = sheet_of(request, request.POST)
    if request.POST.get("do") != "book":
        return page(request, sheet)
    sheet.tried = True
    read_wishes(sheet, request.POST)
    if sheet.errors or sheet.service is None:
        return page(request, sheet, status=400)
    try:
        made = take(sheet, the_member(request), request.POST)
    except SeriesTaken as no:
        show_series(sheet, no)
        return page(request, sheet, status=409)
    except SlotTaken as no:
        sheet.told, sheet.next_times = str(REFUSED[no.why]), no.next_times
        return page(request, sheet, status=409)
    except NotAllowed as no:
        sheet.told = str(NOT_ALLOWED.get(no.code, NOT_ALLOWED["status"]))
        return page(request, sheet, status=409)
    zone = made[0].location.time_zone
    said = {"name": made[0].patient.name, "when": when_words(made[0].starts_at, zone)}
    if len(made) > 1:
        said["count"] = str(len(made))
        messages.success(request, _("%(name)s has %(count)s visits, the first %(when)s.") % said)
    else:
        messages.success(request, _("Booked: %(name)s, %(when)s.") % said)
    if sheet.slot is not None and times.is_outside(sheet.service, sheet.slot, sheet.now):
        # The day may have been another one when it was pressed.
        messages.warning(request, _("This time lies outside their hours."))
    return redirect("desk_visit", made[0].pk)


@require_safe
@staff_only(May.BOOK)
def offered(request: Request) -> HttpResponse:
    """Only the times, for a page on which the service was changed."""
    sheet = sheet_of(request, request.GET)
    return render(request, "desk/parts/times.html", times_context(sheet))


def read_wishes(sheet: Sheet, data: QueryDict) -> None:
    """Who is new, which time, how often; what does not fit goes into ``errors``."""
    if sheet.patient is None:
        sheet.contact = read_contact(data, language=page_language())
        sheet.errors |= sheet.contact.errors
    if sheet.service is None:
        sheet.errors["service"] = _("Choose a service.")
        return
    if len(sheet.given["reason"]) > REASON_LENGTH:
        sheet.errors["reason"] = _("This is too long: %(longest)s characters at most.") % {
            "longest": REASON_LENGTH
        }
    code = sheet.given["slot"]
    if code == OTHER or (not code and sheet.given["other_day"]):
        read_other(sheet)
    else:
        sheet.slot = times.slot_of_code(code, sheet.service)
        if sheet.slot is None:
            sheet.errors["slot"] = _("Choose a time.")
    every = read_number(sheet.given["every"] or "1", 1, MOST_WEEKS)
    count = read_number(sheet.given["count"] or "1", 1, MOST_VISITS)
    if every is None:
        sheet.errors["every"] = _("Between 1 and %(most)s weeks.") % {"most": MOST_WEEKS}
    if count is None:
        sheet.errors["count"] = _("Between 1 and %(most)s visits.") % {"most": MOST_VISITS}
    if every and count and count > 1:
        sheet.repeat = (every, count)


def read_other(sheet: Sheet) -> None:
    """A time the desk names itself."""
    assert sheet.service is not None  # noqa: S101
    day, at = read_day(sheet.given["other_day"]), read_time(sheet.given["other_time"])
    if day is None or day < sheet.today:
        sheet.errors["other_day"] = _("Enter a date, today or later.")
    if at is None:
        sheet.errors["other_time"] = _("Enter a time, such as 14:30.")
    if day is None or at is None or sheet.errors.keys() & {"other_day"}:
        return
    starts = times.instant_at(day, at, sheet.clinic.time_zone)
    if starts is None:
        sheet.errors["other_time"] = _("The clock skips that time on that day.")
        return
    found = times.at_time(sheet.service, sheet.who, starts, sheet.now)
    if isinstance(found, Refusal):
        sheet.errors["other_time"] = str(REFUSED[found])
    else:
        sheet.slot = found


def take(sheet: Sheet, by: Membership, data: QueryDict) -> list[Appointment]:
    """Book what the sheet says; somebody new is entered only if it is booked."""
    assert sheet.service is not None and sheet.slot is not None  # noqa: S101
    with transaction.atomic():
        patient = sheet.patient or add_patient(
            clinic=sheet.clinic, **sheet.contact.given, by=by, now=sheet.now
        )
        asked: dict[str, Any] = {
            "clinic": sheet.clinic, "service": sheet.service, "patient": patient, "by": by,
            "reason": sheet.given["reason"], "now": sheet.now,
        }  # fmt: skip
        if sheet.repeat is None:
            return [actions.book_at_desk(**asked, slot=sheet.slot)]
        every, count = sheet.repeat
        slots = times.in_weeks(sheet.slot, zone_of_slot(sheet, sheet.slot), every, count)
        return actions.book_series(**asked, slots=chosen_instead(sheet, slots, data))


def chosen_instead(sheet: Sheet, slots: list[Slot], data: QueryDict) -> list[Slot]:
    """The visits of a series, each as it was chosen instead after the first try."""
    assert sheet.service is not None  # noqa: S101
    found = []
    for n, slot in enumerate(slots):
        instead = data.get(f"visit_{n}", "")
        if instead == "none" and len(slots) > 1:
            continue
        other = times.slot_of_code(instead, sheet.service) if instead else None
        found.append(other or slot)
    return found or slots[:1]


def show_series(sheet: Sheet, no: SeriesTaken) -> None:
    """Which visits of a series do not fit, each with what is free near it."""
    assert sheet.service is not None and sheet.slot is not None and sheet.repeat is not None  # noqa: S101
    zone = zone_of_slot(sheet, sheet.slot)
    refused = {slot.starts: why for slot, why in no.refused}
    every, count = sheet.repeat
    for n, slot in enumerate(times.in_weeks(sheet.slot, zone, every, count)):
        why = refused.get(slot.starts)
        near = times.nearest(sheet.service, slot, sheet.clinic, sheet.now) if why else []
        sheet.series.append(
            {
                "name": f"visit_{n}", "when": when_words(slot.starts, zone),
                "why": str(REFUSED[why]) if why else "",
                "near": [(times.code_of(one), when_words(one.starts, zone)) for one in near],
            }
        )  # fmt: skip
    sheet.told = _("Nothing is booked yet: not every visit of the series fits.")


def zone_of_slot(sheet: Sheet, slot: Slot) -> str:
    place = sheet.clinic.locations.filter(pk=slot.place).first()
    return place.time_zone if place else sheet.clinic.time_zone


def times_context(sheet: Sheet) -> dict[str, Any]:
    """The times that are offered, the one that was pressed or chosen first."""
    zone = sheet.clinic.time_zone
    slots: list[Slot] = []
    outside: set[Slot] = set()
    pressed_why = ""
    if sheet.service is not None:
        slots = sheet.next_times or times.earliest(
            sheet.service, sheet.who, sheet.first or sheet.today, sheet.now
        )
        fate = sheet.pressed.get(sheet.service.pk)
        if fate is not None and not sheet.next_times:
            if fate.slot is None:
                pressed_why = str(PRESSED[fate.why])
            else:
                slots = [fate.slot, *(slot for slot in slots if slot != fate.slot)]
                outside = {fate.slot} if fate.outside else set()
    chosen = sheet.given.get("slot", "")
    if sheet.tried and not sheet.next_times and chosen not in map(times.code_of, slots):
        stays = chosen_before(sheet)
        if stays is not None and stays.slot is not None:
            # Further ahead than the list reaches.
            slots = [stays.slot, *(slot for slot in slots if slot != stays.slot)]
            outside |= {stays.slot} if stays.outside else set()
            chosen = times.code_of(stays.slot)
    names = {who.pk: who.name for who in sheet.practitioners}
    places = {row.pk: row.name for row in sheet.clinic.locations.all()}
    several = len({slot.place for slot in slots}) > 1
    codes = [times.code_of(slot) for slot in slots]
    if chosen not in [*codes, OTHER]:
        # Nothing is chosen for them in the place of a time that cannot be had, or is outside the
        # hours: the next "Book" would take it.
        lost = sheet.tried and chosen
        unsure = sheet.told or pressed_why or outside or lost or not codes
        chosen = "" if unsure else codes[0]
    return {
        "sheet": sheet, "pressed_why": pressed_why, "chosen": chosen, "zone": zone,
        "times": [
            {
                "code": code, "day": day_words(slot.starts, zone),
                "clock": clock(slot.starts, zone), "who": names.get(slot.practitioner, ""),
                "place": places.get(slot.place, "") if several else "",
                "outside": slot in outside,
            }
            for code, slot in zip(codes, slots, strict=True)
        ],
    }  # fmt: skip


def chosen_before(sheet: Sheet) -> times.Pressed | None:
    """What has become of the time that was to be booked; None without one."""
    if sheet.service is None:
        return None
    slot = times.slot_of_code(sheet.given["slot"], sheet.service)
    return None if slot is None else times.still_free(sheet.service, slot, sheet.now)


def new_fields(sheet: Sheet) -> list[dict[str, Any]]:
    """The fields of somebody new."""
    fields = (
        ("name", _("Name"), "text", NAME_LENGTH), ("phone", _("Phone"), "tel", PHONE_LENGTH),
        ("email", _("E-mail"), "email", EMAIL_LENGTH),
    )  # fmt: skip
    return [
        {
            "name": name, "label": label, "kind": kind, "longest": longest,
            "value": sheet.contact.given.get(name, ""), "error": sheet.errors.get(name, ""),
        }
        for name, label, kind, longest in fields
    ]  # fmt: skip


def page(request: Request, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    found = find(sheet.clinic, sheet.given["q"]) if sheet.given.get("q") else None
    kept = {
        "service": sheet.service.pk if sheet.service else "",
        "with": sheet.who.pk if sheet.who else "",
        "day": sheet.first or "", "at": sheet.at or "",
    }  # fmt: skip
    kept = {name: str(value) for name, value in kept.items() if value}
    context = {
        **times_context(sheet), "new_fields": new_fields(sheet), "found": found, "kept": kept,
        "most_visits": MOST_VISITS, "most_weeks": MOST_WEEKS,
        "again": f"{reverse('desk_book')}?{urlencode(kept)}",
        "is_new": bool(sheet.contact.given.get("name") or sheet.contact.errors),
        "opens_other": sheet.given["slot"] == OTHER or bool(sheet.given["other_day"]),
        "opens_series": bool(sheet.series or sheet.repeat),
    }  # fmt: skip
    return render(request, "desk/book.html", context, status=status)
