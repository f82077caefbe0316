"""A plan, and what a clinician wants of it → the edited plan, or why it cannot be.

The flags still guard: an exercise that the person's answers rule out is in the plan only with a
written reason, a dose stays within the knowledge's limits, a place that does not allow an exercise
cannot be overruled, and where a result allows no exercises nobody edits any into being.

What was set stays (`guided.py`, `revision.py`): rules may take out what hurts and halve repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from msgspec import structs

from lumbar.clinical import schema
from lumbar.clinical.chooser import Chooser
from lumbar.clinical.dose import Limits, cut, limits
from lumbar.clinical.library import Library
from lumbar.clinical.planner import refusal_of
from lumbar.clinical.routine import find
from lumbar.clinical.values import (
    MOST_EXERCISES,
    Answers,
    Assessment,
    ByClinician,
    Changed,
    Edit,
    NoPlan,
    Plan,
    PlanItem,
    SetDose,
)

LONGEST_NOTE = 300
"""Of a note or a reason, in characters."""

Code = Literal[
    "unknown", "place", "twice", "reason", "repetitions", "seconds", "side", "note_long",
    "reason_long", "empty", "too_many", "nothing",
]  # fmt: skip


class Wanted(NamedTuple):
    """One exercise as the clinician wants it."""

    exercise: str
    variant: str
    dose: SetDose = SetDose()
    note: str = ""
    reason: str = ""


class Problem(NamedTuple):
    """Why an edit cannot be: ``at`` is the exercise's number from 0, -1 for the whole plan."""

    at: int
    code: Code


class Way(NamedTuple):
    """A way of doing an exercise that the plan's place allows."""

    exercise: str
    variant: str
    against: tuple[str, ...]
    """What speaks against it for this person: ``flag:…``, ``set:…``, ``held``; then it needs a
    reason."""
    limits: Limits


def ways(plan: Plan, assessment: Assessment, answers: Answers, library: Library) -> tuple[Way, ...]:
    """Everything that may be put into this plan, in the order of the catalogue."""
    chooser = _chooser(plan, assessment, answers, library)
    return tuple(
        Way(slug, variant.id, chooser.speaks(exercise, variant),
            _limits(chooser, exercise, variant))
        for slug, exercise in library.exercises.items()
        for variant in exercise.variant
        if plan.place in variant.places
    )  # fmt: skip


def edited(
    plan: Plan,
    wanted: Sequence[Wanted],
    *,
    note: str,
    in_order: bool,
    by: str,
    on: date,
    assessment: Assessment,
    answers: Answers,
    library: Library,
) -> Plan | NoPlan | tuple[Problem, ...]:
    """The plan with these exercises in this order, and no others.

    ``note`` is to the whole plan, ``in_order`` keeps the evening to the plan's order, ``by`` is the
    clinician's name. ``assessment`` and ``answers`` are those the plan was made from.
    """
    refusal = refusal_of(assessment)
    if refusal is not None:
        return refusal
    chooser = _chooser(plan, assessment, answers, library)
    before = {item.exercise: item for item in plan.items}
    problems = tuple(_problems(wanted, note, before, chooser))
    if problems:
        return problems
    items = tuple(_item(one, before.get(one.exercise), chooser, by, on) for one in wanted)
    now = {item.exercise for item in items}
    changes = tuple(_changes(plan, items, note, in_order))
    if not changes:
        return (Problem(-1, "nothing"),)
    adjust = structs.replace(
        plan.adjust,
        held=tuple(slug for slug in plan.adjust.held if slug not in now),
        harder=tuple(
            name for name in plan.adjust.harder if _stays(name.partition(":")[0], items, before)
        ),
    )
    fewer = len(items) < len(plan.items)
    edit = Edit(
        by=by,
        on=on,
        note=note,
        items=tuple(item for item in items if item.guided is not None),
        out=tuple(slug for slug in dict.fromkeys((*plan.edit.out, *before)) if slug not in now),
        how_many=len(items) if fewer else max(len(items), plan.edit.how_many),
        in_order=in_order,
        changes=changes,
    )
    after = Chooser(assessment, answers, library, plan.place, adjust, edit)
    return structs.replace(
        plan,
        items=items,
        adjust=adjust,
        edit=edit,
        left_out=tuple(after.left_out(now)),
        knowledge_version=library.version,
    )


def _chooser(plan: Plan, assessment: Assessment, answers: Answers, library: Library) -> Chooser:
    """Without what was taken out before: a clinician may put it in again."""
    return Chooser(assessment, answers, library, plan.place, plan.adjust)


def _limits(chooser: Chooser, exercise: schema.Exercise, variant: schema.Variant) -> Limits:
    """Of the whole dose: where repeats are halved for a while, what is set is halved as well."""
    way = structs.replace(
        chooser.way(exercise, variant), repetitions_at_most=chooser.repetitions_at_most
    )
    return limits(variant.dose or exercise.dose, way)


def _problems(
    wanted: Sequence[Wanted], note: str, before: Mapping[str, PlanItem], chooser: Chooser
) -> Iterator[Problem]:
    if not wanted:
        yield Problem(-1, "empty")
    if len(wanted) > MOST_EXERCISES:
        yield Problem(-1, "too_many")
    if len(note) > LONGEST_NOTE:
        yield Problem(-1, "note_long")
    seen: set[str] = set()
    for index, one in enumerate(wanted):
        if one.exercise in seen:
            yield Problem(index, "twice")
        seen.add(one.exercise)
        for code in _wrong(one, before.get(one.exercise), chooser):
            yield Problem(index, code)


def _wrong(one: Wanted, before: PlanItem | None, chooser: Chooser) -> Iterator[Code]:
    try:
        exercise, variant = find(PlanItem(one.exercise, one.variant), chooser.library)
    except KeyError:
        yield "unknown"
        return
    if chooser.place not in variant.places:
        yield "place"
        return
    if (chooser.speaks(exercise, variant) or _put_back(before)) and not one.reason:
        yield "reason"
    held_to = cut(one.dose, _limits(chooser, exercise, variant))
    if held_to.repetitions != one.dose.repetitions:
        yield "repetitions"
    if held_to.seconds != one.dose.seconds:
        yield "seconds"
    if held_to.side != one.dose.side:
        yield "side"
    if len(one.note) > LONGEST_NOTE:
        yield "note_long"
    if len(one.reason) > LONGEST_NOTE:
        yield "reason_long"


def _item(one: Wanted, before: PlanItem | None, chooser: Chooser, by: str, on: date) -> PlanItem:
    """The exercise as it is wanted; as it was where nothing of it changed."""
    if before is not None and _same(one, before):
        return before
    exercise, variant = find(PlanItem(one.exercise, one.variant), chooser.library)
    speaks = chooser.speaks(exercise, variant)
    put_back = "held" in speaks or _put_back(before)
    against = tuple(name for name in speaks if name != "held")
    reason = one.reason if against or put_back else ""
    guided = ByClinician(by, on, one.note, reason, against, put_back)
    dose = one.dose if one.dose != SetDose() else None
    return structs.replace(chooser.way(exercise, variant, dose), guided=guided)


def _put_back(item: PlanItem | None) -> bool:
    return item is not None and item.guided is not None and item.guided.put_back


def _same(one: Wanted, before: PlanItem) -> bool:
    return (
        one.variant == before.variant
        and one.dose == (before.dose or SetDose())
        and (one.note, one.reason) == _said(before)
    )


def _said(item: PlanItem) -> tuple[str, str]:
    return (item.guided.note, item.guided.reason) if item.guided else ("", "")


def _changes(plan: Plan, items: Sequence[PlanItem], note: str, in_order: bool) -> Iterator[Changed]:
    before = {item.exercise: item for item in plan.items}
    now = [item.exercise for item in items]
    for slug in before:
        if slug not in now:
            yield Changed("taken_out", slug)
    for item in items:
        was = before.get(item.exercise)
        if was is None:
            yield Changed("added", item.exercise)
            continue
        if was.variant != item.variant:
            yield Changed("way", item.exercise)
        if was.dose != item.dose:
            yield Changed("dose", item.exercise)
        if _said(was) != _said(item):
            yield Changed("note", item.exercise)
    if note != plan.edit.note:
        yield Changed("note")
    stayed = [slug for slug in before if slug in now]
    if stayed != [slug for slug in now if slug in before] or in_order != plan.edit.in_order:
        yield Changed("order")


def _stays(slug: str, items: Sequence[PlanItem], before: Mapping[str, PlanItem]) -> bool:
    """Whether this exercise is as it was: then a harder way that was earned is still named."""
    now = next((item for item in items if item.exercise == slug), None)
    return now is None or now == before.get(slug)
