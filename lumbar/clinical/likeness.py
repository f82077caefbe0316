"""How alike two people's answers are, and who is alike enough to be shown together.

Likeness is Gower's general coefficient of similarity: each feature both told compares from 0 to 1,
and the coefficient is their mean, each with its weight. What one of them did not tell counts for
nothing, neither way; two of whom too little is known are not compared. It says who answered alike,
not who has the same illness.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lumbar.clinical.cases_schema import LikenessRules
from lumbar.clinical.values import Answers

DURATIONS = {
    "under_2_days": "days", "2_to_14_days": "days", "2_to_6_weeks": "weeks",
    "6_to_12_weeks": "weeks", "over_3_months": "months",
}  # fmt: skip
"""Bands of the options of the question ``duration``, shortest first."""
AGES = {
    "under_6": "child", "6_to_17": "child", "18_to_19": "young", "20_to_44": "young",
    "45_to_49": "middle", "50_to_59": "middle", "60_to_65": "middle", "66_to_69": "old",
    "70_plus": "old",
}  # fmt: skip
"""Bands of the options of the question ``age``, youngest first: under 18, 18 to 44, 45 to 65, 66
and over. A case describes an age by the same."""
PAIN_BANDS = (3, 6, 10)
"""The most pain of each band, 0 to 10."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Features:
    """What two people are compared by, in broad bands: an answer changed a little changes none of
    them, so that who is compared with whom says little of anybody. None: not told."""

    pattern: str | None = None
    """The one the answers resemble most."""
    leg: bool | None = None
    """Whether it reaches a leg."""
    duration: str | None = None
    """A band of `DURATIONS`."""
    pain: int | None = None
    """0, 1 or 2: which of `PAIN_BANDS`."""
    age: str | None = None
    """A band of `AGES`."""


def features(
    answers: Answers, groups: Mapping[str, str], leg: Collection[str], pattern: str | None
) -> Features:
    """What answers are compared by. ``groups`` gives the group of each region of the body map,
    ``leg`` the groups that are a leg's, ``pattern`` what they resemble most."""
    areas = answers.get("pain_areas")
    told = (
        {groups[area] for area in areas if area in groups}
        if isinstance(areas, tuple | frozenset | list)
        else set()
    )
    pain = answers.get("pain_now")
    return Features(
        pattern=pattern,
        leg=bool(told & set(leg)) if told else None,
        duration=DURATIONS.get(_one(answers.get("duration")) or ""),
        pain=bisect_left(PAIN_BANDS, min(pain, PAIN_BANDS[-1]))
        if isinstance(pain, int | float) and not isinstance(pain, bool)
        else None,
        age=AGES.get(_one(answers.get("age")) or ""),
    )


def _one(value: object) -> str | None:
    if isinstance(value, tuple | frozenset | list) and len(value) == 1:
        value = next(iter(value))
    return value if isinstance(value, str) else None


def likeness(one: Features, other: Features, rules: LikenessRules) -> float | None:
    """From 0, nothing in common, to 1, the same; None where both told too little to say."""
    weights = rules.weights
    compared: list[tuple[float, float]] = []
    if one.pattern is not None and other.pattern is not None:
        compared.append((weights.pattern, float(one.pattern == other.pattern)))
    if one.leg is not None and other.leg is not None:
        compared.append((weights.leg, float(one.leg == other.leg)))
    if one.duration is not None and other.duration is not None:
        compared.append((weights.duration, _near(one.duration, other.duration, DURATIONS)))
    if one.pain is not None and other.pain is not None:
        compared.append((weights.pain, 1 - abs(one.pain - other.pain) / (len(PAIN_BANDS) - 1)))
    if one.age is not None and other.age is not None:
        compared.append((weights.age, _near(one.age, other.age, AGES)))
    told = sum(weight for weight, _alike in compared)
    whole = sum(getattr(weights, name) for name in weights.__struct_fields__)
    if told < rules.told * whole or not told:
        return None
    return sum(weight * alike for weight, alike in compared) / told


def _near(one: str, other: str, bands: Mapping[str, str]) -> float:
    """1 for the same band, 0 for the first and the last."""
    in_order = list(dict.fromkeys(bands.values()))
    return 1 - abs(in_order.index(one) - in_order.index(other)) / (len(in_order) - 1)


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
