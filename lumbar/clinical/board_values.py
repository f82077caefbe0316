"""The morning board's values: what is known of a clinic's morning, and a line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Literal, NamedTuple

from lumbar.clinical.board_schema import BoardRule, Shares

Evidence = dict[str, Any]
"""What was heard, for the sentence that says why; plain JSON."""


class CheckMade(NamedTuple):
    at: datetime
    level: str
    pain: int | None = None
    """As it was answered there, 0 to 10."""
    findings: tuple[str, ...] = ()
    """Ids of the rules of the check that fired, most urgent first."""


class Called(NamedTuple):
    """A new check was called for."""

    at: datetime
    by: str


class Reviewed(NamedTuple):
    """A check-in of the companion was answered."""

    at: datetime
    check_in: str
    outcome: str


class FirstHours(NamedTuple):
    """A companion that goes on."""

    began_at: datetime
    """When the pain began."""
    answered: frozenset[str] = frozenset()
    """Check-ins that were answered."""


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody shares with the clinic. Where they share only the result, the rest is empty."""

    id: str
    """As whoever asks names them."""
    shares: Shares
    checks: Sequence[CheckMade] = ()
    """Newest first."""
    called: Sequence[Called] = ()
    signs: Sequence[datetime] = ()
    """When a danger sign was named in the companion."""
    reviews: Sequence[Reviewed] = ()
    first_hours: FirstHours | None = None
    mornings: Sequence[tuple[date, int]] = ()
    """Pain on waking, oldest first."""
    done: Sequence[date] = ()
    """Nights whose exercises were done, at least in part, oldest first; one may be there twice."""


class Request(NamedTuple):
    id: str
    made_at: datetime
    level: str = ""
    """Of the check it came from."""


class Undelivered(NamedTuple):
    """A message about a visit that did not arrive."""

    id: str
    """Of the visit."""
    at: datetime
    """When the message was due."""


class Suits(NamedTuple):
    """A free time for somebody on the wait list."""

    id: str
    """Of their place on the list."""
    since: datetime
    """When they joined it."""
    position: int
    """In the line, from 1."""
    time: Evidence
    """Which time it is, and with whom."""


class Visit(NamedTuple):
    id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """A clinic's morning."""

    since: datetime
    """The end of the last working evening."""
    zone: tzinfo
    """Of the clinic; days are days there."""
    people: Sequence[Person] = ()
    requests: Sequence[Request] = ()
    """Visits that were asked for and have no answer yet."""
    undelivered: Sequence[Undelivered] = ()
    """Of visits that are to come, or that the clinic called off."""
    visits: Sequence[Visit] = ()
    """Visits of today that are to come or have come."""
    suits: Sequence[Suits] = ()
    """Whom a time that is free now would suit, in the order of the wait list."""
    waiting: int = 0
    """How many wait for a time."""
    offered: int = 0
    """How many times are offered to them and not answered yet."""


class Subject(NamedTuple):
    """What a line is about."""

    kind: Literal["person", "appointment", "waiting", "clinic"]
    id: str = ""


THE_CLINIC = Subject("clinic")


@dataclass(frozen=True, slots=True)
class Line:
    """Something a rule says of a person, an appointment, a place on the wait list or the clinic."""

    rule: BoardRule
    subject: Subject
    occasion: str
    """The same however often it is worked out; another time it comes has another."""
    at: datetime
    """When it came; of a visit, when it begins."""
    evidence: Evidence = field(default_factory=dict)
    over: bool = False
    """Something newer was said since (``evidence["level"]``); it came overnight, so it is there."""
