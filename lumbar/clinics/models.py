"""What a clinic sets for itself beside its book: its logo and its own words."""

from __future__ import annotations

from django.db import models

from lumbar.people.models import Clinic

LOGO_BYTES = 200 * 1024
WORDS_LENGTH = 600


class Logo(models.Model):
    """A clinic's logo. It lies in the database because every machine that serves must have it; its
    digest stands in `Clinic.logo_digest`, so that a page needs no query to know its address."""

    class Kind(models.TextChoices):
        PNG = "image/png"
        JPEG = "image/jpeg"
        WEBP = "image/webp"

    clinic = models.OneToOneField(
        Clinic, on_delete=models.CASCADE, primary_key=True, related_name="logo"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    """The content type it is served with: what its own first bytes say."""
    width = models.PositiveSmallIntegerField()
    """Pixels, as ``height``."""
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField(max_length=LOGO_BYTES)

    def __str__(self) -> str:
        return f"logo of clinic {self.clinic_id}"


class OwnWords(models.Model):
    """How a clinic itself puts one thing of its protocol, for instance "ice at once". Shown where
    the clinic's view stands beside the evidence; never in the place of what is said for safety."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="own_words")
    topic = models.CharField(max_length=40)
    """An id of the knowledge's pairs: ``ice`` (A16), ``two-days`` (A17)."""
    words_en = models.CharField(max_length=WORDS_LENGTH, blank=True)
    words_zh_hant = models.CharField(max_length=WORDS_LENGTH, blank=True)

    class Meta:
        verbose_name_plural = "own words"
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "topic"], name="own_words_once_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} of clinic {self.clinic_id}"
