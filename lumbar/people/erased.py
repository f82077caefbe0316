"""This app's part of erasing a person: who they are to a clinic, and how they sign in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from lumbar.audit.actions import forget
from lumbar.people.models import Account, Invitation, Patient, PatientKey, Person
from lumbar.people.queries import is_on_a_team


def erase_person(person: Person) -> None:
    """Take every word about them out of the clinics' registers, and let their account go.

    The register's row stays, empty, because visits that were point at it.
    """
    patients = Patient.objects.filter(person=person)
    PatientKey.objects.filter(patient__in=patients).delete()
    patients.update(person=None, name="", phone="", email="", note="", language="en")
    account = Account.objects.filter(person=person).first()
    if account is not None:
        account.person = None
        account.save(update_fields=["person"])
        let_account_go(account)
    forget(person=person.pk)


def let_account_go(account: Account) -> None:
    """Delete an account, or what it says of whom it was.

    Who is on a clinic's staff keeps it. Who was once leaves their name with what they did there,
    which is the clinic's to know; with an account that says nothing and that nobody can sign in to.
    """
    if is_on_a_team(account):
        return
    end_sessions(account)
    Invitation.objects.filter(email=account.email).delete()
    if not account.memberships.exists():
        account.delete()
        return
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.email, account.is_active = f"{account.pk}@erased.invalid", False
    account.last_login = None
    account.set_unusable_password()
    account.save()


def end_sessions(account: Account, *, but: str | None = None) -> None:
    """Sign an account out everywhere, ``but`` in the session with this key; with the sessions goes
    what they name."""
    theirs = UserSession.objects.filter(user=account).exclude(session_key=but or "")
    keys = list(theirs.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    theirs.delete()
