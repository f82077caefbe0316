"""The week editor: what was typed for each weekday, and the hours and breaks it means. Nothing
typed is lost: a page with errors shows it again. No database in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import NamedTuple

WEEKDAYS = range(7)
SPANS = 4
"""At most so many spans of work a day; one that is empty is always offered beside what there is."""
BREAKS = 2
COPIED_TO = (1, 2, 3, 4)
"""Monday's hours can be used for Tuesday to Friday."""
MIDNIGHT = time.min
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Days that can be set; as the desk has it."""


class WorkSpan(NamedTuple):
    """When somebody works on a weekday, and where."""

    weekday: int
    opens: time
    closes: time
    """00:00 is the end of the day."""
    place: int


class BreakSpan(NamedTuple):
    """A break on a weekday."""

    weekday: int
    starts: time
    ends: time


@dataclass(slots=True)
class Typed:
    """One row of the editor as it was typed. ``error``: ``time``, ``order``, ``place``,
    ``overlap``; empty when it fits."""

    name: str
    begins: str = ""
    ends: str = ""
    place: str = ""
    error: str = ""

    @property
    def empty(self) -> bool:
        return not (self.begins or self.ends)


@dataclass(slots=True)
class DayTyped:
    """One weekday of the editor."""

    weekday: int
    work: list[Typed]
    breaks: list[Typed]


@dataclass(slots=True)
class WeekTyped:
    """The whole editor. ``work`` and ``breaks`` count only without errors."""

    days: list[DayTyped]
    first_day: str = ""
    last_day: str = ""
    like_monday: bool = False
    period: tuple[date | None, date | None] = (None, None)
    period_error: str = ""
    """``date`` (not one, or out of reach) or ``order``."""
    work: list[WorkSpan] = field(default_factory=list)
    breaks: list[BreakSpan] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.period_error) or any(
            row.error for day in self.days for row in (*day.work, *day.breaks)
        )


def shown_week(
    work: Iterable[WorkSpan],
    breaks: Iterable[BreakSpan],
    period: tuple[date | None, date | None],
) -> WeekTyped:
    """The editor filled in with what holds now, and one empty row a day."""
    work, breaks = list(work), list(breaks)
    days = []
    for weekday in WEEKDAYS:
        spans = [
            (_clock(one.opens), _clock(one.closes), str(one.place))
            for one in work
            if one.weekday == weekday
        ]
        pauses = [
            (_clock(one.starts), _clock(one.ends), "") for one in breaks if one.weekday == weekday
        ]
        days.append(
            DayTyped(
                weekday,
                _rows("work", weekday, spans, SPANS),
                _rows("break", weekday, pauses, BREAKS),
            )
        )
    first, last = (day.isoformat() if day else "" for day in period)
    return WeekTyped(days, first, last, period=period)


def read_week(data: Mapping[str, str], places: Iterable[int]) -> WeekTyped:
    """Read the editor. ``places`` are the ids of the clinic's locations; where there is only one,
    a row need not name it."""
    known = {str(place): place for place in places}
    like_monday = data.get("like_monday") == "yes"
    days: list[DayTyped] = []
    work: list[WorkSpan] = []
    breaks: list[BreakSpan] = []
    for weekday in WEEKDAYS:
        day = DayTyped(
            weekday,
            _typed(data, "work", weekday, SPANS),
            _typed(data, "break", weekday, BREAKS),
        )
        if like_monday and weekday in COPIED_TO:
            day = DayTyped(
                weekday,
                [
                    Typed(_name("work", weekday, n), *_said(row))
                    for n, row in enumerate(days[0].work)
                ],
                [
                    Typed(_name("break", weekday, n), *_said(row))
                    for n, row in enumerate(days[0].breaks)
                ],
            )
        days.append(day)
        for row, (opens, closes) in _times(day.work):
            place = known.get(row.place) if len(known) != 1 else next(iter(known.values()))
            if place is None:
                row.error = "place"
            else:
                work.append(WorkSpan(weekday, opens, closes, place))
        breaks += [BreakSpan(weekday, starts, ends) for _row, (starts, ends) in _times(day.breaks)]
    week = WeekTyped(days, like_monday=like_monday, work=work, breaks=breaks)
    _read_period(week, data)
    return week


def _read_period(week: WeekTyped, data: Mapping[str, str]) -> None:
    week.first_day = data.get("first_day", "").strip()[:20]
    week.last_day = data.get("last_day", "").strip()[:20]
    try:
        week.period = (_date(week.first_day), _date(week.last_day))
    except ValueError:
        week.period_error = "date"
        return
    first, last = week.period
    if first and last and last < first:
        week.period_error = "order"


def overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two periods share a day; None has no end."""
    return (one[1] is None or other[0] is None or other[0] <= one[1]) and (
        other[1] is None or one[0] is None or one[0] <= other[1]
    )


def lie_over(one: tuple[time, time], other: tuple[time, time]) -> bool:
    """Whether two spans of a day share time; one that only touches another does not."""
    return (other[1] == MIDNIGHT or one[0] < other[1]) and (one[1] == MIDNIGHT or other[0] < one[1])


def _times(rows: list[Typed]) -> list[tuple[Typed, tuple[time, time]]]:
    """The rows of a day that are times, in order; the others are marked."""
    found: list[tuple[Typed, tuple[time, time]]] = []
    for row in rows:
        if row.empty:
            continue
        begins, ends = read_time(row.begins), read_time(row.ends)
        if begins is None or ends is None:
            row.error = "time"
        elif ends <= begins and ends != MIDNIGHT:
            row.error = "order"
        else:
            found.append((row, (begins, ends)))
    found.sort(key=lambda one: one[1][0])
    for (_before, (_begins, ends)), (row, (begins, _ends)) in pairwise(found):
        if ends == MIDNIGHT or begins < ends:
            row.error = "overlap"
    return found


def _typed(data: Mapping[str, str], what: str, weekday: int, most: int) -> list[Typed]:
    rows = []
    for n in range(most):
        name = _name(what, weekday, n)
        begins = data.get(f"{name}-begins", "").strip()[:10]
        ends = data.get(f"{name}-ends", "").strip()[:10]
        if begins or ends or n == 0:
            rows.append(Typed(name, begins, ends, data.get(f"{name}-place", "")[:20]))
    return rows


def _said(row: Typed) -> tuple[str, str, str]:
    return row.begins, row.ends, row.place


def _rows(what: str, weekday: int, said: list[tuple[str, str, str]], most: int) -> list[Typed]:
    rows = [Typed(_name(what, weekday, n), *one) for n, one in enumerate(said[:most])]
    if len(rows) < most:
        rows.append(Typed(_name(what, weekday, len(rows))))
    return rows


def _name(what: str, weekday: int, n: int) -> str:
    return f"{what}-{weekday}-{n}"


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def read_time(text: str) -> time | None:
    """ "9:05", "09:05", "24:00", or what a browser sends with seconds; None for anything else."""
    if text in {"24:00", "24:00:00"}:
        return MIDNIGHT
    hours, _, rest = text.partition(":")
    minutes = rest.partition(":")[0]
    if not all(part.isascii() and part.isdecimal() for part in (hours, minutes)):
        return None
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        return None


def _date(text: str) -> date | None:
    """Raises ``ValueError`` for what is no day, or one that no book reaches."""
    if not text:
        return None
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day
