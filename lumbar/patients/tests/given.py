"""A clinic, its staff, and somebody who uses Lumbar and is in its register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from lumbar.people.models import Clinic, Membership, Patient, Person, Role, Sharing
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.plans.tests.helpers import calm_guest


@dataclass(frozen=True)
class Known:
    """One patient, and the browsers of both sides."""

    clinic: Clinic
    clinician: Membership
    patient: Patient
    person: Person
    staff: Client
    own: Client

    def shares(self, scope: Sharing.Scope) -> None:
        Sharing.objects.update_or_create(
            person=self.person, clinic=self.clinic,
            defaults={"scope": scope, "said_at": timezone.now()},
        )  # fmt: skip


def known(scope: Sharing.Scope = Sharing.Scope.JOURNAL, **said: Any) -> Known:
    clinic = a_clinic()
    clinician = a_member(clinic, Role.CLINICIAN, "Cora Lee")
    person, own, _assessment = calm_guest(**{"place": "floor", "minutes": "10", **said})
    patient = Patient.objects.create(
        clinic=clinic, person=person, name="Pat Fong", email="pat@example.org", phone="+852 1"
    )
    found = Known(clinic, clinician, patient, person, signed_in(clinician), own)
    found.shares(scope)
    return found
