"""A plan and what was heard → the plan that follows, held against everything the first one was."""

from __future__ import annotations

from msgspec import structs

from lumbar.clinical.chooser import Chooser
from lumbar.clinical.guided import stands, theirs
from lumbar.clinical.library import Library
from lumbar.clinical.planner import MINUTES
from lumbar.clinical.progress import Evidence
from lumbar.clinical.progress_schema import ChangeName
from lumbar.clinical.values import Adjustments, Answers, Assessment, Plan, PlanItem


def revise(
    plan: Plan,
    change: ChangeName,
    evidence: Evidence,
    assessment: Assessment,
    answers: Answers,
    library: Library,
) -> Plan | None:
    """The plan after ``change``; None when it stays as it is.

    What the person chose (swaps, place, minutes) is kept as far as it still fits. What a clinician
    set is kept as well: a rule takes it out where it hurts, and halves its repeats, no more.
    ``assessment`` and ``answers`` are those the plan was made from.
    """
    if change == "shorter":
        shorter = [minutes for minutes in MINUTES if minutes < plan.minutes]
        return structs.replace(plan, minutes=shorter[-1]) if shorter else None
    adjust = _adjusted(plan, change, evidence, assessment, answers, library)
    return None if adjust == plan.adjust else readjusted(plan, adjust, assessment, answers, library)


def readjusted(
    plan: Plan, adjust: Adjustments, assessment: Assessment, answers: Answers, library: Library
) -> Plan | None:
    """The plan with these adjustments in place of its own; None when nothing would remain."""
    chooser = Chooser(assessment, answers, library, plan.place, adjust, plan.edit)
    # Strength first, or back to what eases: then the five are chosen anew.
    anew = adjust.stay_well != plan.adjust.stay_well
    kept: tuple[PlanItem | None, ...]
    if anew:
        kept = theirs(plan.edit, chooser)
    else:
        kept = tuple(_again(item, adjust, chooser) for item in plan.items)
    items = chooser.filled(item for item in kept if item is not None)
    if not items:
        return None
    return structs.replace(
        plan,
        items=items,
        adjust=adjust,
        left_out=tuple(chooser.left_out(item.exercise for item in items)),
        knowledge_version=library.version,
    )


def _again(item: PlanItem, adjust: Adjustments, chooser: Chooser) -> PlanItem | None:
    """The same exercise in the same way, or as near to it as still fits; None when it does not."""
    if item.guided is not None:
        return stands(item, chooser)
    fitting = [
        one
        for one in chooser.items(item.exercise)
        if adjust.names(one) or not chooser.harder(one) or one.variant == item.variant
    ]
    earned = [one for one in fitting if adjust.names(one)]
    same = [one for one in fitting if one.variant == item.variant]
    return next(iter(earned or same or fitting), None)


def _adjusted(
    plan: Plan,
    change: ChangeName,
    evidence: Evidence,
    assessment: Assessment,
    answers: Answers,
    library: Library,
) -> Adjustments:
    now, felt = plan.adjust, str(evidence.get("exercise", ""))
    if change == "halve":
        # After recovery a relapse goes back to what eases, gently.
        return structs.replace(now, halved=True, harder=(), stay_well=False)
    if change == "hold-exercise":
        return _held(now, [felt])
    if change == "hold-direction":
        return _held(now, _same_direction(felt, library))
    if change == "stay-well":
        return structs.replace(now, halved=False, stay_well=True)
    if change == "fuller":
        if now.halved:
            return structs.replace(now, halved=False)
        chooser = Chooser(assessment, answers, library, plan.place, now, plan.edit)
        harder = _one_harder(plan, chooser)
        return structs.replace(now, harder=(*now.harder, harder)) if harder else now
    return now


def _held(now: Adjustments, slugs: list[str]) -> Adjustments:
    """These held back as well; what was earned goes with them."""
    held = tuple(dict.fromkeys((*now.held, *slugs)))
    harder = tuple(name for name in now.harder if name.partition(":")[0] not in held)
    return structs.replace(now, held=held, harder=harder)


def _same_direction(felt: str, library: Library) -> list[str]:
    """All that move the back as this one does; where it is not known which, all that move it."""
    neutral = library.progress.neutral
    exercise = library.exercises.get(felt)
    if exercise is not None and exercise.direction in neutral:
        return [felt]
    return [
        slug
        for slug, other in library.exercises.items()
        if other.direction not in neutral
        and (exercise is None or other.direction == exercise.direction)
    ]


def _one_harder(plan: Plan, chooser: Chooser) -> str | None:
    """The first exercise of the plan that has a harder way which fits, as ``exercise:variant``; a
    clinician's own stay as they set them."""
    for item in plan.items:
        if item.guided is not None or chooser.harder(item):
            continue
        for way in chooser.items(item.exercise):
            if chooser.harder(way):
                return f"{way.exercise}:{way.variant}"
    return None
