"""Every page of accounts and of the desk: accessible, tidy, and no wider than a phone.

The pages are those that the access tables (tests/access) know, so a new one is looked at without
being named here. As elsewhere English is looked at by night, Chinese by day; the desk at its width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lumbar.people.models import Account, Clinic
from lumbar.people.tests.staff import signed_in_account
from tests.access.accounts import ACCOUNTS
from tests.access.house import House, Street, invitation_token
from tests.access.staff import STAFF, StaffLine
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.test_every_page import fits, is_well
from tests.journeys.visitor import Visitor

NOT_PAGES = {
    "mfa_download_recovery_codes": "a file",
    "patient_report_pdf": "a file",
    "patient_report_csv": "a file",
    "desk_grid": "a part of a page",
    "desk_times": "a part of a page",
    "desk_find": "a part of a page",
}


def enters(visitor: Visitor, browser: Client) -> None:
    """Be who is signed in in this test client."""
    name = settings.SESSION_COOKIE_NAME
    value = browser.cookies[name].value
    visitor.page.context.add_cookies([{"name": name, "value": value, "url": visitor.site}])


def house_here(visitor: Visitor) -> House:
    """A clinic with everything, at the address of the test's server (the demo clinic is there
    already, and answers everywhere else)."""
    house = Street().ours
    Clinic.objects.filter(pk=house.clinic.pk).update(host=urlsplit(visitor.site).hostname)
    return house


def opens(visitor: Visitor, path: str) -> None:
    """Open a page that is there."""
    answer = visitor.page.goto(visitor.site + path)
    assert answer is not None and answer.status == 200, (path, answer and answer.status)


def desk_pages(house: House) -> Iterator[tuple[str, str]]:
    """The name and the path of every page of the desk."""
    lines: tuple[StaffLine, ...] = STAFF
    for line in lines:
        if line.method == "get" and line.allowed == 200 and line.name not in NOT_PAGES:
            arguments = [house.filled(one) for one in line.arguments]
            yield line.name, reverse(line.name, args=arguments)


@pytest.mark.parametrize("how", [{}, CHINESE], ids=["english", "chinese"])
def test_for_staff(visitor_in: Callable[..., Visitor], how: dict[str, Any]) -> None:
    visitor = visitor_in(**how, **DESK)
    house = house_here(visitor)
    enters(visitor, house.browsers["owner who treats"])
    wrong = []
    for name, path in desk_pages(house):
        opens(visitor, path)
        try:
            is_well(visitor, name)
        except AssertionError as error:
            wrong.append(str(error).partition("\nassert")[0])
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("how", [{}, CHINESE], ids=["english", "chinese"])
def test_of_accounts(visitor_in: Callable[..., Visitor], how: dict[str, Any]) -> None:
    visitor = visitor_in(**how)
    house = house_here(visitor)
    house.row("invitation")
    account = Account.objects.create_user("ada@example.org", "walnut ferry lantern")
    for signed_in in (False, True):
        if signed_in:
            enters(visitor, signed_in_account(account))
        for line in ACCOUNTS:
            expected = line.person if signed_in else line.anonymous
            if line.method != "get" or expected != 200 or line.name in NOT_PAGES:
                continue
            secrets = {"{invitation_token}": invitation_token(house)}
            path = reverse(line.name, args=[secrets.get(one, one) for one in line.arguments])
            opens(visitor, path)
            if how:
                fits(visitor.page, line.name)
            else:
                is_well(visitor, line.name)
