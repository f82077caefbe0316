"""A morning as a device or a form sends it, read and held against what can be. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

LONGEST_KEPT = timedelta(days=400)
DATE_LINE = timedelta(days=2)
"""A morning's date may differ so much from the server's: the world has many time zones."""


class MorningError(ValueError):
    """A morning that cannot be; the message names the part that is wrong."""


class MorningSent(NamedTuple):
    """What was said of one morning."""

    morning: date
    pain: int
    sleep: int
    said_at: datetime

    @classmethod
    def from_json(cls, data: object, now: datetime) -> MorningSent:
        """Read what came in at ``now``. How long ago it was said is counted by the device's clock,
        which may be wrong but runs.

        Raises:
            MorningError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise MorningError("a morning is an object")
        ago = _moment(data, "sent_at") - _moment(data, "said_at")
        if not timedelta(0) <= ago <= LONGEST_KEPT:
            raise MorningError("said_at")
        said_at = now - ago
        try:
            morning = date.fromisoformat(str(data.get("morning")))
        except ValueError:
            raise MorningError("morning") from None
        if abs(morning - said_at.date()) > DATE_LINE:
            # The device's calendar is wrong: the moment is surer than the date.
            morning = said_at.date()
        return cls(morning, _number(data, "pain"), _number(data, "sleep"), said_at)


def _moment(data: Mapping[str, object], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(data.get(name)))
    except ValueError:
        raise MorningError(name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise MorningError(name)
    return value
