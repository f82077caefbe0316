"""This app's part of joining two people: their evenings."""

from __future__ import annotations

from lumbar.people.models import Person
from lumbar.tonight.models import SessionRecord


def join(*, one: Person, into: Person) -> None:
    """Every evening stays, once: devices make ids that are never the same."""
    SessionRecord.objects.filter(person=one).update(person=into)
