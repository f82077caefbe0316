"""What was looked at and changed, by whom: lines that are written once."""

from __future__ import annotations

from typing import Any

from django.db import models


class AuditLine(models.Model):
    """One thing somebody did. It names rows by their ids and holds nothing about health."""

    at = models.DateTimeField()
    clinic = models.BigIntegerField(null=True, blank=True)
    """Id of the clinic it was done at; None outside any."""
    account = models.UUIDField(null=True, blank=True)
    """Id of who did it; None for somebody without an account, and for Lumbar itself."""
    name = models.CharField(max_length=80, blank=True)
    """What they were called at the clinic, for the person who reads who looked."""
    person = models.UUIDField(null=True, blank=True)
    """Id of the person it is about, if it is about one."""
    did = models.CharField(max_length=40)
    """What was done: ``looked_at_journal``, ``changed_plan``, ``changed_role`` …"""
    subject = models.CharField(max_length=80, blank=True)
    """The row it was done to, as ``appointment:<id>``."""
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="audit_of_a_person"),
            models.Index(fields=["clinic", "-at"], name="audit_of_a_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.did} at {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it for the first time. Raises ``TypeError`` for a line that exists."""
        if not self._state.adding:
            raise TypeError("An audit line is never changed.")
        super().save(*args, **kwargs)
