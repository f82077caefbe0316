"""Writes of a clinic's register: entering somebody, and joining two entries that turn out to be
one. Each is one transaction with an audit line. What the desk finds somebody by (`PatientKey`) is
kept in step by `Patient.save`."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
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
    """Give everything of one entry (visits, waiting, messages) to another, and let the first go. It
    cannot be undone. What the second lacks it takes from the first; nothing of its own changes.

    An app whose rows need more than a new ``patient`` has a module ``merged`` with
    ``merge(*, one, into)``. Raises `TwoPeople`, ``ValueError`` for entries of different clinics or
    for one and the same.
    """
    if by.clinic_id != into.clinic_id or one.clinic_id != into.clinic_id or one.pk == into.pk:
        raise ValueError("not two entries of this clinic")
    # In one order, so that two merges at once never wait for each other in a circle.
    rows = Patient.objects.select_for_update().filter(pk__in=(one.pk, into.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    if len(locked) < 2:
        return locked[into.pk]
    one, into = locked[one.pk], locked[into.pk]
    if not may_merge(one, into):
        raise TwoPeople
    _hand_over(one, into)
    person = into.person or one.person
    Patient.objects.filter(pk=one.pk).update(person=None)
    into.person = person
    into.phone, into.email = into.phone or one.phone, into.email or one.email
    into.note = into.note or one.note
    into.made_at = min(into.made_at, one.made_at)
    into.save()
    gone = one.pk
    one.delete()
    staff_did(
        by, "merged_patients", now=now, person=person, subject=f"patient:{into.pk}",
        details={"gone": str(gone)},
    )  # fmt: skip
    return into


def _hand_over(one: Patient, into: Patient) -> None:
    own = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("lumbar.") and find_spec(f"{config.name}.merged")
    }
    for label in sorted(own):
        import_module(f"{apps.get_app_config(label).name}.merged").merge(one=one, into=into)
    for relation in Patient._meta.related_objects:
        model = relation.related_model
        if issubclass(model, PatientKey) or model._meta.app_label in own:
            continue
        name = relation.field.name
        model._default_manager.filter(**{name: one}).update(**{name: into})


def _tidy(name: str, phone: str, email: str, note: str) -> dict[str, str]:
    """The fields as they are kept. Raises ``ValueError`` for no name at all."""
    name = " ".join(name.split())
    if not name:
        raise ValueError("nobody has no name")
    return {
        "name": name, "phone": " ".join(phone.split()), "email": email.strip().lower(),
        "note": " ".join(note.split()),
    }  # fmt: skip
