"""The coin's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person
from lumbar.reports.models import CoinTrial


def export_coins(person: Person) -> list[dict[str, Any]]:
    """Every trial and what its coin said, oldest first."""
    trials = CoinTrial.objects.filter(person=person).order_by("begun_on", "pk")
    return [
        {
            "begun_on": trial.begun_on.isoformat(),
            "ended_on": trial.ended_on.isoformat() if trial.ended_on else None,
            "nights": [
                {"evening": night.evening.isoformat(), "routine": night.routine}
                for night in trial.nights.all()
            ],
        }
        for trial in trials.prefetch_related("nights")
    ]
