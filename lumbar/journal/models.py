"""The mornings, the questionnaires, the goals, and what the plan heard in them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan


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
    stiff_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long the back was stiff; None when it was not said."""
    areas = models.JSONField(null=True, blank=True)
    """Where it hurt: regions of the body map; None when it was not said, empty for nowhere."""
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


class Goal(models.Model):
    """Something a person wants to do again, in their own words (patient-specific activities)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["set_at", "uuid"]

    def __str__(self) -> str:
        return f"goal of {self.set_at:%Y-%m-%d}"


class Questionnaire(models.Model):
    """A FHIR Questionnaire the clinic installed, held against what is needed to score it."""

    measure = models.CharField(max_length=40, primary_key=True)
    """The knowledge's id of the measure it asks: ``rmdq``."""
    resource = models.JSONField()
    """The FHIR resource as it was brought in."""
    installed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.measure


class MeasureResponse(models.Model):
    """One measure, filled in once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="responses")
    measure = models.CharField(max_length=40)
    """An id of the knowledge's measures."""
    day = models.DateField()
    answers = models.JSONField()
    """By item: ``{"now": 4}``; items left out are not there. Of the goals, by the goal's id."""
    chosen = models.JSONField(default=dict, blank=True)
    """By item of an installed questionnaire, the place of the chosen option in its file, from 0:
    two options may count the same."""
    score = models.FloatField()
    """As the measure is scored; what cannot be scored is not kept."""
    knowledge_version = models.CharField(max_length=20)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "measure", "day"], name="one_response_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.day:%Y-%m-%d}"


class AlsoAsked(models.Model):
    """An optional measure that a person has switched on. Switched off, the row goes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="also_asked")
    measure = models.CharField(max_length=40)
    """An id of the knowledge's measures."""
    since = models.DateField()

    class Meta:
        ordering = ["measure"]
        constraints = [
            models.UniqueConstraint(fields=["person", "measure"], name="switched_on_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} since {self.since:%Y-%m-%d}"


class ProgressFinding(models.Model):
    """A rule of progress that fired, and what came of it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="progress")
    rule = models.CharField(max_length=40)
    """An id of the knowledge's progress rules."""
    found_on = models.DateField()
    subject = models.CharField(max_length=40, blank=True)
    """The exercise it is about, if it is about one."""
    evidence = models.JSONField(default=dict)
    """What was heard, for the sentence that explains it."""
    offers = models.JSONField(default=list)
    """What the person is still to be asked or offered."""
    plan = models.ForeignKey(
        StoredPlan, on_delete=models.SET_NULL, null=True, blank=True, related_name="progress"
    )
    """The version that was made of it; None when the plan stayed as it was."""
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    """When the person answered or put it away."""

    class Meta:
        ordering = ["-found_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule", "subject", "found_on"], name="one_finding_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.found_on:%Y-%m-%d}"
