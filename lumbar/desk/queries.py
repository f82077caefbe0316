"""What the desk reads: days as they are drawn, what changed, and a visit's history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from lumbar.audit.models import AuditLine
from lumbar.booking.models import (
    Appointment,
    Block,
    DayException,
    Hours,
    OutsideBusy,
    Pause,
    Room,
)
from lumbar.booking.notices.undelivered import undelivered_at
from lumbar.booking.queries import still_holds, waiting_for_the_clinic
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import moment

JUST_NOW = timedelta(minutes=10)
SUBJECT = "appointment:"
WIDEST = 7
"""Columns of the widest kind of row in a stamp."""


def stamp_of(
    clinic: Clinic, first: date, last: date, *, now: datetime, more: Iterable[str], pending: bool
) -> str:
    """What a drawing of these days depends on, as a short text that is another one as soon as it
    changes: three queries. ``more``: what it depends on beside (language, view); ``pending``:
    also the requests that wait for the clinic, of whatever day."""
    begin, end = (moment(at) for at in day_span(clinic.time_zone, first, last))
    visits = (
        clinic.appointments.filter(still_holds(now), starts_at__gte=begin, starts_at__lt=end)
        .order_by("pk")
        .values_list("pk", "version", "patient__name", undelivered_at())
    )
    within = {"starts_at__lt": end, "ends_at__gt": begin}
    kinds = {"output_field": CharField(max_length=120)}
    blocks: QuerySet[Block] = clinic.blocks.filter(**within).order_by()
    busy = OutsideBusy.objects.filter(practitioner__clinic=clinic, **within).order_by()
    rest = blocks.annotate(words=F("why")).values_list(
        "practitioner_id", "room_id", "starts_at", "ends_at", "words"
    )
    outside = busy.annotate(
        no_room=Value(None, output_field=Room._meta.pk), words=Value("", **kinds)
    ).values_list("practitioner_id", "no_room", "starts_at", "ends_at", "words")
    taken = sorted(map(str, rest.union(outside, all=True)))
    settings = _settings_of(clinic, first, last, now=now, pending=pending)
    parts = (list(map(str, visits)), taken, settings, clinic.time_zone, list(more))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _settings_of(
    clinic: Clinic, first: date, last: date, *, now: datetime, pending: bool
) -> list[str]:
    """Who works when and where on these days, and what everything is called: one query."""
    own = {"practitioner__clinic": clinic}
    names = ("name_en", "name_zh_hant")
    begun = Q(first_day=None) | Q(first_day__lte=last)
    hours = Hours.objects.filter(begun, Q(last_day=None) | Q(last_day__gte=first), **own)
    parts = [
        _as_text("hours", hours, "practitioner", "location", "weekday", "opens", "closes",
                 "first_day", "last_day"),
        _as_text("pause", Pause.objects.filter(**own), "practitioner", "weekday", "starts", "ends"),
        _as_text("day", DayException.objects.filter(**own, day__range=(first, last)),
                 "practitioner", "day", "location", "opens", "closes", "why"),
        _as_text("holiday", clinic.holidays.filter(day__range=(first, last)), "day", *names),
        _as_text("place", clinic.locations, "pk", "active", "time_zone", *names),
        _as_text("room", Room.objects.filter(location__clinic=clinic), "pk", "location", "active",
                 *names),
        _as_text("who", clinic.practitioners, "pk", "active", "order", *names),
        _as_text("service", clinic.services, "pk", "before", "after", *names),
    ]  # fmt: skip
    if pending:
        asked = waiting_for_the_clinic(clinic).filter(starts_at__gt=now)
        parts.append(_as_text("asked", asked, "pk", "version", "patient__name"))
    return sorted(map(str, parts[0].union(*parts[1:], all=True)))


def _as_text(kind: str, rows: Any, *columns: str) -> QuerySet[Any, Any]:
    """Rows of one kind as texts, so that those of several kinds can be read at once."""
    text = TextField()
    shown = {f"text_{n}": Cast(F(column), text) for n, column in enumerate(columns)}
    empty = {f"text_{n}": Value("", text) for n in range(len(columns), WIDEST)}
    plain = rows.order_by().select_related(None)
    found: QuerySet[Any, Any] = plain.annotate(
        kind=Value(kind, text), **shown, **empty
    ).values_list("kind", *(f"text_{n}" for n in range(WIDEST)))
    return found


def authors_of(clinic: Clinic, *, now: datetime) -> dict[UUID, str]:
    """Who last changed each visit in the last minutes."""
    lines = AuditLine.objects.filter(
        clinic=clinic.pk, at__gt=now - JUST_NOW, subject__startswith=SUBJECT
    )
    return {
        UUID(subject.removeprefix(SUBJECT)): name
        for subject, name in lines.order_by("at", "pk").values_list("subject", "name")
    }


def lines_about(appointment: Appointment, since: datetime | None = None) -> list[AuditLine]:
    """What staff did with a visit, oldest first; since a moment, or from the beginning."""
    lines = AuditLine.objects.filter(
        clinic=appointment.clinic_id, at__gte=since or appointment.made_at,
        subject=f"{SUBJECT}{appointment.pk}",
    )  # fmt: skip
    return list(lines.order_by("at", "pk"))


def rooms_of(clinic: Clinic) -> list[Room]:
    """A clinic's rooms in use, by place."""
    rows = Room.objects.filter(location__clinic=clinic, location__active=True, active=True)
    return list(rows.select_related("location").order_by("location", "pk"))
