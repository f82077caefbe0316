"""The lines of the morning board as they were shown, and what staff did to them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.booking.models import Appointment, WaitingEntry
from lumbar.clinical.board_values import THE_CLINIC, Subject
from lumbar.people.models import Clinic, Membership, Person


class BoardItem(models.Model):
    """A line that was on a clinic's board. It is written down when it is first shown, so that it
    cannot go without a word."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        SNOOZED = "snoozed"
        CLOSED = "closed"
        """Somebody said what was done."""
        LAPSED = "lapsed"
        """It was no longer true, and its day ended."""

    class Outcome(models.TextChoices):
        """What was done."""

        RANG = "rang"
        BOOKED = "booked"
        SEEN = "seen"
        NO_ANSWER = "no_answer"
        OTHER = "other"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="board_items")
    rule = models.CharField(max_length=40)
    """An id of the knowledge's board rules."""
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="board_items"
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, null=True, blank=True, related_name="board_items"
    )
    waiting = models.ForeignKey(
        WaitingEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="board_items"
    )
    """A place on the wait list. Of the three there is one at most; none: it is about the clinic."""
    occasion = models.CharField(max_length=40)
    """The same however often the line is worked out."""
    at = models.DateTimeField()
    """When it came; of a visit, when it begins."""
    evidence = models.JSONField(default=dict)
    """What was heard, for the sentence that says why."""
    over = models.BooleanField(default=False)
    """Something newer was said since."""
    again = models.BooleanField(default=False)
    """It came anew after somebody had put it off or taken it."""
    shown_at = models.DateTimeField()
    """When it was first on the board."""
    gone_at = models.DateTimeField(null=True, blank=True)
    """When it was first found not to be true any more; None while it is."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who took, put off or closed it."""
    said_at = models.DateTimeField(null=True, blank=True)
    """When they did."""
    until = models.DateTimeField(null=True, blank=True)
    """Until when it is put off."""
    version = models.PositiveIntegerField(default=0)
    """One more for everything staff do: a form made from an older version is refused."""

    class Meta:
        ordering = ["-shown_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "rule", "person", "occasion"],
                condition=Q(person__isnull=False),
                name="board_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["clinic", "rule", "appointment", "occasion"],
                condition=Q(appointment__isnull=False),
                name="board_once_an_appointment",
            ),
            models.UniqueConstraint(
                fields=["clinic", "rule", "occasion"],
                condition=Q(person__isnull=True, appointment__isnull=True, waiting__isnull=True),
                name="board_once_a_clinic",
            ),
            models.UniqueConstraint(
                fields=["clinic", "rule", "waiting", "occasion"],
                condition=Q(waiting__isnull=False),
                name="board_once_a_place_in_line",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=True, waiting__isnull=True)
                | Q(person__isnull=True, waiting__isnull=True)
                | Q(person__isnull=True, appointment__isnull=True),
                name="board_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic"],
                condition=Q(state__in=["open", "taken", "snoozed"]),
                name="board_of_now",
            ),
            models.Index(fields=["clinic", "-shown_at"], name="board_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.shown_at:%Y-%m-%d}"

    @property
    def subject(self) -> Subject:
        """What it is about, as the pure core knows it."""
        if self.person_id is not None:
            return Subject("person", self.person_id.hex)
        if self.appointment_id is not None:
            return Subject("appointment", str(self.appointment_id))
        if self.waiting_id is not None:
            return Subject("waiting", str(self.waiting_id))
        return THE_CLINIC

    @property
    def is_live(self) -> bool:
        """Whether something can still be done about it."""
        return self.state not in (self.State.CLOSED, self.State.LAPSED)


class BoardAct(models.Model):
    """One thing that became of a line: written once, the line's history."""

    class Did(models.TextChoices):
        TAKEN = "taken"
        LET_GO = "let_go"
        SNOOZED = "snoozed"
        CLOSED = "closed"
        REOPENED = "reopened"

    item = models.ForeignKey(BoardItem, on_delete=models.CASCADE, related_name="acts")
    did = models.CharField(max_length=10, choices=Did.choices)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """Of one that was put off."""
    outcome = models.CharField(max_length=10, choices=BoardItem.Outcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    """Why it was put off, or what was done, in staff's words."""

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.did} on {self.at:%Y-%m-%d}"
