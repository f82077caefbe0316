"""Who gets what at the addresses of accounts: a line for each address and method.

None takes somebody else's row but those of passkeys, which are looked for among one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AccountLine:
    """One address with one method: what somebody gets who is not signed in, and who is (by a
    password, without having shown anew that it is them)."""

    name: str
    anonymous: int | str
    person: int | str
    method: str = "get"
    send: dict[str, Any] | None = None
    arguments: tuple[Any, ...] = ()


ASK = "302 /sign-in*"
AGAIN = "302 /account/again?next=*"
WRONG = {"login": "nobody@example.org", "password": "not the one"}
NEW = {"email": "new@example.org", "password1": "walnut ferry lantern"}
ACCOUNTS = (
    AccountLine("account", ASK, 200),
    AccountLine("account_forget_devices", ASK, "302 /account", "post"),
    AccountLine("account_signup", 200, "302 /"),
    AccountLine("account_signup", "302 /", "302 /", "post", NEW),
    AccountLine("account_signup", 400, "302 /", "post", {"email": "x", "password1": "short"}),
    AccountLine("account_email_verification_sent", 200, 200),
    AccountLine("account_confirm_email", 200, 200, arguments=("no-such-key",)),
    AccountLine("account_confirm_email", 404, 404, "post", arguments=("no-such-key",)),
    AccountLine("account_login", 200, "302 /"),
    AccountLine("account_login", 400, "302 /", "post", WRONG),
    AccountLine("mfa_login_webauthn", "302 /sign-in", "302 /"),
    AccountLine("mfa_login_webauthn", "302 /sign-in", "302 /", "post", {"credential": "{}"}),
    AccountLine("mfa_authenticate", "302 /sign-in", "302 /"),
    AccountLine("mfa_authenticate", "302 /sign-in", "302 /", "post", {"code": "123456"}),
    AccountLine("account_inactive", 200, 200),
    AccountLine("account_logout", "302 /", 200),
    AccountLine("account_logout", "302 /", "302 /", "post"),
    AccountLine("account_reset_password", 200, 200),
    AccountLine("account_reset_password", "302 *", "302 *", "post", {"email": "a@example.org"}),
    AccountLine("account_reset_password_done", 200, 200),
    AccountLine("account_reset_password_from_key", 200, 200, arguments=("1", "no-such-key")),
    AccountLine("account_reset_password_from_key_done", 200, 200),
    AccountLine("account_email", ASK, 200),
    AccountLine("account_email", ASK, AGAIN, "post",
                {"action_add": "", "email": "other@example.org"}),
    AccountLine("account_change_password", ASK, 200),
    AccountLine("account_change_password", ASK, 400, "post", {"oldpassword": "x"}),
    AccountLine("account_set_password", ASK, "302 /account/password"),
    AccountLine("usersessions_list", ASK, 200),
    AccountLine("usersessions_list", ASK, "302 *", "post"),
    AccountLine("account_reauthenticate", ASK, 200),
    AccountLine("account_reauthenticate", ASK, 400, "post", {"password": "x"}),
    AccountLine("mfa_reauthenticate", ASK, "302 /account/again"),
    AccountLine("mfa_reauthenticate", ASK, "302 /account/again", "post", {"code": "123456"}),
    AccountLine("mfa_reauthenticate_webauthn", ASK, "302 /account/again"),
    AccountLine("mfa_index", ASK, 200),
    AccountLine("mfa_activate_totp", ASK, AGAIN),
    AccountLine("mfa_activate_totp", ASK, AGAIN, "post", {"code": "123456"}),
    AccountLine("mfa_deactivate_totp", ASK, 404),
    AccountLine("mfa_deactivate_totp", ASK, 404, "post"),
    AccountLine("mfa_view_recovery_codes", ASK, 404),
    AccountLine("mfa_generate_recovery_codes", ASK, AGAIN),
    AccountLine("mfa_generate_recovery_codes", ASK, AGAIN, "post"),
    AccountLine("mfa_download_recovery_codes", ASK, 404),
    AccountLine("mfa_list_webauthn", ASK, 200),
    AccountLine("mfa_add_webauthn", ASK, AGAIN),
    AccountLine("mfa_add_webauthn", ASK, AGAIN, "post", {"credential": "{}"}),
    AccountLine("mfa_edit_webauthn", ASK, AGAIN, arguments=("{passkey}",)),
    AccountLine("mfa_remove_webauthn", ASK, AGAIN, arguments=("{passkey}",)),
    AccountLine("mfa_remove_webauthn", ASK, AGAIN, "post", arguments=("{passkey}",)),
    AccountLine("second_factor", ASK, 200),
    # Of a browser that no cookie makes a guest's: nothing to join.
    AccountLine("account_this_device", ASK, "302 /"),
    AccountLine("account_this_device", ASK, "302 /", "post", {"do": "join"}),
    AccountLine("sharing", 200, 200),
    AccountLine("sharing", "302 /sharing", "302 /sharing", "post", {"scope": "journal"}),
    AccountLine("invited", 200, 200, arguments=("{invitation_token}",)),
    AccountLine("invited", 200, "302 /desk", "post", arguments=("{invitation_token}",)),
    AccountLine("invited", 404, 404, arguments=("A" * 43,)),
)  # fmt: skip
