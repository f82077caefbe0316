"""What somebody has to be told about a visit, and when they are reminded of it.

A change is told after a grace period, and what is told is how the visit stands then, held against
what they were told last. So a visit that is booked and moved within the grace makes one message,
and one that is moved and moved back none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lumbar.scheduling.policy import Status

QUIET_FROM = time(22)
QUIET_TO = time(7)
"""Nobody is reminded at night: what would come then comes the evening before."""
INSTEAD = time(20)
SETTLED = timedelta(hours=1)
"""A reminder that would come sooner than this after the booking or its last change is left out."""


class Say(StrEnum):
    """What a message says."""

    REQUESTED = "requested"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    DECLINED = "declined"


class Stand(NamedTuple):
    """How a visit stands, as far as somebody has to know."""

    status: Status
    starts: int
    """Epoch seconds."""
    practitioner: int
    place: int

    def text(self) -> str:
        """The same as a short text to keep."""
        return f"{self.status}|{self.starts}|{self.practitioner}|{self.place}"

    @classmethod
    def read(cls, text: str) -> Stand | None:
        """From `text`; None for the empty text: nothing was told."""
        if not text:
            return None
        status, starts, practitioner, place = text.split("|")
        return cls(Status(status), int(starts), int(practitioner), int(place))


def to_say(
    stands: Stand, told: Stand | None, *, declined: bool = False, unasked: bool = False
) -> Say | None:
    """What has to be said about a visit that stands so, to somebody who was told that; None when
    there is nothing.

    ``declined``: the clinic declined the request. ``unasked``: whoever cancelled it is the one who
    made it, so that nobody waits for a word about it.
    """
    match stands.status:
        case Status.CANCELLED:
            if told is not None and told.status is Status.CANCELLED:
                return None
            if declined:
                return Say.DECLINED
            return None if told is None and unasked else Say.CANCELLED
        case Status.PENDING | Status.BOOKED:
            if told is None or told.status is Status.CANCELLED:
                return Say.BOOKED if stands.status is Status.BOOKED else Say.REQUESTED
            if stands == told:
                return None
            if stands[1:] == told[1:] and stands.status is Status.BOOKED:
                return Say.BOOKED
            return Say.MOVED
        case _:
            return None


def reminders(
    *, starts: datetime, hours: Iterable[int], zone: str, now: datetime
) -> list[tuple[int, datetime]]:
    """When somebody is reminded of a visit: each number of hours with its moment, by moment.

    ``zone`` is that of the place. Two that fall on one moment, since both would come in one night,
    are one: the later.
    """
    wall = ZoneInfo(zone)
    found: dict[datetime, int] = {}
    for before in sorted({one for one in hours if one > 0}, reverse=True):
        at = _by_day((starts - timedelta(hours=before)).astimezone(wall))
        if now + SETTLED <= at < starts:
            found[at] = before
    return [(before, at) for at, before in sorted(found.items())]


def _by_day(at: datetime) -> datetime:
    """The moment itself, or the evening before when it lies in the night."""
    if QUIET_TO <= at.time() < QUIET_FROM:
        return at.astimezone(UTC)
    day = at.date() if at.time() >= QUIET_FROM else at.date() - timedelta(days=1)
    return datetime.combine(day, INSTEAD, tzinfo=at.tzinfo).astimezone(UTC)
