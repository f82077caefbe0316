"""Stress, heart and activity, as a person notes them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Person

MOST_MINUTES = 24 * 60
"""A day has no more."""


class Day(models.Model):
    """What a person noted of one day. Each number may be missing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    tension = models.PositiveSmallIntegerField(null=True, blank=True)
    """0 calm, 10 as tense as can be."""
    pulse = models.PositiveSmallIntegerField(null=True, blank=True)
    """Beats a minute, at rest."""
    walking_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    moderate_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of moderate activity; walking is counted apart."""
    vigorous_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    strength = models.BooleanField(null=True, blank=True)
    """Whether muscles were trained; None when it was not said."""
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_note_a_day"),
            models.CheckConstraint(
                condition=Q(tension__isnull=True) | Q(tension__lte=10), name="tension_is_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(pulse__isnull=True) | (Q(pulse__gte=25) & Q(pulse__lte=250)),
                name="pulse_can_be",
            ),
            models.CheckConstraint(
                condition=(Q(walking_minutes__isnull=True) | Q(walking_minutes__lte=MOST_MINUTES))
                & (Q(moderate_minutes__isnull=True) | Q(moderate_minutes__lte=MOST_MINUTES))
                & (Q(vigorous_minutes__isnull=True) | Q(vigorous_minutes__lte=MOST_MINUTES)),
                name="minutes_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.day:%Y-%m-%d}"


class Steps(models.Model):
    """The steps of one day, from a file a person brought in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="steps")
    day = models.DateField()
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=20)
    """What the file was: ``csv``, ``apple-health`` or ``google-takeout``."""
    imported_at = models.DateTimeField()
    """The same for all days of one file, so that one can be taken back."""

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="one_count_of_steps_a_day"),
        ]

    def __str__(self) -> str:
        return f"steps of {self.day:%Y-%m-%d}"


class PressureReading(models.Model):
    """One measurement of blood pressure at home."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pressures")
    taken_at = models.DateTimeField()
    systolic = models.PositiveSmallIntegerField()
    """mmHg, as ``diastolic``."""
    diastolic = models.PositiveSmallIntegerField()
    pulse = models.PositiveSmallIntegerField(null=True, blank=True)
    symptoms = models.JSONField(null=True, blank=True)
    """Which of the act-now rule's signs were there, or ``not_sure``; empty when none was. None
    when nobody has said: below the act-now line nobody is asked."""

    class Meta:
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["person", "-taken_at"], name="pressures_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(systolic__gt=models.F("diastolic"))
                & Q(systolic__lte=300)
                & Q(diastolic__gte=20),
                name="pressure_can_be",
            ),
        ]

    def __str__(self) -> str:
        return f"pressure of {self.taken_at:%Y-%m-%d}"


class PressureStandard(models.Model):
    """The blood pressure standard a person chose in place of their country's."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="pressure_standard"
    )
    standard = models.CharField(max_length=20)
    """An id of the knowledge's standards."""

    def __str__(self) -> str:
        return self.standard


class BreathingSession(models.Model):
    """Slow breathing, as long as it was done."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="breathing")
    started_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"breathing of {self.started_at:%Y-%m-%d}"
