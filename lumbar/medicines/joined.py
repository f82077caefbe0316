"""This app's part of joining two people: what they took, and what they said before."""

from __future__ import annotations

from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.joining import hand_over_newest
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Every entry of both; of two answers to the same questions the one that was said last."""
    Dose.with_removed.filter(person=one).update(person=into)
    hand_over_newest(AskedFirst, "medicine", one=one, into=into)
