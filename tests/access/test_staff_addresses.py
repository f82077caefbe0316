"""Every staff address, asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from lumbar.people.roles import ROLES
from lumbar.scheduling.instants import instant
from tests.access.foreign import FORMS, Form, crossings
from tests.access.house import House, Street, noon_ahead, undone
from tests.access.staff import SEEN, STAFF, StaffLine
from tests.access.test_every_address import patterns, says

# On PostgreSQL the same queries run.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def street(django_db_setup: None, django_db_blocker: Any) -> Iterator[Street]:
    """Everybody, made once; gone after the last line."""
    with django_db_blocker.unblock(), undone():
        yield Street()


def ids(line: StaffLine) -> str:
    return f"{line.method}-{line.name}"


def ask(browser: Client, line: StaffLine, house: House) -> Any:
    """Ask for this line's address with the rows of a house."""
    path = reverse(line.name, args=[house.filled(one) for one in line.arguments])
    send = {key: house.filled(value) for key, value in (line.send or {}).items()}
    if SEEN in send.values():
        page = browser.get(path)
        shown = page.context or {}
        send = {key: shown[key] if value == SEEN and key in shown else value
                for key, value in send.items()}  # fmt: skip
    with undone():
        return getattr(browser, line.method)(path, send)


def test_every_staff_address_has_a_line_and_asks_for_what_its_line_says() -> None:
    guarded = {
        pattern.name: pattern.callback.may
        for pattern in patterns(get_resolver().url_patterns)
        if hasattr(pattern.callback, "may")
    }
    assert guarded == {line.name: line.may for line in STAFF}
    for pattern in patterns(get_resolver().url_patterns):
        if str(pattern.pattern).startswith("desk"):
            assert pattern.name in guarded, f"{pattern.name} is open to everybody"


@pytest.mark.parametrize("line", STAFF, ids=ids)
def test_staff_address(line: StaffLine, street: Street) -> None:
    ours, theirs = street.ours, street.theirs
    says(ask(street.anonymous, line, ours), "302 /sign-in?next=*")
    for name, browser in (
        ("somebody signed in", street.person),
        ("the other clinic's owner", theirs.browsers["owner who treats"]),
        ("somebody who has left", street.has_left),
    ):
        assert ask(browser, line, ours).status_code == 404, name
    says(ask(street.without_second_factor, line, ours), "302 /account/second-factor/first?next=*")
    for name, member in ours.staff.items():
        answer = ask(ours.browsers[name], line, ours)
        if member.roles & ROLES[line.may]:
            says(answer, line.allowed)
        else:
            assert answer.status_code == 403, name
    if line.names_rows:
        answer = ask(ours.browsers["owner who treats"], line, theirs)
        assert answer.status_code == (404 if may_as_both(line) else 403)
    if line.method != "get":
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = ours.browsers["owner who treats"].cookies
        assert ask(strict, line, ours).status_code == 403


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_form_takes_a_row_of_another_clinic(form: Form, street: Street) -> None:
    """Our page, by somebody who may, with one row after the other of the other clinic."""
    ours, theirs = street.ours, street.theirs
    browser = ours.browsers["owner who treats"]
    path = reverse(form.name, args=[ours.filled(one) for one in form.arguments])
    noon = str(instant(noon_ahead(5)))

    def sends(foreign: tuple[str, str] | None) -> tuple[int, list[str]]:
        send = {key: value.replace("{noon}", noon) for key, value in form.send.items()}
        for key, kind in form.kinds:
            house = theirs if foreign == (key, kind) else ours
            send[key] = send[key].replace(f"{{{kind}}}", str(house.filled(f"{{{kind}}}")), 1)
        with undone():
            return browser.post(path, send).status_code, crossings()

    assert sends(None) == (302, []), "with rows of our own it is taken"
    for foreign in form.kinds:
        status, crossed = sends(foreign)
        assert not crossed, foreign
        assert status in (302, 400, 404, 409), (status, foreign)


def may_as_both(line: StaffLine) -> bool:
    """Whether an owner who treats may: they may everything that an owner or a clinician may."""
    return bool({"owner", "clinician"} & {role.value for role in ROLES[line.may]})
