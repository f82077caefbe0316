"""Writes of the check. Each is one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.check.models import CheckDraft, Recheck, StoredAssessment
from lumbar.clinical.library import Library
from lumbar.clinical.triage import asked_answers, assess
from lumbar.clinical.values import Answers
from lumbar.people.models import Person


@transaction.atomic
def begin_check(*, person: Person) -> CheckDraft:
    """Start anew: whatever was open before is let go."""
    CheckDraft.objects.filter(person=person).delete()
    return CheckDraft.objects.create(person=person)


@transaction.atomic
def save_screen(*, person: Person, answers: Answers) -> CheckDraft:
    """Keep the answers so far, so that the check can be taken up again."""
    draft, _ = CheckDraft.objects.select_for_update().get_or_create(person=person)
    draft.answers = answers.to_json()
    draft.save()
    return draft


@transaction.atomic
def reopen_check(*, person: Person, assessment: StoredAssessment) -> CheckDraft:
    """Take up the answers of an earlier result to change some of them."""
    return save_screen(person=person, answers=assessment.heard())


@transaction.atomic
def finish_check(*, person: Person, library: Library) -> StoredAssessment:
    """Decide from the open check, keep the result for good and close the check.

    Answers to screens that are no longer asked (an earlier answer was changed) are left out of
    the decision and of what is stored.

    Raises:
        CheckDraft.DoesNotExist: there is no open check.
    """
    draft = CheckDraft.objects.select_for_update().get(person=person)
    answers = asked_answers(library.answers(draft.answers), library)
    assessment = assess(answers, library)
    stored = StoredAssessment.objects.create(
        person=person,
        answers=answers.to_json(),
        assessment=assessment.to_json(),
        level=assessment.level.value,
        knowledge_version=assessment.knowledge_version,
    )
    draft.delete()
    return stored


@transaction.atomic
def call_for_recheck(*, person: Person, by: str, now: datetime) -> Recheck:
    """Note that a danger sign was named outside a check, or could not be ruled out.

    Until the person finishes a new check there are no exercises for them. ``by`` says which part
    heard it: ``companion``, ``progress``, ``blood_pressure``, or
    ``pressure_unanswered`` for one that is withdrawn when its question is answered.
    """
    return Recheck.objects.create(person=person, asked_at=now, by=by)


@transaction.atomic
def withdraw_recheck(*, person: Person, by: str) -> None:
    """Take back calls that only waited for an answer, when it was given and no sign was there."""
    Recheck.objects.filter(person=person, by=by).delete()
