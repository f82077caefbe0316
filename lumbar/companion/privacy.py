"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.companion.models import Companion, PackAsked, PackUse
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Every companion with all that was answered in it, and every pack, oldest first."""
    return {
        "companions": [
            _companion(one)
            for one in Companion.objects.filter(person=person).order_by("started_at")
        ],
        "packs": [
            {
                "id": str(use.pk),
                "method": use.method,
                "started_at": use.started_at.isoformat(),
                "minutes": use.minutes,
                "seconds": use.seconds,
                "ended": use.ended,
            }
            for use in PackUse.objects.filter(person=person).order_by("started_at")
        ],
        "packs_asked": [
            {
                "method": asked.method,
                "applies": asked.applies,
                "agreed": asked.agreed,
                "said_at": asked.said_at.isoformat(),
            }
            for asked in PackAsked.objects.filter(person=person).order_by("method")
        ],
    }


def _companion(one: Companion) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "began_at": one.began_at.isoformat(),
        "started_at": one.started_at.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "pain": one.pain,
        "leg": one.leg,
        "asked": [
            {
                "hour": asked.hour,
                "asked_at": asked.asked_at.isoformat(),
                "any_sign": asked.any_sign,
            }
            for asked in one.asked.all()
        ],
        "pain_notes": [
            {"pain": note.pain, "noted_at": note.noted_at.isoformat()}
            for note in one.pain_notes.all()
        ],
        "reviews": [
            {
                "check_in": review.check_in,
                "outcome": review.outcome,
                "pain": review.pain,
                "said_at": review.said_at.isoformat(),
            }
            for review in one.reviews.all()
        ],
    }
