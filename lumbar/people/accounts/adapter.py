"""What django-allauth asks of Lumbar."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.people.actions import adopt_guest, forget_this_device
from lumbar.people.models import Account
from lumbar.people.queries import (
    guest_here,
    guest_to_ask_about,
    guest_to_join,
    the_membership,
)
from lumbar.people.team import came_by_invitation
from lumbar.site.client_address import client_address


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships without types
    """Signing up and in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is switched off."),
        "duplicate_email": gettext_lazy("This is already the address of your account."),
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not right. Check both, or ask for a new "
            "password."
        ),
        "email_taken": gettext_lazy("There is an account with this address already. Sign in."),
        "enter_current_password": gettext_lazy("Type the password you have now."),
        "incorrect_code": gettext_lazy("This code is not right. Type the newest one."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "invalid_or_expired_key": gettext_lazy("This link is used up or too old."),
        "invalid_login": gettext_lazy("That did not work. Try again."),
        "invalid_password_reset": gettext_lazy("This link is used up or too old."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries that did not work. Wait five minutes, then try again."
        ),
        "unverified_primary_email": gettext_lazy("Confirm your e-mail address first."),
        "same_as_current": gettext_lazy("This is the one you have now. Choose another."),
        "rate_limited": gettext_lazy("Too many tries. Wait a little, then try again."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the desk, everybody else to the start."""
        return "/desk" if the_membership(request) else reverse("home")

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the limits. allauth's own answers a header that is too short with an error page."""
        return client_address(request)

    def post_login(self, request: Any, user: Account, *, signup: bool, **more: Any) -> HttpResponse:
        """What this device's guest did becomes the account's: at once when it is made here, else
        when they say so. Not on the way to a clinic's team: that device is often the clinic's."""
        response: HttpResponse = super().post_login(request, user, signup=signup, **more)
        request.person = user.person
        if user.person is not None and guest_here(request) == user.person:
            forget_this_device(request=request)
        elif came_by_invitation(request):
            return response
        elif signup:
            if guest_to_join(user, request) is not None:
                adopt_guest(account=user, request=request)
        elif guest_to_ask_about(user, request) is not None:
            after = urlencode({"next": response.headers["Location"]})
            return redirect(f"{reverse('account_this_device')}?{after}")
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's, in our words."""
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use a code from my app"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": words[way["id"]]} for way in ways if way["id"] in words]

    def logout(self, request: HttpRequest) -> None:
        """Forms of a page that is still open from before no longer work, as after signing in: they
        would be the next person's."""
        super().logout(request)
        rotate_token(request)
        request.person = None  # type: ignore[attr-defined]  # what `Request` has


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships without types
    """Passkeys, authenticator apps and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("This is needed and cannot be taken away."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes are for when you have a passkey or an authenticator app."
        ),
        "incorrect_code": gettext_lazy("This code is not right. Type the newest one."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def get_totp_issuer(self) -> str:
        """As the app lists it; the address tells apart several clinics."""
        return f"Lumbar ({self._get_site_name()})"

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """A name for a passkey whose owner gave none."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
