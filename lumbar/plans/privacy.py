"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan


def export_person(person: Person) -> dict[str, Any]:
    """Every version of the person's plan, oldest first."""
    return {
        "plans": [
            {
                "id": str(stored.pk),
                "version": stored.version,
                "made_because": stored.made_because,
                "rule": stored.rule,
                "evidence": stored.evidence,
                "made_by": stored.made_by_name,
                "assessment": str(stored.assessment_id),
                "created_at": stored.created_at.isoformat(),
                "plan": stored.plan,
            }
            for stored in StoredPlan.objects.filter(person=person).order_by("version")
        ]
    }
