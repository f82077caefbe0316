"""The shape of the measures: what they ask, how they are scored, how often, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lumbar.clinical.schema import Strict, Tag

FROM_ANOTHER = ":"
"""Stands between a measure and its item in ``taken_from``."""


class ScoreBand(Strict, frozen=True, kw_only=True):
    id: str
    least: float
    most: float


class ScoreBands(Strict, frozen=True, kw_only=True):
    """One published way of cutting a score; the first of a measure is the one in use."""

    id: str
    band: list[ScoreBand]
    source: list[str]
    tag: Tag


class ScoreGroup(Strict, frozen=True, kw_only=True):
    """A group of ``own-scoring``, for the clinician; the first of a measure that fits counts.

    A person is never shown it: it would be read as a diagnosis.
    """

    id: str
    total_at_most: float | None = None
    part_at_least: dict[str, float] = {}
    source: list[str]
    tag: Tag


class CutOff(Strict, frozen=True, kw_only=True):
    """A score from which something is worth a look."""

    id: str
    part: str | None = None
    """The part score it is held against; None for the whole score."""
    least: float
    crisis_help: bool = False
    """From here on it also says where to turn when life is too hard to bear."""
    to_be_seen: bool = False
    """Its words suggest to see somebody: the result offers a visit."""
    sensitivity: int | None = None
    """In hundredths."""
    specificity: int | None = None
    source: list[str]
    tag: Tag


class Change(Strict, frozen=True, kw_only=True):
    """How much change people notice. Points and percent are two ways of counting it."""

    id: str
    points: tuple[float, float] | None = None
    """From the first on it may count, from the second on it does."""
    percent: int | None = None
    """Of the score before."""
    baseline: tuple[float, float] | None = None
    """Only for people who started within this range."""
    source: list[str]
    tag: Tag


class Measure(Strict, frozen=True, kw_only=True):
    """A questionnaire: how it is scored and what may be shipped. Never its licensed text."""

    id: str
    items: int | tuple[int, int]
    item_range: tuple[int, int]
    item_ranges: dict[str, tuple[int, int]] = {}
    """Of items that have a range of their own."""
    answers: Literal["numbers", "words"] = "numbers"
    """Whether Lumbar's own items are answered by a number or by an option in words."""
    score: Literal["single", "mean", "sum", "percent-of-answered", "own-scoring"]
    scored_item: str | None = None
    """The item that is the score of a ``single`` measure; the others are kept beside it."""
    range: tuple[int, int]
    higher_is: Literal["worse", "better"]
    reverse_items: list[int] = []
    parts: dict[str, list[int]] = {}
    """Part scores: the items summed for each."""
    missing: Literal["needs-all", "blank-is-zero", "over-answered", "not-stated"]
    missing_tag: Tag
    answered_at_least: int | None = None
    """With ``over-answered``: fewer answers give no score."""
    bands: list[ScoreBands] = []
    group: list[ScoreGroup] = []
    cut_off: list[CutOff] = []
    recovered_at_most: float | None = None
    change: list[Change] = []
    licence: Literal[
        "none-needed",
        "own-wording",
        "public-domain",
        "free",
        "free-non-commercial",
        "licence-needed",
    ]
    licence_tag: Tag
    bundle: bool
    """Whether its items may be part of Lumbar as far as is known."""
    installable: bool = False
    """Whether a clinic may bring the items in as a FHIR Questionnaire."""
    recommended: bool = False
    every_days: int | None = None
    """How often the check-in asks it; None: it is not part of the check-in."""
    first_after_days: int = 0
    """The first time, so many days after the person's first check-in."""
    optional: bool = False
    """Asked only of people who switched it on; an installed one is asked of everybody."""
    per_goal: bool = False
    """Its one item is asked once for each of the person's goals."""
    own_items: list[str] = []
    """Items in Lumbar's own words; only where no one else's text is needed."""
    taken_from: dict[str, str] = {}
    """Items that are not asked again where another measure of the same check-in has just asked
    the same: ``{pain = "pain-nrs:average"}``."""
    loinc: dict[str, str] = {}
    conflict: str | None = None
    source: list[str]
    tag: Tag

    def item_ids(self) -> list[str]:
        """The items by which answers are kept: our own names, or places from 1."""
        if self.own_items:
            return self.own_items
        return [str(place) for place in range(1, self.most_items() + 1)]

    def most_items(self) -> int:
        return self.items if isinstance(self.items, int) else self.items[1]

    def fewest_items(self) -> int:
        return self.items if isinstance(self.items, int) else self.items[0]

    def range_of(self, item: str) -> tuple[int, int]:
        """The lowest and the highest answer of an item."""
        return self.item_ranges.get(item, self.item_range)

    def worded_values(self) -> list[str]:
        """The values whose options are worded, as keys of the words."""
        if self.answers == "numbers" or not self.own_items:
            return []
        least, most = self.item_range
        return [str(value) for value in range(least, most + 1)]

    def has_ends(self) -> bool:
        """Whether the two ends of its numbers are worded."""
        return self.answers == "numbers" and bool(self.own_items)


class Vital(Strict, frozen=True, kw_only=True):
    id: str
    loinc: str
    source: list[str]
    tag: Tag


class Rhythm(Strict, frozen=True, kw_only=True):
    """How check-ins stay together."""

    together_days: int
    """Whatever is due within so many days is asked along, so that one check-in stays one."""
    most_goals: int
    """So many goals a person may have at a time."""
    source: list[str]
    tag: Tag


class Measures(Strict, frozen=True, kw_only=True):
    rhythm: Rhythm
    measure: list[Measure]
    vital: list[Vital]

    def of(self, id: str) -> Measure:
        """The measure of this id; an unknown one is a ``KeyError``."""
        for measure in self.measure:
            if measure.id == id:
                return measure
        raise KeyError(id)

    def check(self) -> None:
        """Hold what a measure says against itself and the others.

        Raises:
            ValueError: something does not fit; the message names the measure.
        """
        for measure in self.measure:
            for wrong in self._problems(measure):
                raise ValueError(f"{measure.id}: {wrong}")

    def _problems(self, measure: Measure) -> Iterator[str]:
        items = measure.item_ids()
        if measure.own_items and measure.installable:
            yield "it has own items and is installable"
        if measure.own_items and not measure.per_goal and len(items) != measure.items:
            yield f"{len(items)} own items, but items = {measure.items}"
        if measure.every_days is not None and not (measure.own_items or measure.installable):
            yield "every_days, but nobody could ask it"
        if measure.scored_item is not None and measure.scored_item not in items:
            yield f"unknown scored_item {measure.scored_item!r}"
        if measure.score == "single" and len(items) > 1 and measure.scored_item is None:
            yield "several items of a single score need a scored_item"
        if measure.parts and measure.missing == "over-answered":
            yield "a part score needs all its items"
        for cut_off in measure.cut_off:
            if cut_off.part is not None and cut_off.part not in measure.parts:
                yield f"cut-off {cut_off.id!r} has an unknown part"
        for group in measure.group:
            if not set(group.part_at_least) <= set(measure.parts):
                yield f"group {group.id!r} has an unknown part"
        if measure.group and (measure.group[-1].total_at_most or measure.group[-1].part_at_least):
            yield "the last group must hold for all that is left"
        for ways in measure.bands:
            for band, following in zip(ways.band, ways.band[1:], strict=False):
                if not band.least <= band.most < following.least:
                    yield f"bands {ways.id!r} are not in order"
        for item, place in measure.taken_from.items():
            other, _, name = place.partition(FROM_ANOTHER)
            if item not in items or name not in self.of(other).own_items:
                yield f"taken_from {place!r} is unknown"


class MeasureWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str
    licence: str
    bands: dict[str, str] = {}
    cut_offs: dict[str, str] = {}
    """What to suggest from the cut-off on; never a diagnosis."""
    items: dict[str, str] = {}
    options: dict[str, str] = {}
    """By value, where answers are options in words."""
    least: str | None = None
    """What the lowest number means."""
    most: str | None = None


class MeasuresWords(Strict, frozen=True, kw_only=True):
    measures: dict[str, MeasureWords]
    changes: dict[Literal["better", "worse", "perhaps-better", "perhaps-worse", "same"], str]
    """What a change means, by whether people notice it."""
    own_words: str
    """That these are not the published forms."""
    crisis: str
    """Where to turn when life is too hard to bear: with ``{number}`` and ``{department}``."""
    vitals: dict[str, str]
