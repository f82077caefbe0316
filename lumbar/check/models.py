"""What a person answered, and what was decided from it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from lumbar.clinical.values import Answers, Assessment, Level
from lumbar.people.models import Person


class CheckDraft(models.Model):
    """The check a person is in the middle of; at most one, so that it can be taken up again."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="check_draft")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"open check of {self.person_id}"

    def value(self) -> Answers:
        """The answers as the pure core knows them."""
        return Answers.from_json(self.answers)


class StoredAssessment(models.Model):
    """Answers and the assessment made from them. Written once; never changed.

    The knowledge version makes it possible to replay the decision.
    """

    class LevelChoice(models.TextChoices):
        EMERGENCY = "emergency"
        SAME_DAY = "same_day"
        CLINICIAN_SOON = "clinician_soon"
        SELF_CARE = "self_care"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assessments")
    answers = models.JSONField()
    assessment = models.JSONField()
    level = models.CharField(max_length=20, choices=LevelChoice.choices)
    knowledge_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["person", "-created_at"], name="assessments_of_a_person")]

    def __str__(self) -> str:
        return f"{self.level} on {self.created_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it for the first time.

        Raises ``TypeError`` for a row that already exists: a result that was shown stays as it was.
        """
        if not self._state.adding:
            raise TypeError("A stored assessment is never changed; make a new one.")
        super().save(*args, **kwargs)

    def heard(self) -> Answers:
        """The answers as the pure core knows them."""
        return Answers.from_json(self.answers)

    def value(self) -> Assessment:
        """The assessment as the pure core knows it."""
        return Assessment.from_json(self.assessment)

    @property
    def level_value(self) -> Level:
        return Level(self.level)


class Recheck(models.Model):
    """That a danger sign was named outside a check: until a new check is finished there are no
    exercises."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rechecks")
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=20)
    """Who asked: ``companion``, ``progress``, ``blood_pressure`` or ``pressure_unanswered``."""

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["person", "-asked_at"], name="rechecks_of_a_person")]

    def __str__(self) -> str:
        return f"recheck of {self.asked_at:%Y-%m-%d}"
