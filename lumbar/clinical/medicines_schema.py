"""The shape of what is known of medicines: label figures, what to ask first, names on packs.

Structure and words stand apart as in ``care_schema.py``; ``care.py`` loads both. For counting
what somebody wrote down (``medicine_log.py``), never for advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from lumbar.clinical.care_schema import Figure
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.schema import LevelName, Strict, Tag
from lumbar.clinical.words import same

KindName = Literal["anti-inflammatory", "paracetamol", "opioid"]
RuleName = Literal[
    "far-over-a-day",
    "over-a-day",
    "two-anti-inflammatories",
    "two-with-paracetamol",
    "too-soon",
    "too-many-days",
]


class Label(Strict, frozen=True, kw_only=True):
    """What a pack's label, or a country's health department, allows without a doctor."""

    country: str
    unit_mg: int | None = None
    hours_between: tuple[int, int] | None = None
    most_mg_in_24_hours: int
    most_days: int | None = None
    source: list[str]
    tag: Tag


class FarOver(Strict, frozen=True, kw_only=True):
    """So much logged within the window (mg, from here on) calls for help at once."""

    mg: int
    source: list[str]
    tag: Tag


class Medicine(Strict, frozen=True, kw_only=True):
    """One that can be chosen in the log."""

    id: str
    kind: KindName
    label: list[Label] = []
    far_over: FarOver | None = None
    ask_first: list[str] = []
    source: list[str]
    tag: Tag


class Counting(Strict, frozen=True, kw_only=True):
    """How entries are counted, where labels leave it open."""

    window_hours: int
    """How long a "day" of a label is; it rolls with the entries."""
    gap_days: int
    """So many days without an entry do not end a run of days; one more does."""
    one_taking_minutes: int
    """Entries so close together are one taking, as of two tablets written down one by one."""
    ask_again_days: int
    """After so long the questions that come first are asked anew."""
    source: list[str]
    tag: Tag


class LogRule(Strict, frozen=True, kw_only=True):
    """When the log speaks up. It never says that taking something is right."""

    id: RuleName
    level: LevelName
    stays_hours: int
    """For so long after its last entry a warning is shown."""
    source: list[str]
    tag: Tag


class Medicines(Strict, frozen=True, kw_only=True):
    adults_from: int
    """Label figures hold from this age."""
    not_adults: list[str]
    """Options of the check's question ``age`` below it."""
    counting: Counting
    medicine: list[Medicine]
    log_rule: list[LogRule]
    figure: list[Figure]


class Named(Strict, frozen=True, kw_only=True):
    """A medicine known by name: one of ``Medicines``, or another of a kind that matters.

    ``names`` are what may stand on a pack, in any script, grouped by pack: spellings of one brand
    stand together, the plain names of the medicine come first.
    """

    id: str
    kind: KindName
    names: list[list[str]]
    source: list[str]
    tag: Tag


class MedicineNames(Strict, frozen=True, kw_only=True):
    medicine: list[Named]


class MedicineWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str
    over: str | None = None
    """What else to say when more than the label allows was logged."""


class LogRuleWords(Strict, frozen=True, kw_only=True):
    title: str
    say: str


class MedicinesWords(Strict, frozen=True, kw_only=True):
    before: str
    """Shown above everything about medicines."""
    adults: str
    """For somebody younger than ``adults_from``."""
    ask: str
    """Above the questions that come first."""
    talk_first: str
    """When one of them holds."""
    pack: str
    """What the log cannot know."""
    medicines: dict[str, MedicineWords]
    others: dict[str, str]
    """Names of the medicines known by name only."""
    ask_first: dict[str, str]
    log_rules: dict[str, LogRuleWords]


def check_medicines(medicines: Medicines, names: MedicineNames, countries: Iterable[str]) -> None:
    """Hold labels, names and rules against one another.

    Raises:
        KnowledgeError: a medicine has no name to be known by or two kinds, a country is unknown,
            far over is not over, or a name is empty or belongs to two packs of one medicine.
    """
    where = "medicines/medicines.toml"
    kinds = {named.id: named.kind for named in names.medicine}
    if len(kinds) != len(names.medicine):
        raise KnowledgeError("medicines/names.toml: a medicine is there twice")
    for medicine in medicines.medicine:
        if kinds.get(medicine.id) != medicine.kind:
            raise KnowledgeError(
                f"medicines/names.toml: {medicine.id} is not there, or of another kind"
            )
        unknown = {label.country for label in medicine.label} - set(countries)
        if unknown:
            raise KnowledgeError(f"{where}: {medicine.id}: unknown {sorted(unknown)}")
        most = max((label.most_mg_in_24_hours for label in medicine.label), default=0)
        if medicine.far_over is not None and medicine.far_over.mg <= most:
            raise KnowledgeError(f"{where}: {medicine.id}: far over is not over the label")
    for named in names.medicine:
        flat = [name for pack in named.names for name in pack]
        if not flat or not all(name.strip() for name in flat) or len(set(flat)) != len(flat):
            raise KnowledgeError(f"medicines/names.toml: {named.id}: a name is empty or twice")


def check_medicine_words(
    medicines: Medicines, names: MedicineNames, words: MedicinesWords, tail: str
) -> None:
    """Hold the words of one language against the structure; ``tail`` ends the file's name.

    Raises:
        KnowledgeError: a word is missing or left over.
    """
    where = f"medicines/words.{tail}"
    chosen = [medicine.id for medicine in medicines.medicine]
    same(where, words.medicines, chosen)
    others = [named.id for named in names.medicine if named.id not in chosen]
    same(f"{where}: others", words.others, others)
    asked = {id for medicine in medicines.medicine for id in medicine.ask_first}
    same(f"{where}: ask_first", words.ask_first, asked)
    same(f"{where}: log_rules", words.log_rules, [rule.id for rule in medicines.log_rule])
