"""Messages about visits that are to go out, or went."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.booking.models.visits import Appointment
from lumbar.people.models import Clinic


class Notice(models.Model):
    """A message about an appointment that is to go out, or went."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm"
        """Asks for the confirmation by a link; at once."""
        BOOKED = "booked"
        REQUESTED = "requested"
        MOVED = "moved"
        CANCELLED = "cancelled"
        DECLINED = "declined"
        REMINDER = "reminder"
        OFFER = "offer"
        LINK = "link"
        """A fresh link to their visit, as they asked for it; at once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        NOT_NEEDED = "not_needed"
        FAILED = "failed"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also names the message: sent again after a crash it is the same one."""
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    occasion = models.CharField(max_length=40)
    """What it is about, the same whenever it is worked out: ``moved:3``, ``reminder:48h:3``."""
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=80, blank=True)
    """How the visit stood when this was sent (`scheduling.telling.Stand`)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "occasion"], name="one_notice_an_occasion"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="notices_that_wait",
            )
        ]

    def __str__(self) -> str:
        return self.occasion


class NoticeSettings(models.Model):
    """When a clinic's messages about visits go out. No row: the usual times."""

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="notice_settings")
    first_hours = models.PositiveSmallIntegerField(default=48)
    second_hours = models.PositiveSmallIntegerField(default=3)
    """Hours before a visit at which somebody is reminded of it; 0: not."""
    grace_minutes = models.PositiveSmallIntegerField(default=3)
    """How long a change may still be changed before anybody is told."""

    class Meta:
        verbose_name_plural = "notice settings"

    def __str__(self) -> str:
        return f"notices of clinic {self.clinic_id}"
