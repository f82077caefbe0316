"""What the board is worked out from: a clinic's people and book, in so many queries for all of
them together, however many they are. Plain values; no model is built for what is only counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from lumbar.board.models import BoardItem
from lumbar.board.shared import at_stored, hexed, read_moment
from lumbar.board.shared import people as people_of
from lumbar.board.shared_sql import LAST_EVENINGS, SHARING, rows_of
from lumbar.booking.models import Appointment
from lumbar.booking.notices.undelivered import in_the_dark, undelivered_at
from lumbar.booking.waiting.matching import Match, Waiter, waiters_of
from lumbar.clinical.board import last_evening
from lumbar.clinical.board_kept import LIVE, Kept
from lumbar.clinical.board_schema import BoardRule
from lumbar.clinical.board_values import (
    Facts,
    Person,
    Request,
    Suits,
    Undelivered,
    Visit,
)
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import moment

COMES = (Appointment.Status.BOOKED, Appointment.Status.ARRIVED)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as the clinic knows them."""

    name: str
    """Empty: they share with the clinic, and are not in its register."""
    phone: str = ""
    patient: str = ""
    """Their entry in the register, in hexadecimal."""
    language: str = ""


class Booked(NamedTuple):
    """An appointment as the board shows it."""

    id: UUID
    status: str
    starts_at: datetime
    made_at: datetime
    reason: str
    level: str
    assessment: UUID | None
    """The check whose summary they let travel along; without one its level is not to be shown."""
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
    cancelled_by: str
    undelivered_at: datetime | None = None
    """When the last message about it was due, where that did not arrive. Only of the book of now.
    """


@dataclass(frozen=True, slots=True)
class Gathered:
    """A clinic's morning, with what is needed to show it."""

    facts: Facts
    entries: dict[str, Entry] = field(default_factory=dict)
    """Who shares with the clinic, by the person's id."""
    shares: dict[str, str] = field(default_factory=dict)
    appointments: dict[str, Booked] = field(default_factory=dict)
    waiters: dict[str, Waiter] = field(default_factory=dict)
    """Who is on the wait list, by their place on it."""
    register: int = 0
    """How many are in the clinic's register."""


def gather(
    clinic: Clinic, now: datetime, *, health: bool, back_to: datetime | None = None
) -> Gathered:
    """The facts of this moment. ``health`` False: only the book, for who may not see a course.
    ``back_to``: what came since then is read, however long ago that is."""
    zone = ZoneInfo(clinic.time_zone)
    today = now.astimezone(zone).date()
    booked = {str(one.id): one for one in _booked(clinic, today, now)}
    list_now = waiters_of(clinic, now)
    people: list[Person] = []
    entries: dict[str, Entry] = {}
    shares: dict[str, str] = {}
    since = _since(clinic, today, zone)
    if health:
        shares, entries = sharing_now(clinic)
        people = people_of(clinic, shares, now, zone, since=since, back_to=back_to or now)
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
            undelivered=[
                Undelivered(str(one.id), one.undelivered_at)
                for one in booked.values()
                if one.undelivered_at is not None and _to_be_rung(one, now)
            ],
            visits=[
                Visit(str(one.id), one.starts_at)
                for one in booked.values()
                if one.status in COMES and start <= one.starts_at < end
            ],
            suits=[_suits(one) for one in list_now.matches],
            waiting=list_now.waiting,
            offered=list_now.offered,
        ),
        entries=entries,
        shares=shares,
        appointments=booked,
        waiters=list_now.people,
    )


def _suits(match: Match) -> Suits:
    """With everything its line needs later on, when the time may be gone."""
    slot, waiter = match.slot, match.waiter
    time_ = {
        "starts": slot.starts, "practitioner": slot.practitioner, "place": slot.place,
        "zone": match.zone, "who_en": match.practitioner_en,
        "who_zh_hant": match.practitioner_zh_hant,
    }  # fmt: skip
    return Suits(str(waiter.id), waiter.joined_at, match.position, time_)


def _since(clinic: Clinic, today: date, zone: ZoneInfo) -> datetime:
    """When the last working evening ended: hours and holidays in one trip."""
    rows = rows_of(
        LAST_EVENINGS, clinic=clinic.pk, today=today.isoformat(),
        after=(today - timedelta(days=15)).isoformat(),
    )  # fmt: skip
    closes: dict[int, time] = {}
    closed: set[date] = set()
    for which, until in rows:
        if until:
            weekday, ends = int(which), time.fromisoformat(until)
            # Midnight at the end of the day is later than any other.
            closes[weekday] = max(closes.get(weekday, ends), ends, key=_as_end)
        else:
            closed.add(date.fromisoformat(which))
    return last_evening(today, closes, closed, zone)


def _as_end(ends: time) -> tuple[bool, time]:
    return ends == time(), ends


def _booked(clinic: Clinic, today: date, now: datetime) -> list[Booked]:
    """Requests, today's visits, and those ahead of which a message did not arrive."""
    start, end = (moment(one) for one in day_span(clinic.time_zone, today, today))
    text, params = _book(connection.vendor)
    marked = {_CLINIC: clinic.pk} | {
        at_stored(mark): at_stored(value)
        for mark, value in zip(_MOMENTS_ASKED, (start, end, now), strict=True)
    }
    with connection.cursor() as cursor:
        cursor.execute(text, [marked.get(param, param) for param in params])
        return [Booked(*_read(row)) for row in cursor.fetchall()]


_CLINIC = 9_000_000_000_000_000
"""A mark in place of the clinic …"""
_MOMENTS_ASKED = tuple(datetime(9000, 1, day, tzinfo=UTC) for day in (1, 2, 3))
"""… and of the day's beginning and end, and now."""


@cache
def _book(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The query of the book with marks for what is another each time: putting it together takes
    twenty times as long as asking it."""
    start, end, now = _MOMENTS_ASKED
    rows = (
        Appointment.objects.filter(clinic=_CLINIC)
        .annotate(undelivered_at=undelivered_at())
        .filter(
            Q(status=Appointment.Status.PENDING)
            | Q(starts_at__gte=start, starts_at__lt=end)
            | Q(starts_at__gt=now, undelivered_at__isnull=False)
        )
    )
    known = rows.order_by("starts_at").values_list(*_BOOKED, "undelivered_at")
    text, params = known.query.sql_with_params()
    return text, tuple(params)


def _read(row: tuple[Any, ...]) -> Iterator[Any]:
    """The values of a row as the database keeps them → as `Booked` has them."""
    for name, value in zip(Booked._fields, row, strict=True):
        if value is None:
            yield None
        elif name in _IDS:
            yield value if isinstance(value, UUID) else UUID(value)
        else:
            yield read_moment(value) if name in _MOMENTS else value


_IDS = ("id", "assessment", "patient", "person")
_MOMENTS = ("starts_at", "made_at", "undelivered_at")


def _to_be_rung(one: Booked, now: datetime) -> bool:
    """Whether whoever a message did not reach is rung before the visit. Not for a request that
    nobody confirmed: invented addresses must not fill the board."""
    if one.status == Appointment.Status.PROPOSED or one.starts_at <= now:
        return False
    return in_the_dark(one.status, one.cancelled_by)


_BOOKED = (
    "uuid", "status", "starts_at", "made_at", "reason", "level", "assessment_id",
    "service__name_en", "service__name_zh_hant", "practitioner__name_en",
    "practitioner__name_zh_hant", "location__time_zone", "patient_id", "patient__person_id",
    "patient__name", "patient__phone", "patient__language", "cancelled_by",
)  # fmt: skip


def booked_by_id(clinic: Clinic, ids: Collection[UUID]) -> dict[str, Booked]:
    """Appointments of a clinic that lines of other days are about."""
    rows = Appointment.objects.filter(clinic=clinic, pk__in=ids).values_list(*_BOOKED)
    return {str(one.id): one for one in (Booked(*row) for row in rows)}


# --- lines that were written down ---------------------------------------------------------------


def items_of_now(clinic: Clinic, now: datetime, rules: Mapping[str, BoardRule]) -> list[BoardItem]:
    """Lines that something can still be done about, and those that a line of now may be the same
    as. Only of these rules: what somebody may not see is not read for them."""
    recent = now - LOOKED_BACK
    of_clinic = BoardItem.objects.filter(clinic=clinic).select_related("by")
    items = list(
        of_clinic.filter(rule__in=[*rules])
        .filter(Q(state__in=LIVE) | Q(shown_at__gte=recent))
        .order_by("shown_at", "pk")
    )
    stays = [id for id, rule in rules.items() if rule.stays]
    oldest = min((one.at for one in items if one.is_live and one.rule in stays), default=now)
    if oldest < recent:
        # What came after a line that nobody closed is there as long as that one is.
        since = of_clinic.filter(rule__in=stays, shown_at__gte=oldest, shown_at__lt=recent)
        items = [*since.exclude(state__in=LIVE).order_by("shown_at", "pk"), *items]
    return items


LOOKED_BACK = timedelta(days=16)
"""What a line of now may be the same as was shown since then: two weeks closed, and a day at each
end."""


def followed(items: Iterable[BoardItem]) -> frozenset[UUID]:
    """Those of these lines, given in the order in which they were shown, after which another says
    the same of the same."""
    newest: dict[tuple[str, UUID | None, UUID | None, UUID | None], UUID] = {}
    found = set()
    for item in items:
        key = (item.rule, item.person_id, item.appointment_id, item.waiting_id)
        if key in newest:
            found.add(newest[key])
        newest[key] = item.pk
    return frozenset(found)


def has_newer(item: BoardItem) -> bool:
    """Whether a later line says the same of the same."""
    return BoardItem.objects.filter(
        clinic=item.clinic_id, rule=item.rule, person=item.person_id,
        appointment=item.appointment_id, waiting=item.waiting_id, shown_at__gt=item.shown_at,
    ).exists()  # fmt: skip


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
    for person, scope, patient, name, phone, language in rows_of(SHARING, clinic=clinic.pk):
        id = hexed(person)
        shares[id] = scope
        entries[id] = Entry(
            name or "", phone or "", hexed(patient) if patient else "", language or ""
        )
    return shares, entries
