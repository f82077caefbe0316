"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person
from lumbar.reports.models import OwnQuestion
from lumbar.reports.what_helps.privacy import export_coins


def export_person(person: Person) -> dict[str, Any]:
    """What the person wants to ask their clinician, and their coins; oldest first."""
    return {
        "own_questions": [
            {"id": str(one.pk), "text": one.text, "written_at": one.written_at.isoformat()}
            for one in OwnQuestion.objects.filter(person=person)
        ],
        "coin_trials": export_coins(person),
    }
