"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from lumbar.board.models import BoardItem
from lumbar.people.models import Person


def export_person(person: Person) -> list[dict[str, Any]]:
    """Every line a clinic's board had about them, their visits and their waiting, and what became
    of it."""
    rows = (
        BoardItem.objects.filter(
            Q(person=person)
            | Q(appointment__patient__person=person)
            | Q(waiting__patient__person=person)
        )
        .select_related("clinic")
        .prefetch_related("acts")
        .order_by("shown_at")
    )
    return [
        {
            "clinic": row.clinic.name_en,
            "rule": row.rule,
            "at": row.at.isoformat(),
            "what_was_heard": row.evidence,
            "shown_at": row.shown_at.isoformat(),
            "no_longer_true_at": row.gone_at.isoformat() if row.gone_at else None,
            "state": row.state,
            "acts": [
                {
                    "did": act.did,
                    "at": act.at.isoformat(),
                    "until": act.until.isoformat() if act.until else None,
                    "outcome": act.outcome,
                    "note": act.note,
                }
                for act in row.acts.all()
            ],
        }
        for row in rows
    ]
