"""When a measure is asked again. Offered, never pressed: what is due stays due until it is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple


class Asking(NamedTuple):
    """A measure that is asked of a person, and when it was last answered."""

    measure: str
    every_days: int
    last: date | None
    """None: never."""
    not_before: date
    """The first day on which it may be asked at all."""

    def next_on(self) -> date:
        """The day on which it is due."""
        if self.last is None:
            return self.not_before
        return max(self.last + timedelta(days=self.every_days), self.not_before)


def due(now: date, last: date | None, every_days: int) -> bool:
    """Whether something last done on a day is due again; what was never done is due at once."""
    return last is None or now >= last + timedelta(days=every_days)


def due_now(now: date, askings: Iterable[Asking], together_days: int) -> list[str]:
    """The measures of today's check-in that are still open, in the order given: what is due, and
    with it, also when a part is already done, whatever would be due within ``together_days``; so
    that one check-in does not fall into several."""
    asked = list(askings)
    if not any(one.next_on() <= now or one.last == now for one in asked):
        return []
    soon = now + timedelta(days=together_days)
    return [one.measure for one in asked if one.next_on() <= soon]
