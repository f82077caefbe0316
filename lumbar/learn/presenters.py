"""Topics, sources and exercises as the Learn pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lumbar.clinical.care import Care
from lumbar.clinical.care_schema import (
    GuidelineName,
    Pair,
    PairWords,
    Section,
    SectionWords,
    Topic,
)
from lumbar.clinical.library import Library
from lumbar.clinical.schema import Avoid, Exercise, Source
from lumbar.clinical.words import Words
from lumbar.learn.drawings import DRAWINGS

KINDS = ("cause", "look-alike", "care", "evidence")


def kind_words() -> dict[str, str]:
    return {
        "cause": _("Common causes"),
        "look-alike": _("Look-alikes and danger signs"),
        "care": _("Looking after your back"),
        "evidence": _("What the evidence says"),
    }


def tag_words() -> dict[str, str]:
    """How far a statement was checked, in plain words."""
    return {
        "verified": _("seen in the source itself"),
        "secondary": _("seen in a copy or summary"),
        "not-verified": _("general professional knowledge, not checked against a source"),
        "design": _("a rule made for this site"),
    }


@dataclass(frozen=True, slots=True)
class ShownPair:
    """The clinic's view beside research, with how far they agree."""

    id: str
    view: str
    words: PairWords
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    words: SectionWords
    drawing: SafeString | str
    pairs: tuple[ShownPair, ...]


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Who should leave an exercise out, or keep it small."""

    name: str
    reason: str
    small: bool


@dataclass(frozen=True, slots=True)
class Angle:
    joint: str
    start: str
    end: str


def shown_pair(pair: Pair, care: Care, knowledge: Library, language: str) -> ShownPair:
    view = {
        "agrees": _("They agree"),
        "partly": _("They agree in part"),
        "differs": _("They differ"),
    }[pair.view]
    return ShownPair(
        pair.id, view, care.pair_words(language)[pair.id], sources(pair.source, knowledge)
    )


def shown_sections(
    topic: Topic, care: Care, knowledge: Library, language: str
) -> tuple[ShownSection, ...]:
    words = care.topic_words(language)[topic.id]
    return tuple(
        ShownSection(
            section=section,
            words=words.sections[section.id],
            drawing=DRAWINGS[section.shows]() if section.shows in DRAWINGS else "",
            pairs=tuple(
                shown_pair(care.pairs[pair], care, knowledge, language)
                for pair in (care.pairs if section.shows == "all-pairs" else section.pairs)
            ),
        )
        for section in topic.section
    )


def sources(ids: Iterable[str], knowledge: Library) -> tuple[Source, ...]:
    """The sources in the order they are named, each once."""
    return tuple(knowledge.sources[source] for source in dict.fromkeys(ids))


def source_link(source: Source) -> str:
    """Where the source can be read, or "" when it has no address."""
    if source.url:
        return source.url
    return f"https://doi.org/{source.doi}" if source.doi else ""


def topic_sources(topic: Topic, care: Care, knowledge: Library) -> tuple[Source, ...]:
    named = [source for section in topic.section for source in section.source]
    named += [
        source
        for section in topic.section
        for pair in section.pairs
        for source in care.pairs[pair].source
    ]
    return sources(named, knowledge)


def leave_out(avoid: Iterable[Avoid], words: Words) -> tuple[LeaveOut, ...]:
    return tuple(
        LeaveOut(words.flags[item.flag].name, words.flags[item.flag].reason, item.effect == "small")
        for item in avoid
    )


def angles(exercise: Exercise) -> tuple[Angle, ...]:
    """Joint angles from start to end pose, in degrees, for clinicians."""
    if not exercise.pose:
        return ()
    first, last = exercise.pose[0].joints, exercise.pose[-1].joints
    return tuple(
        Angle(
            f"{joint} {motion}".replace("-", " "),
            f"{start:g}°",
            f"{last.get(joint, {}).get(motion, start):g}°",
        )
        for joint, motions in first.items()
        for motion, start in motions.items()
    )


@dataclass(frozen=True, slots=True)
class GuidelineLine:
    """One row of the table of guidelines."""

    name: str
    differs: bool
    cells: tuple[tuple[str, str], ...]
    """The guideline's name and what it says; "" where the parts that were read say nothing."""


def guideline_columns(care: Care, language: str) -> list[GuidelineName]:
    words = care.words(language).guidelines
    return [words.guidelines[guideline.id] for guideline in care.guidelines.guideline]


def guideline_rows(care: Care, language: str) -> list[GuidelineLine]:
    words = care.words(language).guidelines
    return [
        GuidelineLine(
            name=words.rows[row.id].name,
            differs=row.differs,
            cells=tuple(
                (
                    words.guidelines[guideline.id].name,
                    words.rows[row.id].cells.get(guideline.id, ""),
                )
                for guideline in care.guidelines.guideline
            ),
        )
        for row in care.guidelines.row
    ]
