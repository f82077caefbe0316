"""Accounts in a browser: a passkey that finds a plan again, and an owner on the way to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import CDPSession, expect

from lumbar.people.models import Person, Role
from lumbar.people.queries import the_clinic
from lumbar.people.team import invite
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Visitor, given_a_check

PASSWORD = "walnut ferry lantern"


def with_a_passkey_reader(visitor: Visitor) -> tuple[CDPSession, str]:
    """Give the browser a built-in reader that always recognises its owner."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def test_a_guest_makes_an_account_and_finds_the_plan_elsewhere_by_a_passkey(
    visitor_in: Callable[..., Visitor],
) -> None:
    here = visitor_in()
    person = given_a_check(here.page.context, here.site).person
    devtools, reader = with_a_passkey_reader(here)
    here.opens("/privacy")
    here.follows("Make an account")
    here.page.get_by_label("E-mail address").fill("ada@example.org")
    here.page.get_by_label("Password", exact=True).fill(PASSWORD)
    here.presses("Make an account")
    here.sees("You are signed in.")
    here.opens("/account")
    here.follows("Add a passkey")
    here.page.get_by_label("Password", exact=True).fill(PASSWORD)
    here.presses("Go on")
    here.page.get_by_label("Name of this passkey").fill("My phone")
    here.presses("Add a passkey")
    here.headline("Recovery codes")
    here.follows("I have them")
    here.presses("Sign out")
    here.sees("This device knows nothing of you any more.")
    here.opens("/plan")
    expect(here.main.get_by_role("link", name="Check my back")).to_be_visible()
    assert list(Person.objects.values_list("pk", flat=True)) == [person.pk]

    # The same person's other device, to which the passkey was carried.
    elsewhere = visitor_in(**CHINESE)
    kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": reader})["credentials"]
    devtools, reader = with_a_passkey_reader(elsewhere)
    for credential in kept:
        key = {"authenticatorId": reader, "credential": credential}
        devtools.send("WebAuthn.addCredential", key)
    elsewhere.opens("/")
    elsewhere.page.get_by_role("link", name=elsewhere.label("Sign in")).click()
    elsewhere.presses("Sign in with a passkey")
    elsewhere.sees(elsewhere.label("You are signed in."))
    elsewhere.opens("/tonight")
    elsewhere.is_at("/tonight")


def test_the_first_owner_sets_up_an_app_and_reaches_the_desk(
    visitor_in: Callable[..., Visitor], accessible: Any
) -> None:
    owner = visitor_in(**DESK)
    clinic = the_clinic()
    assert clinic is not None
    _invitation, token = invite(
        clinic=clinic, email="olive@example.org", name="Olive Au", role=Role.OWNER, treats=False,
        by=None, now=timezone.now(),
    )  # fmt: skip
    owner.opens(reverse("invited", args=[token]))
    owner.follows("Make an account and join")
    expect(owner.page.get_by_label("E-mail address")).to_have_value("olive@example.org")
    owner.page.get_by_label("Password", exact=True).fill(PASSWORD)
    owner.presses("Make an account")
    owner.presses("Join as olive@example.org")
    owner.headline("One more lock for the desk")
    owner.follows("Set up an app")
    owner.page.get_by_label("Password", exact=True).fill(PASSWORD)
    owner.presses("Go on")
    accessible(owner.page)
    secret = owner.page.get_by_label("Or type this key into the app").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    owner.page.get_by_label("The code the app shows now").fill(code)
    owner.presses("Switch it on")
    codes = owner.main.get_by_role("listitem").filter(has_text=re.compile(r"^\d+$"))
    expect(codes).to_have_count(10)
    owner.follows("I have them. To the desk")
    owner.is_at("/desk")
    owner.opens("/desk/team")
    expect(owner.page.get_by_role("row", name=re.compile("Olive Au.*Owner.*on"))).to_be_visible()
