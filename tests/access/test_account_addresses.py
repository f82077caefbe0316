"""Every address of accounts, asked by somebody who is not signed in and by somebody who is."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from lumbar.people.models import Account
from lumbar.people.tests.staff import shows, signed_in_account
from tests.access.accounts import ACCOUNTS, AccountLine
from tests.access.house import Street, invitation_token, undone
from tests.access.test_every_address import says

# On PostgreSQL the same queries run.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class Place(Street):
    """The street, and somebody with a password; the passkey asked for is another's."""

    def __init__(self) -> None:
        super().__init__()
        account = Account.objects.create_user("ada@example.org", "walnut ferry lantern")
        self.browser = signed_in_account(account)
        self.passkey = Authenticator.objects.create(
            user=self.ours.staff["owner"].account,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Phone"},
        )
        self.ours.row("invitation")

    def ask(self, browser: Client, line: AccountLine) -> Any:
        """Ask for this line's address; what it changes is taken back."""
        secrets = {
            "{invitation_token}": invitation_token(self.ours), "{passkey}": self.passkey.pk,
        }  # fmt: skip
        path = reverse(line.name, args=[secrets.get(one, one) for one in line.arguments])
        cookies = SimpleCookie(browser.cookies.output(header="", sep=";"))
        with undone():
            answer = getattr(browser, line.method)(path, line.send or {})
        browser.cookies = cookies
        return answer


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """Everybody, made once; gone after the last line."""
    with django_db_blocker.unblock(), undone():
        yield Place()


@pytest.mark.parametrize("line", ACCOUNTS, ids=lambda line: f"{line.method}-{line.name}")
def test_account_address(line: AccountLine, place: Place) -> None:
    says(place.ask(Client(), line), line.anonymous)
    says(place.ask(place.browser, line), line.person)
    if line.method == "post":
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = place.browser.cookies
        assert place.ask(strict, line).status_code == 403


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_another_persons_passkey_is_404(name: str, place: Place) -> None:
    """Also for somebody who just showed that it is them."""
    shows(place.browser, "password", reauthenticated=True)
    line = AccountLine(name, 404, 404, arguments=("{passkey}",))
    assert place.ask(place.browser, line).status_code == 404
