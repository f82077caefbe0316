"""When something happened, as a device tells it whose clock may be wrong. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

LONGEST_KEPT = timedelta(days=400)
"""A device may be without a network for long; nothing is kept on it for ever."""


class MomentError(ValueError):
    """A moment that cannot be read; the message names the part that is wrong."""


def moment(data: Mapping[str, object], name: str, now: datetime) -> datetime:
    """The moment ``name`` of what a device sent, by our clock; ``now`` is when it came in.

    ``clock_behind`` is by how many seconds the device's clock is behind ours (`static/site/link.js`
    learns it). What cannot be, later than now or longer ago than anything is kept, comes from a
    clock that was set right in between: then it counts as now, since refusing it would lose it.

    Raises:
        MomentError: one of the two is missing or is no moment or number.
    """
    behind = data.get("clock_behind")
    if isinstance(behind, bool) or not isinstance(behind, int | float):
        raise MomentError("clock_behind")
    try:
        told = datetime.fromisoformat(str(data.get(name)))
    except ValueError:
        raise MomentError(name) from None
    try:
        real = (told if told.tzinfo else told.replace(tzinfo=UTC)) + timedelta(seconds=behind)
        ago = now - real
    except (OverflowError, ValueError):
        raise MomentError("clock_behind") from None
    return real if timedelta(0) <= ago <= LONGEST_KEPT else now
