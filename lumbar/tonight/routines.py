"""A stored plan laid out for tonight, and what of it can be done."""

from __future__ import annotations

from lumbar.clinical.library import library
from lumbar.clinical.routine import lay_out
from lumbar.clinical.values import Step, Tonight
from lumbar.plans.models import StoredPlan

ACTIVE = frozenset({"move", "hold", "release", "breathe_in", "breathe_out"})


def tonight_of(stored: StoredPlan) -> Tonight:
    """The same plan gives the same steps every time."""
    return lay_out(stored.value(), library())


def item_of(step: Step) -> int:
    """Which exercise a step belongs to, from 0; -1 for the finish."""
    return step.index if step.exercise is not None else -1


def planned_seconds(tonight: Tonight) -> dict[tuple[int, str], float]:
    """How long each side of each exercise is meant to take, rests between holds not counted."""
    planned: dict[tuple[int, str], float] = {}
    for step in tonight.steps:
        if step.kind in ACTIVE:
            key = (item_of(step), step.side or "")
            planned[key] = planned.get(key, 0.0) + step.seconds
    return planned
