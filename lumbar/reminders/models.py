"""What a person wants to be reminded of, by which way, and what was sent."""

from __future__ import annotations

import uuid

from django.db import models

from lumbar.people.models import Person


class ReminderSettings(models.Model):
    """A person's zone, hours and words. A row exists once anything was switched on."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="reminders")
    time_zone = models.CharField(max_length=60)
    """IANA name, as the person's browser told it; they may choose another."""
    language = models.CharField(max_length=10)
    quiet_from = models.TimeField()
    quiet_to = models.TimeField()
    health_words = models.BooleanField(default=False)
    """Whether titles may say what it is about."""
    tonight_at = models.TimeField()
    morning_at = models.TimeField()
    email = models.EmailField(blank=True)
    email_confirmed = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"reminders of {self.person_id}"


class Wish(models.Model):
    """One kind of reminder by one way; the row is there while it is wanted."""

    class Kind(models.TextChoices):
        TONIGHT = "tonight"
        MORNING = "morning"
        MEASURES = "measures"
        COMPANION = "companion"

    class Way(models.TextChoices):
        EMAIL = "email"
        PUSH = "push"
        FEED = "feed"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    way = models.CharField(max_length=6, choices=Way.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "way"], name="one_wish_a_way"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.way}"


class CalendarFeed(models.Model):
    """The private calendar of a person. Only the digest of its address is kept: who reads the
    database cannot read the calendar."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"


class PushSubscription(models.Model):
    """A browser that may be sent a message (Push API)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push")
    endpoint = models.URLField(max_length=600)
    endpoint_hash = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"push of {self.person_id}"


class Delivery(models.Model):
    """One reminder of one evening or morning by one way: made once, sent once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        NOT_NEEDED = "not_needed"
        FAILED = "failed"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=Wish.Kind.choices)
    way = models.CharField(max_length=6, choices=Wish.Way.choices)
    occasion = models.CharField(max_length=40)
    """What it reminds of, the same whenever it is worked out: ``tonight:2026-11-27``."""
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "way", "occasion"], name="one_delivery_an_occasion"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="deliveries_that_wait")]

    def __str__(self) -> str:
        return f"{self.occasion} by {self.way}"
