"""Free times: opening hours, less breaks and what is taken, in the steps of a service.

A visit lies within the hours of one place. Its buffers may lie before the opening and after the
closing, where somebody prepares and tidies up, but not in a break and not in anything taken, which
is the buffers of other visits too. A room has to be free for visit and buffers. Of several rooms it
is always the one with the lowest number: so long times stay free in the others, and two who look at
the same book see the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import repeat
from operator import itemgetter
from typing import cast

from lumbar.scheduling.hours import breaks_on, day_span, open_on
from lumbar.scheduling.instants import local_day
from lumbar.scheduling.spans import intersect, subtract
from lumbar.scheduling.values import Diary, Place, RoomDiary, Slot, Span, Terms

_EVER = 1 << 62


class Refusal(StrEnum):
    """Why a time cannot be had."""

    TOO_SOON = "too_soon"
    """Past, or later than the minimum notice."""
    TOO_FAR = "too_far"
    CLOSED = "closed"
    """Outside the hours, in a break, or not one of the starts that are offered."""
    TAKEN = "taken"
    NO_ROOM = "no_room"


def reserved(terms: Terms, starts: int) -> Span:
    """The time a visit takes of practitioner and room, buffers included."""
    return starts - terms.before * 60, starts + (terms.minutes + terms.after) * 60


def free_slots(
    terms: Terms,
    diaries: Iterable[Diary],
    rooms: Iterable[RoomDiary],
    places: Iterable[Place],
    *,
    first: date,
    last: date,
    now: int,
) -> list[Slot]:
    """Every time a service can begin on the local days from ``first`` to ``last``, both included,
    with one of the practitioners; by start, then by practitioner and place."""
    rooms = list(rooms)
    by_id = {place.id: place for place in places}
    earliest = now + terms.notice // _SECOND
    latest = now + terms.horizon // _SECOND
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    spans = [day_span(zone, first, last) for zone in {place.zone for place in by_id.values()}]
    window = (
        min((span[0] for span in spans), default=0),
        max((span[1] for span in spans), default=0),
    )
    in_rooms = (
        {place: _starts_in_rooms(terms, rooms, place, window) for place in by_id}
        if terms.needs_room
        else None
    )
    found: list[Slot] = []
    for diary in sorted(diaries, key=lambda diary: diary.practitioner):
        by_zone: dict[str, tuple[list[Span], list[int]]] = {}
        for day in days:
            for place, (opens, closes) in open_on(diary, by_id, day):
                if place.zone not in by_zone:
                    free = _free_starts(
                        terms, [*diary.taken, *_breaks(diary, place.zone, days)], window
                    )
                    by_zone[place.zone] = free, [end for _start, end in free]
                free, ends = by_zone[place.zone]
                low = max(opens, earliest)
                high = min(closes - terms.minutes * 60, latest) + 1
                for at in range(bisect_right(ends, low), len(free)):
                    start, end = free[at]
                    if start >= high:
                        break
                    span = (max(start, low), min(end, high))
                    if in_rooms is None:
                        _add(found, terms, diary.practitioner, place.id, None, opens, span)
                    else:
                        for room, part in _parts(in_rooms[place.id], span):
                            _add(found, terms, diary.practitioner, place.id, room, opens, part)
    found.sort(key=itemgetter(0))
    return found


def fits(
    terms: Terms,
    diary: Diary,
    rooms: Iterable[RoomDiary],
    place: Place,
    *,
    starts: int,
    now: int,
    desk: bool = False,
) -> Slot | Refusal:
    """Whether a service can begin then, and in which room; else why not. It fits exactly when
    `free_slots` has it. The desk is not bound by notice, horizon, hours, breaks and steps, only by
    what is taken."""
    span = reserved(terms, starts)
    if not desk:
        if starts < now + terms.notice // _SECOND:
            return Refusal.TOO_SOON
        if starts > now + terms.horizon // _SECOND:
            return Refusal.TOO_FAR
        day = local_day(starts, place.zone)
        ends = starts + terms.minutes * 60
        if not any(
            opens <= starts and ends <= closes and (starts - opens) % (terms.step * 60) == 0
            for _place, (opens, closes) in open_on(diary, {place.id: place}, day)
        ):
            return Refusal.CLOSED
        if _touches(_breaks(diary, place.zone, [day]), span):
            return Refusal.CLOSED
    if _touches(diary.taken, span):
        return Refusal.TAKEN
    room: int | None = None
    if terms.needs_room:
        room = free_room(terms, rooms, place.id, span)
        if room is None:
            return Refusal.NO_ROOM
    return Slot(starts, starts + terms.minutes * 60, diary.practitioner, place.id, room)


def free_room(terms: Terms, rooms: Iterable[RoomDiary], place: int, span: Span) -> int | None:
    """The room at a place that is free in a span, buffers included; None when none is."""
    suitable = _suitable(terms, rooms, place)
    return next((room.room for room in suitable if not _touches(room.taken, span)), None)


_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


# What `Slot._make` does, without a Python call for each of thousands of times.
_new_tuple = cast(
    "Callable[[type[Slot], tuple[int, int, int, int, int | None]], Slot]", tuple.__new__
)


def _touches(taken: Iterable[Span], span: Span) -> bool:
    low, high = span
    return any(start < high and low < end for start, end in taken)


def _breaks(diary: Diary, zone: str, days: Sequence[date]) -> list[Span]:
    """The breaks on some days in a row and on the day before and after, into which a buffer could
    reach."""
    if not diary.breaks:
        return []
    near = [days[0] - _DAY, *days, days[-1] + _DAY]
    return [span for day in near for span in breaks_on(diary, zone, day)]


def _free_starts(terms: Terms, taken: Sequence[Span], window: Span) -> list[Span]:
    """The spans in which a visit within the window may begin so that it and its buffers touch
    nothing taken."""
    before, after = terms.before * 60, (terms.minutes + terms.after) * 60
    low, high = window[0] - before, window[1] + after
    need = before + after
    free = []
    since = -_EVER
    for start, end in sorted([span for span in taken if span[0] < high and span[1] > low]):
        if start - since >= need:
            free.append((since + before, start - after + 1))
        if end > since:
            since = end
    free.append((since + before, _EVER))
    return free


def _suitable(terms: Terms, rooms: Iterable[RoomDiary], place: int) -> list[RoomDiary]:
    return sorted(
        (
            room
            for room in rooms
            if room.place == place and (not terms.rooms or room.room in terms.rooms)
        ),
        key=lambda room: room.room,
    )


def _starts_in_rooms(
    terms: Terms, rooms: Iterable[RoomDiary], place: int, window: Span
) -> list[tuple[int, int, int]]:
    """When a visit may begin as far as rooms go, as (start, end, room), sorted and disjoint."""
    left: list[Span] = [(-_EVER, _EVER)]
    parts: list[tuple[int, int, int]] = []
    for room in _suitable(terms, rooms, place):
        free = _free_starts(terms, room.taken, window)
        parts += [(start, end, room.room) for start, end in intersect(left, free)]
        left = subtract(left, free)
        if not left:
            break
    return sorted(parts)


def _parts(parts: Sequence[tuple[int, int, int]], span: Span) -> Iterator[tuple[int, Span]]:
    """The parts of a span by the room that is free in them."""
    low, high = span
    for at in range(max(0, bisect_left(parts, (low,)) - 1), len(parts)):
        start, end, room = parts[at]
        if start >= high:
            break
        if end > low:
            yield room, (max(start, low), min(end, high))


def _add(
    found: list[Slot],
    terms: Terms,
    practitioner: int,
    place: int,
    room: int | None,
    opens: int,
    span: Span,
) -> None:
    """Add the starts of a span that are whole steps after the opening."""
    low, high = span
    step = terms.step * 60
    starts = range(low + (opens - low) % step, high, step)
    if starts:
        minutes = terms.minutes * 60
        ends = range(starts.start + minutes, starts.stop + minutes, step)
        found += map(
            _new_tuple,
            repeat(Slot),
            zip(starts, ends, repeat(practitioner), repeat(place), repeat(room), strict=False),
        )
