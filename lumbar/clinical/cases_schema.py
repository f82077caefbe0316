"""The shape of what cases are drawn and found by (``cases/cases.toml``)."""

from __future__ import annotations

import re

from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.measures_schema import Measures
from lumbar.clinical.schema import Strict, Tag


class CaseCourse(Strict, frozen=True, kw_only=True):
    """Where a course is read."""

    weeks: list[int]
    """Weeks after the beginning, the first week being 1."""
    mornings: int
    """A week with fewer mornings is not read."""
    measure: str
    """The measure whose meaningful change says better and worse."""
    source: list[str]
    tag: Tag


class LikenessWeights(Strict, frozen=True, kw_only=True):
    """How much each feature counts."""

    pattern: float
    leg: float
    duration: float
    pain: float
    age: float


class LikenessRules(Strict, frozen=True, kw_only=True):
    """When two people's answers are alike."""

    least: float
    """From 0, nothing in common, to 1, the same."""
    most_people: int
    told: float
    """Share of the whole weight both must have told."""
    weights: LikenessWeights
    source: list[str]
    tag: Tag


class IdentifyingWords(Strict, frozen=True, kw_only=True):
    """A kind of words that may say who somebody is, as a regular expression."""

    kind: str
    pattern: str


class CasesFile(Strict, frozen=True, kw_only=True):
    """``cases/cases.toml``."""

    least_people: int
    sizes: list[int]
    """How many people is told by the size they fall into: the least of each, rising."""
    least_shares: int
    """From so many people on, quarters and shares are told."""
    source: list[str]
    tag: Tag
    course: CaseCourse
    likeness: LikenessRules
    identifying: list[IdentifyingWords]


def check_cases(cases: CasesFile, measures: Measures) -> None:
    """Raise KnowledgeError where numbers or expressions cannot be used."""
    where = "cases/cases.toml"
    if cases.least_people < 2:
        raise KnowledgeError(f"{where}: least_people must be at least 2")
    if cases.sizes != sorted(set(cases.sizes)) or cases.sizes[0] != cases.least_people:
        raise KnowledgeError(f"{where}: sizes must rise from least_people")
    if cases.least_shares not in cases.sizes:
        raise KnowledgeError(f"{where}: least_shares must be one of the sizes")
    if cases.course.weeks != sorted(set(cases.course.weeks)) or cases.course.weeks[0] < 1:
        raise KnowledgeError(f"{where}: weeks must rise from 1")
    if cases.course.measure not in {measure.id for measure in measures.measure}:
        raise KnowledgeError(f"{where}: unknown measure {cases.course.measure!r}")
    if not 0 < cases.likeness.least <= 1 or not 0 < cases.likeness.told <= 1:
        raise KnowledgeError(f"{where}: likeness and told are shares of one")
    for one in cases.identifying:
        try:
            re.compile(one.pattern)
        except re.error as error:
            raise KnowledgeError(f"{where}: {one.kind}: {error}") from error
