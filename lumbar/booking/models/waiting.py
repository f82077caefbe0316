"""Who waits for a time, times that were freed, and offers of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.booking.models.offered import Practitioner, Room, Service
from lumbar.booking.models.visits import Appointment
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient
from lumbar.site.outgoing import OVER_NIGHT, Outgoing


class WaitingEntry(models.Model):
    """Somebody who would come earlier, or waits for any time at all."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        BOOKED = "booked"
        """They took an offer, or the desk booked them from the list."""
        FOUND = "found"
        """They have a visit of the service they waited for that did not come from the list."""
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
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When it was known that the address is theirs: by a link that was opened, by an account, or
    because the desk was told. None: nothing is offered there."""
    failed_to = models.EmailField(blank=True)
    """The mailbox that did not take an offer: nothing more is offered there, and the desk rings."""
    entered = models.BooleanField(default=False)
    """The register's entry was made for this place: who never proves the address leaves none."""
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who put them on the list, when they did not do it themselves."""
    until = models.DateField(null=True, blank=True)
    """The last day that helps."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    joined_at = models.DateTimeField()
    found = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="ended_waiting"
    )
    """The visit for which they left the list, however it was booked. Moving or cancelling it puts
    nobody back."""
    offers_passed = models.PositiveSmallIntegerField(default=0)
    """How many offers they let pass."""

    class Meta:
        verbose_name_plural = "waiting entries"
        ordering = ["joined_at"]
        indexes = [
            models.Index(fields=["clinic", "state"], name="waiting_at_a_clinic"),
            models.Index(fields=["state", "until"], name="waiting_until_a_day"),
        ]

    def __str__(self) -> str:
        return f"waiting since {self.joined_at:%Y-%m-%d}"

    @property
    def send_to(self) -> str:
        """The e-mail address for offers; empty when none is known to be theirs, and the desk
        calls."""
        known = self.confirmed_at is not None and self.address.lower() != self.failed_to.lower()
        return self.address if known else ""

    @property
    def address(self) -> str:
        """The e-mail address they gave, whether it is known to be theirs or not."""
        return self.email or self.patient.email


class PlaceConfirmation(Outgoing):
    """A message with the link by which somebody says that an address they gave is theirs. One for
    each address of a place on the list."""

    PAUSES = OVER_NIGHT

    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="confirmations")
    address = models.EmailField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "address"], name="one_confirmation_an_address"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="confirmations_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"confirmation of a place ({self.state})"


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
        """They had the message, and gave no answer."""
        UNSENT = "unsent"
        """No message reached their mailbox: it is as if it had never been made."""

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
        indexes = [models.Index(fields=["state", "answer_until"], name="offers_to_be_answered")]

    def __str__(self) -> str:
        return f"offer of {self.offered_at:%Y-%m-%d}"
