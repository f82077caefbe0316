"""What a person says they took. For counting; never advice."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Person


class KeptDoses(models.Manager["Dose"]):
    """Without what the person has taken out."""

    def get_queryset(self) -> models.QuerySet[Dose]:
        return super().get_queryset().filter(removed_at=None)


class Dose(models.Model):
    """One thing taken at one time, in the person's own words."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="doses")
    taken_at = models.DateTimeField()
    medicine = models.CharField(max_length=40)
    """An id of the knowledge, or ``other``."""
    name = models.CharField(max_length=80, blank=True)
    """What it says on the pack; needed for ``other``."""
    amount = models.CharField(max_length=80, blank=True)
    """How much, as the person says it: "2 tablets". Empty where numbers say it."""
    tablets = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    milligrams_each = models.PositiveIntegerField(null=True, blank=True)
    milligrams = models.PositiveIntegerField(null=True, blank=True)
    """How much in all, where the person told it as a number; only this is counted."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """Taken out of the log by the person. It can be put back for a while, and a device that sends
    it again late does not bring it back."""

    # The first is what everybody reads: nothing that was taken out is ever counted.
    objects = KeptDoses()
    with_removed = models.Manager["Dose"]()

    class Meta:
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["person", "-taken_at"], name="doses_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(medicine="other") | ~Q(name=""), name="another_medicine_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(tablets__isnull=True, milligrams_each__isnull=True)
                | Q(tablets__isnull=False, milligrams_each__isnull=False, milligrams__isnull=False),
                name="tablets_have_a_strength",
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
