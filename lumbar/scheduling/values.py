"""What free times are worked out from, and what comes out.

Instants are whole seconds since 1970 in UTC, so that comparing and subtracting them is exact and
quick; local times are wall-clock times of a named zone. A span is ``(start, end)``, half open: one
that ends when another starts does not touch it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NamedTuple

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A location, as far as times go."""

    id: int
    zone: str
    """IANA name."""
    holidays: frozenset[date] = frozenset()
    """Local dates on which nobody works there."""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """When somebody works at a place, every week."""

    place: int
    weekday: int
    """0 Monday to 6 Sunday."""
    opens: time
    closes: time
    """After ``opens``; midnight at the end of the day is ``time.min`` (00:00)."""
    first_day: date | None = None
    last_day: date | None = None
    """Both included; None: no limit."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """What one day has instead of the weekly hours; no hours at all: off."""

    day: date
    place: int | None = None
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A time within the weekly hours at which nothing begins or goes on; local, on every place."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Diary:
    """Somebody's working time and what is taken of it."""

    practitioner: int
    weekly: tuple[WeeklyHours, ...] = ()
    instead: tuple[DayHours, ...] = ()
    """A day named here has only these hours."""
    breaks: tuple[Break, ...] = ()
    taken: tuple[Span, ...] = ()
    """In any order, overlapping or not; appointments with their buffers, blocks, outside busy."""


@dataclass(frozen=True, slots=True)
class RoomDiary:
    """A room and what is taken of it."""

    room: int
    place: int
    taken: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """A service's terms."""

    minutes: int
    before: int = 0
    after: int = 0
    """Buffers, minutes. The buffers of two neighbours may not overlap either."""
    step: int = 15
    """Minutes between the starts that are offered, counted from the opening of that day."""
    notice: timedelta = timedelta(0)
    """A time is offered at the latest this long before it."""
    horizon: timedelta = timedelta(days=90)
    """And at the earliest this long before it."""
    needs_room: bool = False
    rooms: frozenset[int] = field(default=frozenset())
    """The rooms it can be in; empty with ``needs_room``: any at the place."""


class Slot(NamedTuple):
    """A time at which a service can begin."""

    starts: int
    ends: int
    """Of the visit itself, without buffers."""
    practitioner: int
    place: int
    room: int | None
