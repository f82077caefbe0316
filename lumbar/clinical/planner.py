"""Assessment and circumstances → the exercises for this person, each with why.

Expert logic, not trial-tested (clinical facts C.5): the first set that fits chooses, whatever any
fitting set says "never" about is left out, flags are applied to every exercise, and when fewer
than five remain only the fill list may be added. Fewer than five are shown rather than an unfit
one. An emergency or same-day result never yields a plan.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from lumbar.clinical.chooser import Chooser
from lumbar.clinical.guided import theirs
from lumbar.clinical.library import Library
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import (
    Adjustments,
    Answers,
    Assessment,
    Edit,
    Level,
    NoPlan,
    Plan,
    PlanItem,
)

MINUTES = (5, 10, 15)


def make_plan(
    assessment: Assessment,
    answers: Answers,
    library: Library,
    place: PlaceName = "bed",
    minutes: int = 10,
    adjust: Adjustments = Adjustments(),  # noqa: B008  # frozen
    edit: Edit = Edit(),  # noqa: B008  # frozen
) -> Plan | NoPlan:
    """Choose the five, or say why there are none.

    A place that is closed to this person becomes the bed; the plan says where it is for.
    ``answers`` are those the assessment was made from; sets look at them. ``adjust`` is what the
    person's progress has changed since; ``edit`` what a clinician decided, which comes first as far
    as nothing speaks against it that they gave no reason for.

    Raises:
        ValueError: ``minutes`` is not 5, 10 or 15.
    """
    if minutes not in MINUTES:
        raise ValueError(f"minutes must be one of {MINUTES}, not {minutes}")
    refusal = refusal_of(assessment)
    if refusal is not None:
        return refusal
    if place not in open_places(assessment, library):
        place = "bed"
    chooser = Chooser(assessment, answers, library, place, adjust, edit)
    items = chooser.filled(theirs(edit, chooser))
    if not items:
        return NoPlan("nothing_fits")
    return Plan(
        items=items,
        place=place,
        minutes=minutes,
        set_id=chooser.main.id,
        left_out=tuple(chooser.left_out(item.exercise for item in items)),
        knowledge_version=library.version,
        adjust=adjust,
        edit=edit,
    )


def bad_night(
    assessment: Assessment,
    answers: Answers,
    library: Library,
    place: PlaceName,
    adjust: Adjustments = Adjustments(),  # noqa: B008  # frozen
    edit: Edit = Edit(),  # noqa: B008  # frozen
) -> Plan | None:
    """Two minutes for a night when nothing else is possible: slow breathing and one position of
    rest, as far as they fit this person; None when neither does."""
    if refusal_of(assessment) is not None:
        return None
    chooser = Chooser(assessment, answers, library, place, adjust, edit)
    wanted = library.evening.bad_night
    items = []
    for slugs in (wanted.breathing, wanted.rest):
        fitting = [item for slug in slugs if (item := chooser.item(slug)) is not None]
        items += fitting[:1]
    if not items:
        return None
    return Plan(
        items=tuple(items),
        place=place,
        minutes=wanted.minutes,
        set_id=chooser.main.id,
        left_out=(),
        knowledge_version=library.version,
        adjust=adjust,
    )


def fitting(
    references: Iterable[str],
    assessment: Assessment,
    answers: Answers,
    library: Library,
    place: PlaceName = "bed",
    adjust: Adjustments = Adjustments(),  # noqa: B008  # frozen
    edit: Edit = Edit(),  # noqa: B008  # frozen
) -> tuple[PlanItem, ...]:
    """Those of the named exercises (``knee-rolls`` or ``knee-rolls:small``) that fit this person,
    each in the named way if that fits, else in the plainest; none where none may be chosen, and
    none that a clinician took out (``edit``)."""
    if refusal_of(assessment) is not None:
        return ()
    chooser = Chooser(assessment, answers, library, place, adjust, edit)
    parted = (reference.partition(":") for reference in references)
    found = (chooser.item(slug, variant or None) for slug, _colon, variant in parted)
    return tuple(item for item in found if item is not None)


def sleeping_positions(assessment: Assessment, library: Library) -> tuple[str, ...]:
    """The sleeping positions that nothing speaks against for this person, best first."""
    flags = set(assessment.flags)
    return tuple(
        position.id
        for position in library.care.sleep_positions.position
        if not flags.intersection(position.avoid)
    )


def open_places(assessment: Assessment, library: Library) -> tuple[PlaceName, ...]:
    """Where this person can exercise."""
    places: tuple[PlaceName, ...] = ("bed", "floor", "chair")
    flags = set(assessment.flags)
    return tuple(p for p in places if not flags.intersection(library.place_avoid.get(p, ())))


def choices(
    plan: Plan, index: int, assessment: Assessment, answers: Answers, library: Library
) -> tuple[PlanItem, ...]:
    """What the item at ``index`` may be swapped for: other ways of doing the same exercise, and
    every other exercise that fits and is not in the plan, in its plainest fitting way.

    Raises:
        IndexError: the plan has no such item.
    """
    current = plan.items[index]
    if refusal_of(assessment) is not None:
        return ()
    chooser = Chooser(assessment, answers, library, plan.place, plan.adjust, plan.edit)
    others = {item.exercise for item in plan.items} - {current.exercise}
    found = [item for item in chooser.items(current.exercise) if item.variant != current.variant]
    for slug in library.exercises:
        if slug not in others and slug != current.exercise:
            item = chooser.item(slug)
            if item is not None:
                found.append(item)
    return tuple(found)


def swap(
    plan: Plan,
    index: int,
    choice: PlanItem,
    assessment: Assessment,
    answers: Answers,
    library: Library,
) -> Plan:
    """The plan with one item replaced. Where a clinician had set it, the person's own choice takes
    its place.

    Raises:
        ValueError: the choice is not among those that fit.
    """
    if choice not in choices(plan, index, assessment, answers, library):
        raise ValueError(f"{choice.exercise}:{choice.variant} does not fit this person")
    items = (*plan.items[:index], choice, *plan.items[index + 1 :])
    chooser = Chooser(assessment, answers, library, plan.place, plan.adjust, plan.edit)
    left_out = tuple(chooser.left_out(item.exercise for item in items))
    was = plan.items[index].exercise
    set_by_them = tuple(item for item in plan.edit.items if item.exercise != was)
    edit = structs.replace(plan.edit, items=set_by_them)
    return structs.replace(plan, items=items, left_out=left_out, edit=edit)


def refusal_of(assessment: Assessment) -> NoPlan | None:
    """Why nobody may choose exercises for this result, a clinician neither; None where they may."""
    if assessment.level is Level.EMERGENCY:
        return NoPlan("emergency")
    if assessment.level is Level.SAME_DAY:
        return NoPlan("same_day")
    if assessment.ask_again:
        return NoPlan("unanswered", questions=assessment.ask_again)
    if assessment.gates:
        return NoPlan("gate", gates=assessment.gates)
    return None
