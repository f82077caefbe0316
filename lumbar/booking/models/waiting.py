"""Who waits for a time, times that were freed, and offers of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.booking.models.offered import Practitioner, Room, Service
from lumbar.booking.models.visits import Appointment
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient


class WaitingEntry(models.Model):
    """Somebody who would come earlier, or waits for any time at all."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        BOOKED = "booked"
        LEFT = "left"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="waiting")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waiting")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="waiting")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, blank=True, related_name="waiting"
    )
    """None: anybody."""
    grid = models.JSONField()
    """When it suits: ``["0:morning", "2:evening"]``, weekday and part of the day."""
    level = models.CharField(max_length=20, blank=True)
    assessment = models.ForeignKey(
        StoredAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    instead_of = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """A later appointment they would give up for an earlier time."""
    email = models.EmailField(blank=True)
    """Where offers go; empty: to the patient's own address."""
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who put them on the list, when they did not do it themselves."""
    until = models.DateField(null=True, blank=True)
    """The last day that helps."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    joined_at = models.DateTimeField()
    offers_passed = models.PositiveSmallIntegerField(default=0)
    """How many offers they let pass."""

    class Meta:
        verbose_name_plural = "waiting entries"
        ordering = ["joined_at"]
        indexes = [models.Index(fields=["clinic", "state"], name="waiting_at_a_clinic")]

    def __str__(self) -> str:
        return f"waiting since {self.joined_at:%Y-%m-%d}"

    @property
    def send_to(self) -> str:
        """The e-mail address for offers; empty when none is known, and the desk calls."""
        return self.email or self.patient.email


class FreedTime(models.Model):
    """Time that became free and has yet to be offered to who waits; gone when that is done."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="freed_times")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, related_name="+"
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="+")
    """Of whom and of which room; a visit frees both, a block perhaps one."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    look_at = models.DateTimeField()
    """When to offer it: at once, or after the quiet hours."""

    class Meta:
        ordering = ["look_at", "pk"]
        indexes = [models.Index(fields=["look_at"], name="freed_times_to_look_at")]

    def __str__(self) -> str:
        return f"freed {self.starts_at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """A time that was freed, held for one who waits. The proposed appointment holds it, so it can
    never be held for two."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        PASSED = "passed"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="offers")
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="offer")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    offered_at = models.DateTimeField()
    answer_until = models.DateTimeField()

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="one_open_offer_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"offer of {self.offered_at:%Y-%m-%d}"
