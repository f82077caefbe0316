"""Cases as a clinic writes them, and who lets their course be counted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import models
from django.utils.translation import get_language

from lumbar.clinical.case_course import Week
from lumbar.people.models import Clinic, Membership, Person


class Case(models.Model):
    """One person's course, told with their consent. It goes with the person. Declined or withdrawn,
    only that it was stays (`blank`)."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ASKED = "asked"
        """The person was asked for exactly what it says now."""
        AGREED = "agreed"
        DECLINED = "declined"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"
        """By the person or by the clinic, or the person shows the clinic their journal no longer;
        it is shown to nobody."""

    NOT_TOLD = "unknown"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cases")
    written_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title_en = models.CharField(max_length=120, blank=True)
    title_zh_hant = models.CharField(max_length=60, blank=True)
    story_en = models.TextField(max_length=6000, blank=True)
    story_zh_hant = models.TextField(max_length=3000, blank=True)
    pattern = models.CharField(max_length=40, blank=True)
    """What the answers resembled; empty where too few people share it."""
    age_band = models.CharField(max_length=10, blank=True)
    """``child``, ``young``, ``middle`` or ``old``; empty likewise."""
    outcome = models.CharField(max_length=10)
    """``better``, ``same``, ``worse`` or ``unknown``, as the mornings say."""
    weeks = models.JSONField(default=list)
    """The course by week from its beginning, as `case_course.Week`s; no date is kept."""
    exercises = models.JSONField(default=list)
    """Slugs of the first plan's exercises."""
    looked_twice = models.JSONField(default=list)
    """Words that may say who it is and that the writer decided to leave in."""
    digest = models.CharField(max_length=64, blank=True)
    """Of everything the person was asked to agree to; empty before they are asked."""
    version = models.PositiveIntegerField(default=0)
    """One more for each change: a form made from an older one is refused."""
    drawn_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-drawn_at"]
        indexes = [models.Index(fields=["state", "-published_at"], name="cases_to_read")]

    def __str__(self) -> str:
        return f"{self.state} case of {self.drawn_at:%Y-%m-%d}"

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return self.title_zh_hant if get_language() == "zh-hant" else self.title_en

    @property
    def paragraphs(self) -> list[str]:
        """The story in the language of the page."""
        story = self.story_zh_hant if get_language() == "zh-hant" else self.story_en
        return [part.strip() for part in story.split("\n\n") if part.strip()]

    def blank(self) -> None:
        """Let go of everything written and drawn. Who, when and that it was stays."""
        self.title_en = self.title_zh_hant = self.story_en = self.story_zh_hant = ""
        self.pattern = self.age_band = self.digest = ""
        self.outcome = self.NOT_TOLD
        self.weeks, self.exercises, self.looked_twice = [], [], []

    @property
    def over(self) -> bool:
        """Declined or taken back: nothing of it is left."""
        return self.state in (self.State.DECLINED, self.State.WITHDRAWN)

    def course(self) -> Sequence[Week]:
        """The course as the pure core knows it."""
        return tuple(Week(*week) for week in self.weeks)


class Counted(models.Model):
    """That a person lets their course be counted, without a name, in figures of people whose
    answers were alike. What is counted is kept beside it, so that a page need not read everybody's
    journal. Taken back, the row goes."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="counted")
    since = models.DateTimeField()
    features = models.JSONField(default=dict)
    """What answers are compared by, as `likeness.Features`; empty before it was worked out."""
    weeks = models.JSONField(default=list)
    worked_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "counted"
        indexes = [models.Index(fields=["worked_out_at"], name="counted_longest_ago")]

    def __str__(self) -> str:
        return f"counted since {self.since:%Y-%m-%d}"
