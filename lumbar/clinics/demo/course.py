"""How pain goes over the weeks in the demo. No model of anybody: a curve to draw.

The middle line is that of the knowledge's cohorts (`knowledge/prognosis/course.toml`, from
wallwork-2024): new pain 56 → 26 at six weeks → 22 at half a year of 100, lasting pain 56 → 48 → 43.
Around it three ways, whose shares and sizes are made up for show: better (55 of 100), up and down
(30), not better (15).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from lumbar.clinical.library import Library
from lumbar.clinics.demo.chance import Chance, within

WAYS: list[tuple[str, float]] = [("better", 55), ("up-and-down", 30), ("not-better", 15)]
NOISE = 0.7
FLARE = 2.6
FLARE_DAYS = 5
FLARES_A_YEAR = 5


@dataclass(slots=True)
class Pain:
    """One person's pain, day by day since their check."""

    way: str
    first: float
    line: tuple[tuple[float, float], ...]
    """Days, and the part of the first pain that is left."""
    phase: float
    flare_from: int = -99

    def on(self, day: int, chance: Chance) -> int:
        """On waking, 0 to 10. Days are asked for in order."""
        left = self._left(day)
        if self.way == "better":
            pain = self.first * left**1.5
            pain -= 0.8 if 42 < day <= 63 else 1.8 if day > 63 else 0
        elif self.way == "up-and-down":
            pain = self.first * (0.5 + 0.5 * left) + 1.3 * math.sin(day / 9 + self.phase)
        else:
            pain = self.first * (0.93 + 0.07 * left)
        if self.way != "better" or day > 30:
            if chance.happens(FLARES_A_YEAR / 365) and day - self.flare_from > 20:
                self.flare_from = day
            if day - self.flare_from < FLARE_DAYS:
                pain += FLARE * (1 - (day - self.flare_from) / FLARE_DAYS)
        return within(pain + chance.gauss(0, NOISE))

    def _left(self, day: int) -> float:
        for (before, high), (after, low) in zip(self.line, self.line[1:], strict=False):
            if before <= day <= after:
                return high + (low - high) * (day - before) / (after - before)
        return self.line[-1][1]


def pain_of(first: int, duration: str, way: str, library: Library, chance: Chance) -> Pain:
    """The pain of somebody who began with so much, for so long already."""
    cohort = next(one for one in library.care.course.cohort if one.main and duration in one.fits)
    start = cohort.point[0].pain
    line = tuple((point.week * 7.0, point.pain / start) for point in cohort.point)
    return Pain(way, float(first), line, chance.uniform(0, 6))
