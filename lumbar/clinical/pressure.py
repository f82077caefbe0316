"""Blood pressure at home: what a reading can be, when it asks for action, and what a series of
readings comes to (clinical facts D.7). Never a diagnosis.

The numbers are ``care.blood_pressure`` (standards, protocol, act-now rule) and
``care.wellbeing.pressure`` (limits of a reading, noon, low). Pressures are mmHg; every
``taken_at`` carries the local zone, because morning and evening are the person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from lumbar.clinical.care_schema import (
    BloodPressure,
    HomeReadings,
    PressureAct,
    PressureStandard,
)
from lumbar.clinical.values import Level
from lumbar.clinical.wellbeing_schema import HomePressure, LowPressure, PressureLimits

NOT_SURE = "not_sure"
"""Said of the signs; at a danger sign it counts as yes."""
LOW = "low"
"""The band below every standard's bands."""

Part = Literal["morning", "evening"]
PARTS: tuple[Part, ...] = ("morning", "evening")


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement."""

    taken_at: datetime
    systolic: int
    diastolic: int
    pulse: int | None = None
    signs: tuple[str, ...] | None = None
    """The act-now rule's signs that were there, or ``not_sure``; empty when none was; None while
    nobody has said, which is not the same."""
    id: UUID | None = None
    """Where it is kept."""


# --- one reading -------------------------------------------------------------------------------

Slip = Literal["swapped", "systolic", "diastolic", "pulse"]
"""What is wrong: the two in the wrong order, or a number that no reading has."""


def slip(systolic: int, diastolic: int, pulse: int | None, limits: PressureLimits) -> Slip | None:
    """What makes this no reading, or None when it can be one."""
    if not limits.systolic[0] <= systolic <= limits.systolic[1]:
        return "systolic"
    if not limits.diastolic[0] <= diastolic <= limits.diastolic[1]:
        return "diastolic"
    if systolic <= diastolic:
        return "swapped"
    if pulse is not None and not limits.pulse[0] <= pulse <= limits.pulse[1]:
        return "pulse"
    return None


def band(systolic: int, diastolic: int, standard: PressureStandard, low: LowPressure) -> str:
    """The id of the highest band either value reaches.

    The standards give bands for the clinic; at home a value counts as ``high`` from the standard's
    home line on. ``low`` is only said where neither value reaches a raised band.
    """
    reached = [
        (one.id, place)
        for place, one in enumerate(standard.band)
        if _reaches(systolic, one.systolic) or _reaches(diastolic, one.diastolic) or place == 0
    ]
    found, place = reached[-1]
    high = next(at for at, one in enumerate(standard.band) if one.id == "high")
    if place < high and (systolic >= standard.home[0] or diastolic >= standard.home[1]):
        return "high"
    is_low = systolic < low.systolic_below or diastolic < low.diastolic_below
    if is_low and found in {"best", "usual"}:
        return LOW
    return found


def _reaches(value: int, start: int | None) -> bool:
    return start is not None and value >= start


# --- when to act -------------------------------------------------------------------------------


def is_very_high(
    systolic: int, diastolic: int, rules: BloodPressure, standard: PressureStandard
) -> bool:
    """Whether this reading is over the act-now line: above either value of the rule, or from the
    standard's own urgent line on where it has one."""
    act = _rested(rules)
    if systolic > act.systolic_above or diastolic > act.diastolic_above:
        return True
    if standard.urgent is None:
        return False
    return systolic >= standard.urgent[0] or diastolic >= standard.urgent[1]


Stage = Literal["calm", "ask", "rest", "today", "emergency"]


@dataclass(frozen=True, slots=True)
class Acting:
    """What the newest readings ask for.

    ``ask``: whether there are signs has to be said first. ``rest``: rest and take it again.
    ``today`` and ``emergency`` carry their level.
    """

    stage: Stage
    reading: Reading | None = None
    """The one it is about; None when calm."""
    act: PressureAct | None = None

    @property
    def level(self) -> Level | None:
        if self.stage not in {"today", "emergency"} or self.act is None:
            return None
        return Level(self.act.level)


CALM = Acting("calm")


def acting(
    readings: Iterable[Reading],
    now: datetime,
    rules: BloodPressure,
    standard: PressureStandard,
    home: HomePressure,
) -> Acting:
    """What the readings of the last ``act_hours`` ask for.

    A sign, or "not sure", at a very high reading is an emergency, and a lower reading afterwards
    does not call it off; nor does it spare the question where nobody answered it. Without a sign
    the newest reading decides: very high once asks for a rest and another reading; very high
    again after that rest, to be seen today.
    """
    newest_first = sorted(
        (one for one in readings if now - timedelta(hours=home.day.act_hours) <= one.taken_at),
        key=lambda one: one.taken_at,
        reverse=True,
    )
    very_high = [
        one for one in newest_first if is_very_high(one.systolic, one.diastolic, rules, standard)
    ]
    for one in very_high:
        if one.signs:
            return Acting("emergency", one, _with_signs(rules))
    if not very_high:
        return CALM
    newest = very_high[0]
    if newest.signs is None:
        return Acting("ask", newest)
    if newest is not newest_first[0]:
        return CALM
    act = _rested(rules)
    rested = newest.taken_at - timedelta(minutes=act.rest_minutes or 0)
    # Unbroken: a calm reading between two high ones means that the first did not stay.
    for one in newest_first[1:]:
        if one not in very_high:
            break
        if one.taken_at <= rested:
            return Acting("today", newest, act)
    return Acting("rest", newest, act)


def _with_signs(rules: BloodPressure) -> PressureAct:
    return next(act for act in rules.act if act.with_any)


def _rested(rules: BloodPressure) -> PressureAct:
    return next(act for act in rules.act if not act.with_any)


# --- the home series ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayOfReadings:
    """How many readings a day has toward the protocol."""

    day: date
    counts: dict[Part, int]
    """Readings far enough apart, by part of the day; no more than the protocol asks for."""
    complete: bool


@dataclass(frozen=True, slots=True)
class Average:
    """The average of a series, rounded to whole mmHg."""

    systolic: int
    diastolic: int
    pulse: int | None
    readings: int
    """How many it is of."""


@dataclass(frozen=True, slots=True)
class Series:
    """The home series as far as it is."""

    days: tuple[DayOfReadings, ...]
    """Days with a reading within the longest series the protocol knows, oldest first."""
    days_done: int
    """Of them, how many are complete."""
    days_needed: int
    """Complete days the protocol asks for at least."""
    average: Average | None
    """None until the series is complete."""
    left_out: date | None
    """The first day, which does not count into the average."""

    @property
    def complete(self) -> bool:
        return self.average is not None

    @property
    def days_missing(self) -> int:
        return max(0, self.days_needed - self.days_done)


def part_of_day(taken_at: datetime, home: HomePressure) -> Part:
    """Whether a reading belongs to the morning or to the evening."""
    return "morning" if taken_at.hour < home.day.noon else "evening"


def series(readings: Iterable[Reading], protocol: HomeReadings, home: HomePressure) -> Series:
    """The newest home series: the readings of the last days, as many as the longest series has,
    counted back from the newest reading.

    A day is complete with enough readings, each at least ``minutes_apart`` after the one before
    that counted, in every part of the day. The series is complete with enough complete days; its
    average is of every reading after the first day.
    """
    ordered = sorted(readings, key=lambda one: one.taken_at)
    if not ordered:
        return Series((), 0, protocol.days[0], None, None)
    last = ordered[-1].taken_at.date()
    first = last - timedelta(days=protocol.days[1] - 1)
    within = [one for one in ordered if one.taken_at.date() >= first]
    days = tuple(
        _day(day, [one for one in within if one.taken_at.date() == day], protocol, home)
        for day in sorted({one.taken_at.date() for one in within})
    )
    done = sum(one.complete for one in days)
    left_out = days[0].day if protocol.drop_first_day else None
    counted = [one for one in within if one.taken_at.date() != left_out]
    complete = done >= protocol.days[0] and bool(counted)
    return Series(
        days=days,
        days_done=done,
        days_needed=protocol.days[0],
        average=average(counted) if complete else None,
        left_out=left_out if complete else None,
    )


def average(readings: Sequence[Reading]) -> Average:
    """The mean of these readings, each counting the same. An empty list is a ``ValueError``."""
    if not readings:
        raise ValueError("no reading to take an average of")
    pulses = [one.pulse for one in readings if one.pulse is not None]
    return Average(
        systolic=_mean([one.systolic for one in readings]),
        diastolic=_mean([one.diastolic for one in readings]),
        pulse=_mean(pulses) if pulses else None,
        readings=len(readings),
    )


def _mean(values: Sequence[int]) -> int:
    # Halves go up: a pressure on the line is on its high side.
    return (2 * sum(values) + len(values)) // (2 * len(values))


def _day(
    day: date, readings: Sequence[Reading], protocol: HomeReadings, home: HomePressure
) -> DayOfReadings:
    counts: dict[Part, int] = {}
    for part in PARTS:
        counted: datetime | None = None
        counts[part] = 0
        for one in readings:
            if part_of_day(one.taken_at, home) != part:
                continue
            apart = timedelta(minutes=protocol.minutes_apart)
            if counted is None or one.taken_at - counted >= apart:
                counted = one.taken_at
                counts[part] += 1
        counts[part] = min(counts[part], protocol.readings)
    complete = all(counts[part] >= protocol.readings for part in protocol.times)
    return DayOfReadings(day, counts, complete)
