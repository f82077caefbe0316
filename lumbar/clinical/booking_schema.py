"""The shape of what the check means for booking (``booking/booking.toml``)."""

from __future__ import annotations

from typing import Literal

from lumbar.clinical.schema import LevelName, Strict, Tag

Opens = Literal["closed", "first", "usual"]
"""What to do instead of a form; the earliest times first; nothing special."""


class Counts(Strict, frozen=True, kw_only=True):
    """How long a check speaks to somebody who books."""

    days: int
    source: list[str]
    tag: Tag


class Door(Strict, frozen=True, kw_only=True):
    """What one level makes of booking."""

    level: LevelName
    opens: Opens
    source: list[str]
    tag: Tag

    @property
    def id(self) -> str:
        return self.level


class Booking(Strict, frozen=True, kw_only=True):
    counts: Counts
    door: list[Door]
