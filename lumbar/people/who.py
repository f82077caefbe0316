"""An audit line of what a clinic's staff did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lumbar.audit.actions import record
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
