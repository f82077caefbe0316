"""What a person wants to be reminded of, by which way, and what was sent."""

from __future__ import annotations

import uuid
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models

from lumbar.people.models import Person
from lumbar.reminders.schedule import Hours
from lumbar.site.outgoing import Outgoing


class Kind(models.TextChoices):
    """What there is to be reminded of."""

    TONIGHT = "tonight"
    MORNING = "morning"
    MEASURES = "measures"
    COMPANION = "companion"


class Way(models.TextChoices):
    """How a reminder comes."""

    FEED = "feed"
    EMAIL = "email"
    PUSH = "push"


class ReminderSettings(models.Model):
    """A person's zone, hours, words and e-mail address. A row exists once anything was chosen."""

    class EmailState(models.TextChoices):
        NONE = "none"
        ASKED = "asked"
        """A message with a link is on its way; nothing else goes there before it is opened."""
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        """The mailbox said no: nothing goes there until the person confirms it again."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="reminders")
    time_zone = models.CharField(max_length=60)
    """IANA name, as the person's browser told it; they may choose another."""
    language = models.CharField(max_length=10)
    quiet_from = models.TimeField(default=time(22, 30))
    quiet_to = models.TimeField(default=time(7))
    tonight_at = models.TimeField(default=time(21, 30))
    morning_at = models.TimeField(default=time(8))
    measures_at = models.TimeField(default=time(18))
    hours_changed_at = models.DateTimeField()
    """Nothing that was due before is reminded of."""
    health_words = models.BooleanField(default=False)
    """Whether titles may say what it is about."""
    email = models.EmailField(blank=True)
    email_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    """By which a link in a message finds its way back (``links.identity``)."""
    email_state = models.CharField(
        max_length=10, choices=EmailState.choices, default=EmailState.NONE
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"reminders of {self.person_id}"

    def hours(self) -> Hours:
        """The zone and times as the schedule knows them."""
        try:
            zone = ZoneInfo(self.time_zone)
        except ZoneInfoNotFoundError:
            # A name the newest tables no longer have: the clinic's clock is nearer than none.
            zone = ZoneInfo(settings.TIME_ZONE)
        return Hours(
            zone=zone,
            quiet_from=self.quiet_from,
            quiet_to=self.quiet_to,
            tonight_at=self.tonight_at,
            morning_at=self.morning_at,
            measures_at=self.measures_at,
        )

    @property
    def email_confirmed(self) -> bool:
        return self.email_state == self.EmailState.CONFIRMED


class Wish(models.Model):
    """One kind of reminder by one way; the row is there while it is wanted."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    way = models.CharField(max_length=6, choices=Way.choices)
    made_at = models.DateTimeField()
    """Nothing that was due before is reminded of."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "way"], name="one_wish_a_way"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.way}"


class CalendarFeed(models.Model):
    """The private calendar of a person. Only the digest of its address is kept: who reads the
    database cannot read the calendar. There may be two after two devices were joined."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"


class PushSubscription(models.Model):
    """A browser that may be sent a message (Push API)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push")
    endpoint = models.URLField(max_length=1000)
    endpoint_hash = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"push of {self.person_id}"


CONFIRM = "confirm"
"""The message that asks whether an address is right: planned like a reminder, wished by nobody."""


class Delivery(Outgoing):
    """One message about one evening or morning to one mailbox or browser: made once, sent once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=[*Kind.choices, (CONFIRM, CONFIRM)])
    way = models.CharField(max_length=6, choices=Way.choices)
    target = models.CharField(max_length=36, blank=True)
    """The browser (id of its subscription); empty for e-mail."""
    occasion = models.CharField(max_length=80)
    """What it reminds of, the same whenever it is worked out: ``tonight:2026-11-27``."""
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "way", "target", "occasion"],
                name="one_delivery_an_occasion",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="deliveries_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occasion} by {self.way}"


class ConfirmationAsked(models.Model):
    """That a message asking for confirmation was sent to some address, so that nobody can use us
    to fill a mailbox. It outlives the person who asked, by a day, and does not name them."""

    email_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["email_hash", "asked_at"], name="asked_of_an_address")]

    def __str__(self) -> str:
        return f"asked on {self.asked_at:%Y-%m-%d}"
