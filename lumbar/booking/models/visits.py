"""What is booked, the time it takes, and what is written to it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from lumbar.booking.models.offered import Location, Practitioner, Room, Service
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient
from lumbar.scheduling import policy
from lumbar.scheduling.instants import instant


class Appointment(models.Model):
    """A visit (FHIR Appointment), from the first request to its end."""

    Status = policy.Status

    class Source(models.TextChoices):
        """Who made it."""

        PERSON = "person"
        DESK = "desk"
        WAIT_LIST = "wait_list"
        HELD = "held"
        """A page held the time; they have yet to ask for it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="appointments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="appointments"
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Of the visit itself; what is taken with the buffers stands in `Reservation`."""
    status = models.CharField(
        max_length=10,
        choices=[(one.value, one.name.replace("_", " ").title()) for one in policy.Status],
    )
    held_until = models.DateTimeField(null=True, blank=True)
    """A proposed appointment lets its time go then; null for any other."""
    source = models.CharField(max_length=10, choices=Source.choices)
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(blank=True)
    """Where messages about this visit go; empty: to the patient's own address (see `send_to`). What
    somebody typed changes nothing in the register until its link was opened."""
    reason = models.CharField(max_length=500, blank=True)
    """Why they come, in their own words."""
    level = models.CharField(max_length=20, blank=True)
    """Of the check they came from; empty when they came from none. It orders what waits, and is
    shown to nobody unless `assessment` is there."""
    assessment = models.ForeignKey(
        StoredAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The check whose summary travels along; only with their tick."""
    series = models.UUIDField(null=True, blank=True, db_index=True)
    """Shared by the visits of one series."""
    sequence = models.PositiveIntegerField(default=0)
    """Revision as calendars know it (RFC 5545): one more for each change they should take over."""
    version = models.PositiveIntegerField(default=0)
    """One more for every change at all: a form made from an older version is refused."""
    late_minutes = models.PositiveSmallIntegerField(default=0)
    """How late it runs, as the desk says."""
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Cancelled, not come or done: when it was said."""
    cancelled_by = models.CharField(max_length=10, blank=True)
    """``person``, ``clinic`` or ``time`` (nobody confirmed it)."""
    late_cancel = models.BooleanField(default=False)
    """The person cancelled later than the service's cancel window allows."""
    moved_late = models.BooleanField(default=False)
    """The person moved it later than that, once or more."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="appointments_of_a_day"),
            models.Index(fields=["patient", "-starts_at"], name="appointments_of_a_patient"),
            # Of all clinics: what is ahead, and what is held. Neither grows with the past.
            models.Index(fields=["starts_at"], name="appointments_by_start"),
            models.Index(
                fields=["held_until"],
                condition=Q(held_until__isnull=False),
                name="appointments_that_are_held",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def send_to(self) -> str:
        """The e-mail address for messages about this visit; empty when none is known."""
        return self.email or self.patient.email

    def is_late_to_cancel(self, now: datetime) -> bool:
        """Whether the person would cancel or move it later than the service's cancel window
        allows."""
        return policy.is_late(
            starts=instant(self.starts_at), now=instant(now),
            cancel_hours=self.service.cancel_hours,
        )  # fmt: skip


class Reservation(models.Model):
    """The time an appointment takes of a practitioner and a room, buffers included.

    No two of one practitioner, and no two of one room, overlap: the database itself refuses it
    (migration 0003; on SQLite by triggers, which a later migration that changes this table has to
    make again, since Django then copies the table). An appointment that gives its time up loses its
    reservation; one that is over keeps it.
    """

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="reservation"
    )
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    """As the appointment's. What is past this may be taken by another, who first deletes it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reservation_has_length"
            ),
        ]
        indexes = [
            models.Index(fields=["practitioner", "ends_at"], name="reserved_of_a_practitioner"),
            models.Index(fields=["room", "ends_at"], name="reserved_of_a_room"),
        ]

    def __str__(self) -> str:
        return f"reserved {self.starts_at:%Y-%m-%d %H:%M}"


class RequestTrace(models.Model):
    """Where a request came from, kept for a day as keyed digests, to limit abuse."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, related_name="traces"
    )
    """None: a time that was held for nothing, or a place on the wait list; it counts all the same.
    """
    kind = models.CharField(max_length=10)
    """As in `actions.limits`: ``email``, ``device``, ``new``, ``address``, ``network``, ``place``.
    """
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"], name="traces_by_digest")]

    def __str__(self) -> str:
        return f"{self.kind} of a request of {self.made_at:%Y-%m-%d}"


class VisitNote(models.Model):
    """A note staff wrote to a visit. Notes are added, never changed."""

    class Kind(models.TextChoices):
        DESK = "desk"
        """For everybody at the clinic: nothing about health."""
        CLINICAL = "clinical"
        """For those who may see the course."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(max_length=4000)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"note of {self.written_at:%Y-%m-%d}"
