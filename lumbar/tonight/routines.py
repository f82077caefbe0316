"""The evenings a person can have tonight, laid out from their plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from lumbar.clinical import planner
from lumbar.clinical.chooser import HOW_MANY
from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES
from lumbar.clinical.routine import evening, find, lay_out
from lumbar.clinical.values import Plan, PlanItem, Step, Tonight
from lumbar.plans.models import StoredPlan

ACTIVE = frozenset({"move", "hold", "release", "breathe_in", "breathe_out"})


class ChoiceError(ValueError):
    """A choice of an evening that cannot be; the message names the part that is wrong."""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person chose for one evening, beside their plan."""

    minutes: int = 10
    sleep: str = "side"
    bad_night: bool = False

    @classmethod
    def from_json(cls, data: object) -> Choice:
        """Read a choice that came from outside; raises ``ChoiceError``."""
        try:
            choice = msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            raise ChoiceError(str(error)) from error
        if choice.minutes not in (*MINUTES, library().evening.bad_night.minutes):
            raise ChoiceError("minutes")
        if choice.sleep not in _positions():
            raise ChoiceError("sleep")
        return choice


class Offer(NamedTuple):
    """One evening that can be begun."""

    name: str
    """``5``, ``10``, ``15`` or ``bad_night``."""
    tonight: Tonight


def offers(stored: StoredPlan, sleep: str) -> tuple[Offer, ...]:
    """Every evening this plan can become tonight, ending in this sleeping position.

    The same plan gives the same evenings every time. There is no bad night where nothing of it
    fits the person.
    """
    knowledge, plan = library(), stored.value()
    found = [
        Offer(str(minutes), evening(plan, knowledge, minutes=minutes, sleep=sleep))
        for minutes in MINUTES
    ]
    assessment = stored.assessment
    short = planner.bad_night(
        assessment.value(), assessment.heard(), knowledge, plan.place, plan.adjust, plan.edit
    )
    if short is not None:
        night = evening(short, knowledge, sleep=sleep, bad_night=True)
        found.append(Offer("bad_night", night))
    return tuple(found)


def sleeping_positions(stored: StoredPlan) -> tuple[str, ...]:
    """The sleeping positions that nothing speaks against for this person."""
    return planner.sleeping_positions(stored.assessment.value(), library())


def relaid(plan: Plan, items: tuple[PlanItem, ...], choice: Choice) -> Tonight:
    """An evening that was begun with these items in this order, laid out again."""
    begun = structs.replace(plan, items=items, minutes=choice.minutes)
    return lay_out(begun, library(), sleep=choice.sleep, bad_night=choice.bad_night)


def items_from_json(data: object) -> tuple[PlanItem, ...]:
    """Read the exercises of an evening that was begun on a device; raises ``ChoiceError`` for
    what the knowledge does not have."""
    try:
        items = msgspec.convert(data, tuple[PlanItem, ...])
    except msgspec.ValidationError as error:
        raise ChoiceError(str(error)) from error
    if len(items) > HOW_MANY:
        raise ChoiceError("too many exercises")
    for item in items:
        try:
            find(item, library())
        except KeyError as error:
            raise ChoiceError(f"no exercise {error}") from error
    return items


def items_to_json(items: tuple[PlanItem, ...]) -> list[Mapping[str, Any]]:
    """The exercises of an evening, ready to be stored and read back. Why each was chosen, and what
    a clinician says to it, stays with the plan."""
    plain: list[Mapping[str, Any]] = msgspec.to_builtins(
        [structs.replace(item, because=(), guided=None) for item in items]
    )
    return plain


def item_of(step: Step) -> int:
    """Which exercise a step belongs to, from 0; -1 on the way into sleep."""
    return step.index if step.exercise is not None else -1


def planned_seconds(tonight: Tonight) -> dict[tuple[int, str], float]:
    """How long each side of each exercise is meant to take, rests between holds not counted."""
    planned: dict[tuple[int, str], float] = {}
    for step in tonight.steps:
        if step.kind in ACTIVE:
            key = (item_of(step), step.side or "")
            planned[key] = planned.get(key, 0.0) + step.seconds
    return planned


def _positions() -> frozenset[str]:
    return frozenset(position.id for position in library().care.sleep_positions.position)
