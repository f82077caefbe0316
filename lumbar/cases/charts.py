"""A course by week, and several people's, as small charts drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lumbar.clinical.case_course import Spread, Week

WIDTH, HEIGHT = 360.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 8.0, 10.0, 26.0
LEAST_WEEKS = 6
"""A shorter course is drawn on an axis of so many weeks."""
JOINED = 2
"""Weeks further apart than this are not joined by a line."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What an SVG of 360 by 190 shows; all of it positions and paths in its units."""

    pain: str
    sleep: str
    dots: tuple[tuple[float, float], ...]
    """Of the pain."""
    band: str
    """Outline of the middle half of several people; empty for one, and where it is not told."""
    across: tuple[Tick, ...]
    """Weeks."""
    up: tuple[Tick, ...]
    """0, 5 and 10."""


class _Axes:
    def __init__(self, weeks: int) -> None:
        self.weeks = max(LEAST_WEEKS, weeks)

    def x(self, week: float) -> float:
        return round(LEFT + (week - 1) / (self.weeks - 1) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(TOP + (1 - value / 10) * (HEIGHT - TOP - BOTTOM), 1)

    def across(self) -> tuple[Tick, ...]:
        step = next(each for each in (1, 2, 4, 8, 13, 26) if self.weeks / each <= 9 or each == 26)
        weeks = [1, *range(step if step > 1 else 2, self.weeks + 1, step)]
        return tuple(Tick(self.x(week), week) for week in weeks)

    def up(self) -> tuple[Tick, ...]:
        return tuple(Tick(self.y(value), value) for value in (0, 5, 10))

    def way(self, points: Sequence[tuple[int, float]]) -> str:
        """A path through the points, broken where weeks are missing."""
        if not points:
            return ""
        steps = [f"M{self.x(points[0][0])} {self.y(points[0][1])}"]
        for (before, _), (week, value) in pairwise(points):
            steps.append(f"{'L' if week - before <= JOINED else 'M'}{self.x(week)} {self.y(value)}")
        return "".join(steps)


def of_one(weeks: Sequence[Week]) -> Chart:
    """The course of one person."""
    axes = _Axes(weeks[-1].week if weeks else 0)
    pain = [(week.week, week.pain) for week in weeks]
    return Chart(
        pain=axes.way(pain),
        sleep=axes.way([(week.week, week.sleep) for week in weeks]),
        dots=tuple((axes.x(week), axes.y(value)) for week, value in pain),
        band="",
        across=axes.across(),
        up=axes.up(),
    )


def of_several(spread: Sequence[Spread]) -> Chart:
    """The middle of several people; and the middle half of them, in the weeks that tell it."""
    axes = _Axes(spread[-1].week if spread else 0)
    middle = [(one.week, one.middle) for one in spread]
    top = [(one.week, one.high) for one in spread if one.high is not None]
    bottom = [(one.week, one.low) for one in spread if one.low is not None]
    corners = [(axes.x(week), axes.y(value)) for week, value in [*top, *reversed(bottom)]]
    return Chart(
        # The weeks that are read lie apart on purpose: the line goes through all of them.
        pain="M" + "L".join(f"{axes.x(week)} {axes.y(value)}" for week, value in middle)
        if middle
        else "",
        sleep="",
        dots=tuple((axes.x(week), axes.y(value)) for week, value in middle),
        band=" ".join(f"{x},{y}" for x, y in corners),
        across=axes.across(),
        up=axes.up(),
    )
