"""Reads of reminders. All start from the person, or from an address that is secret."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from lumbar.people.guests import is_token, token_hash
from lumbar.people.models import Person
from lumbar.reminders.models import CalendarFeed, PushSubscription, ReminderSettings, Wish
from lumbar.reminders.schedule import Kind


def settings_of(person: Person | None) -> ReminderSettings | None:
    """What the person chose; None before they chose anything."""
    if person is None:
        return None
    return ReminderSettings.objects.filter(person=person).first()


def wishes_of(person: Person) -> set[tuple[str, str]]:
    """What is wished, as kind and way."""
    return set(Wish.objects.filter(person=person).values_list("kind", "way"))


def wished_by(kept: ReminderSettings, way: str) -> Mapping[Kind, datetime]:
    """The kinds wished by one way, and since when they are reminded of."""
    return {
        cast(Kind, kind): max(made_at, kept.hours_changed_at)
        for kind, made_at in Wish.objects.filter(person=kept.person_id, way=way).values_list(
            "kind", "made_at"
        )
    }


def calendar_of(person: Person) -> CalendarFeed | None:
    """The person's newest calendar address; what it is nobody knows but they."""
    return CalendarFeed.objects.filter(person=person).order_by("-made_at").first()


def calendar_by(token: str) -> CalendarFeed | None:
    """The calendar with this address; None when there is none, or it was revoked."""
    if not is_token(token):
        return None
    return (
        CalendarFeed.objects.select_related("person").filter(token_hash=token_hash(token)).first()
    )


def browsers_of(person: Person) -> list[PushSubscription]:
    """The browsers that may be sent notifications, newest first."""
    return list(PushSubscription.objects.filter(person=person).order_by("-made_at"))
