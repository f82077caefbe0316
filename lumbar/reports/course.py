"""A course over time: what is drawn of it, and what may be said. Pure: no Django, no clock.

Numbers by day go in, with a window of days; out come points and how they may be joined. A day
nobody told anything of is no point, and a gap is never drawn over. Long courses are drawn as means
of weeks or months, each with its least and greatest value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import fmean
from typing import Literal, NamedTuple


class Range(StrEnum):
    """How much of a course is looked at."""

    WEEKS = "weeks"
    """The last two weeks."""
    MONTHS = "months"
    """The last three months."""
    ALL = "all"


Step = Literal["day", "week", "month"]
"""What one point stands for; weeks begin on Monday."""

DAYS = {Range.WEEKS: 14, Range.MONTHS: 91}
MOST_POINTS = 160
"""A longer course is drawn in longer steps: weeks up to about three years, then months."""

JOINED: Mapping[Step, int] = {"day": 3, "week": 1, "month": 1}
"""Points further apart than so many steps are not joined by a line."""

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MORNINGS_IN_A_WEEK = 3
"""A week with fewer is not compared with another."""


class Window(NamedTuple):
    """The days looked at, first and last included."""

    start: date
    end: date
    step: Step

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def has(self, day: date) -> bool:
        return self.start <= day <= self.end


class Bucket(NamedTuple):
    """The days one point stands for, cut to the window."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Point(NamedTuple):
    """What was told in one bucket."""

    bucket: Bucket
    mean: float
    low: float
    high: float
    told: int
    """How many days of it told something."""


Run = tuple[Point, ...]
"""Points that may be joined, in order of time."""


class Tally(NamedTuple):
    """How many days of one bucket had something: wholly, or in part."""

    bucket: Bucket
    whole: int
    part: int


def window(wanted: Range, today: date, first: date | None = None) -> Window:
    """The days of a range. For ``all`` it begins with ``first``, the first day anything is known
    of, and is never shorter than two weeks."""
    if wanted is Range.ALL:
        start = min(first or today, today - (DAYS[Range.WEEKS] - 1) * DAY)
    else:
        start = today - (DAYS[wanted] - 1) * DAY
    days = (today - start).days + 1
    step: Step = "day"
    if days > MOST_POINTS:
        step = "week" if days <= 7 * MOST_POINTS else "month"
    return Window(start, today, step)


def opens(day: date, step: Step) -> date:
    """The first day of the day, week or month that ``day`` is in."""
    if step == "week":
        return day - day.weekday() * DAY
    return day.replace(day=1) if step == "month" else day


@lru_cache(maxsize=8)
def buckets(looked_at: Window) -> tuple[Bucket, ...]:
    """All buckets of a window in order of time; together they are its days, each once."""
    return tuple(_buckets(looked_at))


def _buckets(looked_at: Window) -> Iterator[Bucket]:
    first = looked_at.start
    while first <= looked_at.end:
        after = first + DAY
        if looked_at.step == "week":
            after = opens(first, "week") + WEEK
        elif looked_at.step == "month":
            after = (opens(first, "month") + 32 * DAY).replace(day=1)
        yield Bucket(first, min(after - DAY, looked_at.end))
        first = after


@lru_cache(maxsize=8)
def _places(looked_at: Window) -> dict[date, int]:
    """For every day of the window the number of its bucket."""
    return {day: n for n, bucket in enumerate(buckets(looked_at)) for day in _days(bucket)}


def runs(values: Mapping[date, float], looked_at: Window) -> tuple[Run, ...]:
    """Points of what was told within the window, in runs that may be joined."""
    places, told = _places(looked_at), dict[int, list[float]]()
    for day, value in values.items():
        if day in places:
            told.setdefault(places[day], []).append(value)
    found: list[list[Point]] = []
    last = 0
    for number in sorted(told):
        if not found or number - last > JOINED[looked_at.step]:
            found.append([])
        of = told[number]
        bucket = buckets(looked_at)[number]
        found[-1].append(Point(bucket, fmean(of), min(of), max(of), len(of)))
        last = number
    return tuple(tuple(run) for run in found)


def tallies(
    whole: Collection[date], looked_at: Window, part: Collection[date] = ()
) -> tuple[Tally, ...]:
    """How many days of each bucket had something; a day that is in both counts as whole."""
    places = _places(looked_at)
    wholly = Counter(places[day] for day in set(whole) if day in places)
    partly = Counter(places[day] for day in set(part) - set(whole) if day in places)
    return tuple(
        Tally(bucket, wholly[number], partly[number])
        for number, bucket in enumerate(buckets(looked_at))
    )


def _days(bucket: Bucket) -> Iterator[date]:
    return (bucket.first + number * DAY for number in range(bucket.days))


class Nights(NamedTuple):
    """How many evenings of so many had the exercises."""

    done: int
    """Gone through to the end."""
    part: int
    """Only begun."""
    of: int


def nights(
    done: Collection[date], part: Collection[date], looked_at: Window, since: date
) -> Nights:
    """The evenings of the window from ``since`` on, when there were exercises to do first. The last
    day counts only if something was done: its evening may still come."""
    whole, begun = set(done), set(part) - set(done)
    last = looked_at.end if looked_at.end in whole | begun else looked_at.end - DAY
    first = max(since, looked_at.start)
    within = [first + number * DAY for number in range(max(0, (last - first).days + 1))]
    return Nights(
        sum(day in whole for day in within), sum(day in begun for day in within), len(within)
    )


# --- First week and last week -------------------------------------------------------------------


class Weeks(NamedTuple):
    """Two weeks of one course side by side."""

    first: Bucket
    last: Bucket
    before: float
    """Mean of the first week."""
    after: float
    """Mean of the last week."""


def compared(values: Mapping[date, float], looked_at: Window) -> Weeks | None:
    """The first week of the window beside the last one.

    Where too little was told in the window's own first or last week, the first or last week
    of what was told stands in. None when there are no two weeks apart with enough mornings.
    """
    told = sorted(day for day in values if looked_at.has(day))
    if not told:
        return None
    for start in (looked_at.start, told[0]):
        for end in (looked_at.end, told[-1]):
            first, last = Bucket(start, start + WEEK - DAY), Bucket(end - WEEK + DAY, end)
            if first.last >= last.first:
                continue
            before = [values[day] for day in _days(first) if day in values]
            after = [values[day] for day in _days(last) if day in values]
            if min(len(before), len(after)) >= MORNINGS_IN_A_WEEK:
                return Weeks(first, last, fmean(before), fmean(after))
    return None


# --- The typical course of people in studies ----------------------------------------------------


class Said(NamedTuple):
    """One check: how long the pain had lasted then."""

    day: date
    duration: str | None
    """An option of the question; None when it was not asked or answered."""


def began(checks: Sequence[Said], lasted: Mapping[str, int]) -> Said | None:
    """The check at which the present course began; None without one that says how long.

    The newest check that says how long the pain has lasted tells how far back it can reach
    (``lasted``: at most so many days, by option); the earliest check since then began it.
    """
    telling = sorted(one for one in checks if one.duration in lasted)
    if not telling:
        return None
    newest = telling[-1]
    earliest = newest.day - lasted[str(newest.duration)] * DAY
    return next(one for one in telling if one.day >= earliest)


Corners = Sequence[tuple[date, float]]
"""A line by its corners, straight between them."""


def typical(figures: Sequence[tuple[int, float]], start: date, looked_at: Window) -> Corners:
    """The mean pain of people in studies, straight between the weeks they were asked in.

    ``figures`` are pairs of week and pain, 0 to 100, in order; ``start`` is the course's first
    day, week 0. Returns the corners of the line within the window, pain from 0 to 10; nothing
    before the first figure and nothing beyond the last.
    """
    placed = [(start + week * WEEK, pain / 10) for week, pain in figures]
    if not placed:
        return ()
    first, last = max(placed[0][0], looked_at.start), min(placed[-1][0], looked_at.end)
    if first > last:
        return ()
    inside = [day for day, _ in placed if first < day < last]
    return tuple((day, _between(placed, day)) for day in dict.fromkeys((first, *inside, last)))


def at(corners: Corners, day: date) -> float | None:
    """The height of a line on a day; None beside it."""
    if not corners or not corners[0][0] <= day <= corners[-1][0]:
        return None
    return _between(corners, day)


def _between(corners: Corners, day: date) -> float:
    for (before, low), (after, high) in pairwise(corners):
        if before <= day <= after:
            return low + (high - low) * ((day - before) / (after - before))
    return corners[0][1]
