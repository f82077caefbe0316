"""Plan → tonight: the exercises laid out as timed steps.

The dose of each exercise is a range; one number, the *fill*, says where in it this evening lies.
At 1 every exercise gets its most, at 0 its least; below 0 the repeats shrink further, for a short
evening, but never below ``FEWEST``. The largest fill whose evening fits the minutes is taken, so
the same plan always gives the same evening.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lumbar.clinical import schema
from lumbar.clinical.library import Library
from lumbar.clinical.values import Plan, PlanItem, Step, Tonight

SETTLE_SECONDS = 12.0
"""Time to get into a new position."""
STAY_SECONDS = 6.0
"""The same when the position does not change."""
READY_SECONDS = 5.0
SWITCH_SECONDS = 6.0
REST_SECONDS = 8.0
PAUSE_SECONDS = 3.0
"""Between two holds."""
FINISH_SECONDS = 8.0
FEWEST = {"hold": 1, "repetitions": 3}
SHORTEST_BREATHING_MINUTES = 0.5
FILLS = tuple(step / 20 for step in range(-20, 21))


def lay_out(plan: Plan, library: Library) -> Tonight:
    """Lay a plan out as the evening's steps, as full as its minutes allow.

    A plan that does not fit its minutes even at the least dose is laid out at the least dose:
    the evening is then a little longer than asked.

    Raises:
        KeyError: the plan names an exercise this library does not have.
    """
    target = plan.minutes * 60.0
    # More fill never makes a shorter evening, so the fullest that fits is found by halving.
    least, most = 0, len(FILLS) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if sum(step.seconds for step in _steps(plan, library, FILLS[middle])) <= target:
            least = middle
        else:
            most = middle - 1
    return Tonight(
        steps=tuple(_steps(plan, library, FILLS[least])),
        place=plan.place,
        minutes=plan.minutes,
        knowledge_version=plan.knowledge_version,
    )


@dataclass(frozen=True, slots=True)
class Amount:
    """The dose of one exercise this evening."""

    kind: Literal["hold", "repetitions", "breathing"]
    repetitions: int
    hold_seconds: float
    move_seconds: float
    breaths: int
    sides: bool


def amount(item: PlanItem, library: Library, fill: float) -> Amount:
    """The dose of one plan item at a fill between -1 and 1."""
    exercise, variant = find(item, library)
    dose = variant.dose or exercise.dose
    breath = dose.breath_in_seconds + dose.breath_out_seconds
    kind = dose.kind
    least, most = dose.repetitions
    hold_least, hold_most = dose.hold_seconds
    if kind == "breathing":
        low, high = dose.minutes
        minutes = _between(low, high, fill, min(SHORTEST_BREATHING_MINUTES, low))
        return Amount(kind, 1, 0.0, 0.0, max(1, round(minutes * 60 / breath)), False)
    if item.no_holds and kind == "hold":
        kind, hold_least, hold_most = "repetitions", 0, 0
    repetitions = round(_between(least, most, fill, min(FEWEST[kind], least)))
    if item.repetitions_at_most is not None:
        repetitions = min(repetitions, item.repetitions_at_most)
    hold = 0.0 if item.no_holds else float(round(_between(hold_least, hold_most, fill, hold_least)))
    return Amount(kind, repetitions, hold, dose.move_seconds, 0, dose.sides)


def find(item: PlanItem, library: Library) -> tuple[schema.Exercise, schema.Variant]:
    """The exercise of an item and the way it is done. ``KeyError`` if there is none such."""
    exercise = library.exercises[item.exercise]
    for variant in exercise.variant:
        if variant.id == item.variant:
            return exercise, variant
    raise KeyError(f"{item.exercise}:{item.variant}")


def _between(least: float, most: float, fill: float, floor: float) -> float:
    """``most`` at 1, ``least`` at 0, ``floor`` at -1, straight lines between."""
    if fill >= 0:
        return least + (most - least) * fill
    return least + (least - floor) * fill


def _steps(plan: Plan, library: Library, fill: float) -> Iterator[Step]:
    position = None
    last = len(plan.items) - 1
    for index, item in enumerate(plan.items):
        exercise, variant = find(item, library)
        here = variant.position or exercise.position
        seconds = STAY_SECONDS if here == position else SETTLE_SECONDS
        position = here

        def step(
            kind: schema.StepKindName,
            seconds: float,
            side: Literal["right", "left"] | None = None,
            repetition: int = 0,
            of: int = 0,
            *,
            index: int = index,
            item: PlanItem = item,
        ) -> Step:
            return Step(kind, seconds, item.exercise, item.variant, index, side, repetition, of)

        dose = amount(item, library, fill)
        sides: tuple[Literal["right", "left"] | None, ...]
        sides = ("right", "left") if dose.sides else (None,)
        yield step("settle", seconds, sides[0])
        yield step("ready", READY_SECONDS, sides[0])
        for side in sides:
            if side == "left":
                yield step("switch", SWITCH_SECONDS, side)
            if dose.kind == "breathing":
                in_seconds, out_seconds = _breath(exercise, variant)
                for breath in range(1, dose.breaths + 1):
                    yield step("breathe_in", in_seconds, side, breath, dose.breaths)
                    yield step("breathe_out", out_seconds, side, breath, dose.breaths)
                continue
            for repetition in range(1, dose.repetitions + 1):
                yield step("move", dose.move_seconds, side, repetition, dose.repetitions)
                if dose.hold_seconds:
                    yield step("hold", dose.hold_seconds, side, repetition, dose.repetitions)
                back = dose.move_seconds
                if dose.kind == "hold" and repetition < dose.repetitions:
                    back += PAUSE_SECONDS
                yield step("release", back, side, repetition, dose.repetitions)
        if index < last:
            yield step("rest", REST_SECONDS)
    yield Step("finish", FINISH_SECONDS, index=last)


def _breath(exercise: schema.Exercise, variant: schema.Variant) -> tuple[float, float]:
    dose = variant.dose or exercise.dose
    return dose.breath_in_seconds, dose.breath_out_seconds


def whole_minutes(tonight: Tonight) -> int:
    """The evening's length for a person: whole minutes, rounded up."""
    return math.ceil(tonight.seconds / 60)
