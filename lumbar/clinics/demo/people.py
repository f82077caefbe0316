"""Whom one can be in the demo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from lumbar.journal.models import CheckIn
from lumbar.people.models import Account, Clinic, Membership, Patient, Role

ADDRESS = ".demo@example.org"
NO_PASSWORD = "!"  # noqa: S105  # how Django marks that there is none


class DemoPerson(NamedTuple):
    """Somebody with a course, as the demo page names them."""

    account: UUID
    name: str
    mornings: int
    first_pain: int | None
    last_pain: int | None


def _accounts(clinic: Clinic) -> QuerySet[Account]:
    """Accounts the demo made: of its staff or its people, with no password."""
    return Account.objects.filter(
        Q(memberships__clinic=clinic, memberships__active=True)
        | Q(person__patients__clinic=clinic),
        email__endswith=ADDRESS, password__startswith=NO_PASSWORD,
    ).distinct()  # fmt: skip


def demo_person(clinic: Clinic, account: UUID) -> Account:
    """One of them. Raises ``Account.DoesNotExist`` for any other account."""
    return _accounts(clinic).get(pk=account)


def demo_staff(clinic: Clinic) -> Iterable[Membership]:
    """The demo's staff, the owner first, then who sees people, then the desk."""
    found = Membership.objects.filter(
        clinic=clinic, active=True, account__in=_accounts(clinic).values("pk")
    ).select_related("practitioner")
    order = [Role.OWNER, Role.CLINICIAN, Role.FRONT_DESK]
    return sorted(found, key=lambda one: order.index(Role(one.role)))


def demo_people(clinic: Clinic) -> list[DemoPerson]:
    """The demo's people with an account."""
    found = []
    for account in _accounts(clinic).filter(person__isnull=False).order_by("email"):
        patient = Patient.objects.filter(clinic=clinic, person=account.person_id).first()
        pains = list(
            CheckIn.objects.filter(person=account.person_id)
            .order_by("morning")
            .values_list("pain", flat=True)
        )
        found.append(
            DemoPerson(
                account.pk, patient.name if patient else account.email, len(pains),
                pains[0] if pains else None, pains[-1] if pains else None,
            )
        )  # fmt: skip
    return found
