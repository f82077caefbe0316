"""Whether somebody who wants to book may, or has something more pressing to do first.

Who made no check is never kept from booking, and neither is who made one long ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lumbar.clinical.booking_schema import Booking, Opens
from lumbar.clinical.values import Level

Way = Literal["closed", "check_again", "first", "usual"]
"""``closed``: what the result says comes instead of a form. ``check_again``: a danger sign was
named since the check, so a new one comes first. ``first``: the earliest times, and before others on
the wait list. ``usual``: as everybody."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """How somebody comes to book."""

    way: Way
    level: Level | None = None
    """Of the check that still counts; None: there is none."""

    @property
    def may_book(self) -> bool:
        return self.way in ("first", "usual")


def urgency(
    newest: tuple[Level, datetime] | None,
    recheck_asked_at: datetime | None,
    now: datetime,
    booking: Booking,
) -> Urgency:
    """What comes first.

    ``newest`` is the newest check's level and moment, ``recheck_asked_at`` when a new check was
    called for that has not been made yet; None for neither.
    """
    since = now - timedelta(days=booking.counts.days)
    level = newest[0] if newest is not None and newest[1] > since else None
    opens: Opens = next((door.opens for door in booking.door if door.level == level), "usual")
    if opens == "closed":
        return Urgency("closed", level)
    if recheck_asked_at is not None and recheck_asked_at > since:
        return Urgency("check_again", level)
    return Urgency(opens, level)
