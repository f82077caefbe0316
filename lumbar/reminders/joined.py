"""This app's part of joining two people: what they wish, where it goes, and what was sent."""

from __future__ import annotations

from lumbar.people.models import Person
from lumbar.reminders.models import (
    CalendarFeed,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Wish,
)


def join(*, one: Person, into: Person) -> None:
    """Hours and address of the one who stays, or of the other where they have none; wishes,
    calendars and browsers of both; and no occasion reminded of twice."""
    _settings(one, into)
    wished = {(wish.kind, wish.way) for wish in Wish.objects.filter(person=into)}
    for wish in Wish.objects.filter(person=one):
        if (wish.kind, wish.way) not in wished:
            wish.person = into
            wish.save(update_fields=["person"])
    CalendarFeed.objects.filter(person=one).update(person=into)
    PushSubscription.objects.filter(person=one).update(person=into)
    _deliveries(one, into)


def _settings(one: Person, into: Person) -> None:
    theirs = ReminderSettings.objects.filter(person=one).first()
    stays = ReminderSettings.objects.filter(person=into).first()
    if theirs is None:
        return
    if stays is None:
        theirs.person = into
        theirs.save(update_fields=["person"])
        return
    if theirs.email and not stays.email_confirmed and (theirs.email_confirmed or not stays.email):
        stays.email, stays.email_hash = theirs.email, theirs.email_hash
        stays.email_state = theirs.email_state
        stays.save(update_fields=["email", "email_hash", "email_state"])


def _deliveries(one: Person, into: Person) -> None:
    """Of two about the same the one that was sent stays."""
    known = {_place(row): row for row in Delivery.objects.filter(person=into)}
    for row in Delivery.objects.filter(person=one):
        other = known.get(_place(row))
        if other is not None:
            if other.state == Delivery.State.SENT or row.state != Delivery.State.SENT:
                continue
            other.delete()
        row.person = into
        row.save(update_fields=["person"])


def _place(row: Delivery) -> tuple[str, str, str, str]:
    return row.kind, row.way, row.target, row.occasion
