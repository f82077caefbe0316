"""How and how long ago somebody signed in."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from lumbar.people.models import Account

SIGNED_IN_AT = "signed_in_at"
"""In the session: when its owner signed in, seconds since 1970."""
STAFF_STAY_IN = 12 * 3600
"""Seconds after which staff sign in again."""


def is_fresh(request: HttpRequest) -> bool:
    """Whether they signed in recently enough for the desk."""
    return time.time() - int(request.session.get(SIGNED_IN_AT, 0)) < STAFF_STAY_IN


def showed_second_factor(request: HttpRequest, account: Account) -> bool:
    """Whether this session, and not only its account, has had a second factor: a passkey, a code
    of the app or a recovery code."""
    return any(one["method"] == "mfa" for one in get_authentication_records(request, account))


def note_second_factor(request: HttpRequest, factor: Authenticator) -> None:
    """Let a second factor count for this session, as when somebody signs in with it."""
    record_authentication(request, factor.user, "mfa", id=factor.pk, type=factor.type)
