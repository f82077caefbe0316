"""Who waits at a clinic, and whom a time that is free now would suit: the morning board's part of
the wait list. Plain values; no model is built for what is only looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from lumbar.booking.book import Book, read_books
from lumbar.booking.models import Offer, Service, WaitingEntry
from lumbar.booking.waiting.queries import WAITS, read_grid
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import DAY, day_span
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.matching import FreeTimes, give_out
from lumbar.scheduling.policy import AHEAD
from lumbar.scheduling.slots import free_slots
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import Entry, in_line

LOOKS_AHEAD = timedelta(days=7)
"""Every day of the week once: farther ahead the desk's list looks."""


class Waiter(NamedTuple):
    """Somebody who waits, as the clinic knows them."""

    id: UUID
    patient: UUID
    person: UUID | None
    name: str
    phone: str
    language: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """A free time that suits somebody who waits."""

    waiter: Waiter
    slot: Slot
    zone: str
    """Of the place of the time."""
    practitioner_en: str
    practitioner_zh_hant: str
    position: int
    """In the line, from 1."""


@dataclass(frozen=True, slots=True)
class Waiters:
    """The wait list of this moment."""

    waiting: int
    offered: int
    """Who has an open offer; they are not counted as waiting."""
    matches: list[Match]
    """In the order of the line."""
    people: dict[str, Waiter]
    """All of them, by their place."""


_COLUMNS = (
    "pk", "patient", "patient__person", "patient__name", "patient__phone", "patient__language",
    "joined_at", "state", "grid", "level", "offers_passed", "practitioner", "until",
    "instead_of__starts_at", "instead_of__status", "offers__appointment__starts_at",
    "offers__state",
)  # fmt: skip
_TERMS = (
    "pk", "clinic_id", "minutes", "before", "after", "step", "notice_hours", "horizon_days",
    "needs_room", "active",
)  # fmt: skip


def waiters_of(clinic: Clinic, now: datetime) -> Waiters:
    """Who waits, and for whom there is a time now. One query when nobody waits, else four."""
    rows: dict[str, tuple[Any, ...]] = {}
    asked: dict[str, set[int]] = defaultdict(set)
    services: dict[int, Service] = {}
    whose: dict[str, int] = {}
    offered = 0
    for row in (
        WaitingEntry.objects.filter(clinic=clinic, state__in=WAITS)
        .order_by()
        .values_list(*_COLUMNS, *(f"service__{name}" for name in _TERMS))
    ):
        key = str(row[0])
        # A row of each offer that was made.
        if row[15] is not None and row[16] != Offer.State.UNSENT:
            asked[key].add(instant(row[15]))
        if key in rows:
            continue
        rows[key] = row
        offered += row[7] == WaitingEntry.State.OFFERED
        whose[key] = row[17]
        if row[7] == WaitingEntry.State.WAITING and row[17] not in services:
            service = Service(**dict(zip(_TERMS, row[17:], strict=True)))
            if service.active:
                services[service.pk] = service
    people = {key: Waiter(*row[:7]) for key, row in rows.items()}
    line = [
        one
        for one in in_line(_entry(key, row, asked[key]) for key, row in rows.items())
        if rows[one.id][7] == WaitingEntry.State.WAITING
    ]
    books, times = _free(clinic, services.values(), now)
    given = give_out((one, times.get(whose[one.id])) for one in line)
    matches = []
    for position, one in enumerate(line, 1):
        slot = given.get(one.id)
        if slot is not None:
            book = books[whose[one.id]]
            names = book.names[slot.practitioner]
            zone = book.places[slot.place].zone
            matches.append(Match(people[one.id], slot, zone, *names, position))
    return Waiters(len(rows) - offered, offered, matches, people)


def waiters_by_id(clinic: Clinic, ids: Collection[UUID]) -> dict[str, Waiter]:
    """Who waited, whatever became of it."""
    rows = WaitingEntry.objects.filter(clinic=clinic, pk__in=ids).values_list(*_COLUMNS[:7])
    return {str(row[0]): Waiter(*row) for row in rows}


def _free(
    clinic: Clinic, services: Collection[Service], now: datetime
) -> tuple[dict[int, Book], dict[int, FreeTimes]]:
    first: date = local_day(instant(now), clinic.time_zone)
    last = first + LOOKS_AHEAD
    start, end = day_span("UTC", first, last)
    books = read_books(services=[*services], span=(start - DAY, end + DAY), now=now)
    times = {}
    for key, book in books.items():
        slots = free_slots(
            book.terms, book.diaries.values(), book.rooms, book.places.values(),
            first=first, last=last, now=instant(now),
        )  # fmt: skip
        zones = {place.id: place.zone for place in book.places.values()}
        times[key] = FreeTimes(slots, zones, book.terms, book.rooms, first=first, last=last)
    return books, times


def _entry(key: str, row: tuple[Any, ...], asked: Collection[int]) -> Entry:
    before = row[13]
    return Entry(
        id=key,
        since=instant(row[6]),
        grid=read_grid(row[8]),
        level=row[9],
        passed=row[10],
        practitioner=row[11],
        until=row[12],
        before=instant(before) if before is not None and row[14] in AHEAD else None,
        asked=frozenset(asked),
    )
