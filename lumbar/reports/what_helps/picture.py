"""An interval as a small picture, drawn by the server: geometry only."""

from __future__ import annotations

import math
from dataclasses import dataclass

WIDTH, MARGIN, MIDDLE = 320.0, 18.0, 22.0
LEAST_REACH = 2
"""Points on either side of no difference that are always shown."""
NARROWEST = 3.0
"""Units; a bar is never too thin to be seen."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Difference in points along one line, no difference in the middle."""

    start: float
    width: float
    """The interval's bar."""
    middle: float
    """Where the mean lies."""
    ticks: tuple[tuple[float, str], ...]
    """Whole points and what they are called."""
    zero: float


def strip(low: float, mean: float, high: float) -> Strip:
    """The picture of one interval, in points of the outcome."""
    reach = max(LEAST_REACH, math.ceil(max(abs(low), abs(high))))
    unit = (WIDTH - 2 * MARGIN) / (2 * reach)

    def x(points: float) -> float:
        return round(WIDTH / 2 + points * unit, 1)

    width = max(NARROWEST, round(x(high) - x(low), 1))
    return Strip(
        start=round(x((low + high) / 2) - width / 2, 1),
        width=width,
        middle=x(mean),
        ticks=tuple((x(points), str(abs(points))) for points in range(-reach, reach + 1)),
        zero=x(0),
    )
