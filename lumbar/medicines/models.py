"""What a person says they took. For counting; never advice."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Person


class Dose(models.Model):
    """One thing taken at one time, in the person's own words."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="doses")
    taken_at = models.DateTimeField()
    medicine = models.CharField(max_length=40)
    """An id of the knowledge, or ``other``."""
    name = models.CharField(max_length=80, blank=True)
    """What it says on the pack; needed for ``other``."""
    amount = models.CharField(max_length=80)
    """How much, as the person says it: "2 tablets"."""
    milligrams = models.PositiveIntegerField(null=True, blank=True)
    """How much in all, where the person told it as a number; only this is counted."""

    class Meta:
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["person", "-taken_at"], name="doses_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(medicine="other") | ~Q(name=""), name="another_medicine_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"dose of {self.taken_at:%Y-%m-%d}"


class AskedFirst(models.Model):
    """What a person said to the questions that come before a medicine is logged the first time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asked_first")
    medicine = models.CharField(max_length=40)
    applies = models.JSONField(default=list)
    """Ids of the knowledge's ``ask_first`` that hold for them."""
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "medicine"], name="asked_once_a_medicine"),
        ]

    def __str__(self) -> str:
        return f"questions before {self.medicine}"
