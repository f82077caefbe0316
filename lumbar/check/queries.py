"""Reads. All start from the person, so another's rows are never in reach."""

from __future__ import annotations

import uuid

from lumbar.check.models import CheckDraft, Recheck, StoredAssessment
from lumbar.people.models import Person


def draft_of(person: Person | None) -> CheckDraft | None:
    """The check the person is in the middle of, if any."""
    if person is None:
        return None
    return CheckDraft.objects.filter(person=person).first()


def assessment_of(person: Person | None, identifier: uuid.UUID) -> StoredAssessment | None:
    """One of the person's own assessments; ``None`` for anyone else's."""
    if person is None:
        return None
    return person.assessments.filter(uuid=identifier).first()


def newest_assessment(person: Person | None) -> StoredAssessment | None:
    """What was decided last."""
    if person is None:
        return None
    return person.assessments.first()


def recheck_called_for(person: Person | None) -> Recheck | None:
    """The newest call for a new check that no finished check has answered yet."""
    if person is None:
        return None
    return recheck_since(person, newest_assessment(person))


def recheck_since(person: Person, newest: StoredAssessment | None) -> Recheck | None:
    """The same, where the newest check is known already."""
    calls = Recheck.objects.filter(person=person)
    return (calls if newest is None else calls.filter(asked_at__gte=newest.created_at)).first()
