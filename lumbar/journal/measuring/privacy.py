"""The check-ins' and goals' part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.journal.models import AlsoAsked, Goal, MeasureResponse
from lumbar.people.models import Person


def export_measures(person: Person) -> dict[str, Any]:
    """Every measure with its answers and score, the goals, and what was switched on; oldest
    first."""
    return {
        "measures": [
            {
                "id": str(one.pk),
                "measure": one.measure,
                "day": one.day.isoformat(),
                "answers": one.answers,
                "chosen": one.chosen,
                "score": one.score,
                "knowledge_version": one.knowledge_version,
                "said_at": one.said_at.isoformat(),
            }
            for one in MeasureResponse.objects.filter(person=person).order_by("day", "measure")
        ],
        "goals": [
            {
                "id": str(one.pk),
                "text": one.text,
                "set_at": one.set_at.isoformat(),
                "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            }
            for one in Goal.objects.filter(person=person)
        ],
        "also_asked": [
            {"measure": one.measure, "since": one.since.isoformat()}
            for one in AlsoAsked.objects.filter(person=person)
        ],
    }
