"""Dates and numbers in the many ways people and apps write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["day-first", "month-first"]
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?!\d)")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_WEEKDAY = re.compile(r"^[a-z]{3,9}\.?,\s+(?=\d|[a-z]{3})")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.’' \u00a0\u202f]\d{3})+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A date of which only the year is sure: 3/4/2026."""

    first: int
    second: int
    year: int

    def read(self, order: Order) -> date | None:
        month, day = (
            (self.second, self.first) if order == "day-first" else (self.first, self.second)
        )
        return _date(self.year, month, day)


def read_date(text: str) -> tuple[date | Unclear, bool] | None:
    """A date in one of many ways of writing, and whether a time of day follows it."""
    text = _WEEKDAY.sub("", text.strip().casefold())
    for pattern, order in ((_YEAR_FIRST, "ymd"), (_DIGITS, "ymd"), (_DAY_MONTH, "dmy"),
                           (_MONTH_DAY, "mdy"), (_YEAR_LAST, "?")):  # fmt: skip
        match = pattern.match(text)
        if match is None:
            continue
        timed = ":" in text[match.end() :]
        parts = match.groups()
        found: date | Unclear | None
        if order == "?":
            first, mark, second, year = parts
            unclear = Unclear(int(first), int(second), int(year))
            # With points the day always comes first.
            found = unclear.read("day-first") if mark == "." else unclear
        else:
            names = dict(zip(order, parts, strict=True))
            month = _MONTHS.get(names["m"], 0) if names["m"].isalpha() else int(names["m"])
            found = _date(int(names["y"]), month, int(names["d"]))
        return (found, timed) if found is not None else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_count(text: str) -> float | None:
    """A number of steps, with or without marks between its thousands; None for anything else."""
    text = text.strip()
    if _THOUSANDS.fullmatch(text):
        return float(re.sub(r"\D", "", text))
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return None
