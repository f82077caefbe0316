"""Audit lines of what a clinic's staff did and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from lumbar.audit.actions import record
from lumbar.audit.models import AuditLine
from lumbar.people.models import Membership, Person


def staff_did(
    membership: Membership,
    did: str,
    *,
    now: datetime,
    person: Person | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note that staff did something, about a person or not; see `audit.models.AuditLine`."""
    record(
        now=now, did=did, clinic=membership.clinic_id, account=membership.account_id,
        name=membership.name, person=person.pk if person else None, subject=subject,
        details=details,
    )  # fmt: skip


Looked = Literal[
    "looked_at_result", "looked_at_journal", "looked_at_reason", "looked_at_case", "read_messages"
]
"""``looked_at_reason``: notes to visits about health, which the desk shows beside why somebody
comes."""


@transaction.atomic
def note_look(*, by: Membership, person: Person, did: Looked, now: datetime) -> None:
    """An audit line that somebody looked, once for each account, person and hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = AuditLine.objects.filter(
        person=person.pk, at__gte=hour, account=by.account_id, clinic=by.clinic_id, did=did
    )
    if not known.exists():
        staff_did(by, did, now=now, person=person)
