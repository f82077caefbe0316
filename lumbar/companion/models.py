"""The guided first 48 hours, and the check-ins after."""

from __future__ import annotations

import uuid

from django.db import models

from lumbar.people.models import Person


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
        ]

    def __str__(self) -> str:
        return f"{self.check_in} of {self.companion_id}"


class PackUse(models.Model):
    """Cold or warmth, once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="packs")
    method = models.CharField(max_length=10)
    """``cold`` or ``heat``."""
    started_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.method} on {self.started_at:%Y-%m-%d}"
