"""What the desk reads: days as they are drawn, what changed, and a visit's history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Appointment, Block, OutsideBusy, Room
from lumbar.booking.queries import still_holds
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import moment

JUST_NOW = timedelta(minutes=10)
SUBJECT = "appointment:"


def stamp_of(clinic: Clinic, first: date, last: date, *, now: datetime, more: Iterable[str]) -> str:
    """What a drawing of these days depends on, as a short text that is another one as soon as it
    changes: two queries. ``more``: what it depends on beside (language, view)."""
    begin, end = (moment(at) for at in day_span(clinic.time_zone, first, last))
    visits = (
        clinic.appointments.filter(still_holds(now), starts_at__gte=begin, starts_at__lt=end)
        .order_by("pk")
        .values_list("pk", "version", "patient__name")
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
    digest = hashlib.sha256(repr((list(map(str, visits)), taken, list(more))).encode())
    return digest.hexdigest()[:32]


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
