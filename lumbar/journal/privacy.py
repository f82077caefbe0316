"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.journal.measuring.privacy import export_measures
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Every morning, and what was heard in them, oldest first."""
    return {
        "mornings": [
            {
                "id": str(one.pk),
                "morning": one.morning.isoformat(),
                "pain": one.pain,
                "sleep": one.sleep,
                "stiff_minutes": one.stiff_minutes,
                "areas": one.areas,
                "said_at": one.said_at.isoformat(),
            }
            for one in CheckIn.objects.filter(person=person).order_by("morning")
        ],
        "heard": [
            {
                "rule": one.rule,
                "found_on": one.found_on.isoformat(),
                "evidence": one.evidence,
                "offers": one.offers,
                "plan": str(one.plan_id) if one.plan_id else None,
                "closed_at": one.closed_at.isoformat() if one.closed_at else None,
            }
            for one in ProgressFinding.objects.filter(person=person).order_by("found_at")
        ],
        **export_measures(person),
    }
