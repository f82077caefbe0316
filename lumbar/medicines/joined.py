"""This app's part of joining two people: what they took, and what they said before."""

from __future__ import annotations

from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Every entry of both; of two answers to the same questions the one that was said last."""
    Dose.with_removed.filter(person=one).update(person=into)
    known = {asked.medicine: asked for asked in AskedFirst.objects.filter(person=into)}
    for asked in AskedFirst.objects.filter(person=one):
        other = known.get(asked.medicine)
        if other is not None and other.said_at >= asked.said_at:
            asked.delete()
            continue
        if other is not None:
            other.delete()
        asked.person = into
        asked.save(update_fields=["person"])
