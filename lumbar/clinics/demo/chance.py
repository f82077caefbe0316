"""Chance that comes out the same for the same seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Hong_Kong")
DAY = timedelta(days=1)


class Chance(random.Random):
    """Python's own generator with what the demo needs."""

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def id(self) -> uuid.UUID:
        """An id that is the same for the same seed."""
        return uuid.UUID(int=self.getrandbits(128), version=4)

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of these, by weight."""
        (chosen,) = self.choices([one for one, _ in choices], [weight for _, weight in choices])
        return chosen


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clinic's clock."""
    return datetime.combine(day, time(hour, minute), ZONE)


def within(number: float, least: int = 0, most: int = 10) -> int:
    """The nearest whole number of a scale."""
    return max(least, min(most, round(number)))
