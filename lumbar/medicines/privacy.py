"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Every entry, oldest first, what was taken out among them while it is kept; and the answers
    to the questions that come first."""
    return {
        "taken": [
            {
                "id": str(one.pk),
                "taken_at": one.taken_at.isoformat(),
                "medicine": one.medicine,
                "name": one.name,
                "amount": one.amount,
                "tablets": None if one.tablets is None else str(one.tablets),
                "milligrams_each": one.milligrams_each,
                "milligrams": one.milligrams,
                "removed_at": one.removed_at.isoformat() if one.removed_at else None,
            }
            for one in Dose.with_removed.filter(person=person).order_by("taken_at")
        ],
        "asked_first": [
            {
                "medicine": one.medicine,
                "applies": one.applies,
                "said_at": one.said_at.isoformat(),
            }
            for one in AskedFirst.objects.filter(person=person).order_by("medicine")
        ],
    }
