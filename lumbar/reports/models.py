"""What a person adds to their report, and the nights a coin decides."""

from __future__ import annotations

import uuid

from django.db import models

from lumbar.people.models import Person


class OwnQuestion(models.Model):
    """Something a person wants to ask their clinician."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="own_questions")
    text = models.CharField(max_length=300)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"question of {self.written_at:%Y-%m-%d}"


class CoinTrial(models.Model):
    """While it is on, a coin decides each evening: the routine, or a night without."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="coin_trials")
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_on__isnull=True),
                name="one_coin_trial_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"coin trial from {self.begun_on:%Y-%m-%d}"


class CoinNight(models.Model):
    """What the coin said for one evening. Drawn once and never changed."""

    trial = models.ForeignKey(CoinTrial, on_delete=models.CASCADE, related_name="nights")
    evening = models.DateField()
    routine = models.BooleanField()

    class Meta:
        ordering = ["evening"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "evening"], name="one_coin_a_night"),
        ]

    def __str__(self) -> str:
        return f"coin of {self.evening:%Y-%m-%d}"
