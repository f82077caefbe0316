"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person
from lumbar.wellbeing.actions import NOTED
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, PressureStandard, Steps


def export_person(person: Person) -> dict[str, Any]:
    """Everything noted by day, every reading, every breathing, all steps; oldest first."""
    chosen = PressureStandard.objects.filter(person=person).first()
    return {
        "days": [
            {"day": one.day.isoformat(), **{name: getattr(one, name) for name in NOTED}}
            for one in Day.objects.filter(person=person).order_by("day")
        ],
        "blood_pressure": [
            {
                "id": str(one.pk),
                "taken_at": one.taken_at.isoformat(),
                "systolic": one.systolic,
                "diastolic": one.diastolic,
                "pulse": one.pulse,
                "signs": one.symptoms,
            }
            for one in PressureReading.objects.filter(person=person).order_by("taken_at")
        ],
        "blood_pressure_standard": chosen.standard if chosen else None,
        "breathing": [
            {
                "id": str(one.pk),
                "started_at": one.started_at.isoformat(),
                "seconds": one.seconds,
            }
            for one in BreathingSession.objects.filter(person=person).order_by("started_at")
        ],
        "steps": [
            {
                "day": one.day.isoformat(),
                "count": one.count,
                "source": one.source,
                "imported_at": one.imported_at.isoformat(),
            }
            for one in Steps.objects.filter(person=person).order_by("day")
        ],
    }
