"""Writes of a person's page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lumbar.people.models import Membership, Patient
from lumbar.people.who import staff_did


class Stale(Exception):
    """Somebody else changed the entry since the form was opened."""


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
