"""A time of slow breathing as a device sends it, held against what can be. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from lumbar.site.device_time import moment

MOST_SECONDS = 3600


class BreathingError(ValueError):
    """A breathing that cannot be; the message names the part that is wrong."""


class BreathingSent(NamedTuple):
    """When it began and how long it was, in seconds."""

    started_at: datetime
    seconds: int

    @classmethod
    def from_json(cls, data: object, now: datetime) -> BreathingSent:
        """Read what came in at ``now``.

        Raises:
            BreathingError, MomentError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise BreathingError("a breathing is an object")
        started_at = moment(data, "started_at", now)
        seconds = data.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int):
            raise BreathingError("seconds")
        if not 0 < seconds <= MOST_SECONDS:
            raise BreathingError("seconds")
        return cls(started_at, seconds)
