"""Writing audit lines, inside the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lumbar.audit.models import AuditLine


def record(
    *,
    now: datetime,
    did: str,
    clinic: int | None = None,
    account: UUID | None = None,
    name: str = "",
    person: UUID | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note that something was done. Arguments as in `AuditLine`; nothing about health in them."""
    AuditLine.objects.create(
        at=now, clinic=clinic, account=account, name=name, person=person, did=did,
        subject=subject, details=dict(details or {}),
    )  # fmt: skip


def forget(*, person: UUID) -> None:
    """Take the lines about a person who erased themselves."""
    AuditLine.objects.filter(person=person).delete()


def hand_over(*, one: UUID, into: UUID) -> None:
    """The lines about one person are about another from now on: they were found to be the same."""
    AuditLine.objects.filter(person=one).update(person=into)
