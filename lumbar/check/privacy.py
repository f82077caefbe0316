"""What the check keeps about a person, for the export."""

from __future__ import annotations

from typing import Any

from lumbar.check.models import Recheck
from lumbar.check.queries import draft_of
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """The open check, the calls for a new one, and every result with its answers."""
    draft = draft_of(person)
    return {
        "open_check": None
        if draft is None
        else {
            "answers": draft.answers,
            "started_at": draft.started_at.isoformat(),
            "updated_at": draft.updated_at.isoformat(),
        },
        "asked_to_check_again": [
            {"asked_at": one.asked_at.isoformat(), "by": one.by}
            for one in Recheck.objects.filter(person=person).order_by("asked_at")
        ],
        "assessments": [
            {
                "id": str(stored.uuid),
                "created_at": stored.created_at.isoformat(),
                "level": stored.level,
                "knowledge_version": stored.knowledge_version,
                "answers": stored.answers,
                "assessment": stored.assessment,
            }
            for stored in person.assessments.all()
        ],
    }
