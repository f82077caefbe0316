"""Times the desk may give: as people are offered them, but without regard to notice, horizon and
how many visits somebody has ahead; and a time named by the desk itself, within the hours or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from lumbar.booking.book import Book, read_book, read_books
from lumbar.booking.models import Appointment, Practitioner, Service
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import breaks_on, day_span, open_on, spans_of_day
from lumbar.scheduling.instants import instant, local, local_day
from lumbar.scheduling.slots import Refusal, fits, free_slots
from lumbar.scheduling.spans import merge, subtract
from lumbar.scheduling.values import Slot

LOOKED_AT = (2, 12, 45, 120)
"""Days from the first one that are looked at until there are enough times."""
AS_MANY = 9
FAR = timedelta(days=730)


def book_of(
    service: Service,
    who: Practitioner | None,
    first: date,
    last: date,
    now: datetime,
    ignoring: Appointment | None = None,
) -> Book:
    """The book of some days on the desk's terms."""
    span = day_span("UTC", first - timedelta(days=1), last + timedelta(days=1))
    only = None if who is None else [who.pk]
    book = read_book(service=service, practitioners=only, span=span, now=now, ignoring=ignoring)
    return replace(book, terms=replace(book.terms, notice=timedelta(0), horizon=FAR))


def earliest(
    service: Service,
    who: Practitioner | None,
    first: date,
    now: datetime,
    *,
    ignoring: Appointment | None = None,
    limit: int = AS_MANY,
) -> list[Slot]:
    """The earliest free times from a day on; three queries for each stretch that is looked at,
    most often one."""
    found: list[Slot] = []
    begin = 0
    for end in LOOKED_AT:
        days = first + timedelta(days=begin), first + timedelta(days=end)
        book = book_of(service, who, *days, now, ignoring)
        if not book.diaries:
            return []
        found += free_slots(
            book.terms, book.diaries.values(), book.rooms, book.places.values(),
            first=days[0], last=days[1], now=instant(now),
        )  # fmt: skip
        if len(found) >= limit:
            break
        begin = end + 1
    return found[:limit]


def at_time(
    service: Service,
    who: Practitioner | None,
    starts: int,
    now: datetime,
    *,
    ignoring: Appointment | None = None,
) -> Slot | Refusal:
    """One start the desk names, perhaps outside the hours: where they work that day, else where
    they usually do, else at the first place. With anybody: the first who can."""
    day = local_day(starts, "UTC")
    return _at(book_of(service, who, day, day, now, ignoring), starts, now)


def _at(book: Book, starts: int, now: datetime) -> Slot | Refusal:
    refusal = Refusal.CLOSED
    for number, diary in book.diaries.items():
        for place in _places(book, number, starts):
            found = fits(
                book.terms, diary, book.rooms, book.places[place],
                starts=starts, now=instant(now), desk=True,
            )  # fmt: skip
            if isinstance(found, Slot):
                return found
            refusal = found
    return refusal


TOO_LONG, NOT_OFFERED = "too_long", "not_offered"
"""Why a service does not fit a start that was pressed in the day, beside `Refusal`."""
A_MOMENT = 5
"""Minutes; where not even so short a visit can begin, the time itself is taken."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What becomes of a service at a start that was pressed in the day."""

    slot: Slot | None
    why: str = ""
    """Where it does not fit: a `Refusal`, ``TOO_LONG`` or ``NOT_OFFERED``."""
    outside: bool = False
    """It fits, but not within their hours, or over a break."""


def pressed(
    services: Sequence[Service], who: Practitioner | None, starts: int, now: datetime
) -> dict[int, Pressed]:
    """By service; three queries, however many services."""
    day = local_day(starts, "UTC")
    span = day_span("UTC", day - timedelta(days=1), day + timedelta(days=1))
    books = read_books(services=services, span=span, now=now)
    return {service.pk: _pressed(books[service.pk], who, starts, now) for service in services}


def _pressed(book: Book, who: Practitioner | None, starts: int, now: datetime) -> Pressed:
    if who is not None:
        own = {key: diary for key, diary in book.diaries.items() if key == who.pk}
        book = replace(book, diaries=own)
    if not book.diaries:
        return Pressed(None, NOT_OFFERED)
    found = _at(book, starts, now)
    if isinstance(found, Slot):
        return Pressed(found, outside=_is_outside(book, found))
    shorter = replace(book.terms, minutes=A_MOMENT, before=0, after=0)
    if isinstance(_at(replace(book, terms=shorter), starts, now), Slot):
        return Pressed(None, TOO_LONG)
    return Pressed(None, found)


def _is_outside(book: Book, slot: Slot) -> bool:
    """Whether a time lies outside the hours of who it is with, or over a break of theirs."""
    diary, place = book.diaries[slot.practitioner], book.places[slot.place]
    day = local_day(slot.starts, place.zone)
    works = [span for _place, span in open_on(diary, {place.id: place}, day)]
    spans = subtract(merge(works), merge(breaks_on(diary, place.zone, day)))
    return not any(opens <= slot.starts and slot.ends <= closes for opens, closes in spans)


def is_outside(service: Service, slot: Slot, now: datetime) -> bool:
    """The same of a time that is booked; three queries."""
    day = local_day(slot.starts, "UTC")
    book = book_of(service, None, day, day, now)
    known = slot.practitioner in book.diaries and slot.place in book.places
    return not known or _is_outside(book, slot)


def still_free(service: Service, slot: Slot, now: datetime) -> Pressed:
    """What has become of a time that was chosen before; another room does as well. Three
    queries."""
    day = local_day(slot.starts, "UTC")
    book = book_of(service, None, day, day, now)
    if slot.practitioner not in book.diaries or slot.place not in book.places:
        return Pressed(None, NOT_OFFERED)
    found = fits(
        book.terms, book.diaries[slot.practitioner], book.rooms, book.places[slot.place],
        starts=slot.starts, now=instant(now), desk=True,
    )  # fmt: skip
    if isinstance(found, Refusal):
        return Pressed(None, found)
    return Pressed(found, outside=_is_outside(book, found))


def _places(book: Book, practitioner: int, starts: int) -> list[int]:
    """Places to try for somebody, the likeliest first."""
    rows = book.diaries[practitioner].weekly
    weekday = local_day(starts, next(iter(book.places.values())).zone).weekday() if rows else 0
    ordered = sorted(rows, key=lambda row: row.weekday != weekday)
    known = [row.place for row in ordered if row.place in book.places]
    return list(dict.fromkeys([*known, *book.places]))[:3]


def instant_at(day: date, at: time, zone: str) -> int | None:
    """A time on the clock of a place; None for one the clock skips that day."""
    whole = at.replace(second=0, microsecond=0)
    after = (datetime.combine(day, whole) + timedelta(minutes=1)).time()
    spans = spans_of_day(zone, day, whole, after)
    return spans[0][0] if spans else None


def in_weeks(slot: Slot, zone: str, every: int, count: int) -> list[Slot]:
    """The same weekday and time on the clock, every so many weeks: ``count`` times in all. A time
    the clock skips is an hour later then."""
    at = local(slot.starts, zone)
    found = []
    for n in range(count):
        day = at.date() + timedelta(weeks=n * every)
        starts = instant_at(day, at.time(), zone)
        if starts is None:
            starts = slot.starts + n * every * 7 * 86400
        found.append(slot._replace(starts=starts, ends=starts + slot.ends - slot.starts))
    return found


def code_of(slot: Slot) -> str:
    """A slot as the value of a form's field."""
    return ".".join(
        str(part or 0) for part in (slot.starts, slot.practitioner, slot.place, slot.room)
    )


def slot_of_code(code: str, service: Service) -> Slot | None:
    """The slot a field names; its length is the service's. None for what is none."""
    parts = code.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    starts, who, place, room = (int(part) for part in parts)
    if starts > 1 << 33:
        return None
    return Slot(starts, starts + service.minutes * 60, who, place, room or None)


def nearest(
    service: Service, slot: Slot, clinic: Clinic, now: datetime, limit: int = 5
) -> Sequence[Slot]:
    """Free times near one that cannot be had, with the same practitioner, within three days."""
    who = clinic.practitioners.filter(pk=slot.practitioner).first()
    day = local_day(slot.starts, clinic.time_zone)
    first, last = day - timedelta(days=2), day + timedelta(days=3)
    book = book_of(service, who, first, last, now)
    found = free_slots(
        book.terms, book.diaries.values(), book.rooms, book.places.values(),
        first=first, last=last, now=instant(now),
    )  # fmt: skip
    found.sort(key=lambda one: abs(one.starts - slot.starts))
    return found[:limit]
