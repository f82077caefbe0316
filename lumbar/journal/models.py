"""The mornings: how a person woke."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Person


class CheckIn(models.Model):
    """One morning of one person, in two taps. There is one for a morning, whichever device sent
    it; the device makes the id, so that sending it twice makes one row."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_ins")
    morning = models.DateField()
    """The date where the person woke."""
    pain = models.PositiveSmallIntegerField()
    """On waking: 0 no pain, 10 the worst."""
    sleep = models.PositiveSmallIntegerField()
    """0 very badly, 10 very well."""
    said_at = models.DateTimeField()
    """The newest answer for a morning counts."""

    class Meta:
        ordering = ["-morning"]
        constraints = [
            models.UniqueConstraint(fields=["person", "morning"], name="one_check_in_a_morning"),
            models.CheckConstraint(
                condition=Q(pain__lte=10) & Q(sleep__lte=10), name="check_in_is_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"morning of {self.morning:%Y-%m-%d}"
