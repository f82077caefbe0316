"""A morning as a device or a form sends it, read and held against what can be. No Django here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lumbar.clinical.library import library
from lumbar.site.device_time import moment

DATE_LINE = timedelta(days=2)
"""A morning's date may differ so much from the server's: the world has many time zones."""


STIFF_MINUTES = (0, 15, 30, 60, 120)
"""What can be tapped: not at all, up to a quarter, half, a whole hour, longer."""


class MorningError(ValueError):
    """A morning that cannot be; the message names the part that is wrong."""


class MorningSent(NamedTuple):
    """What was said of one morning."""

    morning: date
    pain: int
    sleep: int
    said_at: datetime
    stiff_minutes: int | None = None
    """None when it was not said, as for ``areas``."""
    areas: tuple[str, ...] | None = None
    """Regions of the body map, sorted."""

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
        return cls(
            morning,
            _number(data, "pain"),
            _number(data, "sleep"),
            said_at,
            stiffness(data.get("stiff_minutes")),
            areas_of(data.get("areas")),
        )


def stiffness(value: object) -> int | None:
    """Minutes of stiffness, or None when it was not said; ``MorningError`` for anything else."""
    if value is None:
        return None
    if isinstance(value, bool) or value not in STIFF_MINUTES:
        raise MorningError("stiff_minutes")
    return int(str(value))


def areas_of(value: object) -> tuple[str, ...] | None:
    """Where it hurt, or None when it was not said; ``MorningError`` for what the map has not."""
    if value is None:
        return None
    known = {region.id for region in library().body_map}
    if not isinstance(value, Sequence) or isinstance(value, str) or not known.issuperset(value):
        raise MorningError("areas")
    return tuple(sorted(set(value)))


def _number(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise MorningError(name)
    return value
