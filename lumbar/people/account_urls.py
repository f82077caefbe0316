"""Addresses of accounts. The views behind most are django-allauth's, under the names it looks for;
only what Lumbar uses has an address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import path, re_path

from lumbar.people import account_views
from lumbar.people.account_views import says_400

urlpatterns = [
    path("account", account_views.overview, name="account"),
    path("account/forget-devices", account_views.forget, name="account_forget_devices"),
    path("sign-up", says_400(account.signup), name="account_signup"),
    path("sign-up/sent", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^sign-up/confirm/(?P<key>[-:\w]+)$", account.confirm_email, name="account_confirm_email"
    ),
    path("sign-in", says_400(account.login), name="account_login"),
    path("sign-in/passkey", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-factor", says_400(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/closed", account.account_inactive, name="account_inactive"),
    path("sign-out", account_views.sign_out, name="account_logout"),
    path("password/forgotten", says_400(account.password_reset), name="account_reset_password"),
    path(
        "password/forgotten/sent", account.password_reset_done, name="account_reset_password_done"
    ),
    path(
        "password/new/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        says_400(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/email", says_400(account.email), name="account_email"),
    path("account/password", says_400(account.password_change), name="account_change_password"),
    path("account/password/set", says_400(account.password_set), name="account_set_password"),
    path("account/sessions", usersessions.list_usersessions, name="usersessions_list"),
    path("account/again", says_400(account.reauthenticate), name="account_reauthenticate"),
    path("account/again/code", says_400(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/again/passkey",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second-factor", mfa.index, name="mfa_index"),
    path("account/second-factor/app", says_400(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "account/second-factor/codes",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/new",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/codes.txt",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add", says_400(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/name", says_400(webauthn.edit_webauthn), name="mfa_edit_webauthn"
    ),
    path("account/passkeys/<int:pk>/remove", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
