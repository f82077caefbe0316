"""What may be done to an appointment, from which status, by whom and until when.

The words of `Status` are FHIR's (https://hl7.org/fhir/R4/valueset-appointmentstatus.html).
"""

from __future__ import annotations

from enum import StrEnum

HOUR = 3600


class Status(StrEnum):
    """Where an appointment stands."""

    PROPOSED = "proposed"
    """Held for somebody: until they open the link in their e-mail, or answer an offer."""
    PENDING = "pending"
    """They confirmed; the clinic has yet to."""
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"


class Change(StrEnum):
    """Something done to an appointment."""

    REQUEST = "request"
    """Made by the person; what it is then says its status."""
    OFFER = "offer"
    """Made for somebody on the wait list, who has yet to answer."""
    BOOK = "book"
    """Made by the desk."""
    CONFIRM = "confirm"
    """The person opened the link in their e-mail, or took the offer."""
    LAPSE = "lapse"
    """Nobody confirmed it in time."""
    APPROVE = "approve"
    DECLINE = "decline"
    MOVE = "move"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    RUN_LATE = "run_late"
    FULFIL = "fulfil"
    NO_SHOW = "no_show"
    REOPEN = "reopen"
    """Takes back an arrival, an end or a no-show that was noted by mistake."""


class Who(StrEnum):
    """Who does it."""

    PERSON = "person"
    CLINIC = "clinic"


AHEAD = frozenset({Status.PROPOSED, Status.PENDING, Status.BOOKED})
"""The visit has yet to be."""
TAKES_TIME = frozenset(Status) - {Status.CANCELLED}
"""Has time of the practitioner to itself; a proposed one only until its hold ends."""

FROM: dict[Change, frozenset[Status]] = {
    Change.CONFIRM: frozenset({Status.PROPOSED}),
    Change.LAPSE: frozenset({Status.PROPOSED}),
    Change.APPROVE: frozenset({Status.PENDING}),
    Change.DECLINE: frozenset({Status.PENDING}),
    Change.MOVE: frozenset({Status.PENDING, Status.BOOKED}),
    Change.CANCEL: AHEAD,
    Change.ARRIVE: frozenset({Status.BOOKED}),
    Change.RUN_LATE: frozenset({Status.PENDING, Status.BOOKED, Status.ARRIVED}),
    Change.FULFIL: frozenset({Status.BOOKED, Status.ARRIVED}),
    Change.NO_SHOW: frozenset({Status.BOOKED}),
    Change.REOPEN: frozenset({Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW}),
}
"""From which status each change is made."""

BY_PERSON = frozenset({Change.REQUEST, Change.CONFIRM, Change.MOVE, Change.CANCEL})
"""What somebody does to their own visit; the clinic may do everything."""


class No(StrEnum):
    """Why a change is not made; the codes of `booking.errors.NotAllowed`."""

    STATUS = "status"
    PAST = "past"
    ROLE = "role"
    TOO_MANY_OPEN = "too_many_open"


def refused(change: Change, status: Status, who: Who, *, starts: int, now: int) -> No | None:
    """Why this change may not be made to a visit that starts then, or None when it may.

    ``starts`` and ``now`` are epoch seconds. A person changes nothing once the visit has begun.
    Nobody fails to come to a visit that has not begun. Whether the new time of a move is free is
    not asked here.
    """
    if who is Who.PERSON and change not in BY_PERSON:
        return No.ROLE
    if status not in FROM[change]:
        return No.STATUS
    if who is Who.PERSON and now >= starts:
        return No.PAST
    if change is Change.NO_SHOW and now < starts:
        return No.STATUS
    return None


def is_late(*, starts: int, now: int, cancel_hours: int) -> bool:
    """Whether giving the time up now is late: nearer to the start than so many hours."""
    return now > starts - cancel_hours * HOUR


def may_request(*, open_visits: int, max_open: int) -> No | None:
    """Whether somebody with so many visits ahead may book one more by themselves."""
    return No.TOO_MANY_OPEN if open_visits >= max_open else None


def first_status(*, verified: bool, approval: bool) -> Status:
    """What a request is when it is made: to be confirmed by the person first, then by the clinic
    where the service asks for it."""
    if not verified:
        return Status.PROPOSED
    return Status.PENDING if approval else Status.BOOKED


def moved_status(status: Status, who: Who, *, approval: bool) -> Status:
    """What a visit is after a move: one moved by the person is confirmed by the clinic anew where
    the service asks for it; one moved by the clinic is what it was."""
    if who is Who.PERSON and approval:
        return Status.PENDING
    return status


def hold_ends(*, now: int, starts: int, seconds: int) -> int:
    """Until when an unconfirmed request holds its time: so long, but not past the start."""
    return min(now + seconds, starts)
