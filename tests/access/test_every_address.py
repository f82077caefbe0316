"""Who gets what at every address of the site: somebody new, the owner of a row, somebody else.

`TABLE` has a line for every named address and fails when one is missing, so that a new page
cannot come without a word on who may see it. 404 is the answer to another person's row: whether
it exists is nobody else's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from lumbar.people.guests import GUEST_COOKIE
from lumbar.tonight.tests.helpers import sent
from tests.access.accounts import ACCOUNTS
from tests.access.house import undone
from tests.access.somebody import Given, counts, given, state_of
from tests.access.staff import STAFF
from tests.access.table import (
    FOR_WHOEVER_HAS_THE_LINK,
    NOTHING_DONE,
    TABLE,
    VISIT_OF_WHOEVER_HAS_THE_LINK,
    Line,
)

pytestmark = pytest.mark.django_db
# On PostgreSQL the owner's own way through every address is enough: the same queries run.


def patterns(among: list[Any]) -> Iterator[URLPattern]:
    """Every address of the site."""
    for one in among:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} needs a name"
            yield one


def addresses() -> set[str]:
    """The names of the addresses of `TABLE`: those of people without an account."""
    return {line.name for line in TABLE}


def test_the_tables_have_every_address() -> None:
    named = {line.name for line in (*TABLE, *STAFF, *ACCOUNTS)}
    assert named == {str(one.name) for one in patterns(get_resolver().url_patterns)}


def named(owner: Given, name: str) -> list[Any]:
    """The owner's rows, when those an address is about have been made by naming them."""
    owner.arguments(name)
    return state_of(owner)


def ids(line: Line) -> str:
    return f"{line.method}-{line.name}"


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Given, Given]]:
    """Two people with a row of every kind, made once. What a test writes is gone after it."""
    with django_db_blocker.unblock(), undone():
        yield given(), given()


@pytest.fixture
def owner(two: tuple[Given, Given]) -> Given:
    return with_a_browser_of_its_own(two[0])


@pytest.fixture
def other(two: tuple[Given, Given]) -> Given:
    return with_a_browser_of_its_own(two[1])


def with_a_browser_of_its_own(one: Given) -> Given:
    """An answer may change a browser's cookies; the next test begins with them as they were."""
    return replace(one, browser=with_the_cookies_of(one.browser))


def with_the_cookies_of(browser: Client, *, strict: bool = False) -> Client:
    another = Client(enforce_csrf_checks=strict)
    another.cookies = deepcopy(browser.cookies)
    return another


@pytest.mark.one_database
@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_new(line: Line, owner: Given) -> None:
    looker = Client()
    # The rows a line is about may be made by naming them.
    owner.arguments(line.name)
    before = counts()
    answer = ask(looker, line, owner)
    says(answer, line.looker)
    if line.name in FOR_WHOEVER_HAS_THE_LINK:
        assert GUEST_COOKIE not in answer.cookies
    elif not (line.name == "check" and line.method == "post"):
        # Beginning a check is the first thing that is ever kept of anybody.
        assert counts() == before
        assert GUEST_COOKIE not in answer.cookies
    else:
        assert answer.cookies[GUEST_COOKIE]["httponly"]


@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_the_owner(line: Line, owner: Given) -> None:
    says(ask(owner.browser, line, owner), line.owner)


@pytest.mark.one_database
@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_else(line: Line, owner: Given, other: Given) -> None:
    before = named(owner, line.name)
    says(ask(other.browser, line, owner), line.other)
    by_a_link = FOR_WHOEVER_HAS_THE_LINK | VISIT_OF_WHOEVER_HAS_THE_LINK
    assert state_of(owner) == before or line.name in by_a_link


WRITES = [one for one in TABLE if one.method != "get"]
# Mail programs post to this one by themselves, without a page (RFC 8058). All it can do is stop.
WITH_A_TOKEN = [one for one in WRITES if one.name != "stop_reminders"]


@pytest.mark.one_database
@pytest.mark.parametrize("line", WITH_A_TOKEN, ids=ids)
def test_nothing_is_changed_without_the_forms_token(line: Line, owner: Given) -> None:
    strict = with_the_cookies_of(owner.browser, strict=True)
    before = named(owner, line.name)
    assert ask(strict, line, owner).status_code == 403
    assert state_of(owner) == before


# That messages were before their eyes is noted.
LOOKED_AT = {line.name for line in TABLE if line.method == "post"} - {"messages"}


@pytest.mark.one_database
@pytest.mark.parametrize("name", sorted(LOOKED_AT))
def test_looking_changes_nothing(name: str, owner: Given) -> None:
    before = named(owner, name)
    owner.browser.get(reverse(name, args=owner.arguments(name)))
    assert state_of(owner) == before


def ask(browser: Client, line: Line, owner: Given) -> Any:
    """Ask for the owner's address of this line."""
    path = reverse(line.name, args=owner.arguments(line.name))
    method: Callable[..., Any] = getattr(browser, line.method)
    if isinstance(line.send, str):
        record = sent(owner.evening, NOTHING_DONE) if line.send == "evening" else waking()
        if line.send == "dose":
            record = taking()
        if line.send == "pack":
            record = {"method": "cold", "minutes": 10, "seconds": 600, "ended": "over"}
            record |= {"started_at": timezone.now().isoformat(), "clock_behind": 0}
        if line.send == "breathing":
            record = {"started_at": timezone.now().isoformat(), "seconds": 300, "clock_behind": 0}
        return method(path, json.dumps(record), content_type="application/json")
    rows = {"{uuid}": owner.evening.pk, "{morning}": owner.morning.pk, "{dose}": owner.dose}
    rows |= {"{reading}": owner.reading, "{breathing}": owner.breathing}
    rows |= {"{question}": owner.question, "{message}": owner.message}
    send = {
        key: str(rows.get(value, value)) if isinstance(value, str) else value
        for key, value in (line.send or {}).items()
    }
    return method(path, send)


def waking() -> dict[str, Any]:
    """A morning as a device sends it."""
    said = {"said_at": timezone.now().isoformat(), "clock_behind": 0}
    return {"morning": timezone.localdate().isoformat(), "pain": 2, "sleep": 8, **said}


def taking() -> dict[str, Any]:
    """Something taken, as a device sends it."""
    said = {"medicine": "opioid", "name": "", "amount": "one", "tablets": "", "milligrams_each": ""}
    return {**said, "taken_at": timezone.now().isoformat(), "clock_behind": 0}


def says(answer: Any, expected: int | str) -> None:
    """The status is as expected, and a redirect goes where it should; ``{uuid}`` in it stands for
    any id, ``*`` for anything."""
    status, _, to = str(expected).partition(" ")
    location = answer.headers.get("Location", "")
    assert answer.status_code == int(status), (answer.status_code, location)
    if to:
        pattern = re.escape(to).replace(re.escape("{uuid}"), "[0-9a-f-]{36}")
        pattern = pattern.replace(re.escape("*"), ".*")
        assert re.fullmatch(pattern, location), location
