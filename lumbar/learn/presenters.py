"""Topics, sources and exercises as the Learn pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lumbar.clinical.care import Care
from lumbar.clinical.learn_schema import (
    SPINE,
    GuidelineName,
    Pair,
    PairWords,
    Section,
    SectionWords,
    Topic,
)
from lumbar.clinical.library import Library
from lumbar.clinical.schema import Avoid, Exercise, JointCap, Pose, Source, Variant
from lumbar.clinical.words import Words
from lumbar.figure import catalogue
from lumbar.figure.angles import drawn, plain
from lumbar.figure.catalogue import BodyName
from lumbar.learn.spine import ShownSpine, shown_spine
from lumbar.site.wording import sentences

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
    spine: ShownSpine | None
    pairs: tuple[ShownPair, ...]


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Who should leave an exercise out, or keep it small."""

    name: str
    reason: str
    small: bool


@dataclass(frozen=True, slots=True)
class Angle:
    """A joint's angles, degrees, at the start and the end: as the knowledge asks, and as drawn."""

    name: str
    about: str
    """How far it may be drawn, and what healthy joints can do."""
    start: str
    end: str
    start_drawn: str
    """Empty where it is no single joint's angle."""
    end_drawn: str


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
            spine=shown_spine(section.shows.removeprefix(SPINE), care, language)
            if section.shows.startswith(SPINE)
            else None,
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
    shown = {section.shows for section in topic.section}
    for cause in care.spine.cause:
        if SPINE + cause.id in shown:
            named += cause.source
            named += [source for part in care.spine.part for source in part.source]
            named += care.spine.source
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


def angles(
    exercise: Exercise, variant: Variant, body: BodyName, knowledge: Library, words: Words
) -> tuple[Angle, ...]:
    """The joint angles of one way of doing an exercise on this body, for clinicians."""
    poses = sorted(variant.pose or exercise.pose, key=lambda pose: pose.at)
    if not poses:
        return ()
    part = 1.0 if variant.pose else variant.range
    first = poses[0].joints
    start_pose, end_pose = catalogue.poses(exercise.id, variant.id, body)
    found = []
    for joint, motions in first.items():
        for motion, start in motions.items():
            cap = knowledge.angles[f"{plain(joint)}.{motion}"]
            end = between(poses, part, joint, motion)

            def solved(pose: catalogue.Pose, joint: str = joint, motion: str = motion) -> str:
                value = drawn(pose.angles, joint, motion, rolls="pelvis" in first)
                return "" if value is None else _degrees(value)

            found.append(
                Angle(
                    name=_joint_name(joint, cap.id, words),
                    about=sentences([*_spans(cap), words.joints[cap.id].norm]),
                    start=_degrees(start),
                    end=_degrees(end),
                    start_drawn=solved(start_pose),
                    end_drawn=solved(end_pose),
                )
            )
    return tuple(found)


def between(poses: Sequence[Pose], moment: float, joint: str, motion: str) -> float:
    """An angle at a moment, straight between the poses before and after it."""
    before = max((pose for pose in poses if pose.at <= moment), key=lambda pose: pose.at)
    after = min((pose for pose in poses if pose.at >= moment), key=lambda pose: pose.at)
    low, high = before.joints[joint][motion], after.joints[joint][motion]
    if after.at == before.at:
        return low
    return low + (high - low) * (moment - before.at) / (after.at - before.at)


def _joint_name(joint: str, cap: str, words: Words) -> str:
    side, dash, _rest = joint.partition("-")
    name = words.joints[cap].name
    if dash and side == "moving":
        return words.joint_sides["moving"].format(joint=name)
    if dash and side == "other":
        return words.joint_sides["other"].format(joint=name)
    return name


def _spans(cap: JointCap) -> list[str]:
    """How far the joint may be drawn; older people less far."""
    least, most = cap.least, cap.most
    told = [_("Drawn from %(least)s to %(most)s.") % _ends(least, most)]
    if cap.least_over_65 is not None or cap.most_over_65 is not None:
        least = least if cap.least_over_65 is None else cap.least_over_65
        most = most if cap.most_over_65 is None else cap.most_over_65
        told.append(_("Over 65: %(least)s to %(most)s.") % _ends(least, most))
    return told


def _ends(least: float, most: float) -> dict[str, str]:
    return {"least": _degrees(least), "most": _degrees(most)}


def _degrees(value: float) -> str:
    """Whole degrees with a true minus sign; never "−0"."""
    whole = round(value)
    return f"−{-whole}°" if whole < 0 else f"{whole}°"


@dataclass(frozen=True, slots=True)
class Position:
    """A way to lie at rest, or a place for a pack, with its picture."""

    figure: str
    """The picture's name, as the figure knows it."""
    name: str
    how: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionGroup:
    title: str
    lead: tuple[str, ...]
    positions: tuple[Position, ...]


RESTING = {"side": "rest-on-side", "back": "rest-on-back"}
PACKS = {"lying": "pack-on-back", "sitting": "pack-sitting"}
"""The figure's names of the knowledge's positions and places."""


def positions(knowledge: Library, language: str) -> tuple[PositionGroup, ...]:
    """Lying at rest, and where a cold or warm pack goes."""
    care, flags = knowledge.care, knowledge.words(language).flags
    words = care.words(language)
    avoid = {position.id: position.avoid for position in care.sleep_positions.position}
    lying = tuple(
        Position(
            figure,
            words.sleep_positions.positions[id].name,
            words.sleep_positions.positions[id].how,
            (
                words.sleep_positions.positions[id].honest,
                *(_told(flags[flag].name, flags[flag].reason) for flag in avoid[id]),
            ),
        )
        for id, figure in RESTING.items()
    )
    packs = tuple(
        Position(
            figure,
            words.heat_cold.placements[id].name,
            words.heat_cold.placements[id].how,
            (),
        )
        for id, figure in PACKS.items()
    )
    use = tuple(
        _told(method.name, sentences([method.how, *method.rules.values()]))
        for method in words.heat_cold.methods.values()
    )
    night = care.topic_words(language)["sleep-position"].summary
    return (
        PositionGroup(_("Lying at rest"), (night,), lying),
        PositionGroup(_("Where a cold or warm pack goes"), use, packs),
    )


def _told(name: str, text: str) -> str:
    return _("%(name)s: %(text)s") % {"name": name, "text": text}


def position_sources(knowledge: Library) -> tuple[Source, ...]:
    care = knowledge.care
    named = [s for one in care.sleep_positions.position if one.id in RESTING for s in one.source]
    named += [source for one in care.heat_cold.placement for source in one.source]
    return sources(named, knowledge)


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
