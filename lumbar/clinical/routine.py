"""Plan → tonight: the exercises in an order that is easy on the person, laid out as timed steps.

The dose of each exercise is a range; one number, the *fill*, says where in it this evening lies.
At 1 every exercise gets its most, at 0 its least; below 0 the repeats shrink further, for a short
evening, but never below ``FEWEST``. The largest fill whose evening fits the minutes is taken, so
the same plan always gives the same evening. A dose that a clinician set is played as it was set, at
every fill.

What is said and sounded is laid out with the steps (``cues.py``); a step that is there for its
words lasts as long as they take.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Literal

from msgspec import structs

from lumbar.clinical import schema
from lumbar.clinical.cues import Voice, cues_of, rooms_of
from lumbar.clinical.dose import SHORTEST_BREATHING_MINUTES, cut, limits
from lumbar.clinical.library import Library
from lumbar.clinical.values import Plan, PlanItem, SetDose, Step, Tonight

FEWEST = {"hold": 1, "repetitions": 3}
FILLS = tuple(step / 20 for step in range(-20, 21))

Side = Literal["right", "left"]


def evening(
    plan: Plan,
    library: Library,
    *,
    minutes: int | None = None,
    sleep: str = "side",
    bad_night: bool = False,
) -> Tonight:
    """Tonight: the plan in the evening's order (``in_order``; its own where a clinician set it),
    laid out (``lay_out``).

    ``minutes`` defaults to the plan's. Raises KeyError as both do.
    """
    ordered = structs.replace(
        plan,
        items=plan.items if plan.edit.in_order else in_order(plan.items, sleep, library),
        minutes=plan.minutes if minutes is None else minutes,
    )
    return lay_out(ordered, library, sleep=sleep, bad_night=bad_night)


def lay_out(
    plan: Plan, library: Library, *, sleep: str = "side", bad_night: bool = False
) -> Tonight:
    """Lay a plan out as timed steps, its items as they stand, as full as its minutes allow.

    ``sleep`` is the sleeping position the evening ends in; ``bad_night`` only marks the evening
    of a plan that ``planner.bad_night`` made. A plan that does not fit its minutes even at the
    least dose is laid out at the least dose: the evening is then a little longer than asked.

    Raises:
        KeyError: the plan names an exercise, or ``sleep`` a position, this library does not have.
    """
    voice = Voice(library, plan.items, plan.place, sleep)
    layer = _Layer(library, plan, voice)
    # More fill never makes a shorter evening, so the fullest that fits is found by halving.
    least, most = 0, len(FILLS) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if sum(step.seconds for step in layer.steps(FILLS[middle])) <= plan.minutes * 60.0:
            least = middle
        else:
            most = middle - 1
    steps = tuple(layer.steps(FILLS[least]))
    return Tonight(
        items=plan.items,
        steps=steps,
        cues=cues_of(steps, voice, library.evening),
        place=plan.place,
        minutes=plan.minutes,
        sleep=sleep,
        bad_night=bad_night,
        knowledge_version=plan.knowledge_version,
    )


# --- order ----------------------------------------------------------------------------------------


def in_order(items: Sequence[PlanItem], sleep: str, library: Library) -> tuple[PlanItem, ...]:
    """The items in the order with the least getting up and turning over.

    Breathing comes first (clinical facts C.2) and the sleeping position last; among orders of
    equal effort the one nearest to the plan's own is taken, whose first is what fits best.

    Raises:
        KeyError: an item or sleeping position this library does not have.
    """
    if sleep not in {position.id for position in library.care.sleep_positions.position}:
        raise KeyError(sleep)
    positions = [_position(item, library) for item in items]
    first = library.evening.first
    breathing = next((n for n, item in enumerate(items) if item.exercise in first), None)

    # Looked up once: every one of the 120 orders asks again.
    between = [[effort_between(a, b, library) for b in positions] for a in positions]
    into_bed = [_posture_effort(_posture(a, library), sleep, library) for a in positions]

    def effort(order: tuple[int, ...]) -> tuple[float, int]:
        way = sum(between[a][b] for a, b in pairwise(order))
        turned = sum(a > b for n, a in enumerate(order) for b in order[n + 1 :])
        return way + into_bed[order[-1]], turned

    orders = (
        order
        for order in permutations(range(len(items)))
        if breathing is None or order[0] == breathing
    )
    best = min(orders, key=effort) if items else ()
    return tuple(items[index] for index in best)


def effort_between(one: str, other: str, library: Library) -> float:
    """How hard it is to get from one position into another; 0 for the same."""
    if one == other:
        return 0.0
    a, b = _posture(one, library), _posture(other, library)
    return library.evening.within_posture if a == b else _posture_effort(a, b, library)


def _posture_effort(a: str, b: str, library: Library) -> float:
    if a == b:
        return 0.0
    table = library.evening.effort
    return table[a][b] if b in table.get(a, {}) else table[b][a]


def _posture(position: str, library: Library) -> str:
    return next(one.id for one in library.evening.posture if position in one.positions)


def _position(item: PlanItem, library: Library) -> str:
    exercise, variant = find(item, library)
    return variant.position or exercise.position


# --- doses ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """The dose of one exercise this evening."""

    kind: Literal["hold", "repetitions", "breathing"]
    repetitions: int
    hold_seconds: float
    move_seconds: float
    breaths: int
    sides: tuple[Side | None, ...]
    """One after the other; ``(None,)`` where it has no sides."""


def amount(item: PlanItem, library: Library, fill: float) -> Amount:
    """The dose of one plan item at a fill between -1 and 1."""
    exercise, variant = find(item, library)
    dose = variant.dose or exercise.dose
    given = cut(item.dose, limits(dose, item)) if item.dose is not None else SetDose()
    breath = dose.breath_in_seconds + dose.breath_out_seconds
    kind = dose.kind
    least, most = dose.repetitions
    hold_least, hold_most = dose.hold_seconds
    if kind == "breathing":
        low, high = dose.minutes
        seconds = 60 * _between(low, high, fill, min(SHORTEST_BREATHING_MINUTES, low))
        if given.seconds is not None:
            seconds = given.seconds
        return Amount(kind, 1, 0.0, 0.0, max(1, round(seconds / breath)), (None,))
    if item.no_holds and kind == "hold":
        kind, hold_least, hold_most = "repetitions", 0, 0
    repetitions = round(_between(least, most, fill, min(FEWEST[kind], least)))
    if given.repetitions is not None:
        repetitions = given.repetitions
    if item.repetitions_at_most is not None:
        repetitions = min(repetitions, item.repetitions_at_most)
    hold = 0.0 if item.no_holds else float(round(_between(hold_least, hold_most, fill, hold_least)))
    if given.seconds is not None:
        hold = float(given.seconds)
    return Amount(kind, repetitions, hold, dose.move_seconds, 0, _sides(dose, given))


def _sides(dose: schema.Dose, given: SetDose) -> tuple[Side | None, ...]:
    if given.side is not None:
        return (given.side,)
    return ("right", "left") if dose.sides else (None,)


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


# --- steps ----------------------------------------------------------------------------------------


class _Layer:
    """Lays one evening's items out; only the fill differs from try to try."""

    def __init__(self, library: Library, plan: Plan, voice: Voice) -> None:
        self.library = library
        self.items = plan.items
        self.place = plan.place
        self.voice = voice
        self.seconds = library.evening.seconds

    def steps(self, fill: float) -> Iterator[Step]:
        position = None
        for index, item in enumerate(self.items):
            here = _position(item, self.library)
            yield from self._exercise(index, item, fill, moved=here != position)
            position = here
        last = max(0, len(self.items) - 1)
        calm = self.seconds.sleep_breaths * sum(self.voice.breath)
        told = self.voice.into_bed()
        yield Step("sleep", told + self.seconds.sleep[self.place] + calm, index=last)
        yield Step("finish", self.seconds.finish, index=last)

    def _exercise(self, index: int, item: PlanItem, fill: float, *, moved: bool) -> Iterator[Step]:
        exercise, variant = find(item, self.library)
        seconds, voice = self.seconds, self.voice

        def step(
            kind: schema.StepKindName,
            lasts: float,
            side: Side | None = None,
            repetition: int = 0,
            of: int = 0,
        ) -> Step:
            return Step(kind, lasts, item.exercise, item.variant, index, side, repetition, of)

        dose = amount(item, self.library, fill)
        sides = dose.sides
        way = variant.dose or exercise.dose

        def working(side: Side | None) -> Iterator[Step]:
            for breath in range(1, dose.breaths + 1):
                yield step("breathe_in", way.breath_in_seconds, side, breath, dose.breaths)
                yield step("breathe_out", way.breath_out_seconds, side, breath, dose.breaths)
            for repetition in range(1, dose.repetitions + 1 if not dose.breaths else 1):
                yield step("move", dose.move_seconds, side, repetition, dose.repetitions)
                if dose.hold_seconds:
                    yield step("hold", dose.hold_seconds, side, repetition, dose.repetitions)
                back = dose.move_seconds
                if dose.kind == "hold" and repetition < dose.repetitions:
                    back += seconds.between_holds
                if dose.kind == "hold" and repetition == 1:
                    back = max(back, voice.coming_back(index))
                yield step("release", back, side, repetition, dose.repetitions)

        settling = seconds.settle if moved else seconds.stay
        yield step("settle", max(settling, voice.settling(index, sides[0])), sides[0])
        rooms = rooms_of(list(working(sides[0])))
        yield step("ready", max(seconds.ready, voice.getting_ready(index, rooms)), sides[0])
        for number, side in enumerate(sides):
            if number:
                yield step("switch", max(seconds.switch, voice.switching(index)), side)
            yield from working(side)
        if index < len(self.items) - 1:
            yield step("rest", max(seconds.rest, voice.resting(index + 1)))


def whole_minutes(tonight: Tonight) -> int:
    """The evening's length for a person: whole minutes, rounded up."""
    return math.ceil(tonight.seconds / 60)
