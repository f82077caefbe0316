"""Who gets what at every address of the site: somebody new, the owner of a row, somebody else.

`TABLE` has a line for every named address and fails when one is missing, so that a new page
cannot come without a word on who may see it. 404 is the answer to another person's row: whether
it exists is nobody else's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from lumbar.people.guests import GUEST_COOKIE
from lumbar.tonight.tests.helpers import sent
from tests.access.somebody import Given, counts, given, state_of
from tests.access.table import FOR_WHOEVER_HAS_THE_LINK, NOTHING_DONE, TABLE, Line

pytestmark = pytest.mark.django_db
# On PostgreSQL the owner's own way through every address is enough: the same queries run.


def addresses(patterns: list[Any] | None = None) -> Iterator[str]:
    """The name of every address of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} needs a name"
            yield one.name


def test_the_table_has_every_address() -> None:
    named = {line.name for line in TABLE}
    assert named == set(addresses())


def ids(line: Line) -> str:
    return f"{line.method}-{line.name}"


@pytest.mark.one_database
@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_new(line: Line) -> None:
    owner, looker = given(), Client()
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
def test_the_owner(line: Line) -> None:
    owner = given()
    says(ask(owner.browser, line, owner), line.owner)


@pytest.mark.one_database
@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_else(line: Line) -> None:
    owner, other = given(), given()
    before = state_of(owner)
    says(ask(other.browser, line, owner), line.other)
    assert state_of(owner) == before or line.name in FOR_WHOEVER_HAS_THE_LINK


WRITES = [one for one in TABLE if one.method != "get"]
# Mail programs post to this one by themselves, without a page (RFC 8058). All it can do is stop.
WITH_A_TOKEN = [one for one in WRITES if one.name != "stop_reminders"]


@pytest.mark.one_database
@pytest.mark.parametrize("line", WITH_A_TOKEN, ids=ids)
def test_nothing_is_changed_without_the_forms_token(line: Line) -> None:
    owner = given()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.browser.cookies
    before = state_of(owner)
    assert ask(strict, line, owner).status_code == 403
    assert state_of(owner) == before


@pytest.mark.one_database
@pytest.mark.parametrize("name", sorted({line.name for line in TABLE if line.method == "post"}))
def test_looking_changes_nothing(name: str) -> None:
    owner = given()
    before = state_of(owner)
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
    rows |= {"{question}": owner.question}
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
    """The status is as expected, and a redirect goes where it should."""
    status, _, to = str(expected).partition(" ")
    location = answer.headers.get("Location", "")
    assert answer.status_code == int(status), (answer.status_code, location)
    if to:
        pattern = re.escape(to).replace(re.escape("{uuid}"), "[0-9a-f-]{36}")
        assert re.fullmatch(pattern, location), location
