"""When people work, and when they do not."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from lumbar.booking.models.offered import Location, Practitioner, Room, in_language
from lumbar.people.models import Clinic, Membership


class Hours(models.Model):
    """When somebody works at a place, every week, by the clock there."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="hours")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    """0 Monday to 6 Sunday."""
    opens = models.TimeField()
    closes = models.TimeField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}"


class Pause(models.Model):
    """A break within somebody's weekly hours."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="pauses")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}"


class DayException(models.Model):
    """What one day of somebody has instead of the weekly hours. Without times: off. Several rows
    of a day are its several hours."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="exceptions"
    )
    day = models.DateField()
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Holiday(models.Model):
    """A day on which a clinic is closed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name_en = models.CharField(max_length=120)
    name_zh_hant = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "day"], name="one_holiday_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh_hant)


class Block(models.Model):
    """Time taken out of the book. It may lie over appointments: those stay, and are shown."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="blocks")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="block_has_length"
            ),
            models.CheckConstraint(
                condition=Q(practitioner__isnull=False) | Q(room__isnull=False),
                name="block_of_something",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="blocks_by_end")]

    def __str__(self) -> str:
        return f"block of {self.starts_at:%Y-%m-%d}"
