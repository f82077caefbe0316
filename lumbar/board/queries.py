"""What the board is worked out from: a clinic's people and book, in so many queries for all of
them together, however many they are. Plain values; no model is built for what is only counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    FilteredRelation,
    Q,
    TextField,
)
from django.db.models.expressions import Value
from django.db.models.functions import Cast

from lumbar.board.models import BoardItem
from lumbar.board.shared import RECENT
from lumbar.board.shared import people as people_of
from lumbar.booking.models import Appointment, Holiday, Hours, WaitingEntry
from lumbar.clinical.board import last_evening
from lumbar.clinical.board_kept import LIVE, Kept
from lumbar.clinical.board_values import (
    Facts,
    Person,
    Request,
    Visit,
)
from lumbar.people.models import Clinic, Sharing
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import moment

COMES = (Appointment.Status.BOOKED, Appointment.Status.ARRIVED)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as the clinic knows them."""

    name: str
    """Empty: they share with the clinic, and are not in its register."""
    phone: str = ""
    patient: UUID | None = None
    language: str = ""


class Booked(NamedTuple):
    """An appointment as the board shows it."""

    id: UUID
    status: str
    starts_at: datetime
    made_at: datetime
    reason: str
    level: str
    service_en: str
    service_zh_hant: str
    practitioner_en: str
    practitioner_zh_hant: str
    zone: str
    patient: UUID
    person: UUID | None
    name: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """A clinic's morning, with what is needed to show it."""

    facts: Facts
    entries: dict[str, Entry] = field(default_factory=dict)
    """Who shares with the clinic, by the person's id."""
    shares: dict[str, str] = field(default_factory=dict)
    appointments: dict[str, Booked] = field(default_factory=dict)
    register: int = 0
    """How many are in the clinic's register."""


def gather(clinic: Clinic, now: datetime, *, health: bool) -> Gathered:
    """The facts of this moment. ``health`` False: only the book, for who may not see a course."""
    zone = ZoneInfo(clinic.time_zone)
    today = now.astimezone(zone).date()
    booked = {str(one.id): one for one in _booked(clinic, today)}
    waiting = WaitingEntry.objects.filter(clinic=clinic).aggregate(
        waiting=Count("pk", filter=Q(state=WaitingEntry.State.WAITING)),
        offered=Count("pk", filter=Q(state=WaitingEntry.State.OFFERED)),
    )
    people: list[Person] = []
    entries: dict[str, Entry] = {}
    shares: dict[str, str] = {}
    since = _since(clinic, today, zone)
    if health:
        for person, scope, patient, name, phone, language in _sharing(clinic):
            shares[person.hex] = scope
            entries[person.hex] = Entry(name or "", phone or "", patient, language or "")
        people = people_of(clinic, shares, now, today, zone)
    start, end = (moment(one) for one in day_span(clinic.time_zone, today, today))
    return Gathered(
        facts=Facts(
            since=since,
            zone=zone,
            people=people,
            requests=[
                Request(str(one.id), one.made_at, one.level)
                for one in booked.values()
                if one.status == Appointment.Status.PENDING
            ],
            visits=[
                Visit(str(one.id), one.starts_at)
                for one in booked.values()
                if one.status in COMES and start <= one.starts_at < end
            ],
            waiting=waiting["waiting"],
            offered=waiting["offered"],
        ),
        entries=entries,
        shares=shares,
        appointments=booked,
    )


def _since(clinic: Clinic, today: date, zone: ZoneInfo) -> datetime:
    """When the last working evening ended: hours and holidays in one trip."""
    hours = (
        Hours.objects.filter(practitioner__clinic=clinic, practitioner__active=True)
        .filter(
            Q(first_day=None) | Q(first_day__lt=today), Q(last_day=None) | Q(last_day__gte=today)
        )
        .order_by()
        .values_list(Cast("weekday", TextField()), Cast("closes", TextField()))
    )
    holidays = (
        Holiday.objects.filter(clinic=clinic, day__lt=today, day__gte=today - timedelta(days=15))
        .order_by()
        .values_list(Cast("day", TextField()), Value("", output_field=TextField()))
    )
    closes: dict[int, time] = {}
    closed: set[date] = set()
    for which, until in hours.union(holidays, all=True):
        if until:
            weekday, ends = int(which), time.fromisoformat(until)
            # Midnight at the end of the day is later than any other.
            closes[weekday] = max(closes.get(weekday, ends), ends, key=_as_end)
        else:
            closed.add(date.fromisoformat(which))
    return last_evening(today, closes, closed, zone)


def _as_end(ends: time) -> tuple[bool, time]:
    return ends == time(), ends


def _sharing(clinic: Clinic) -> Iterable[tuple[UUID, str, UUID | None, str, str, str]]:
    here = FilteredRelation("person__patients", condition=Q(person__patients__clinic=clinic))
    return (
        Sharing.objects.filter(clinic=clinic)
        .exclude(scope=Sharing.Scope.NOTHING)
        .annotate(entry=here)
        .values_list(
            "person_id", "scope", "entry__uuid", "entry__name", "entry__phone", "entry__language"
        )
    )


def _booked(clinic: Clinic, today: date) -> list[Booked]:
    start, end = (moment(one) for one in day_span(clinic.time_zone, today, today))
    rows = Appointment.objects.filter(clinic=clinic).filter(
        Q(status=Appointment.Status.PENDING) | Q(starts_at__gte=start, starts_at__lt=end)
    )
    return [Booked(*row) for row in rows.order_by("starts_at").values_list(*_BOOKED)]


_BOOKED = (
    "uuid", "status", "starts_at", "made_at", "reason", "level", "service__name_en",
    "service__name_zh_hant", "practitioner__name_en", "practitioner__name_zh_hant",
    "location__time_zone", "patient_id", "patient__person_id", "patient__name", "patient__phone",
    "patient__language",
)  # fmt: skip


def booked_by_id(clinic: Clinic, ids: Collection[UUID]) -> dict[str, Booked]:
    """Appointments of a clinic that lines of other days are about."""
    rows = Appointment.objects.filter(clinic=clinic, pk__in=ids).values_list(*_BOOKED)
    return {str(one.id): one for one in (Booked(*row) for row in rows)}


# --- lines that were written down ---------------------------------------------------------------


def items_of_now(clinic: Clinic, now: datetime, rules: Collection[str]) -> list[BoardItem]:
    """Lines that something can still be done about, and those that a line of now may be the same
    as. Only of these rules: what somebody may not see is not read for them."""
    return list(
        BoardItem.objects.filter(clinic=clinic, rule__in=rules)
        .filter(Q(state__in=LIVE) | Q(shown_at__gte=now - RECENT - RECENT))
        .select_related("by")
        .order_by("shown_at", "pk")
    )


def kept(item: BoardItem) -> Kept:
    """A row as the pure core knows it."""
    state: Any = item.state
    return Kept(
        id=str(item.pk), rule=item.rule, subject=item.subject, occasion=item.occasion,
        state=state, until=item.until, gone_at=item.gone_at, evidence=item.evidence,
    )  # fmt: skip


def sharing_now(clinic: Clinic) -> tuple[dict[str, str], dict[str, Entry]]:
    """What everybody who shares something lets the clinic see, and who they are to it."""
    shares: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for person, scope, patient, name, phone, language in _sharing(clinic):
        shares[person.hex] = scope
        entries[person.hex] = Entry(name or "", phone or "", patient, language or "")
    return shares, entries
