"""The shape of what Learn explains: topics, pairs, the drawn spine, guidelines, disagreements.

Structure (ids, numbers, sources, tags) and words have shapes of their own, as in ``schema.py``:
``*Words`` are one language of the structure before them. ``care.py`` loads both.
"""

from __future__ import annotations

from typing import Literal

from lumbar.clinical.schema import Strict, Tag

Kind = Literal["cause", "look-alike", "evidence", "care"]
Shows = Literal[
    "",
    "spine-sprain",
    "spine-irritated-nerve",
    "spine-disc-bulge",
    "guidelines",
    "all-pairs",
    "conflicts",
    "course",
]
SPINE = "spine-"
"""What a section shows begins so where it is the drawn spine with a cause."""

SpinePartName = Literal[
    "muscle", "bone", "canal", "band", "joint", "disc", "ring", "centre", "nerve"
]
SpineCauseName = Literal["sprain", "irritated-nerve", "disc-bulge"]
ArticleId = Literal[
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "A11",
    "A12",
    "A13",
    "A14",
    "A15",
    "A16",
    "A17",
    "A18",
    "A19",
    "A20",
    "A21",
    "A22",
    "A23",
    "A24",
]


class Section(Strict, frozen=True, kw_only=True):
    """One heading of a topic: where it comes from and what is drawn beside it."""

    id: str
    source: list[str]
    tag: Tag
    article: list[ArticleId] = []
    shows: Shows = ""
    pairs: list[str] = []
    """Views of clinic and research shown under the section."""


class Topic(Strict, frozen=True, kw_only=True):
    """One page of the Learn section."""

    id: str
    kind: Kind
    article: list[ArticleId]
    since: str
    section: list[Section]


class TopicFile(Strict, frozen=True, kw_only=True):
    topic: list[Topic]


class SectionWords(Strict, frozen=True, kw_only=True):
    heading: str
    paragraphs: list[str]
    points: list[str] = []
    """A list after the paragraphs."""


class TopicWords(Strict, frozen=True, kw_only=True):
    title: str
    summary: str
    sections: dict[str, SectionWords]


class Pair(Strict, frozen=True, kw_only=True):
    """A statement of the clinic's article beside what research says."""

    id: str
    article: list[ArticleId]
    view: Literal["agrees", "partly", "differs"]
    conflict: str | None = None
    source: list[str]
    """Of the research side; the other side is the article itself."""
    tag: Tag
    since: str


class PairFile(Strict, frozen=True, kw_only=True):
    pair: list[Pair]


class PairWords(Strict, frozen=True, kw_only=True):
    topic: str
    clinic_says: str
    research_says: str
    our_wording: str


class SpinePart(Strict, frozen=True, kw_only=True):
    """A part of the drawn spine that a person can choose."""

    id: SpinePartName
    report: str
    """The English word a doctor's report uses, the same in every language."""
    source: list[str]
    tag: Tag


class SpineCause(Strict, frozen=True, kw_only=True):
    """What the drawn spine shows for a cause, and which parts look different then."""

    id: SpineCauseName
    changes: list[SpinePartName]
    source: list[str]
    tag: Tag


class Spine(Strict, frozen=True, kw_only=True):
    """The drawn spine; ``source`` is what it is measured by."""

    source: list[str]
    tag: Tag
    part: list[SpinePart]
    cause: list[SpineCause]


class SpinePartWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str


class SpineCauseWords(Strict, frozen=True, kw_only=True):
    name: str
    summary: str
    changes: dict[str, str]
    """By part: what is different there."""


class SpineWords(Strict, frozen=True, kw_only=True):
    usual: str
    """Of a back without a cause."""
    parts: dict[str, SpinePartWords]
    causes: dict[str, SpineCauseWords]


class Guideline(Strict, frozen=True, kw_only=True):
    id: str
    source: str
    tag: Tag


class GuidelineRow(Strict, frozen=True, kw_only=True):
    """One line of the table; ``cells`` are the guidelines that say something about it."""

    id: str
    cells: list[str]
    differs: bool = False


class Guidelines(Strict, frozen=True, kw_only=True):
    guideline: list[Guideline]
    row: list[GuidelineRow]


class GuidelineName(Strict, frozen=True, kw_only=True):
    name: str
    about: str


class GuidelineRowWords(Strict, frozen=True, kw_only=True):
    name: str
    cells: dict[str, str] = {}


class GuidelinesWords(Strict, frozen=True, kw_only=True):
    not_seen: str
    """Stands in a cell the source says nothing about."""
    guidelines: dict[str, GuidelineName]
    rows: dict[str, GuidelineRowWords]


class Side(Strict, frozen=True, kw_only=True):
    id: str
    source: list[str]


class Conflict(Strict, frozen=True, kw_only=True):
    """A disagreement between sources that stays visible (clinical facts H)."""

    id: str
    number: int
    """The row of H."""
    side: list[Side]
    configurable: bool = False
    """A clinic may choose another side."""
    since: str


class ConflictFile(Strict, frozen=True, kw_only=True):
    conflict: list[Conflict]


class ConflictWords(Strict, frozen=True, kw_only=True):
    topic: str
    sides: dict[str, str]
    choice: str
