"""What happens besides, when somebody signs in, sets up a second factor or a session is noted."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from lumbar.people.accounts.fresh import SIGNED_IN_AT, note_second_factor
from lumbar.people.erased import end_sessions
from lumbar.people.models import Account
from lumbar.people.queries import second_factors


@receiver(user_logged_in)
def on_sign_in(request: HttpRequest, **_more: Any) -> None:
    """Note when, for staff."""
    request.session[SIGNED_IN_AT] = int(time.time())


@receiver(authenticator_added)
def on_second_factor(
    request: HttpRequest, user: Account, authenticator: Authenticator, **_more: Any
) -> None:
    """The first one of an account counts for the session it was set up in, and every other session
    ends: those were opened by the password alone. A further one changes neither: a session that
    has shown none does not come by one so."""
    if second_factors(user.pk).exclude(pk=authenticator.pk).exists():
        return
    end_sessions(user, but=request.session.session_key)
    note_second_factor(request, authenticator)


@receiver(pre_save, sender=UserSession)
def keep_no_address(instance: UserSession, **_more: Any) -> None:
    """The list of devices needs no network address, so none is kept."""
    instance.ip = "0.0.0.0"  # noqa: S104
