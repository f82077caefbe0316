"""The words of one language, and the check that none is missing or left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from lumbar.clinical import words_schema
from lumbar.clinical.errors import KnowledgeError, decode
from lumbar.clinical.progress_schema import ProgressWordsFile

if TYPE_CHECKING:
    from lumbar.clinical.library import Library

LANGUAGES = ("en", "zh-hant")
"""English and Traditional Chinese as written in Hong Kong; others by adding files."""

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence of the knowledge in one language, by id."""

    language: str
    questions: dict[str, words_schema.QuestionWords]
    screens: dict[str, words_schema.ScreenWords]
    regions: dict[str, str]
    region_groups: dict[str, str]
    """Names of body-map groups and families."""
    rules: dict[str, words_schema.RuleWords]
    patterns: dict[str, words_schema.PatternWords]
    levels: dict[str, words_schema.LevelWords]
    pathways: dict[str, words_schema.PathwayWords]
    watch_for: tuple[str, ...]
    not_everything: str
    flags: dict[str, words_schema.NamedWords]
    gates: dict[str, words_schema.NamedWords]
    exercise_sets: dict[str, words_schema.NamedWords]
    exercises: dict[str, words_schema.ExerciseWords]
    suspicions: dict[str, str]
    stages: dict[str, str]
    roots: dict[str, words_schema.NamedWords]
    joints: dict[str, words_schema.JointWords]
    joint_sides: dict[Literal["moving", "other"], str]
    routine: words_schema.RoutineWordsFile
    progress: ProgressWordsFile

    def option(self, question: str, option: str) -> str | None:
        """The words of an option, region or group; ``None`` for yes, no and not sure, which
        the interface words."""
        return self.questions[question].options.get(option) or self.place(option)

    def place(self, area: str) -> str | None:
        """The name of a region, group or family of the body map."""
        return self.regions.get(area) or self.region_groups.get(area)


def load_words(root: Path, language: str, library: Library) -> Words:
    """Load one language and hold it against the structure.

    Raises:
        KnowledgeError: a word is missing, left over or empty, with the file and the id.
    """
    folder = root / "words" / language

    def read(name: str, kind: type[T]) -> T:
        return decode(folder / name, kind)

    questions = read("questions.toml", words_schema.QuestionWordsFile).question
    screens = read("screens.toml", words_schema.ScreenWordsFile).screen
    regions = read("body-map.toml", words_schema.RegionWordsFile)
    rules = read("rules.toml", words_schema.RuleWordsFile).rule
    patterns = read("patterns.toml", words_schema.PatternWordsFile).pattern
    levels = read("levels.toml", words_schema.LevelWordsFile)
    reasons = read("reasons.toml", words_schema.ReasonWordsFile)
    clinician = read("clinician.toml", words_schema.ClinicianWordsFile)
    routine = read("routine.toml", words_schema.RoutineWordsFile)
    progress = read("progress.toml", ProgressWordsFile)
    exercises = {
        slug: decode(
            root / "exercises" / slug / f"words.{language}.toml", words_schema.ExerciseWords
        )
        for slug in library.exercises
    }

    same(f"{language}: questions", questions, library.questions)
    for id, question in library.questions.items():
        wanted = question.options if question.kind in ("one", "many") else []
        same(f"{language}: options of {id}", questions[id].options, wanted)
        stray = set(questions[id].hints) - set(wanted)
        if stray:
            raise KnowledgeError(f"{language}: hints of {id} for no option: {sorted(stray)}")
    same(f"{language}: screens", screens, [screen.id for screen in library.screens])
    same(f"{language}: regions", regions.region, [region.id for region in library.body_map])
    same(f"{language}: region groups", regions.group, {r.group for r in library.body_map})
    same(f"{language}: region families", regions.family, library.families)
    same(f"{language}: rules", rules, library.rules)
    same(f"{language}: patterns", patterns, library.patterns)
    same(
        f"{language}: levels",
        levels.level,
        ["emergency", "same_day", "clinician_soon", "self_care"],
    )
    pathways = {rule.pathway for rule in library.rules.values() if rule.pathway}
    same(f"{language}: pathways", levels.pathway, pathways)
    same(f"{language}: flags", reasons.flag, library.flags)
    same(f"{language}: gates", reasons.gate, library.gates)
    same(f"{language}: exercise sets", reasons.exercise_set, [s.id for s in library.sets])
    same(f"{language}: suspicions", clinician.suspicion, library.suspicions)
    same(f"{language}: roots", clinician.root, library.roots)
    same(f"{language}: joints", clinician.joint, library.angles)
    same(f"{language}: sides of a joint", clinician.joint_side, ["moving", "other"])
    same(f"{language}: into bed", routine.sleep_from, library.evening.seconds.sleep)
    resting = [position.id for position in library.care.sleep_positions.position]
    same(f"{language}: sleeping positions", routine.sleep, resting)
    same(f"{language}: this hurts", routine.hurt_answers, library.stop_rules)
    advice = {stop.advice for stop in library.stop_rules.values()}
    same(f"{language}: advice on this hurts", routine.hurt_advice, advice)
    same(f"{language}: progress", progress.rules, [rule.id for rule in library.progress.rule])
    for slug, exercise in library.exercises.items():
        ids = [variant.id for variant in exercise.variant]
        same(f"{language}: variants of {slug}", exercises[slug].variants, ids)

    words = Words(
        language=language,
        questions=questions,
        screens=screens,
        regions=regions.region,
        region_groups={**regions.group, **regions.family},
        rules=rules,
        patterns=patterns,
        levels=levels.level,
        pathways=levels.pathway,
        watch_for=tuple(levels.watch_for),
        not_everything=levels.not_everything,
        flags=reasons.flag,
        gates=reasons.gate,
        exercise_sets=reasons.exercise_set,
        exercises=exercises,
        suspicions=clinician.suspicion,
        stages=clinician.stage,
        roots=clinician.root,
        joints=clinician.joint,
        joint_sides=clinician.joint_side,
        routine=routine,
        progress=progress,
    )
    for field in fields(words):
        refuse_empty(f"{language}: {field.name}", getattr(words, field.name))
    return words


def refuse_empty(where: str, value: Any) -> None:
    """Refuse a sentence that is there but says nothing; one that may be left out is no fault."""
    if isinstance(value, str):
        if not value.strip():
            raise KnowledgeError(f"{where} is empty")
    elif isinstance(value, dict):
        for key, inner in value.items():
            refuse_empty(f"{where}.{key}", inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            refuse_empty(f"{where}.{number}", inner)
    elif isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            if field.required or inner != "":
                refuse_empty(f"{where}.{field.name}", inner)


def same(what: str, given: Iterable[str], wanted: Iterable[str]) -> None:
    """Refuse words without a structure and structures without words."""
    have, want = set(given), set(wanted)
    if have != want:
        missing, left = sorted(want - have), sorted(have - want)
        raise KnowledgeError(f"{what}: missing {missing}, left over {left}")
