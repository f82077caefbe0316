"""The account's own page, and what Lumbar adds around django-allauth's views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.decorators import login_not_required
from allauth.account.views import logout
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lumbar.people.actions import forget_devices
from lumbar.people.http import Request
from lumbar.people.models import Account
from lumbar.people.queries import guest_to_join, is_account

View = Callable[..., HttpResponse]
FORGET_HERE = '"cache"'
"""What the browser throws away when somebody leaves. Not all it stores: records may wait there,
theirs or of whoever lent the device. Pages take away the rest (leaving.js, offline.js)."""


def says_400(view: View) -> View:
    """A form that came back with errors is answered with 400, as everywhere at Lumbar."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            context = response.context_data if isinstance(response, TemplateResponse) else None
            if any(getattr(form, "errors", None) for form in (context or {}).values()):
                response.status_code = 400
        return response

    return guarded


@login_required
@require_safe
def overview(request: Request) -> HttpResponse:
    """What somebody has here, and where to change it."""
    account = cast(Account, request.user)
    factors = Authenticator.objects.filter(user=account)
    kinds = [factor.type for factor in factors]
    return render(
        request,
        "people/account.html",
        {
            "account": account,
            "person": request.person,
            "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
            "app": Authenticator.Type.TOTP in kinds,
            "sessions": UserSession.objects.filter(user=account).count(),
            "devices": _devices(request),
            "guest": guest_to_join(account, request),
            "staff_of": request.membership.clinic if request.membership else None,
        },
    )


def _devices(request: Request) -> int:
    """How many browsers know the person by a cookie, without signing in."""
    if request.person is None:
        return 0
    return request.person.devices.count() + bool(request.person.guest_token_hash)


@login_required
@require_POST
def forget(request: Request) -> HttpResponse:
    """Devices joined by a code know the person no more."""
    forget_devices(account=cast(Account, request.user))
    messages.success(request, _("Those devices do not know you any more."))
    return redirect("account")


@login_not_required  # type: ignore[untyped-decorator]
def sign_out(request: Request) -> HttpResponse:
    """Ask (GET), then sign out (POST) and leave nothing of the person on this device, but what
    could not be sent."""
    was_in = is_account(request.user)
    response: HttpResponse = logout(request)
    if was_in and request.method == "POST":
        response.headers["Clear-Site-Data"] = FORGET_HERE
    return response
