"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.journal.models import CheckIn
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Every morning of the person, oldest first."""
    return {
        "mornings": [
            {
                "id": str(one.pk),
                "morning": one.morning.isoformat(),
                "pain": one.pain,
                "sleep": one.sleep,
                "said_at": one.said_at.isoformat(),
            }
            for one in CheckIn.objects.filter(person=person).order_by("morning")
        ]
    }
