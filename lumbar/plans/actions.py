"""Writes to plans. Each appends a version; none changes one."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from lumbar.check.models import StoredAssessment
from lumbar.clinical import planner
from lumbar.clinical.library import library
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import NoPlan, Plan
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import newest_plan, standing

PLACES: tuple[PlaceName, ...] = ("bed", "floor", "chair")
MINUTES = (5, 10, 15)


class NotAllowed(Exception):
    """No exercises now. ``refused`` says why; None when there is no check yet."""

    def __init__(self, refused: NoPlan | None, assessment: StoredAssessment | None) -> None:
        super().__init__(refused.reason if refused else "no_check")
        self.refused = refused
        self.assessment = assessment


class NotAChoice(Exception):
    """A swap for something that is not among the safe choices."""


def current_plan(*, person: Person | None) -> StoredPlan:
    """The plan that counts now, made if the newest check has none yet. Raises ``NotAllowed``."""
    stands = standing(person)
    if person is None or stands.assessment is None or stands.refused is not None:
        raise NotAllowed(stands.refused, stands.assessment)
    return stands.plan or make_plan_for(person=person, assessment=stands.assessment)


@transaction.atomic
def make_plan_for(
    *,
    person: Person,
    assessment: StoredAssessment,
    place: PlaceName | None = None,
    minutes: int | None = None,
) -> StoredPlan:
    """The plan for this assessment: the newest version, or a first one made now.

    ``place`` and ``minutes`` default to what was answered in the check. Raises ``NotAllowed``.
    """
    _lock(person)
    known = newest_plan(person, assessment)
    if known is not None:
        return known
    answers = assessment.heard()
    return _append(
        person,
        assessment,
        _choose(
            assessment,
            place or _place(answers.get("place")),
            minutes or _minutes(answers.get("minutes")),
        ),
        StoredPlan.Made.FIRST,
    )


@transaction.atomic
def change_place(*, person: Person | None, place: PlaceName) -> StoredPlan:
    """Choose again for bed, floor or chair. Raises ``NotAllowed``."""
    _lock(person)
    current = current_plan(person=person)
    before = current.value()
    if before.place == place:
        return current
    chosen = _choose(current.assessment, place, before.minutes)
    return _append(current.person, current.assessment, chosen, StoredPlan.Made.PLACE)


@transaction.atomic
def change_minutes(*, person: Person | None, minutes: int) -> StoredPlan:
    """Choose again for 5, 10 or 15 minutes. Raises ``NotAllowed``."""
    _lock(person)
    current = current_plan(person=person)
    before = current.value()
    if before.minutes == minutes:
        return current
    chosen = _choose(current.assessment, before.place, minutes)
    return _append(current.person, current.assessment, chosen, StoredPlan.Made.MINUTES)


@transaction.atomic
def swap_exercise(*, person: Person | None, index: int, exercise: str, variant: str) -> StoredPlan:
    """Put another exercise in the place of one.

    Raises ``NotAChoice`` when it is not among the safe ones, ``NotAllowed`` without a plan.
    """
    _lock(person)
    current = current_plan(person=person)
    plan = current.value()
    if not 0 <= index < len(plan.items):
        raise NotAChoice
    assessment, answers = current.assessment.value(), current.assessment.heard()
    for choice in planner.choices(plan, index, assessment, answers, library()):
        if (choice.exercise, choice.variant) == (exercise, variant):
            swapped = planner.swap(plan, index, choice, assessment, answers, library())
            return _append(current.person, current.assessment, swapped, StoredPlan.Made.SWAP)
    raise NotAChoice


def _choose(assessment: StoredAssessment, place: PlaceName, minutes: int) -> Plan:
    chosen = planner.make_plan(
        assessment.value(), assessment.heard(), library(), place=place, minutes=minutes
    )
    if isinstance(chosen, NoPlan):
        raise NotAllowed(chosen, assessment)
    return chosen


def _lock(person: Person | None) -> None:
    """Two taps at once must neither make the same version twice nor undo one another."""
    if person is not None:
        Person.objects.select_for_update().get(pk=person.pk)


def _append(
    person: Person, assessment: StoredAssessment, plan: Plan, why: StoredPlan.Made
) -> StoredPlan:
    newest = StoredPlan.objects.filter(person=person).aggregate(newest=Max("version"))["newest"]
    return StoredPlan.objects.create(
        person=person,
        assessment=assessment,
        version=(newest or 0) + 1,
        made_because=why,
        plan=plan.to_json(),
    )


def _place(answer: object) -> PlaceName:
    return next((place for place in PLACES if place == answer), "bed")


def _minutes(answer: object) -> int:
    return int(str(answer)) if str(answer) in {str(choice) for choice in MINUTES} else 10
