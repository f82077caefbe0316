"""What the check keeps about a person, for the export."""

from __future__ import annotations

from typing import Any

from lumbar.check.queries import draft_of
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """The open check and every result with the answers it was made from."""
    draft = draft_of(person)
    return {
        "open_check": None
        if draft is None
        else {
            "answers": draft.answers,
            "started_at": draft.started_at.isoformat(),
            "updated_at": draft.updated_at.isoformat(),
        },
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
