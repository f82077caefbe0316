"""Writes of a clinic's register: entering somebody, and joining two entries that turn out to be
one. Each is one transaction with an audit line. What the desk finds somebody by (`PatientKey`) is
kept in step by `Patient.save`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lumbar.people.models import Clinic, Membership, Patient, PatientKey
from lumbar.people.who import staff_did


class TwoPeople(Exception):
    """The two entries are of two people who each use Lumbar: they cannot be one."""


@transaction.atomic
def add_patient(
    *,
    clinic: Clinic,
    name: str,
    phone: str = "",
    email: str = "",
    language: str = "en",
    note: str = "",
    by: Membership,
    now: datetime,
) -> Patient:
    """Enter somebody. Raises ``ValueError`` without a name or by another clinic's staff."""
    if by.clinic_id != clinic.pk:
        raise ValueError("another clinic's register")
    patient = Patient.objects.create(
        clinic=clinic, made_at=now, language=language, **_tidy(name, phone, email, note)
    )
    staff_did(by, "entered_patient", now=now, subject=f"patient:{patient.pk}")
    return patient


def may_merge(one: Patient, into: Patient) -> bool:
    """Whether two entries can be one: of one clinic, and not of two people who use Lumbar."""
    return (
        one.clinic_id == into.clinic_id
        and one.pk != into.pk
        and (one.person_id is None or into.person_id is None)
    )


@transaction.atomic
def merge_patients(*, one: Patient, into: Patient, by: Membership, now: datetime) -> Patient:
    """Join two entries as `join_entries` does, for the desk. Twice is once. Raises `TwoPeople`,
    ``ValueError`` for entries of different clinics or for one and the same."""
    if by.clinic_id != into.clinic_id:
        raise ValueError("not two entries of this clinic")
    pair = _locked(one, into)
    if len(pair) < 2:
        return Patient.objects.get(pk__in=pair)
    if not may_merge(pair[one.pk], pair[into.pk]):
        raise TwoPeople
    kept = join_entries(one=one, into=into)
    staff_did(
        by, "merged_patients", now=now, person=kept.person, subject=f"patient:{kept.pk}",
        details={"gone": str(one.pk)},
    )  # fmt: skip
    return kept


@transaction.atomic
def join_entries(*, one: Patient, into: Patient) -> Patient:
    """Give everything that hangs on one entry of a register (visits, waiting) to another of the
    same register, and let the first go. It cannot be undone. What the second lacks it takes from
    the first; nothing of its own changes. Returns the second as it is then.

    Raises ``ValueError`` for entries of different clinics or for one and the same,
    ``Patient.DoesNotExist`` when either is gone.
    """
    pair = _locked(one, into)
    if len(pair) < 2:
        raise Patient.DoesNotExist
    one, into = pair[one.pk], pair[into.pk]
    for relation in Patient._meta.related_objects:
        # The keys are worked out anew from what the entry says.
        if relation.related_model is not PatientKey:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: one})
            rows.update(**{relation.field.name: into})
    into.person = into.person or one.person
    for name in ("name", "phone", "email", "note"):
        setattr(into, name, getattr(into, name) or getattr(one, name))
    into.made_at = min(into.made_at, one.made_at)
    one.delete()
    into.save()
    return into


def _locked(one: Patient, into: Patient) -> dict[UUID, Patient]:
    """Those of two entries of one register that are still there, as they are now."""
    if one.clinic_id != into.clinic_id or one.pk == into.pk:
        raise ValueError("not two entries of one register")
    # In one order, so that two merges at once never wait for each other in a circle.
    rows = Patient.objects.select_for_update().filter(pk__in=(one.pk, into.pk)).order_by("pk")
    return {row.pk: row for row in rows}


def _tidy(name: str, phone: str, email: str, note: str) -> dict[str, str]:
    """The fields as they are kept. Raises ``ValueError`` for no name at all."""
    name = " ".join(name.split())
    if not name:
        raise ValueError("nobody has no name")
    return {
        "name": name, "phone": " ".join(phone.split()), "email": email.strip().lower(),
        "note": " ".join(note.split()),
    }  # fmt: skip
