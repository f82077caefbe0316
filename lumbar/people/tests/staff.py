"""A clinic with staff, for tests."""

from __future__ import annotations

import time
from typing import Any

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
    """A browser in which this member of staff is signed in, with their second factor if they have
    one."""
    browser = signed_in_account(member.account)
    factor = Authenticator.objects.filter(user=member.account).first()
    if factor is not None:
        shows(browser, "mfa", id=factor.pk, type=factor.type)
    return browser


def signed_in_account(account: Account) -> Client:
    """A browser in which somebody is signed in by their password."""
    browser = Client()
    browser.force_login(account)
    shows(browser, "password", email=account.email)
    return browser


def shows(browser: Client, method: str, **more: Any) -> None:
    """Note in a session how its owner showed who they are, as django-allauth does."""
    session = browser.session
    known = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [
        *known, {"method": method, "at": time.time(), **more},
    ]  # fmt: skip
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
