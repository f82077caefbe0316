"""This app's part of joining two people: their plans."""

from __future__ import annotations

from django.db.models import F, Max

from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan


def join(*, one: Person, into: Person) -> None:
    """All versions stay. Which plan counts is told by the newest check, so they may be numbered
    on after those of the other device."""
    newest = StoredPlan.objects.filter(person=into).aggregate(newest=Max("version"))["newest"]
    StoredPlan.objects.filter(person=one).update(person=into, version=F("version") + (newest or 0))
