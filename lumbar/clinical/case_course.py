"""A course as a case tells it: weeks from the beginning in place of dates, and how it came out.

Numbers of one person go in as mornings by day; numbers of several come out only where enough of
them stand behind each, and then rounded, so that nobody is found by taking one figure from another.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from statistics import fmean, median
from typing import Literal, NamedTuple

Outcome = Literal["better", "same", "worse", "unknown"]
"""How the pain came out: by the meaningful change of the measure; ``unknown`` where too little was
told to say."""
OUTCOMES: tuple[Outcome, ...] = ("better", "same", "worse")


class Week(NamedTuple):
    """One week of one person."""

    week: int
    """The first is 1."""
    pain: float
    """Mean on waking, 0 to 10."""
    sleep: float
    """Mean, 0 very badly to 10 very well."""
    mornings: int
    evenings: int
    """On which exercises were done."""


def weeks_of(
    mornings: Mapping[date, tuple[int, int]],
    evenings: Collection[date],
    began: date,
    *,
    at_least: int,
    until: int = 104,
) -> tuple[Week, ...]:
    """The weeks after ``began`` that have enough mornings; ``mornings`` gives pain and sleep by
    day. No date comes out."""
    by_week: dict[int, list[tuple[int, int]]] = {}
    for day, told in mornings.items():
        if day >= began:
            by_week.setdefault((day - began).days // 7 + 1, []).append(told)
    done: dict[int, int] = {}
    for day in set(evenings):
        if day >= began:
            week = (day - began).days // 7 + 1
            done[week] = done.get(week, 0) + 1
    return tuple(
        Week(
            week,
            round(fmean(pain for pain, _sleep in told), 1),
            round(fmean(sleep for _pain, sleep in told), 1),
            len(told),
            done.get(week, 0),
        )
        for week, told in sorted(by_week.items())
        if len(told) >= at_least and week <= until
    )


def outcome(weeks: Sequence[Week], points: float) -> Outcome:
    """How the pain came out: the last two weeks that were told beside the first, by at least so
    many points. Under four weeks between them nothing is said."""
    if len(weeks) < 3 or weeks[-1].week - weeks[0].week < 4:
        return "unknown"
    change = fmean(week.pain for week in weeks[-2:]) - weeks[0].pain
    if change <= -points:
        return "better"
    return "worse" if change >= points else "same"


class Size(NamedTuple):
    """How many people, coarsely: nobody can see one come or go. None as ``most``: no upper end."""

    least: int
    most: int | None


def coarsely(count: int, sizes: Sequence[int]) -> Size:
    """The size ``count`` falls into; ``sizes`` are the least of each, rising.

    Raises:
        ValueError: there are fewer than the smallest size.
    """
    at = bisect_right(sizes, count)
    if at == 0:
        raise ValueError("too few to be told of")
    return Size(sizes[at - 1], sizes[at] - 1 if at < len(sizes) else None)


class Spread(NamedTuple):
    """Several people's pain in one week, in whole points."""

    week: int
    people: Size
    middle: int
    low: int | None
    """A quarter hurt no more than this; None where too few people stand behind it."""
    high: int | None
    """Three quarters hurt no more than this; None likewise."""


class Group(NamedTuple):
    """How it went for people whose answers were alike. No number in it is one person's own, and
    none is exact."""

    people: Size
    spread: tuple[Spread, ...]
    of_ten: Mapping[Outcome, int]
    """How many of ten came out how, rounded; empty where too few can be told of."""
    told: Size | None
    """How many that stands on; None likewise."""


def together(
    courses: Sequence[Sequence[Week]],
    *,
    weeks: Sequence[int],
    points: float,
    sizes: Sequence[int],
    least_shares: int,
) -> Group | None:
    """Several courses as one figure; None under the smallest of ``sizes``. A week under that is
    left out. Quarters and how it came out are told from ``least_shares`` people on."""
    told = [course for course in courses if course]
    least = sizes[0]
    if len(told) < least:
        return None
    spread = []
    for number in weeks:
        pains = sorted(week.pain for course in told for week in course if week.week == number)
        if len(pains) >= least:
            many = len(pains) >= least_shares
            spread.append(
                Spread(
                    number,
                    coarsely(len(pains), sizes),
                    _whole(median(pains)),
                    _whole(_quarter(pains, 1)) if many else None,
                    _whole(_quarter(pains, 3)) if many else None,
                )
            )
    ends: list[Outcome] = [end for course in told if (end := outcome(course, points)) != "unknown"]
    size = coarsely(len(told), sizes)
    if len(ends) < least_shares:
        return Group(size, tuple(spread), {}, None)
    of_ten = _of_ten({one: ends.count(one) for one in OUTCOMES}, len(ends))
    return Group(size, tuple(spread), of_ten, coarsely(len(ends), sizes))


def _whole(value: float) -> int:
    """The nearest whole number, halves up."""
    return math.floor(value + 0.5)


def _quarter(values: Sequence[float], number: int) -> float:
    """Quartile by the nearest rank, of a sorted sequence."""
    return values[max(0, -(-len(values) * number // 4) - 1)]


def _of_ten(counts: Mapping[Outcome, int], total: int) -> dict[Outcome, int]:
    """Counts as so many of ten, adding up to ten (largest remainder)."""
    exact = {one: count * 10 / total for one, count in counts.items()}
    rounded = {one: int(value) for one, value in exact.items()}
    for one in sorted(exact, key=lambda each: rounded[each] - exact[each]):
        if sum(rounded.values()) == 10:
            break
        rounded[one] += 1
    return rounded


class Described(NamedTuple):
    """How closely a person is described; None: not at all."""

    pattern: str | None
    age: str | None


def described(
    pattern: str | None,
    age: str | None,
    others: Sequence[tuple[str | None, str | None]],
    least: int,
) -> Described:
    """As closely as leaves them one of at least ``least``: first the age goes, then the pattern.

    ``others`` are the pattern and age band of everybody who could be meant, the person included.
    """
    if sum(1 for their, years in others if (their, years) == (pattern, age)) >= least:
        return Described(pattern, age)
    if sum(1 for their, _years in others if their == pattern) >= least:
        return Described(pattern, None)
    return Described(None, None)


def hides(shown: Described, others: Sequence[tuple[str | None, str | None]], least: int) -> bool:
    """Whether what is told of a person still leaves them one of at least ``least``; ``others`` as
    for `described`."""
    if shown.age is not None:
        return sum(1 for one in others if one == (shown.pattern, shown.age)) >= least
    if shown.pattern is not None:
        return sum(1 for their, _years in others if their == shown.pattern) >= least
    return True
