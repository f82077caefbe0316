"""Reads about people and the clinic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.http import HttpRequest

from lumbar.people.guests import GUEST_COOKIE, is_token, token_hash
from lumbar.people.models import Account, Clinic, KeptApart, Membership, Person, Sharing


def person_by_token(token: str) -> Person | None:
    """The guest whose cookie has this value, or None."""
    if not is_token(token):
        return None
    known = token_hash(token)
    person = Person.objects.filter(guest_token_hash=known).first()
    return person or Person.objects.filter(devices__token_hash=known).first()


def is_account(user: Account | AnonymousUser) -> TypeGuard[Account]:
    """Whether somebody is signed in. (What the request has is lazy and no instance of either.)"""
    return user.is_authenticated


def is_on_a_team(account: Account) -> bool:
    """Whether somebody is on a clinic's staff now."""
    return account.memberships.filter(active=True).exists()


def guest_here(request: HttpRequest) -> Person | None:
    """Whom this browser's cookie stands for, whoever is signed in."""
    token = request.COOKIES.get(GUEST_COOKIE, "")
    return person_by_token(token) if token else None


def guest_to_join(account: Account, request: HttpRequest) -> Person | None:
    """The guest of this device, if what was done here could become this account's.

    None for one who is somebody with an account; and for a clinic's staff, who sign in on devices
    that are others' too.
    """
    guest = guest_here(request)
    if guest is None or Account.objects.filter(person=guest).exists() or is_on_a_team(account):
        return None
    return guest


def guest_to_ask_about(account: Account, request: HttpRequest) -> Person | None:
    """The guest to join, if this account has not said yet to keep the two apart."""
    guest = guest_to_join(account, request)
    if guest is None or KeptApart.objects.filter(account=account, guest=guest).exists():
        return None
    return guest


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
    return (
        Membership.objects.filter(account_id=account.pk, clinic=clinic, active=True)
        .annotate(second_factor=Exists(second_factors(OuterRef("account"))))
        .first()
    )


def second_factors(account: UUID | OuterRef) -> QuerySet[Any]:
    """An account's passkeys and authenticator app. Recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: QuerySet[Any] = Authenticator.objects.filter(user=account, type__in=kinds)
    return found


def the_membership(request: HttpRequest) -> Membership | None:
    """What who is signed in now is at the clinic of this address."""
    clinic: Clinic | None = getattr(request, "clinic", None)
    # A test's request may have been made without the middleware.
    return membership_of(getattr(request, "user", AnonymousUser()), clinic)


def scope_of(clinic: Clinic, person: Person | None) -> Sharing.Scope:
    """What this clinic may see of a person's health. Nothing, unless they said otherwise; nothing
    too of somebody in the register who does not use Lumbar (None)."""
    if person is None:
        return Sharing.Scope.NOTHING
    return scopes_of(clinic, [person.pk])[person.pk]


def scopes_of(clinic: Clinic, people: Iterable[UUID]) -> dict[UUID, Sharing.Scope]:
    """What this clinic may see of each of these people, by their ids: one query for all."""
    people = list(people)
    said = Sharing.objects.filter(clinic_id=clinic.pk, person__in=people)
    found = {pk: Sharing.Scope(scope) for pk, scope in said.values_list("person_id", "scope")}
    return {pk: found.get(pk, Sharing.Scope.NOTHING) for pk in people}
