"""Writes to plans. Each appends a version; none changes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from msgspec import structs

from lumbar.check.models import StoredAssessment
from lumbar.clinical import planner
from lumbar.clinical.edit import Problem, Wanted, edited
from lumbar.clinical.library import library
from lumbar.clinical.progress import Evidence
from lumbar.clinical.progress_schema import ProgressRule
from lumbar.clinical.revision import revise
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import Adjustments, Edit, NoPlan, Plan
from lumbar.people.models import Membership, Person
from lumbar.people.queries import scope_of
from lumbar.people.sharing import shows_journal
from lumbar.people.who import staff_did
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import kept_from_before, newest_plan, standing

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


class NotShared(Exception):
    """The person does not share their journal, which the plan is part of, with this clinic."""


class Changed(Exception):
    """The plan is another one by now than the one that was edited. ``current`` is it."""

    def __init__(self, current: StoredPlan) -> None:
        super().__init__(str(current.pk))
        self.current = current


class NotPossible(Exception):
    """An edit that the core refuses; ``problems`` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{one.at}: {one.code}" for one in problems))
        self.problems = problems


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
            *kept_from_before(person, assessment),
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
    chosen = _choose(current.assessment, place, before.minutes, before.adjust, before.edit)
    return _append(current.person, current.assessment, chosen, StoredPlan.Made.PLACE)


@transaction.atomic
def change_minutes(*, person: Person | None, minutes: int) -> StoredPlan:
    """Choose again for 5, 10 or 15 minutes. Raises ``NotAllowed``."""
    _lock(person)
    current = current_plan(person=person)
    before = current.value()
    if before.minutes == minutes:
        return current
    if before.edit.by:
        # Chosen anew, it would have lost the order and what the clinician left as it was.
        chosen = structs.replace(before, minutes=minutes)
    else:
        chosen = _choose(current.assessment, before.place, minutes, before.adjust, before.edit)
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


@transaction.atomic
def edit_plan(
    *,
    person: Person,
    by: Membership,
    version: UUID,
    wanted: Sequence[Wanted],
    note: str,
    in_order: bool,
    now: datetime,
) -> StoredPlan:
    """A clinician's edit of the version ``version``. The core decides what may be
    (`clinical/edit.py`).

    Raises ``NotShared``, ``NotAllowed`` where there may be no exercises, ``Changed`` when the
    version is not the current one, ``NotPossible``.
    """
    _lock(person)
    if not shows_journal(scope_of(by.clinic, person)):
        raise NotShared
    current = current_plan(person=person)
    if current.pk != version:
        raise Changed(current)
    assessment = current.assessment
    result = edited(
        current.value(),
        wanted,
        note=note,
        in_order=in_order,
        by=by.name,
        on=timezone.localdate(now),
        assessment=assessment.value(),
        answers=assessment.heard(),
        library=library(),
    )
    if isinstance(result, NoPlan):
        raise NotAllowed(result, assessment)
    if not isinstance(result, Plan):
        raise NotPossible(result)
    stored = _append(person, assessment, result, StoredPlan.Made.CLINICIAN, by=by)
    staff_did(by, "changed_plan", now=now, person=person, subject=f"plan:{stored.pk}")
    return stored


@transaction.atomic
def revise_plan(*, person: Person, rule: ProgressRule, evidence: Evidence) -> StoredPlan | None:
    """A new version of the current plan after what a progress rule heard.

    None where the plan stays as it is: nothing to change, or no exercises now.
    """
    _lock(person)
    stands = standing(person)
    if stands.plan is None or stands.assessment is None or stands.refused is not None:
        return None
    assessment, answers = stands.assessment.value(), stands.assessment.heard()
    current = stands.plan.value()
    revised = revise(current, rule.change, evidence, assessment, answers, library())
    if revised is None:
        return None
    made = StoredPlan.Made.PROGRESS
    return _append(person, stands.assessment, revised, made, rule=rule.id, evidence=evidence)


@transaction.atomic
def take_back(*, person: Person, uuid: UUID) -> StoredPlan:
    """Go back to the plan before the version ``uuid``, which a progress rule made.

    Raises ``NotAChoice`` when that version is not the current one, or its rule may not be taken
    back; ``NotAllowed`` without a plan.
    """
    _lock(person)
    current = current_plan(person=person)
    before = may_take_back(current)
    if current.pk != uuid or before is None:
        raise NotAChoice
    return _append(
        person, current.assessment, before.value(), StoredPlan.Made.BACK, rule=current.rule
    )


def may_take_back(stored: StoredPlan) -> StoredPlan | None:
    """The version a person may go back to from this one; None where there is none."""
    rules = {rule.id: rule for rule in library().progress.rule}
    rule = rules.get(stored.rule)
    if stored.made_because != StoredPlan.Made.PROGRESS or rule is None or not rule.reversible:
        return None
    return StoredPlan.objects.filter(
        person=stored.person, assessment=stored.assessment, version__lt=stored.version
    ).first()


def _choose(
    assessment: StoredAssessment,
    place: PlaceName,
    minutes: int,
    adjust: Adjustments,
    edit: Edit,
) -> Plan:
    chosen = planner.make_plan(
        assessment.value(),
        assessment.heard(),
        library(),
        place=place,
        minutes=minutes,
        adjust=adjust,
        edit=edit,
    )
    if isinstance(chosen, NoPlan):
        raise NotAllowed(chosen, assessment)
    return chosen


def _lock(person: Person | None) -> None:
    """Two taps at once must neither make the same version twice nor undo one another."""
    if person is not None:
        Person.objects.select_for_update().get(pk=person.pk)


def _append(
    person: Person,
    assessment: StoredAssessment,
    plan: Plan,
    why: StoredPlan.Made,
    rule: str = "",
    evidence: Evidence | None = None,
    by: Membership | None = None,
) -> StoredPlan:
    newest = StoredPlan.objects.filter(person=person).aggregate(newest=Max("version"))["newest"]
    return StoredPlan.objects.create(
        person=person,
        assessment=assessment,
        version=(newest or 0) + 1,
        made_because=why,
        rule=rule,
        evidence=evidence or {},
        made_by=by,
        made_by_name=by.name if by else "",
        plan=plan.to_json(),
    )


def _place(answer: object) -> PlaceName:
    return next((place for place in PLACES if place == answer), "bed")


def _minutes(answer: object) -> int:
    return int(str(answer)) if str(answer) in {str(choice) for choice in MINUTES} else 10
