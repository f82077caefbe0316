"""Opening hours by the clock of a place, as spans of UTC.

The meaning is that of the clock on the wall: somebody who works from ``opens`` to ``closes`` on a
day is there at exactly those instants at which calendar and clock of the place read that day and a
time in between. What follows for the days on which the clock is changed:

* A time that is skipped becomes the first instant after the gap: opening at 02:30 when the clock
  goes from 02:00 to 03:00 is opening at 03:00, and so is closing.
* Of a time that comes twice, opening is the first and closing the second. When the clock between
  the two reads a time outside the hours, that part is left out, and the hours are two spans.
* A break covers both occurrences.

Hours do not go over midnight; ``closes`` at 00:00 is the end of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache

from lumbar.scheduling.instants import local
from lumbar.scheduling.spans import merge, subtract
from lumbar.scheduling.values import Diary, Place, Span, WeeklyHours

DAY = 86_400
_FIRST_DAY = date(1970, 1, 1).toordinal()
_NONE = timedelta(0)
_PROBE = DAY // 4
"""No zone changes its clock twice within so short a time and back to where it was."""


def day_span(zone: str, first: date, last: date) -> Span:
    """From the first instant of one local day to the end of another, both included: what to ask
    the book for."""
    begin = spans_of_day(zone, first, time.min, time.min)
    end = spans_of_day(zone, last, time.min, time.min)
    at = _midnight(first)
    return (begin[0][0] if begin else at, end[-1][1] if end else _midnight(last) + DAY)


@lru_cache(maxsize=16_384)
def spans_of_day(zone: str, day: date, opens: time, closes: time) -> tuple[Span, ...]:
    """The instants of a local day at which the clock reads from ``opens`` to before ``closes``:
    usually one span. Nothing when it does not close after it opens."""
    midnight = _midnight(day)
    start = midnight + _seconds(opens)
    end = midnight + (_seconds(closes) or DAY)
    found = []
    for since, until, offset in _offsets(zone, day):
        span = (max(start - offset, since), min(end - offset, until))
        if span[0] < span[1]:
            found.append(span)
    return tuple(merge(found)) if len(found) > 1 else tuple(found)


def open_on(diary: Diary, places: dict[int, Place], day: date) -> Iterator[tuple[Place, Span]]:
    """When somebody works on a local day and where, breaks not taken out; by place, then by time.
    Hours at one place that touch are one span."""
    found: dict[int, list[Span]] = {}
    for at, opens, closes in _hours(diary, day):
        place = places.get(at)
        if place is not None and day not in place.holidays:
            found.setdefault(at, []).extend(spans_of_day(place.zone, day, opens, closes))
    for at in sorted(found):
        spans = found[at]
        for span in merge(spans) if len(spans) > 1 else spans:
            yield places[at], span


def breaks_on(diary: Diary, zone: str, day: date) -> Iterator[Span]:
    """Somebody's breaks on a local day. A day with hours of its own has none: they were said for
    the weekly hours."""
    weekday = day.weekday()
    if diary.breaks and not any(other.day == day for other in diary.instead):
        for pause in diary.breaks:
            if pause.weekday == weekday:
                yield from spans_of_day(zone, day, pause.starts, pause.ends)


def working_time(diary: Diary, places: dict[int, Place], first: date, last: date) -> list[Span]:
    """When somebody works on the local days from ``first`` to ``last``, wherever, breaks taken out;
    tidy."""
    found: list[Span] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for place, span in open_on(diary, places, day):
            found += subtract([span], merge(breaks_on(diary, place.zone, day)))
    return merge(found)


def _hours(diary: Diary, day: date) -> Iterator[tuple[int, time, time]]:
    instead = [other for other in diary.instead if other.day == day]
    if not instead:
        weekday = day.weekday()
        for row in diary.weekly:
            if row.weekday == weekday and _is_within(row, day):
                yield row.place, row.opens, row.closes
        return
    for other in instead:
        if other.opens is not None and other.closes is not None:
            place = other.place if other.place is not None else _usual_place(diary, day)
            if place is not None:
                yield place, other.opens, other.closes


def _is_within(row: WeeklyHours, day: date) -> bool:
    return (row.first_day is None or row.first_day <= day) and (
        row.last_day is None or day <= row.last_day
    )


def _usual_place(diary: Diary, day: date) -> int | None:
    """Where somebody is when a day's own hours do not say: as on that weekday, else as ever."""
    rows = sorted(diary.weekly, key=lambda row: row.weekday != day.weekday())
    return rows[0].place if rows else None


def _midnight(day: date) -> int:
    """00:00 of a day, were the place in UTC."""
    return (day.toordinal() - _FIRST_DAY) * DAY


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


@lru_cache(maxsize=4096)
def _offsets(zone: str, day: date) -> tuple[tuple[int, int, int], ...]:
    """Everything near a local day as (since, until, seconds ahead of UTC)."""
    first = _midnight(day) - DAY
    last = _midnight(day) + 2 * DAY
    pieces = []
    since, offset = first, _offset(zone, first)
    for probe in range(first + _PROBE, last + 1, _PROBE):
        after = _offset(zone, probe)
        if after != offset:
            changed = _change(zone, probe - _PROBE, probe)
            pieces.append((since, changed, offset))
            since, offset = changed, after
    pieces.append((since, last, offset))
    return tuple(pieces)


def _change(zone: str, before: int, after: int) -> int:
    """The first instant with the later offset."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: str, at: int) -> int:
    return (local(at, zone).utcoffset() or _NONE) // timedelta(seconds=1)
