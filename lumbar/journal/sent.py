"""A morning as a device or a form sends it, read and held against what can be. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lumbar.site.device_time import moment

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
        """Read what came in at ``now``.

        Raises:
            MorningError, MomentError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise MorningError("a morning is an object")
        said_at = moment(data, "said_at", now)
        try:
            morning = date.fromisoformat(str(data.get("morning")))
        except ValueError:
            raise MorningError("morning") from None
        if abs(morning - said_at.date()) > DATE_LINE:
            # The device's calendar is wrong: the moment is surer than the date.
            morning = said_at.date()
        return cls(morning, _number(data, "pain"), _number(data, "sleep"), said_at)


def _number(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise MorningError(name)
    return value
