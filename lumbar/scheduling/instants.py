"""Between moments of a calendar and whole seconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def instant(when: datetime) -> int:
    """The second a moment lies in. Raises `ValueError` for one without a time zone."""
    if when.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return int(when.timestamp() // 1)


def moment(at: int) -> datetime:
    """The moment an instant is, in UTC."""
    return datetime.fromtimestamp(at, UTC)


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """A zone by its IANA name."""
    return ZoneInfo(name)


def local(at: int, zone: str) -> datetime:
    """What clock and calendar say at a place then."""
    return datetime.fromtimestamp(at, zone_of(zone))


def local_day(at: int, zone: str) -> date:
    """The date at a place then."""
    return datetime.fromtimestamp(at, zone_of(zone)).date()
