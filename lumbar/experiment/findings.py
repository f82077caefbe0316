"""From a person's nights to what may be said of them.

Two comparisons are made. *The routine*: mornings after nights with it and without it, all nights or
only those a coin decided (then by what the coin said, whatever was done after it). *Each exercise*:
among nights with the routine, those with this exercise and those without it, all exercises in one
model, so that none is credited with another's effect.

What may be said follows from counts, the interval and the evidence (``values``). Of several
exercises each needs the evidence multiplied by their number: the chance of a false claim about any
of them stays what it is for one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbar.experiment.model import (
    EFFECT_SPREAD,
    GRID,
    WEEKEND_SPREAD,
    Array,
    Estimate,
    Posterior,
    course,
    fit,
)
from lumbar.experiment.values import (
    EVIDENCE,
    EXERCISE_NIGHTS_EACH,
    LONGEST,
    NIGHTS,
    NIGHTS_EACH,
    WIDEST,
    Effect,
    ExerciseEffect,
    Findings,
    Night,
    Verdict,
)

EVENING_PAIN_SPREAD: Final = 0.5
"""Prior standard deviation, in σ, of what one point of pain in the evening adds to the morning."""
MOST_EVIDENCE: Final = 1e6
"""Nothing more is to be read out of a greater number."""
Count = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison for many people, before anything is said of it."""

    estimate: Estimate
    nights_with: Count
    nights_without: Count
    tested: Count
    """How many things were compared in this family; 1 for the routine."""
    least_each: int
    posterior: Posterior

    def verdicts(self, better: int) -> NDArray[np.str_]:
        """What may be said of each person. ``better`` is -1 when less is better, else 1."""
        estimate, total = self.estimate, self.nights_with + self.nights_without
        enough = (
            (self.nights_with >= self.least_each)
            & (self.nights_without >= self.least_each)
            & (total >= NIGHTS)
        )
        clear = (estimate.low > 0) | (estimate.high < 0)
        claimed = enough & clear & (estimate.log_evidence >= np.log(EVIDENCE * self.tested))
        narrow = estimate.high - estimate.low <= WIDEST
        return np.select(
            [
                claimed & (better * estimate.mean > 0),
                claimed,
                enough & narrow,
            ],
            ["helps", "worse", "no_clear_difference"],
            "not_enough",
        )


def compare_routine(
    mornings: Array, routine: Array, weekend: Array, grid: tuple[float, ...] = GRID
) -> Compared:
    """Mornings after nights with the routine and without it.

    Args:
        mornings: (people, days), 0 to 10; NaN where not told.
        routine: the same shape, 1 or 0; NaN on nights that count as neither.
        weekend: 1 where the morning is a Saturday or a Sunday.
        grid: values of ρ; a single 0 forgets that one morning resembles the next, for comparison.
    """
    told = ~np.isnan(mornings) & ~np.isnan(routine)
    done = np.nan_to_num(routine)
    columns, spreads = _base(weekend)
    columns = np.concatenate([columns, done[..., None]], axis=2)
    posterior = fit(np.where(told, mornings, np.nan), columns, [*spreads, EFFECT_SPREAD], grid)
    with_it = (told & (done > 0)).sum(1)
    return Compared(
        posterior.estimate(columns.shape[2] - 1),
        with_it,
        told.sum(1) - with_it,
        np.ones(len(mornings), dtype=int),
        NIGHTS_EACH,
        posterior,
    )


def compare_exercises(
    mornings: Array, routine: Array, exercises: Array, evening_pain: Array, weekend: Array
) -> list[Compared]:
    """Mornings after nights with the routine: with each exercise in it, and without.

    Args:
        mornings, routine, weekend: as in ``compare_routine``.
        exercises: (people, days, exercises), 1 where one was done.
        evening_pain: (people, days), 0 to 10; NaN where not told. It is told only on nights with
            the routine, so it can make this comparison fairer and not the other.
    """
    told = ~np.isnan(mornings) & ~np.isnan(routine)
    done = np.nan_to_num(routine)
    of_them = exercises * done[..., None]
    counted = told & (done > 0)
    with_it = (counted[..., None] & (of_them > 0)).sum(1)
    without = counted.sum(1)[:, None] - with_it
    varied = (with_it >= EXERCISE_NIGHTS_EACH) & (without >= EXERCISE_NIGHTS_EACH)
    columns, spreads = _base(weekend)
    first = columns.shape[2] + 2
    columns = np.concatenate(
        [
            columns,
            done[..., None],
            _centred(evening_pain, counted)[..., None],
            of_them * varied[:, None, :],
        ],
        axis=2,
    )
    number = exercises.shape[2]
    spreads += [EFFECT_SPREAD, EVENING_PAIN_SPREAD, *[EFFECT_SPREAD] * number]
    posterior = fit(np.where(told, mornings, np.nan), columns, spreads)
    return [
        Compared(
            posterior.estimate(first + one),
            with_it[:, one],
            without[:, one],
            np.maximum(varied.sum(1), 1),
            EXERCISE_NIGHTS_EACH,
            posterior,
        )
        for one in range(number)
    ]


def what_helps(nights: Sequence[Night], *, coin_running: bool) -> Findings:
    """All that may be said of one person's nights, in whatever order they come.

    While a coin decides, only the nights it decided count for the routine; afterwards too, once
    they are enough.
    """
    days = _Days(nights)
    by_coin = coin_running or _enough(days.pain, days.coin)
    routine = days.coin if by_coin else days.routine
    pain = compare_routine(days.pain, routine, days.weekend)
    sleep = compare_routine(days.sleep, routine, days.weekend)
    return Findings(
        by_coin=by_coin,
        pain=_effect(pain, better=-1),
        sleep=_effect(sleep, better=1),
        exercises=_exercises(days),
        autocorrelation=float(pain.posterior.autocorrelation()[0]),
        mornings=int(pain.nights_with[0] + pain.nights_without[0]),
    )


class _Days:
    """A person's nights as arrays of one person, a column for every day since the first evening
    with the routine (or with a coin), at most ``LONGEST`` of them."""

    def __init__(self, nights: Sequence[Night]) -> None:
        known = {night.evening: night for night in nights}
        begun = [one.evening for one in nights if one.routine or one.coin is not None]
        last = max(known, default=date(2000, 1, 1))
        first = max(min(begun, default=last), last - timedelta(days=LONGEST - 1))
        evenings = [first + timedelta(days=day) for day in range((last - first).days + 1)]
        # A night nothing was kept of is one without the routine.
        row = [known.get(evening) or Night(evening, routine=False) for evening in evenings]
        self.names = sorted({name for night in row for name in night.exercises})
        self.pain = _row([night.pain for night in row])
        self.sleep = _row([night.sleep for night in row])
        self.evening_pain = _row([night.evening_pain for night in row])
        self.coin = _row([night.coin for night in row])
        self.routine = _row([night.routine for night in row])
        self.weekend = _row([(night.evening + timedelta(days=1)).weekday() >= 5 for night in row])
        self.exercises = np.array(
            [[[float(name in night.exercises) for name in self.names] for night in row]]
        )


def _row(values: Sequence[float | None]) -> Array:
    return np.array([[np.nan if value is None else float(value) for value in values]])


def _enough(mornings: Array, routine: Array) -> bool:
    told = routine[~np.isnan(mornings) & ~np.isnan(routine)]
    each = min(int(told.sum()), len(told) - int(told.sum()))
    return each >= NIGHTS_EACH and len(told) >= NIGHTS


def _exercises(days: _Days) -> tuple[ExerciseEffect, ...]:
    if not days.names:
        return ()
    compared = compare_exercises(
        days.pain, days.routine, days.exercises, days.evening_pain, days.weekend
    )
    return tuple(
        ExerciseEffect(name, _effect(one, better=-1))
        for name, one in zip(days.names, compared, strict=True)
    )


def _effect(compared: Compared, better: int) -> Effect:
    """The first person's answer in plain numbers."""
    with_it, without = int(compared.nights_with[0]), int(compared.nights_without[0])
    more_with = max(0, compared.least_each - with_it)
    more_without = max(0, compared.least_each - without)
    more = max(NIGHTS - with_it - without, more_with + more_without)
    verdict: Verdict = str(compared.verdicts(better)[0])  # type: ignore[assignment]
    if more > 0:
        return Effect(verdict, with_it, without, more_with, more_without, more)
    estimate = compared.estimate
    low, high = float(estimate.low[0]), float(estimate.high[0])
    if verdict == "not_enough":
        # Four times the nights halve the interval.
        wanted = (with_it + without) * (((high - low) / WIDEST) ** 2 - 1)
        more = max(1, math.ceil(wanted))
    return Effect(
        verdict,
        with_it,
        without,
        more=max(0, more),
        mean=float(estimate.mean[0]),
        low=low,
        high=high,
        evidence=float(np.exp(np.minimum(estimate.log_evidence[0], np.log(MOST_EVIDENCE)))),
    )


def _base(weekend: Array) -> tuple[Array, list[float]]:
    people, days = weekend.shape
    columns, spreads = course(days)
    shared = np.broadcast_to(columns, (people, *columns.shape))
    return np.concatenate([shared, weekend[..., None]], axis=2), [*spreads, WEEKEND_SPREAD]


def _centred(values: Array, where: NDArray[np.bool_]) -> Array:
    """Values less each person's mean; 0 where there is none."""
    known = where & ~np.isnan(values)
    filled = np.where(known, values, 0)
    mean = filled.sum(1) / np.maximum(known.sum(1), 1)
    centred: Array = np.where(known, filled - mean[:, None], 0)
    return centred
