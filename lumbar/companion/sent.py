"""A use of cold or warmth as a device timed it, read and held against what can be. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, get_args

from lumbar.clinical import packs
from lumbar.clinical.companion_schema import HeatCold
from lumbar.site.device_time import moment


class PackError(ValueError):
    """A use that cannot be; the message names the part that is wrong."""


class PackSent(NamedTuple):
    """One use of a pack."""

    method: str
    started_at: datetime
    minutes: int
    seconds: int
    ended: str

    @classmethod
    def from_json(cls, data: object, now: datetime, knowledge: HeatCold) -> PackSent:
        """Read what came in at ``now``.

        Raises:
            PackError, MomentError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise PackError("a use is an object")
        try:
            method = packs.method_of(str(data.get("method")), knowledge)
        except KeyError:
            raise PackError("method") from None
        minutes, seconds = _whole(data, "minutes"), _whole(data, "seconds")
        if minutes not in packs.lengths(method):
            raise PackError("minutes")
        if not 0 <= seconds <= 60 * min(minutes, method.at_most):
            raise PackError("seconds")
        if data.get("ended") not in get_args(packs.Ending):
            raise PackError("ended")
        started_at = moment(data, "started_at", now)
        return cls(method.id, started_at, minutes, seconds, str(data["ended"]))


def _whole(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PackError(name)
    return value
