"""What may be shown of a person's plans. The newest check decides; nothing older opens a door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lumbar.check.models import StoredAssessment
from lumbar.check.queries import newest_assessment, recheck_since
from lumbar.clinical import planner
from lumbar.clinical.guided import for_new_answers
from lumbar.clinical.library import library
from lumbar.clinical.values import Adjustments, Edit, NoPlan, PlanItem
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person may have exercises now, and why not when they may not."""

    assessment: StoredAssessment | None
    """The newest check; None before the first one."""
    refused: NoPlan | None
    """Why there are none now; None when there may be some, and before the first check."""
    plan: StoredPlan | None
    """The newest version made from the newest check; None until it is made."""


def standing(person: Person | None) -> Standing:
    """Where this person stands: the newest check wins over every older plan."""
    newest = newest_assessment(person)
    if person is None or newest is None:
        return Standing(None, None, None)
    if not newest.value().may_have_plan:
        chosen = planner.make_plan(newest.value(), newest.heard(), library())
        if not isinstance(chosen, NoPlan):
            raise RuntimeError("the planner chose exercises for a result that allows none")
        return Standing(newest, chosen, None)
    if recheck_since(person, newest) is not None:
        return Standing(newest, NoPlan("check_again"), None)
    return Standing(newest, None, newest_plan(person, newest))


def newest_plan(person: Person, assessment: StoredAssessment) -> StoredPlan | None:
    """The newest version made from this assessment."""
    return StoredPlan.objects.filter(person=person, assessment=assessment).first()


def choices_for(stored: StoredPlan, index: int) -> tuple[PlanItem, ...]:
    """What the exercise at ``index`` may be swapped for; only what is safe for this person."""
    assessment = stored.assessment
    return planner.choices(stored.value(), index, assessment.value(), assessment.heard(), library())


def kept_from_before(person: Person, assessment: StoredAssessment) -> tuple[Adjustments, Edit]:
    """What the plan before this check was held back by and what a clinician had set in it, where
    that is not long ago."""
    last = StoredPlan.objects.filter(person=person).first()
    if last is None:
        return Adjustments(), Edit()
    if assessment.created_at - last.created_at > timedelta(days=library().progress.keep_days):
        return Adjustments(), Edit()
    before = last.value()
    adjust = Adjustments(halved=before.adjust.halved, held=before.adjust.held)
    return adjust, for_new_answers(before.edit)
