"""What a clinic's people share with it, read for all of them together.

A person is named by their id in hexadecimal: the database's own text becomes it without a UUID
being made for every row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, overload
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from lumbar.board.shared_sql import CHECKS as CHECKS_MADE
from lumbar.board.shared_sql import EVENTS, rows_of
from lumbar.board.shared_sql import MORNINGS as MORNINGS_TOLD
from lumbar.board.shared_sql import NIGHTS as NIGHTS_DONE
from lumbar.clinical.board_values import (
    Called,
    CheckMade,
    FirstHours,
    Person,
    Reviewed,
)
from lumbar.people.models import Clinic, Sharing
from lumbar.tonight.queries import NIGHT_ENDS_AT

T = TypeVar("T")

RECENT = timedelta(days=8)
"""As far back as a red flag can come to the board that nobody has opened since."""
CHECKS = timedelta(days=60)
"""An older check says nothing about this morning."""
MORNINGS = timedelta(days=21)
NIGHTS = timedelta(days=23)
"""As far back as the rules and the one-line course look: so many nights without, after so many
with."""


FIRST_HOURS = timedelta(hours=48)

_PERSON: Any = Sharing._meta.get_field("person")


def hexed(id: str | UUID) -> str:
    """An id as 32 hexadecimal digits: SQLite keeps it so, PostgreSQL gives a UUID."""
    return id if isinstance(id, str) else id.hex


def people(
    clinic: Clinic,
    shares: dict[str, str],
    now: datetime,
    zone: ZoneInfo,
    *,
    since: datetime,
    back_to: datetime,
) -> list[Person]:
    """Everybody who shares. What is of the journal is read only of those who share that.

    ``since``: the last working evening; ``back_to``: when the oldest line came that is on the board
    until somebody closes it. Whatever came since either is read.
    """
    today = now.astimezone(zone).date()
    checks = _checks(clinic, min(now - CHECKS, back_to))
    called, signs, reviews, hours = _events(clinic, min(now - RECENT, since, back_to), since)
    mornings, done = _mornings(clinic, today), _nights(clinic, now, zone)
    return [
        Person(
            id=id,
            shares=_scope(scope),
            checks=checks.get(id, ()),
            called=called.get(id, ()),
            signs=signs.get(id, ()),
            reviews=reviews.get(id, ()),
            first_hours=hours.get(id),
            mornings=mornings.get(id, ()),
            done=done.get(id, ()),
        )
        for id, scope in shares.items()
    ]


def _scope(scope: str) -> Any:
    return {"result": "result", "journal": "journal"}.get(scope, "none")


def _checks(clinic: Clinic, since: datetime) -> dict[str, list[CheckMade]]:
    """By person, newest first."""
    found: dict[str, list[CheckMade]] = defaultdict(list)
    for person, at, level, pain, fired in rows_of(
        CHECKS_MADE, clinic=clinic.pk, since=at_stored(since)
    ):
        findings = tuple(one["rule"] for one in json.loads(fired)) if fired else ()
        found[hexed(person)].append(CheckMade(read_moment(at), level, _whole(pain), findings))
    return found


def _whole(value: Any) -> int | None:
    """A number out of an answer; PostgreSQL gives its text."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() else None
    return value if isinstance(value, int) else None


class _Events(NamedTuple):
    """By person."""

    called: dict[str, list[Called]]
    signs: dict[str, list[datetime]]
    reviews: dict[str, list[Reviewed]]
    hours: dict[str, FirstHours]
    """Of those first hours that go on, the ones that were started last."""


def _events(clinic: Clinic, since: datetime, evening: datetime) -> _Events:
    """Calls for a new check, danger signs and answered check-ins, and first hours that end after
    that evening, in one trip."""
    found = _Events(defaultdict(list), defaultdict(list), defaultdict(list), {})
    started: dict[str, str] = {}
    began = at_stored(evening - FIRST_HOURS)
    for kind, person, moment, what, how in rows_of(
        EVENTS, clinic=clinic.pk, since=at_stored(since), began=began
    ):
        id, at = hexed(person), read_moment(moment)
        if kind == "called":
            found.called[id].append(Called(at, what))
        elif kind == "sign":
            found.signs[id].append(at)
        elif kind == "review":
            found.reviews[id].append(Reviewed(at, what, how))
        elif what >= started.get(id, ""):
            started[id] = what
            found.hours[id] = FirstHours(at, frozenset({how} if how else ()))
    return found


def at_stored(when: datetime) -> Any:
    """A moment as the database is asked for it."""
    return connection.ops.adapt_datetimefield_value(when)


def read_moment(value: str | datetime) -> datetime:
    """A moment as the database gives it: SQLite writes UTC without saying so, and out of a union
    it gives its text."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


class Parsed(Sequence[T]):
    """Texts that become values when somebody asks for them: of most people the rules ask only for
    the newest few."""

    def __init__(self, texts: list[str], parse: Callable[[str], T]) -> None:
        self.texts = texts
        self.parse = parse

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self.parse(text) for text in self.texts[index]]
        return self.parse(self.texts[index])

    def __iter__(self) -> Iterator[T]:
        return map(self.parse, self.texts)


def _mornings(
    clinic: Clinic, today: date, people: list[Any] | None = None
) -> dict[str, Parsed[tuple[date, int]]]:
    """By person, pain on waking, oldest first."""
    rows = rows_of(
        MORNINGS_TOLD, people=people, clinic=clinic.pk,
        after=(today - MORNINGS).isoformat(), today=today.isoformat(),
    )  # fmt: skip
    return {hexed(person): Parsed(sorted(days.split(",")), _morning) for person, days in rows}


# A day and a pain are the same for many people.
@lru_cache(maxsize=1024)
def _morning(text: str) -> tuple[date, int]:
    return date.fromisoformat(text[:10]), int(text[11:])


def _nights(
    clinic: Clinic, now: datetime, zone: ZoneInfo, people: list[Any] | None = None
) -> dict[str, Parsed[date]]:
    """By person, the nights on which at least one exercise was done, oldest first."""
    rows = rows_of(NIGHTS_DONE, people=people, clinic=clinic.pk, since=at_stored(now - NIGHTS))

    offsets = {
        (now - days * timedelta(days=1)).astimezone(zone).utcoffset()
        for days in range(NIGHTS.days + 2)
    }
    # Where no clock was changed lately, one subtraction says it all.
    always = offsets.pop() if len(offsets) == 1 else None

    def night(text: str) -> date:
        # SQLite writes UTC without saying so, PostgreSQL says so.
        at = datetime.fromisoformat(text[:19])
        if always is not None:
            return (at + always - NIGHT_ENDS_AT).date()
        return (at.replace(tzinfo=UTC).astimezone(zone) - NIGHT_ENDS_AT).date()

    return {hexed(person): Parsed(sorted(moments.split(",")), night) for person, moments in rows}


def courses(clinic: Clinic, people: Collection[str], now: datetime) -> dict[str, Person]:
    """Mornings and nights of these people, where they share them with the clinic."""
    zone = ZoneInfo(clinic.time_zone)
    ids = [_PERSON.get_db_prep_value(UUID(one), connection) for one in people]
    mornings = _mornings(clinic, now.astimezone(zone).date(), ids) if ids else {}
    done = _nights(clinic, now, zone, ids) if ids else {}
    return {
        one: Person(one, "journal", mornings=mornings.get(one, ()), done=done.get(one, ()))
        for one in people
    }
