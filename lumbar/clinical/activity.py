"""The week's activity beside WHO's range, the walking plan, and the resting pulse (facts D.7).

The numbers are ``care.activity`` and ``care.wellbeing.walking_start``. Minutes are a person's own
estimate; a number nobody noted is None, which is not nought.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lumbar.clinical.care_schema import Activity, Effort, Walking
from lumbar.clinical.wellbeing_schema import WalkingStart

WEEK = timedelta(days=7)
WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Moved:
    """What was noted of one day's movement, in minutes."""

    day: date
    walking: int | None = None
    moderate: int | None = None
    vigorous: int | None = None
    strength: bool | None = None

    @property
    def noted(self) -> bool:
        """Whether anything was said of minutes."""
        return not (self.walking is None and self.moderate is None and self.vigorous is None)


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


# --- the week beside the range -----------------------------------------------------------------

WeekState = Literal["none", "some", "within", "above"]


@dataclass(frozen=True, slots=True)
class Week:
    """One week from Monday to Sunday."""

    start: date
    minutes: int
    """Moderate minutes; a hard one counts as many times as WHO's ranges say (2)."""
    days_noted: int
    strength_days: int
    range: tuple[int, int]
    """Moderate minutes a week."""
    strength_wanted: int
    state: WeekState

    @property
    def missing(self) -> int:
        """Minutes to the beginning of the range."""
        return max(0, self.range[0] - self.minutes)


def week_of(day: date, moved: Iterable[Moved], activity: Activity) -> Week:
    """The week that ``day`` is in, from what was noted of its days."""
    start = week_start(day)
    days = [one for one in moved if start <= one.day < start + WEEK]
    moderate, vigorous = _effort(activity, "moderate"), _effort(activity, "vigorous")
    weight = moderate.minutes_a_week[0] / vigorous.minutes_a_week[0]
    minutes = sum(
        (one.walking or 0) + (one.moderate or 0) + weight * (one.vigorous or 0) for one in days
    )
    noted = sum(one.noted for one in days)
    least, most = moderate.minutes_a_week
    state: WeekState = "some"
    if not noted:
        state = "none"
    elif minutes > most:
        state = "above"
    elif minutes >= least:
        state = "within"
    return Week(
        start=start,
        minutes=round(minutes),
        days_noted=noted,
        strength_days=sum(one.strength is True for one in days),
        range=(least, most),
        strength_wanted=activity.strength_days_a_week,
        state=state,
    )


def _effort(activity: Activity, name: str) -> Effort:
    return next(one for one in activity.effort if one.id == name)


# --- the walking plan --------------------------------------------------------------------------

WalkState = Literal["start", "grow", "hold", "there"]


@dataclass(frozen=True, slots=True)
class WalkingWeek:
    """This week's walks: ``days`` walks of ``minutes`` each, and why so."""

    minutes: int
    days: int
    state: WalkState
    built_on: date | None
    """The Monday of the week it builds on; None at the start."""
    aim: tuple[int, int]
    """Minutes and days a week of the walking it leads to."""

    @property
    def total(self) -> int:
        return self.minutes * self.days


def growth_a_week(walking: Walking, start: WalkingStart) -> float:
    """By how much a week's walking grows, so that it goes from the start to the aim in the time
    the trial took: 1.06 is six in a hundred more."""
    weeks = walking.months * WEEKS_A_MONTH
    aim = walking.minutes * walking.days_a_week
    return float((aim / (start.minutes * start.days_a_week)) ** (1 / weeks))


def walking_week(
    today: date, moved: Sequence[Moved], walking: Walking, start: WalkingStart
) -> WalkingWeek:
    """The walks for the week of ``today``.

    It builds on what was really walked in the last week with a walk noted, if that is no more
    than ``remembered_weeks`` ago: a little more than last week's, the same as an earlier one's.
    It never falls below the start and never goes beyond the aim.
    """
    monday = week_start(today)
    aim = (walking.minutes, walking.days_a_week)
    for ago in range(1, start.remembered_weeks + 1):
        begun = monday - ago * WEEK
        walks = [one.walking for one in moved if begun <= one.day < begun + WEEK and one.walking]
        if not walks:
            continue
        walked = sum(walks)
        if walked >= aim[0] * aim[1]:
            return WalkingWeek(*aim, "there" if ago == 1 else "hold", begun, aim)
        total = walked * growth_a_week(walking, start) if ago == 1 else float(walked)
        return _shared_out(total, len(walks), "grow" if ago == 1 else "hold", begun, aim, start)
    return WalkingWeek(
        min(start.minutes, aim[0]), min(start.days_a_week, aim[1]), "start", None, aim
    )


def _shared_out(
    total: float,
    days_walked: int,
    state: WalkState,
    begun: date,
    aim: tuple[int, int],
    start: WalkingStart,
) -> WalkingWeek:
    """Whole minutes on as many days as were walked, more where a walk would grow too long."""
    total = max(total, start.minutes * start.days_a_week)
    days = max(days_walked, start.days_a_week, math.ceil(total / aim[0]))
    days = min(days, aim[1])
    minutes = min(aim[0], math.ceil(total / days))
    return WalkingWeek(minutes, days, state, begun, aim)


# --- pulse -------------------------------------------------------------------------------------


def pulse_place(pulse: int, activity: Activity) -> Literal["below", "within", "above"]:
    """Where a resting pulse (beats a minute) lies beside the usual range of grown-ups."""
    least, most = activity.resting_pulse
    if pulse < least:
        return "below"
    return "above" if pulse > most else "within"
