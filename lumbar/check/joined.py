"""This app's part of joining two people: their checks."""

from __future__ import annotations

from lumbar.check.models import CheckDraft, Recheck, StoredAssessment
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """All results stay; of two open checks the one that was answered last."""
    StoredAssessment.objects.filter(person=one).update(person=into)
    Recheck.objects.filter(person=one).update(person=into)
    newest = CheckDraft.objects.filter(person__in=(one, into)).order_by("-updated_at").first()
    if newest is not None:
        CheckDraft.objects.filter(person__in=(one, into)).exclude(pk=newest.pk).delete()
        CheckDraft.objects.filter(pk=newest.pk).update(person=into)
