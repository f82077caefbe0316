"""The charts of a course as lines and bars in units of a drawing, one time axis for all of them.

The server draws them: a page without JavaScript, a print-out and a screen reader get the same.
Here is geometry only, no words and no colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lumbar.reports.course import Point, Run, Tally, Window

WIDTH, LEFT, RIGHT = 360.0, 26.0, 6.0
"""Units across, and what stays free for the scale and behind the last day."""
TOP = 5.0
"""Units above the highest value, so that a dot there is whole."""
MOST_TICKS = 5
EDGE = WIDTH - 24
"""A day's name beyond would reach over the edge."""
BAR_SHARE = 0.72
"""How much of a bucket's width its bar fills."""

TRIANGLE = "m0-4.5l4.4 7.6h-8.8z"
DIAMOND = "m0-4.6 4.6 4.6-4.6 4.6-4.6-4.6z"
SQUARE = "m-3.8-3.8h7.6v7.6h-7.6z"
"""Signs by their outline, from their middle."""

Density = Literal["few", "many", "dense"]
"""How close the points lie: dots are large, small, or only where a point stands alone."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One thing told in numbers, over time."""

    line: str
    """Path of the runs."""
    dots: str
    """Path of points: pieces of next to no length, which the line's caps make round or square."""
    spread: str
    """Path between the least and the greatest value of each bucket; empty where days are drawn."""


@dataclass(frozen=True, slots=True)
class Bars:
    """How many days of each bucket had something."""

    whole: str
    part: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    day: date


class Plane:
    """Where days and values lie in a drawing of this height (the scale's, without labels)."""

    def __init__(self, window: Window, height: float, most: float = 10.0) -> None:
        self.window = window
        self.height = height
        self.most = most
        self.day_width = (WIDTH - LEFT - RIGHT) / window.days

    def x(self, day: date) -> float:
        """The middle of a day."""
        return LEFT + ((day - self.window.start).days + 0.5) * self.day_width

    def y(self, value: float) -> float:
        return TOP + (1 - value / self.most) * (self.height - TOP)

    def curve(self, runs: Iterable[Run]) -> Curve:
        runs = tuple(runs)
        shown = density(self.window)
        return Curve(
            line="".join(_way((self._middle(point), self.y(point.mean)) for point in run)
                         for run in runs if len(run) > 1),
            dots="".join(
                f"M{_n(self._middle(point))} {_n(self.y(point.mean))}h.01"
                for run in runs
                for point in run
                if shown != "dense" or len(run) == 1
            ),
            spread="".join(map(self._spread, runs)) if self.window.step != "day" else "",
        )  # fmt: skip

    def _spread(self, run: Run) -> str:
        there = [(self._middle(point), self.y(point.high)) for point in run]
        back = [(self._middle(point), self.y(point.low)) for point in reversed(run)]
        return _way([*there, *back]) + "z"

    def area(self, corners: Sequence[tuple[date, float]]) -> str:
        """What lies between a line and the bottom."""
        if not corners:
            return ""
        bottom = _n(self.y(0))
        way = self.line(corners)
        return f"{way}V{bottom}H{_n(self.x(corners[0][0]))}z"

    def line(self, corners: Sequence[tuple[date, float]]) -> str:
        return _way((self.x(day), self.y(value)) for day, value in corners)

    def bars(self, tallies: Iterable[Tally]) -> Bars:
        """A bar for each bucket: for a day all of the height or half of it, for more days as high
        as the share of days that had something."""
        whole: list[str] = []
        part: list[str] = []
        for tally in tallies:
            if not tally.whole and not tally.part:
                continue
            width = tally.bucket.days * self.day_width * BAR_SHARE
            x = self._left(tally) + tally.bucket.days * self.day_width * (1 - BAR_SHARE) / 2
            if self.window.step == "day":
                (whole if tally.whole else part).append(_bar(x, width, 0, 1, self))
                continue
            shares = tally.whole / tally.bucket.days, tally.part / tally.bucket.days
            if tally.whole:
                whole.append(_bar(x, width, 0, shares[0], self))
            if tally.part:
                part.append(_bar(x, width, shares[0], sum(shares), self))
        return Bars("".join(whole), "".join(part))

    def _left(self, tally: Tally) -> float:
        return self.x(tally.bucket.first) - self.day_width / 2

    def _middle(self, point: Point) -> float:
        return (self.x(point.bucket.first) + self.x(point.bucket.last)) / 2

    def rules(self, days: Iterable[date]) -> str:
        """Lines from top to bottom on these days."""
        bottom = _n(self.height)
        return "".join(f"M{_n(self.x(day))} 0V{bottom}" for day in sorted(set(days)))

    def signs(self, days: Iterable[date], y: float, shape: str) -> str:
        """A sign for each of these days, its middle at the height ``y``."""
        return "".join(f"M{_n(self.x(day))} {_n(y)}{shape}" for day in sorted(set(days)))


def density(window: Window) -> Density:
    if window.step != "day":
        return "dense"
    return "few" if window.days <= 31 else "many"


def ticks(window: Window) -> tuple[Tick, ...]:
    """The days named on the time axis: days, Mondays or firsts of a month, five at most."""
    plane = Plane(window, 1)
    named = (Tick(round(plane.x(day), 1), day) for day in _named(window))
    return tuple(tick for tick in named if tick.x <= EDGE)


def _named(window: Window) -> list[date]:
    for every in (1, 2, 3, 4):
        first = (window.days - 1) % every // 2
        days = [window.start + timedelta(days=n) for n in range(first, window.days, every)]
        if len(days) <= MOST_TICKS:
            return days
    mondays = (7 - window.start.weekday()) % 7
    for every in (7, 14):
        days = [window.start + timedelta(days=n) for n in range(mondays, window.days, every)]
        if len(days) <= MOST_TICKS:
            return days
    for months in (1, 2, 3, 6, 12, 24, 36, 60, 120):
        days = _firsts(window, months)
        if len(days) <= MOST_TICKS:
            return days
    return []


def _firsts(window: Window, every: int) -> list[date]:
    """Firsts of every so many months, counted from January."""
    number = window.start.year * 12 + window.start.month - 1
    end = window.end.year * 12 + window.end.month - 1
    firsts = [
        date(month // 12, month % 12 + 1, 1)
        for month in range(number, end + 1)
        if month % every == 0
    ]
    return [day for day in firsts if window.has(day)]


def _bar(x: float, width: float, low: float, high: float, plane: Plane) -> str:
    base = plane.height - low * (plane.height - TOP)
    tall = (high - low) * (plane.height - TOP)
    return f"M{_n(x)} {_n(base)}v-{_n(tall)}h{_n(width)}v{_n(tall)}z"


def _way(points: Iterable[tuple[float, float]]) -> str:
    """A path through these points."""
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A tenth of a unit is finer than any screen."""
    return f"{value:.1f}".removesuffix(".0")
