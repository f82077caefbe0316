"""What an import gives, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Source = Literal["csv", "apple-health", "google-takeout"]

FIRST_DAY = date(2000, 1, 1)
"""Nobody's phone counted before."""
MOST_STEPS = 200_000
"""In one day; more is a slip or another column."""
ZONES = timedelta(days=1)
"""A file written east of here may already have tomorrow."""

Failure = Literal[
    "unknown",
    "empty",
    "too_much",
    "broken_zip",
    "zip_without",
    "broken_xml",
    "not_text",
    "no_columns",
    "bad_date",
    "bad_count",
    "far_date",
    "too_many_steps",
    "mixed_dates",
    "unclear_dates",
]


class ImportFailed(ValueError):
    """A file that cannot be taken. ``failure`` is for the page to word; ``line`` (from 1) and
    ``text`` say where in the file, if it has lines."""

    def __init__(self, failure: Failure, line: int | None = None, text: str = "") -> None:
        super().__init__(failure if line is None else f"{failure} in line {line}: {text!r}")
        self.failure = failure
        self.line = line
        self.text = text[:40]


@dataclass(frozen=True, slots=True)
class Imported:
    """The steps of each day."""

    source: Source
    days: dict[date, int]
    overlapping: bool = False
    """More than one device counted on the same day: the one with the most was taken."""

    @property
    def first(self) -> date:
        return min(self.days)

    @property
    def last(self) -> date:
        return max(self.days)


def can_be(day: date, today: date) -> bool:
    """Whether steps can have been counted on this day."""
    return FIRST_DAY <= day <= today + ZONES
