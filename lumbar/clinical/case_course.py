"""A course as a case tells it: weeks from the beginning in place of dates, and how it came out.

Numbers of one person go in as mornings by day; numbers of several come out only where at least
``least`` of them stand behind each.
"""

from __future__ import annotations

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


class Spread(NamedTuple):
    """Several people's pain in one week."""

    week: int
    people: int
    low: float
    """A quarter hurt no more than this."""
    middle: float
    high: float
    """Three quarters hurt no more than this."""


class Group(NamedTuple):
    """How it went for people whose answers were alike."""

    people: int
    spread: tuple[Spread, ...]
    of_ten: Mapping[Outcome, int]
    """How many of ten came out how, rounded; empty where too few can be told of."""
    told: int
    """How many that stands on."""


def together(
    courses: Sequence[Sequence[Week]], *, weeks: Sequence[int], points: float, least: int
) -> Group | None:
    """Several courses as one figure; None under ``least`` people. A week under ``least`` people
    is left out, and so is how they came out."""
    told = [course for course in courses if course]
    if len(told) < least:
        return None
    spread = []
    for number in weeks:
        pains = sorted(week.pain for course in told for week in course if week.week == number)
        if len(pains) >= least:
            spread.append(
                Spread(number, len(pains), _quarter(pains, 1), median(pains), _quarter(pains, 3))
            )
    ends: list[Outcome] = [end for course in told if (end := outcome(course, points)) != "unknown"]
    of_ten: dict[Outcome, int] = {}
    if len(ends) >= least:
        of_ten = _of_ten({one: ends.count(one) for one in OUTCOMES}, len(ends))
    return Group(len(told), tuple(spread), of_ten, len(ends))


def _quarter(values: Sequence[float], number: int) -> float:
    """Quartile by the nearest rank: a value somebody really had, of a sorted sequence."""
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
