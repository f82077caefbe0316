"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.cases.models import Case, Counted
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """The cases about them, whoever wrote them, and what is counted of them."""
    counted = Counted.objects.filter(person=person).first()
    return {
        "cases": [
            {
                "id": str(case.pk),
                "clinic": case.clinic.name_en,
                "state": case.state,
                "title_en": case.title_en,
                "title_zh_hant": case.title_zh_hant,
                "story_en": case.story_en,
                "story_zh_hant": case.story_zh_hant,
                "pattern": case.pattern,
                "age_band": case.age_band,
                "outcome": case.outcome,
                "weeks": case.weeks,
                "exercises": case.exercises,
                "looked_twice": case.looked_twice,
                "drawn_at": case.drawn_at.isoformat(),
                "asked_at": case.asked_at.isoformat() if case.asked_at else None,
                "answered_at": case.answered_at.isoformat() if case.answered_at else None,
                "published_at": case.published_at.isoformat() if case.published_at else None,
                "ended_at": case.ended_at.isoformat() if case.ended_at else None,
            }
            for case in Case.objects.filter(person=person)
            .select_related("clinic")
            .order_by("drawn_at")
        ],
        "counted": {
            "since": counted.since.isoformat(),
            "features": counted.features,
            "weeks": counted.weeks,
        }
        if counted
        else None,
    }
