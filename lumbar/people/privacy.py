"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from lumbar.people.models import Account, Person
from lumbar.people.sharing import looks_at


def export_person(person: Person) -> dict[str, Any]:
    """What is kept about the person as such.

    The cookie's hash is left out: it identifies a browser and tells the person nothing; so are the
    marks of people they became one with. Whom an account keeps apart from is another's to know.
    """
    account = Account.objects.filter(person=person).first()
    return {
        "id": str(person.id),
        "created_at": person.created_at.isoformat(),
        "last_seen": person.last_seen.isoformat(),
        "account": _account(account) if account else None,
        "registers": [
            {
                "clinic": patient.clinic.name_en,
                "name": patient.name,
                "phone": patient.phone,
                "email": patient.email,
                "language": patient.language,
                "note": patient.note,
                "made_at": patient.made_at.isoformat(),
            }
            for patient in person.patients.select_related("clinic")
        ],
        "sharing": [
            {
                "clinic": sharing.clinic.name_en,
                "scope": sharing.scope,
                "said_at": sharing.said_at.isoformat(),
            }
            for sharing in person.sharings.select_related("clinic")
        ],
        "who_looked": [
            {"at": look.at.isoformat(), "clinic": look.clinic, "name": look.name, "did": look.did}
            for look in looks_at(person, first=None)
        ],
    }


def _account(account: Account) -> dict[str, Any]:
    """How they sign in; without the secrets."""
    return {
        "email": account.email,
        "made_at": account.made_at.isoformat(),
        "last_login": account.last_login.isoformat() if account.last_login else None,
        "second_factors": [
            {"kind": factor.type, "made_at": factor.created_at.isoformat()}
            for factor in Authenticator.objects.filter(user=account)
        ],
        "devices": [
            {"browser": session.user_agent, "signed_in_at": session.created_at.isoformat()}
            for session in UserSession.objects.filter(user=account)
        ],
    }
