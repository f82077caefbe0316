"""What a clinician set in a plan, fitted to the person again when the plan is made anew."""

from __future__ import annotations

from msgspec import structs

from lumbar.clinical.chooser import Chooser
from lumbar.clinical.values import ByClinician, Edit, PlanItem


def theirs(edit: Edit, chooser: Chooser) -> tuple[PlanItem, ...]:
    """The exercises a clinician set, as far as they can stand here, in their order."""
    found = (stands(item, chooser) for item in edit.items)
    return tuple(item for item in found if item is not None)


def stands(item: PlanItem, chooser: Chooser) -> PlanItem | None:
    """An exercise as a clinician set it; in another way that fits where the place does not allow
    theirs; None where something speaks against it that they gave no reason for, or where it has
    been held back since.

    Raises KeyError for an exercise or way that the knowledge no longer has.
    """
    if item.guided is None:
        raise ValueError(f"{item.exercise} was set by nobody")
    exercise = chooser.library.exercises[item.exercise]
    variant = next((one for one in exercise.variant if one.id == item.variant), None)
    if variant is None:
        raise KeyError(f"{item.exercise}:{item.variant}")
    if chooser.place in variant.places:
        speaks = chooser.speaks(exercise, variant)
        if set(speaks) - set(item.guided.against):
            return None
        way = chooser.way(exercise, variant, item.dose)
        return structs.replace(way, guided=_with(item.guided, speaks))
    other = chooser.item(item.exercise)
    if other is None:
        return None
    # Their words stay; a dose and a reason belong to the way they were given for.
    return structs.replace(other, guided=_with(item.guided, ()))


def _with(guided: ByClinician, against: tuple[str, ...]) -> ByClinician:
    """The same with what speaks against it here; a reason that is not needed goes."""
    reason = guided.reason if against or guided.put_back else ""
    return structs.replace(guided, reason=reason, against=against)


def for_new_answers(edit: Edit) -> Edit:
    """What carries over to the plan of a new check: nothing that needed a reason, for that was
    given for other answers."""
    kept = tuple(item for item in edit.items if not (item.guided and item.guided.overrides))
    return structs.replace(edit, items=kept, changes=())
