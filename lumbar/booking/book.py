"""Reads the book out of the database as the values `lumbar.scheduling` works with: three queries,
whatever the number of practitioners and appointments. Only what ends after the span begins is
looked at (by index), so what lies in the past costs nothing.

The queries are written out (`book_sql`): this is done for every look at free times and within every
booking, and putting them together anew out of Django's parts took three times as long as all the
rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from lumbar.booking.book_sql import PLACES, TAKEN, TAKEN_ROOMS, WORKING, statement
from lumbar.booking.models import Appointment, Reservation, Service
from lumbar.scheduling.instants import moment
from lumbar.scheduling.values import (
    Break,
    DayHours,
    Diary,
    Place,
    RoomDiary,
    Span,
    Terms,
    WeeklyHours,
)

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Book:
    """Everything a service's free times depend on."""

    terms: Terms
    diaries: dict[int, Diary]
    """By practitioner: those who offer the service."""
    rooms: list[RoomDiary]
    """Rooms it can be in; none when it needs none."""
    places: dict[int, Place]
    names: dict[int, tuple[str, str]]
    """Of the practitioners, in English and Chinese."""


def terms_of(service: Service, rooms: Iterable[int] = ()) -> Terms:
    """A service's terms; ``rooms``: the ones it can be in, none: any."""
    return Terms(
        minutes=service.minutes,
        before=service.before,
        after=service.after,
        step=service.step,
        notice=timedelta(hours=service.notice_hours),
        horizon=timedelta(days=service.horizon_days),
        needs_room=service.needs_room,
        rooms=frozenset(rooms),
    )


def read_book(
    *,
    service: Service,
    practitioners: Collection[int] | None,
    span: Span,
    now: datetime,
    ignoring: Appointment | None = None,
) -> Book:
    """The book as far as it matters between two instants.

    ``practitioners``: of those who offer the service only these; None: all. ``ignoring``: an
    appointment that is to be moved; its time counts as free. A request whose hold has ended by
    ``now`` does not count either.
    """
    return _read([service], practitioners, span, now, ignoring)[service.pk]


def read_books(*, services: Sequence[Service], span: Span, now: datetime) -> dict[int, Book]:
    """The same for several services of one clinic at once, by service: three queries for all."""
    return _read(services, None, span, now, None) if services else {}


def _read(
    services: Sequence[Service],
    practitioners: Collection[int] | None,
    span: Span,
    now: datetime,
    ignoring: Appointment | None,
) -> dict[int, Book]:
    clinic = services[0].clinic_id
    keys = [service.pk for service in services]
    working, offer, names = _read_working(clinic, keys, practitioners, span)
    places, rooms, suits = _read_places(clinic, keys)
    if not any(service.needs_room for service in services):
        rooms = {}
    taken, rooms_taken = _read_taken(clinic, list(working), list(rooms), span, now, ignoring)
    diaries = {
        who: Diary(
            practitioner=who,
            weekly=tuple(rows.weekly),
            instead=tuple(rows.instead),
            breaks=tuple(rows.breaks),
            taken=tuple(taken[who]),
        )
        for who, rows in working.items()
    }
    in_rooms = [
        RoomDiary(room=room, place=place, taken=tuple(rooms_taken[room]))
        for room, place in rooms.items()
    ]
    return {
        service.pk: Book(
            terms=terms_of(service, suits[service.pk] if service.needs_room else ()),
            diaries={who: diaries[who] for who in offer[service.pk]},
            rooms=in_rooms if service.needs_room else [],
            places=places,
            names=names,
        )
        for service in services
    }


@dataclass(slots=True)
class _Working:
    weekly: list[WeeklyHours] = field(default_factory=list)
    instead: list[DayHours] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


def _read_working(
    clinic: int, services: list[int], practitioners: Collection[int] | None, span: Span
) -> tuple[dict[int, _Working], dict[int, list[int]], dict[int, tuple[str, str]]]:
    """Hours, breaks and days of their own of everybody who offers one of the services, who offers
    which, and their names: one query."""
    # One day more at each end: the date there may be another than in UTC.
    first, last = (moment(at).date().isoformat() for at in (span[0] - DAY, span[1] + DAY))
    found: dict[int, _Working] = defaultdict(_Working)
    offer: dict[int, list[int]] = defaultdict(list)
    names: dict[int, tuple[str, str]] = {}
    for kind, whose, place, weekday, day, opens, closes, since, until in _rows(
        statement(WORKING, services=len(services)),
        clinic=clinic,
        first=first,
        last=last,
        **_named("service", services),
    ):
        if practitioners is not None and whose not in practitioners:
            continue
        diary = found[whose]
        if kind == "who":
            offer[place].append(whose)
            names[whose] = (day, opens)
        elif kind == "hours":
            diary.weekly.append(
                WeeklyHours(place, weekday, _time(opens), _time(closes), _date(since), _date(until))
            )
        elif kind == "pause":
            diary.breaks.append(Break(weekday, _time(opens), _time(closes)))
        else:
            own = (_time(opens), _time(closes)) if opens and closes else (None, None)
            diary.instead.append(DayHours(date.fromisoformat(day), place, *own))
    return found, offer, names


def _read_places(
    clinic: int, services: list[int]
) -> tuple[dict[int, Place], dict[int, int], dict[int, set[int]]]:
    """Places with their holidays, rooms with their places, and by service the rooms it names: one
    query."""
    zones: dict[int, str] = {}
    rooms: dict[int, int] = {}
    suits: dict[int, set[int]] = defaultdict(set)
    holidays = set()
    for kind, key, place, text in _rows(
        statement(PLACES, services=len(services)), clinic=clinic, **_named("service", services)
    ):
        if kind == "place":
            zones[key] = text
        elif kind == "holiday":
            holidays.add(date.fromisoformat(text))
        elif kind == "room":
            rooms[key] = place
        else:
            suits[place].add(key)
    closed = frozenset(holidays)
    return {key: Place(key, zone, closed) for key, zone in zones.items()}, rooms, suits


def _read_taken(
    clinic: int,
    practitioners: list[int],
    rooms: list[int],
    span: Span,
    now: datetime,
    ignoring: Appointment | None,
) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """What is taken of practitioners and of rooms: one query."""
    of_practitioners: dict[int, list[Span]] = defaultdict(list)
    of_rooms: dict[int, list[Span]] = defaultdict(list)
    if not practitioners:
        return of_practitioners, of_rooms
    # An id no appointment has, when none is to be left out.
    besides = ignoring.pk if ignoring is not None else _NOBODY
    for kind, key, starts, ends in _rows(
        statement(TAKEN_ROOMS if rooms else TAKEN, whose=len(practitioners), rooms=len(rooms)),
        clinic=clinic,
        since=_at(moment(span[0])),
        until=_at(moment(span[1])),
        now=_at(now),
        ignoring=_APPOINTMENT.get_db_prep_value(besides, connection),
        **_named("whose", practitioners),
        **_named("room", rooms),
    ):
        (of_practitioners if kind == "who" else of_rooms)[key].append((starts, ends))
    return of_practitioners, of_rooms


_APPOINTMENT: Any = Reservation._meta.get_field("appointment")
_NOBODY = UUID(int=0)


def _rows(text: str, **named: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, named)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _named(name: str, keys: list[int]) -> dict[str, int]:
    return {f"{name}_{n}": key for n, key in enumerate(keys)}


def _at(when: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(when)


@lru_cache(maxsize=1024)
def _time(text: str) -> time:
    return time.fromisoformat(text)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
