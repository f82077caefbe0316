"""Writes to reminders. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TypedDict
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from lumbar.people.guests import token_hash
from lumbar.people.models import Person
from lumbar.reminders.links import ALL, Stop, identity, new_calendar_token
from lumbar.reminders.models import (
    CONFIRM,
    CalendarFeed,
    ConfirmationAsked,
    Delivery,
    Kind,
    PushSubscription,
    ReminderSettings,
    Way,
    Wish,
)

BROWSERS = 10
"""A person's newest browsers that may get notifications; the eleventh takes the oldest's place."""

ASKED_AGAIN_AFTER = timedelta(minutes=1)
ADDRESS_A_DAY = 3
PERSON_A_DAY = 5
SITE_AN_HOUR = 200
"""How often a message asking for confirmation goes to one address, for one person and at all, so
that nobody can use us to fill a mailbox."""

_DAY = timedelta(days=1)


class Chosen(TypedDict):
    """What the page's form says."""

    time_zone: str
    tonight_at: time
    morning_at: time
    measures_at: time
    quiet_from: time
    quiet_to: time
    health_words: bool


@transaction.atomic
def ensure_settings(
    *, person: Person, language: str, time_zone: str, now: datetime
) -> ReminderSettings:
    """The person's settings, made now with the usual hours when there were none.

    ``time_zone`` is what their browser says, or empty: then it is the clinic's.
    """
    _locked(person)
    found, _made = ReminderSettings.objects.get_or_create(
        person=person,
        defaults={
            "time_zone": time_zone or settings.TIME_ZONE,
            "language": language,
            "hours_changed_at": now,
        },
    )
    return found


HOURS = ("time_zone", "tonight_at", "morning_at", "measures_at")


@transaction.atomic
def keep_choices(
    *,
    person: Person,
    chosen: Chosen,
    wishes: set[tuple[str, str]],
    language: str,
    now: datetime,
) -> ReminderSettings:
    """Keep hours and words, and exactly these wishes, as kind and way."""
    kept = ensure_settings(person=person, language=language, time_zone=chosen["time_zone"], now=now)
    if any(getattr(kept, name) != value for name, value in chosen.items() if name in HOURS):
        kept.hours_changed_at = now
    for name, value in chosen.items():
        setattr(kept, name, value)
    kept.language = language
    kept.save()
    known = {(one.kind, one.way): one for one in Wish.objects.filter(person=person)}
    Wish.objects.filter(pk__in=[one.pk for key, one in known.items() if key not in wishes]).delete()
    Wish.objects.bulk_create(
        Wish(person=person, kind=kind, way=way, made_at=now)
        for kind, way in sorted(wishes - known.keys())
    )
    return kept


# --- e-mail -------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_address(*, person: Person, address: str, now: datetime) -> None:
    """Keep an address, unconfirmed, and send it a message with a link, unless too many were sent.

    Says nothing of which it was, nor whether anybody else has the address. The person has settings.
    """
    kept = _settings(person)
    digest = identity(address.lower())
    if kept.email_confirmed and kept.email_hash == digest:
        return
    kept.email, kept.email_hash = address, digest
    kept.email_state = ReminderSettings.EmailState.ASKED
    kept.save(update_fields=["email", "email_hash", "email_state"])
    ours = Delivery.objects.filter(person=person, kind=CONFIRM)
    ours.filter(state=Delivery.State.WAITING).update(state=Delivery.State.NOT_NEEDED)
    ConfirmationAsked.objects.filter(asked_at__lte=now - _DAY).delete()
    to_it = ConfirmationAsked.objects.filter(email_hash=digest)
    too_many = (
        to_it.filter(asked_at__gt=now - ASKED_AGAIN_AFTER).exists()
        or to_it.count() >= ADDRESS_A_DAY
        or ours.filter(due_at__gt=now - _DAY).count() >= PERSON_A_DAY
        or ConfirmationAsked.objects.filter(asked_at__gt=now - timedelta(hours=1)).count()
        >= SITE_AN_HOUR
    )
    if too_many:
        return
    ConfirmationAsked.objects.create(email_hash=digest, asked_at=now)
    Delivery.objects.create(
        person=person,
        kind=CONFIRM,
        way=Way.EMAIL,
        occasion=f"{CONFIRM}:{uuid4()}",
        due_at=now,
        next_try_at=now,
    )


@transaction.atomic
def confirm_address(*, person_id: str, email_hash: str, now: datetime) -> bool:
    """Confirm the address a link was sent to; False when it is no longer the person's."""
    kept = (
        ReminderSettings.objects.select_for_update()
        .filter(person_id=person_id, email_hash=email_hash)
        .first()
    )
    if kept is None:
        return False
    if not kept.email_confirmed:
        kept.email_state = ReminderSettings.EmailState.CONFIRMED
        kept.save(update_fields=["email_state"])
        _wish_something(kept.person, {Kind.TONIGHT}, Way.EMAIL, now)
    return True


@transaction.atomic
def forget_address(*, person: Person) -> None:
    """Delete the address and every wish to be written to."""
    ReminderSettings.objects.filter(person=person).update(
        email="", email_hash="", email_state=ReminderSettings.EmailState.NONE
    )
    Wish.objects.filter(person=person, way=Way.EMAIL).delete()


# --- the calendar -------------------------------------------------------------------------------


@transaction.atomic
def make_calendar(*, person: Person, now: datetime) -> str:
    """The secret part of a new calendar address; older addresses no longer work."""
    _locked(person)
    token = new_calendar_token()
    CalendarFeed.objects.filter(person=person).delete()
    CalendarFeed.objects.create(person=person, token_hash=token_hash(token), made_at=now)
    _wish_something(person, set(Kind), Way.FEED, now)
    return token


@transaction.atomic
def revoke_calendar(*, person: Person) -> None:
    """No calendar address of this person works any more."""
    CalendarFeed.objects.filter(person=person).delete()
    Wish.objects.filter(person=person, way=Way.FEED).delete()


# --- notifications ------------------------------------------------------------------------------


@transaction.atomic
def keep_browser(
    *, person: Person, endpoint: str, p256dh: str, auth: str, now: datetime
) -> PushSubscription:
    """This browser may be sent notifications, and is this person's from now on."""
    _locked(person)
    kept, made = PushSubscription.objects.update_or_create(
        endpoint_hash=identity(endpoint),
        defaults={"person": person, "endpoint": endpoint, "p256dh": p256dh, "auth": auth},
        create_defaults={
            "person": person,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "made_at": now,
        },
    )
    if made:
        _wish_something(person, {Kind.TONIGHT}, Way.PUSH, now)
    newest = PushSubscription.objects.filter(person=person).order_by("-made_at", "pk")
    PushSubscription.objects.filter(pk__in=[one.pk for one in newest[BROWSERS:]]).delete()
    return kept


@transaction.atomic
def forget_browser(*, person: Person, endpoint: str) -> None:
    """This browser gets no more notifications."""
    PushSubscription.objects.filter(person=person, endpoint_hash=identity(endpoint)).delete()


# --- stopping -----------------------------------------------------------------------------------


@transaction.atomic
def stop_by_link(*, stop: Stop) -> None:
    """Stop what a link in a message says, for whoever has that mailbox, browser or calendar."""
    found = {
        Way.EMAIL: ReminderSettings.objects.filter(email_hash=stop.identity),
        Way.PUSH: PushSubscription.objects.filter(endpoint_hash=stop.identity),
        Way.FEED: CalendarFeed.objects.filter(token_hash=stop.identity),
    }
    people = list(found[Way(stop.way)].values_list("person_id", flat=True))
    wishes = Wish.objects.filter(person__in=people, way=stop.way)
    if stop.kind != ALL:
        wishes = wishes.filter(kind=stop.kind)
    wishes.delete()


@transaction.atomic
def stop_everything(*, person: Person) -> None:
    """No reminder of any kind; the address, the calendar and the browsers are forgotten."""
    _locked(person)
    Wish.objects.filter(person=person).delete()
    CalendarFeed.objects.filter(person=person).delete()
    PushSubscription.objects.filter(person=person).delete()
    forget_address(person=person)
    Delivery.objects.filter(person=person, state=Delivery.State.WAITING).update(
        state=Delivery.State.NOT_NEEDED
    )


def _locked(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)


def _settings(person: Person) -> ReminderSettings:
    _locked(person)
    return ReminderSettings.objects.get(person=person)


def _wish_something(person: Person, kinds: set[Kind], way: Way, now: datetime) -> None:
    """A way that was just opened is good for nothing without a wish: wish these, if none is."""
    if not Wish.objects.filter(person=person, way=way).exists():
        Wish.objects.bulk_create(
            Wish(person=person, kind=kind, way=way, made_at=now) for kind in sorted(kinds)
        )
