"""The stress line: tension by day, 0 to 10, beside pain and sleep.

There is no score behind it. The line is what the person said of their tension and nothing else; a
day without a word has a gap. Pulse and blood pressure of a day are given beside it as they were
measured, to be drawn as marks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from lumbar.clinical.pressure import Average, Reading, average
from lumbar.clinical.wellbeing_schema import TensionRule


@dataclass(frozen=True, slots=True)
class Felt:
    """What was noted of one day: tension 0 to 10, resting pulse in beats a minute."""

    day: date
    tension: int | None = None
    pulse: int | None = None


@dataclass(frozen=True, slots=True)
class StressPoint:
    """One day of the line and its marks."""

    day: date
    tension: int | None
    """The line; None leaves a gap."""
    pulse: int | None
    """As noted for the day, else the mean of the pulses taken with the pressure."""
    pressure: Average | None
    """The mean of the day's readings."""


def stress_line(felt: Iterable[Felt], readings: Iterable[Reading]) -> tuple[StressPoint, ...]:
    """A point for every day with anything noted or measured, oldest first.

    A day noted twice keeps the later of the two in the order given.
    """
    noted = {one.day: one for one in felt}
    measured: dict[date, list[Reading]] = {}
    for reading in readings:
        measured.setdefault(reading.taken_at.date(), []).append(reading)
    points = []
    for day in sorted({*noted, *measured}):
        said = noted.get(day, Felt(day))
        pressure = average(measured[day]) if day in measured else None
        pulse = said.pulse
        if pulse is None and pressure is not None:
            pulse = pressure.pulse
        if said.tension is None and pulse is None and pressure is None:
            continue
        points.append(StressPoint(day, said.tension, pulse, pressure))
    return tuple(points)


class HasTension(Protocol):
    """A day with a tension, or without."""

    @property
    def day(self) -> date: ...

    @property
    def tension(self) -> int | None: ...


def is_tense(days: Iterable[HasTension], today: date, rule: TensionRule) -> bool:
    """Whether tension was high on most of the last days: reason to suggest a talk.

    Days that nobody noted count for nothing, neither high nor calm.
    """
    first = today - timedelta(days=rule.of_days - 1)
    tense = {
        one.day
        for one in days
        if first <= one.day <= today and one.tension is not None and one.tension >= rule.high
    }
    return len(tense) >= rule.days
