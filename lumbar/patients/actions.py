"""Writes of a person's page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.db import transaction

from lumbar.audit.models import AuditLine
from lumbar.people.models import Membership, Patient, Person
from lumbar.people.who import staff_did

Looked = Literal["looked_at_result", "looked_at_journal", "looked_at_reason"]
"""The last: notes to visits about health, which the desk shows beside why somebody comes."""


class Stale(Exception):
    """Somebody else changed the entry since the form was opened."""


@transaction.atomic
def note_look(*, by: Membership, person: Person, did: Looked, now: datetime) -> None:
    """An audit line that somebody looked, once for each account, person and hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = AuditLine.objects.filter(
        person=person.pk, at__gte=hour, account=by.account_id, clinic=by.clinic_id, did=did
    )
    if not known.exists():
        staff_did(by, did, now=now, person=person)


REGISTER = ("name", "phone", "email", "language", "note")


def stamp_of(patient: Patient) -> str:
    """What the entry holds, in a few letters: a form made from another is refused."""
    held = "\0".join(str(getattr(patient, field)) for field in REGISTER)
    return hashlib.sha256(held.encode()).hexdigest()[:16]


@transaction.atomic
def change_register(
    *, by: Membership, patient: Patient, fields: Mapping[str, str], stamp: str, now: datetime
) -> None:
    """Keep a patient's entry as it was typed. Raises ``Stale``."""
    held = Patient.objects.select_for_update().get(pk=patient.pk, clinic=by.clinic)
    if stamp_of(held) != stamp:
        raise Stale
    changed = [name for name in REGISTER if getattr(held, name) != fields[name]]
    if not changed:
        return
    for name in changed:
        setattr(held, name, fields[name])
    held.save(update_fields=changed)
    staff_did(
        by, "changed_register", now=now, person=held.person, subject=f"patient:{held.pk}",
        details={"fields": changed},
    )  # fmt: skip
