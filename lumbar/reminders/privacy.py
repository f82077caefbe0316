"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lumbar.people.models import Person
from lumbar.reminders.models import (
    CalendarFeed,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Wish,
)


def export_person(person: Person) -> dict[str, Any]:
    """What the person chose and what was sent. Of a calendar nobody knows the address, and that of
    a browser tells the person nothing: the push service's name does."""
    kept = ReminderSettings.objects.filter(person=person).first()
    return {
        "settings": None
        if kept is None
        else {
            "time_zone": kept.time_zone,
            "language": kept.language,
            "quiet_from": kept.quiet_from.isoformat(),
            "quiet_to": kept.quiet_to.isoformat(),
            "tonight_at": kept.tonight_at.isoformat(),
            "morning_at": kept.morning_at.isoformat(),
            "measures_at": kept.measures_at.isoformat(),
            "health_words": kept.health_words,
            "email": kept.email,
            "email_state": kept.email_state,
        },
        "wishes": [
            {"kind": one.kind, "way": one.way, "made_at": one.made_at.isoformat()}
            for one in Wish.objects.filter(person=person).order_by("kind", "way")
        ],
        "calendars": [
            {"made_at": one.made_at.isoformat()}
            for one in CalendarFeed.objects.filter(person=person).order_by("made_at")
        ],
        "browsers": [
            {"push_service": urlsplit(one.endpoint).hostname, "made_at": one.made_at.isoformat()}
            for one in PushSubscription.objects.filter(person=person).order_by("made_at")
        ],
        "deliveries": [
            {
                "occasion": one.occasion,
                "way": one.way,
                "due_at": one.due_at.isoformat(),
                "state": one.state,
                "sent_at": one.sent_at.isoformat() if one.sent_at else None,
            }
            for one in Delivery.objects.filter(person=person).order_by("due_at")
        ],
    }
