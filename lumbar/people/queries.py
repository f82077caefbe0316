"""Reads about people and the clinic."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, When

from lumbar.people.guests import is_token, token_hash
from lumbar.people.models import Account, Clinic, Membership, Person


def person_by_token(token: str) -> Person | None:
    """The guest whose cookie has this value, or None."""
    if not is_token(token):
        return None
    known = token_hash(token)
    person = Person.objects.filter(guest_token_hash=known).first()
    return person or Person.objects.filter(devices__token_hash=known).first()


def the_clinic() -> Clinic | None:
    """The first clinic of this installation, or None while none is set up."""
    return Clinic.objects.order_by("pk").first()


def clinic_at(host: str) -> Clinic | None:
    """The clinic that has this host name; where none has, the first; None while none is set up."""
    here = Case(When(host=host.lower(), then=0), default=1)
    return Clinic.objects.order_by(here, "pk").first()


def membership_of(account: Account | AnonymousUser, clinic: Clinic | None) -> Membership | None:
    """What somebody is at a clinic; None when they are not on its staff, or no longer."""
    # Both may be lazy: only asking for their truth looks them up.
    if not account.is_authenticated or not clinic:
        return None
    return Membership.objects.filter(account_id=account.pk, clinic=clinic, active=True).first()
