"""A clinic with staff, for tests."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client

from lumbar.people.models import Account, Clinic, Membership, Role


def a_clinic(host: str | None = None, name: str = "Pier Clinic") -> Clinic:
    """A clinic; the first made is the one every test client sees unless it asks another host."""
    return Clinic.objects.create(
        host=host, name_en=name, name_zh_hant="碼頭診所", phone="+852 0000 0000"
    )


def a_member(clinic: Clinic, role: Role, name: str = "", *, treats: bool = False) -> Membership:
    """Somebody on the clinic's staff, with a second factor."""
    name = name or f"{role.label} {Membership.objects.count() + 1}"
    account = Account.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org")
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": "not used by tests"}
    )
    return Membership.objects.create(
        clinic=clinic, account=account, role=role, name=name, treats=treats
    )


def signed_in(member: Membership) -> Client:
    """A browser in which this member of staff is signed in."""
    return signed_in_account(member.account)


def signed_in_account(account: Account) -> Client:
    """A browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(account)
    return browser
