"""Calendars from elsewhere and to elsewhere."""

from __future__ import annotations

from django.db import models

from lumbar.booking.models.offered import Practitioner


class OutsideCalendar(models.Model):
    """A calendar elsewhere in which somebody is busy: an address that is read again and again, or
    a file that was read once."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="outside_calendars"
    )
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=1000, blank=True)
    """Empty: it came as a file."""
    etag = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When it was last read without an error."""
    tried_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True)
    """Why it could not be read; empty when it could."""

    def __str__(self) -> str:
        return self.name


class OutsideBusy(models.Model):
    """A time at which an outside calendar says busy. What it is there is not kept."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "outside busy"
        indexes = [models.Index(fields=["practitioner", "ends_at"], name="outside_busy")]

    def __str__(self) -> str:
        return f"busy {self.starts_at:%Y-%m-%d %H:%M}"


class PractitionerFeed(models.Model):
    """A practitioner's own calendar by a secret address, of which only the digest is kept."""

    practitioner = models.OneToOneField(Practitioner, on_delete=models.CASCADE, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.practitioner_id}"
