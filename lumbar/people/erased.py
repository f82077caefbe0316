"""This app's part of erasing a person: who they are to a clinic, and how they sign in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from lumbar.audit.actions import forget
from lumbar.people.models import Account, Patient, PatientKey, Person


def erase_person(person: Person) -> None:
    """Take every word about them out of the clinics' registers, and let their account go.

    The register's row stays, empty, because visits that were point at it. Who is on a clinic's
    staff keeps the account, without a person.
    """
    patients = Patient.objects.filter(person=person)
    PatientKey.objects.filter(patient__in=patients).delete()
    patients.update(person=None, name="", phone="", email="", note="", language="en")
    account = Account.objects.filter(person=person).first()
    if account is not None and account.memberships.exists():
        account.person = None
        account.save(update_fields=["person"])
    elif account is not None:
        end_sessions(account)
        account.delete()
    forget(person=person.pk)


def end_sessions(account: Account) -> None:
    """Sign an account out everywhere; with the sessions goes what they name."""
    keys = UserSession.objects.filter(user=account).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    UserSession.objects.filter(user=account).delete()
