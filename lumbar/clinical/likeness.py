"""How alike two people's answers are, and who is alike enough to be shown together.

Likeness is Gower's general coefficient of similarity: each feature both told compares from 0 to 1,
and the coefficient is their mean, each with its weight. What one of them did not tell counts for
nothing, neither way; two of whom too little is known are not compared. It says who answered alike,
not who has the same illness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lumbar.clinical.cases_schema import LikenessRules
from lumbar.clinical.values import Answers, Assessment

DURATIONS = ("under_2_days", "2_to_14_days", "2_to_6_weeks", "6_to_12_weeks", "over_3_months")
"""Options of the question ``duration``, shortest first."""
AGES = (
    "under_6", "6_to_17", "18_to_19", "20_to_44", "45_to_49", "50_to_59", "60_to_65", "66_to_69",
    "70_plus",
)  # fmt: skip
"""Options of the question ``age``, youngest first."""
AGE_BANDS = {
    "under_6": "child", "6_to_17": "child", "18_to_19": "young", "20_to_44": "young",
    "45_to_49": "middle", "50_to_59": "middle", "60_to_65": "middle", "66_to_69": "old",
    "70_plus": "old",
}  # fmt: skip
"""The wider bands a case describes an age by: under 18, 18 to 44, 45 to 65, 66 and over."""
PAIN_APART = 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Features:
    """What two people are compared by. None, or nothing in it: not told."""

    patterns: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    """Groups of the body map, whichever side."""
    leg: bool | None = None
    """Whether it reaches a leg."""
    duration: str | None = None
    started: str | None = None
    pain: int | None = None
    """0 to 10."""
    age: str | None = None
    """An option of the question ``age``."""


def features(
    answers: Answers,
    assessment: Assessment,
    groups: Mapping[str, str],
    leg: Collection[str],
) -> Features:
    """What answers are compared by. ``groups`` gives the group of each region of the body map,
    ``leg`` the groups that are a leg's."""
    areas = answers.get("pain_areas")
    told = (
        frozenset(groups[area] for area in areas if area in groups)
        if isinstance(areas, tuple | frozenset | list)
        else frozenset()
    )
    return Features(
        patterns=frozenset(match.pattern for match in assessment.patterns),
        areas=told,
        leg=bool(told & set(leg)) if told else None,
        duration=_one(answers.get("duration"), DURATIONS),
        started=_one(answers.get("started")),
        pain=_number(answers.get("pain_now")),
        age=_one(answers.get("age"), AGES),
    )


def _one(value: object, known: Sequence[str] = ()) -> str | None:
    if isinstance(value, tuple | frozenset | list) and len(value) == 1:
        value = next(iter(value))
    return value if isinstance(value, str) and (not known or value in known) else None


def _number(value: object) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def likeness(one: Features, other: Features, rules: LikenessRules) -> float | None:
    """From 0, nothing in common, to 1, the same; None where both told too little to say."""
    weights = rules.weights
    compared: list[tuple[float, float]] = []
    if one.patterns and other.patterns:
        compared.append((weights.patterns, _shared(one.patterns, other.patterns)))
    if one.areas and other.areas:
        compared.append((weights.areas, _shared(one.areas, other.areas)))
    if one.leg is not None and other.leg is not None:
        compared.append((weights.leg, float(one.leg == other.leg)))
    if one.duration and other.duration:
        apart = abs(DURATIONS.index(one.duration) - DURATIONS.index(other.duration))
        compared.append((weights.duration, 1 - apart / (len(DURATIONS) - 1)))
    if one.started and other.started:
        compared.append((weights.started, float(one.started == other.started)))
    if one.pain is not None and other.pain is not None:
        compared.append((weights.pain, 1 - min(1, abs(one.pain - other.pain) / PAIN_APART)))
    if one.age and other.age:
        apart = abs(AGES.index(one.age) - AGES.index(other.age))
        compared.append((weights.age, 1 - apart / (len(AGES) - 1)))
    told = sum(weight for weight, _alike in compared)
    whole = sum(getattr(weights, name) for name in weights.__struct_fields__)
    if told < rules.told * whole or not told:
        return None
    return sum(weight * alike for weight, alike in compared) / told


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def alike(
    whose: Features, others: Iterable[tuple[T, Features]], rules: LikenessRules
) -> list[tuple[T, float]]:
    """Those of the others who are alike enough, the most alike first, at most ``most_people``."""
    found = [
        (who, much)
        for who, their in others
        if (much := likeness(whose, their, rules)) is not None and much >= rules.least
    ]
    return sorted(found, key=lambda pair: -pair[1])[: rules.most_people]
