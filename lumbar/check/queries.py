"""Reads. All start from the person, so another's rows are never in reach."""

from __future__ import annotations

import uuid

from lumbar.check.models import CheckDraft, StoredAssessment
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
