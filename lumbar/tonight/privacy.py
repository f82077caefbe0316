"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person
from lumbar.tonight.models import SessionRecord


def export_person(person: Person) -> dict[str, Any]:
    """Every evening of the person, oldest first."""
    return {
        "evenings": [
            {
                "id": str(record.pk),
                "plan": str(record.plan_id),
                "started_at": record.started_at.isoformat(),
                "finished_at": record.finished_at.isoformat() if record.finished_at else None,
                "state": record.state,
                "pain_before": record.pain_before,
                "pain_after": record.pain_after,
                "steps": record.steps,
                "hurts": record.hurts,
            }
            for record in SessionRecord.objects.filter(person=person).order_by("started_at")
        ]
    }
