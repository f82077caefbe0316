"""Times the desk may give: as people are offered them, but without regard to notice, horizon and
how many visits somebody has ahead; and a time named by the desk itself, within the hours or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from lumbar.booking.book import Book, read_book, terms_of
from lumbar.booking.models import Appointment, Practitioner, Service
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import day_span, spans_of_day
from lumbar.scheduling.instants import instant, local, local_day
from lumbar.scheduling.slots import Refusal, fits, free_slots
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
    book = book_of(service, who, day, day, now, ignoring)
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


__all__ = [
    "at_time",
    "code_of",
    "earliest",
    "in_weeks",
    "instant_at",
    "nearest",
    "slot_of_code",
    "terms_of",
]
