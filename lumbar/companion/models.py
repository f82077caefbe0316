"""The guided first 48 hours, and the check-ins after."""

from __future__ import annotations

import uuid
from typing import get_args

from django.db import models
from django.db.models import Q

from lumbar.clinical.packs import Ending, Use
from lumbar.people.models import Person

PACK_SECONDS = 20 * 60
"""No pack is kept as having been on for longer, whatever a device says."""


class Companion(models.Model):
    """One person's first hours with one new pain. The newest that has not ended is the current."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="companions")
    began_at = models.DateTimeField()
    """When the pain began; hours count from here."""
    started_at = models.DateTimeField()
    """When the person started the companion."""
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    """At the start, 0 to 10."""
    leg = models.BooleanField(null=True, blank=True)
    """Whether a leg hurts, at the start."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_companion_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=10), name="first_pain_is_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"companion of {self.started_at:%Y-%m-%d}"


class DangerSignsAsked(models.Model):
    """That the danger signs were gone through again, and whether any was there."""

    companion = models.ForeignKey(Companion, on_delete=models.CASCADE, related_name="asked")
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    """Which of the planned times it was; None when something was new."""
    asked_at = models.DateTimeField()
    any_sign = models.BooleanField()
    """Yes and not sure count alike: a new check comes first then."""

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"danger signs asked on {self.asked_at:%Y-%m-%d}"


class PainNote(models.Model):
    """How much it hurt at one moment of the companion."""

    companion = models.ForeignKey(Companion, on_delete=models.CASCADE, related_name="pain_notes")
    pain = models.PositiveSmallIntegerField()
    """0 no pain, 10 the worst."""
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["noted_at"]
        constraints = [
            models.CheckConstraint(condition=Q(pain__lte=10), name="noted_pain_is_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"pain noted on {self.noted_at:%Y-%m-%d}"


class Review(models.Model):
    """A check-in of the companion: at 48 hours, two weeks, four weeks."""

    companion = models.ForeignKey(Companion, on_delete=models.CASCADE, related_name="reviews")
    check_in = models.CharField(max_length=20)
    """An id of the knowledge: ``two-days``, ``two-weeks`` or ``four-weeks``."""
    outcome = models.CharField(max_length=30)
    """An id of that check-in's outcomes."""
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at"]
        constraints = [
            models.UniqueConstraint(fields=["companion", "check_in"], name="one_answer_a_review"),
            models.CheckConstraint(
                condition=Q(pain__isnull=True) | Q(pain__lte=10), name="review_pain_is_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_in} of {self.companion_id}"


class PackAsked(models.Model):
    """What a person said to the questions that come before cold or warmth."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="packs_asked")
    method = models.CharField(max_length=10)
    """``cold`` or ``heat``."""
    applies = models.JSONField(default=list)
    """Ids of the method's ``never`` and ``care`` that hold for them."""
    agreed = models.BooleanField(default=False)
    """A clinician was asked, and agrees; only for what wants care."""
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "method"], name="asked_once_a_method"),
        ]

    def __str__(self) -> str:
        return f"questions before {self.method}"


class PackUse(models.Model):
    """Cold or warmth, once. The device makes the id, so that sending it twice makes one row."""

    class Ended(models.TextChoices):
        """How it ended; the pure core has the same words."""

        OPEN = "open"
        OVER = "over"
        OFF = "off"
        SKIN = "skin"
        NO_ANSWER = "no-answer"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="packs")
    method = models.CharField(max_length=10)
    """``cold`` or ``heat``."""
    started_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    """As chosen."""
    seconds = models.PositiveSmallIntegerField(default=0)
    """How long it was on, as far as is known; 0 while it is on."""
    ended = models.CharField(max_length=10, choices=Ended.choices, default=Ended.OPEN)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["person", "-started_at"], name="packs_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__lte=PACK_SECONDS), name="no_pack_longer_than_20_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} on {self.started_at:%Y-%m-%d}"

    def value(self) -> Use:
        """The use as the pure core knows it."""
        ended: Ending = next(one for one in get_args(Ending) if one == self.ended)
        return Use(self.method, self.started_at, self.minutes, self.seconds, ended)
