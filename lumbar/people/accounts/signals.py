"""What happens besides, when somebody signs in or a session is noted."""

from __future__ import annotations

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from lumbar.people.accounts.fresh import SIGNED_IN_AT
from lumbar.people.actions import adopt_guest
from lumbar.people.models import Account


@receiver(user_logged_in)
def on_sign_in(request: HttpRequest, user: Account, **_more: Any) -> None:
    """Note when, for staff; and what the device's guest did is theirs from now on."""
    request.session[SIGNED_IN_AT] = int(time.time())
    guest = getattr(request, "person", None)
    if guest is not None:
        adopt_guest(account=user, request=request)  # type: ignore[arg-type]  # has been through PersonMiddleware


@receiver(pre_save, sender=UserSession)
def keep_no_address(instance: UserSession, **_more: Any) -> None:
    """The list of devices needs no network address, so none is kept."""
    instance.ip = "0.0.0.0"  # noqa: S104
