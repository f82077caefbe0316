"""Messages about visits that are to go out, or went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lumbar.booking.models.visits import Appointment
from lumbar.people.models import Clinic
from lumbar.site.outgoing import OVER_NIGHT, Outgoing


class Notice(Outgoing):
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

    PAUSES = OVER_NIGHT

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    occasion = models.CharField(max_length=40)
    """What it is about, the same whenever it is worked out: ``moved:3``, ``reminder:48h:3``."""
    due_at = models.DateTimeField()
    told = models.CharField(max_length=80, blank=True)
    """How the visit stood when this was sent (`scheduling.telling.Stand`)."""
    failed_to = models.EmailField(blank=True)
    """The mailbox that did not take it; the visit's may have been corrected since."""

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
