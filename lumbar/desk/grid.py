"""A day (or a week) of the book as it is drawn: columns of a practitioner, a room or a day, each
with what lies in it from top to bottom, beside an axis of hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from lumbar.booking.models import Appointment
from lumbar.booking.queries import Day
from lumbar.desk.wording import clock
from lumbar.scheduling.instants import instant, local
from lumbar.scheduling.values import Span

ROW = 5
"""Minutes of one row of the grid; desk/grid.css knows it too."""
USUAL = (9, 18)
"""Hours that are drawn when nobody works."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that takes a stretch of a column."""

    kind: str
    """``visit``, ``free``, ``break``, ``block``, ``busy``; ``buffer``, ``open`` are only drawn."""
    starts: int
    ends: int
    place: str
    """Classes that put it where it belongs (desk/grid.css)."""
    clock: str
    label: str = ""
    appointment: Appointment | None = None
    late: int = 0
    """Minutes a visit is likely to begin later."""
    later: str = ""
    """The time it is likely to begin then."""
    status: str = ""
    key: str = ""
    """The same for the same thing whenever it is drawn: for what is on the page to be found again
    after it was drawn anew."""
    practitioner: int | None = None
    short: bool = False
    """There is room for one line only."""
    by: str = ""
    """Who changed it in the last minutes."""
    undelivered: bool = False
    """The last message about it did not arrive."""

    @property
    def said(self) -> str:
        """The thing in a few words, for telling that it changed."""
        return f"{self.clock} {self.label}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    title: str
    about: str
    """A line under the title: where somebody works, or why not."""
    items: list[Item]
    back: list[Item]
    """What is drawn behind: hours and buffers."""
    url: str = ""
    today: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns beside an axis of hours."""

    columns: list[Column]
    first: int
    last: int
    """Hours that are drawn, from the start of one to the end of the other; 24 is midnight."""
    zone: str
    now: str = ""
    """Classes of the line that shows the time; empty: not within."""
    cancelled: list[Appointment] = field(default_factory=list)
    undelivered: Collection[UUID] = ()
    closed: str = ""
    """Why nobody works, of a day without columns; empty: it was not said."""

    @property
    def hours(self) -> list[tuple[str, str]]:
        """The axis: text, classes."""
        return [(f"{hour:02d}:00", f"at-{hour} for-1") for hour in range(self.first, self.last)]

    @property
    def visits(self) -> int:
        return sum(item.kind == "visit" for column in self.columns for item in column.items)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every column is drawn in."""

    zone: str
    now: int
    authors: Mapping[UUID, str]
    undelivered: Collection[UUID]
    """Visits about which a message did not arrive."""

    def item(
        self, kind: str, span: Span, within: Span, *, label: str = "", **more: object
    ) -> Item | None:
        """Something with its place in a day; None when it lies outside it."""
        starts, ends = max(span[0], within[0]), min(span[1], within[1])
        if starts >= ends:
            return None
        return Item(
            kind, starts, ends, place_of(starts, ends, self.zone),
            f"{clock(starts, self.zone)}–{clock(ends, self.zone)}", label,
            short=ends - starts < 25 * 60, **more,  # type: ignore[arg-type]
        )  # fmt: skip


def place_of(starts: int, ends: int, zone: str) -> str:
    """The classes of a stretch: ``at-9 at-m30 for-0 for-m45``, in steps of `ROW` minutes; by the
    clock on the wall, so on the day it is changed a stretch may be longer than its time."""
    begin, end = local(starts, zone), local(ends - 1, zone)
    top = (begin.hour * 60 + begin.minute) // ROW * ROW
    bottom = -(-(end.hour * 60 + end.minute + 1) // ROW) * ROW
    length = max(bottom - top, ROW)
    return f"at-{top // 60} at-m{top % 60} for-{length // 60} for-m{length % 60}"


def grid_of(
    columns: list[Column], days: list[Day], frame: Frame, cancelled: list[Appointment]
) -> Grid:
    """Columns with the axis they need."""
    hours: list[tuple[int, int]] = []
    for column in columns:
        for item in [*column.items, *(one for one in column.back if one.kind == "open")]:
            begin, end = local(item.starts, frame.zone), local(item.ends - 1, frame.zone)
            hours.append((begin.hour, end.hour + 1))
    first = min((begin for begin, _end in hours), default=USUAL[0])
    last = max((end for _begin, end in hours), default=USUAL[1])
    # A buffer may lie before the first hour or after the last: it is no reason for one more.
    columns = [
        replace(
            column,
            back=[
                item for item in column.back if first <= local(item.starts, frame.zone).hour < last
            ],
        )
        for column in columns
    ]
    now = ""
    today = any(instant(day.starts_at) <= frame.now < instant(day.ends_at) for day in days)
    if today and first <= local(frame.now, frame.zone).hour < last:
        now = now_place(frame.now, frame.zone)
    return Grid(columns, first, last, frame.zone, now, cancelled, frame.undelivered)


def now_place(now: int, zone: str) -> str:
    at = local(now, zone)
    return f"at-{at.hour} at-m{at.minute // ROW * ROW}"


def titled(column: Column, title: str, url: str) -> Column:
    """The same column under another title."""
    return replace(column, title=title, url=url)
