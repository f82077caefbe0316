"""The evenings: what was really done, kept from the first second."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.clinical.values import PlanItem, Tonight
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.records import Copy
from lumbar.tonight.routines import Choice, items_from_json, relaid


class SessionRecord(models.Model):
    """One evening of one person.

    The device makes the id before the row exists, so that sending the same evening twice makes
    one row.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        STOPPED = "stopped"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evenings")
    plan = models.ForeignKey(StoredPlan, on_delete=models.CASCADE, related_name="evenings")
    items = models.JSONField(default=list)
    """The exercises in the order of this evening, as ``PlanItem``s without their reasons."""
    minutes = models.PositiveSmallIntegerField(default=10)
    """As chosen for this evening."""
    sleep = models.CharField(max_length=20, default="side")
    """The sleeping position it ends in."""
    bad_night = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    """Milliseconds into the routine."""
    steps = models.JSONField(default=list)
    """Per exercise (its place in ``items``) and side: ``{"item", "side", "seconds", "how"}``."""
    hurts = models.JSONField(default=list)
    """Answers to "where does it hurt?": ``{"item", "position", "answer"}``."""
    pain_before = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_after = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["person", "-started_at"], name="evenings_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(pain_before__isnull=True) | Q(pain_before__lte=10))
                & (Q(pain_after__isnull=True) | Q(pain_after__lte=10)),
                name="pain_is_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(state="open", finished_at__isnull=True)
                | (~Q(state="open") & Q(finished_at__isnull=False)),
                name="only_a_closed_evening_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"evening of {self.started_at:%Y-%m-%d}"

    def copy(self) -> Copy:
        """What the server knows of the evening, ready to be joined with another copy."""
        return Copy.from_json(
            {
                "position": self.position,
                "steps": self.steps,
                "hurts": self.hurts,
                "state": self.state,
                "pain_before": self.pain_before,
                "pain_after": self.pain_after,
            }
        )

    def choice(self) -> Choice:
        """What was chosen for this evening."""
        return Choice(self.minutes, self.sleep, self.bad_night)

    def exercises(self) -> tuple[PlanItem, ...]:
        """The exercises in the order of this evening."""
        return items_from_json(self.items)

    def tonight(self) -> Tonight:
        """The evening laid out again, as it was begun."""
        return relaid(self.plan.value(), self.exercises(), self.choice())
