"""This app's part of joining two people: their questions and their coins."""

from __future__ import annotations

from lumbar.people.models import Person
from lumbar.reports.models import OwnQuestion
from lumbar.reports.what_helps.joined import join_coins


def join(*, one: Person, into: Person) -> None:
    """Every question stays: the form makes ids that are never the same."""
    OwnQuestion.objects.filter(person=one).update(person=into)
    join_coins(one=one, into=into)
