"""Plans as they were given. A plan is never changed: a change is a new version."""

from __future__ import annotations

import uuid

from django.db import models

from lumbar.check.models import StoredAssessment
from lumbar.clinical.values import Plan
from lumbar.people.models import Membership, Person


class StoredPlan(models.Model):
    """The exercises chosen for a person, with why, as they stood at one moment.

    The newest version made from a person's newest assessment is the current one; nothing is
    marked, so nothing can be marked wrongly.
    """

    class Made(models.TextChoices):
        """Why this version was made."""

        FIRST = "first"
        SWAP = "swap"
        PLACE = "place"
        MINUTES = "minutes"
        PROGRESS = "progress"
        BACK = "back"
        CLINICIAN = "clinician"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    assessment = models.ForeignKey(StoredAssessment, on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveIntegerField()
    made_because = models.CharField(max_length=10, choices=Made.choices)
    rule = models.CharField(max_length=40, blank=True)
    """The progress rule it was made by, or that was taken back; empty for the person's own."""
    evidence = models.JSONField(default=dict, blank=True)
    """What that rule heard."""
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The clinician who edited it; None for all that came about otherwise."""
    made_by_name = models.CharField(max_length=80, blank=True)
    """What they were called then: it stays when they leave."""
    plan = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_plan_per_version"),
        ]

    def __str__(self) -> str:
        return f"plan {self.version}"

    def value(self) -> Plan:
        """The plan as the pure core knows it."""
        return Plan.from_json(self.plan)
