"""Load the knowledge and check it, or refuse to start.

``library()`` is the whole knowledge as of its newest release; ``library().at(version)`` is the
knowledge of an earlier release, so that a stored assessment can be replayed. Nothing is edited
after its release: a rule is superseded by setting ``until`` and adding another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from threading import RLock
from typing import Any, Protocol, TypeVar

import msgspec

from lumbar.clinical import schema
from lumbar.clinical.care import Care, load_care
from lumbar.clinical.compiled import Compiled, compile_library
from lumbar.clinical.conditions import NOT_SURE, SKIPPED
from lumbar.clinical.errors import KnowledgeError, decode
from lumbar.clinical.progress_schema import ProgressFile
from lumbar.clinical.values import AnswerError, Answers
from lumbar.clinical.words import LANGUAGES, Words, load_words

ROOT = Path(__file__).parent / "knowledge"

S = TypeVar("S", bound=msgspec.Struct)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


class _Dated(_Named, Protocol):
    @property
    def since(self) -> str: ...


N = TypeVar("N", bound=_Named)
D = TypeVar("D", bound=_Dated)


@dataclass(frozen=True)
class Library:
    """The knowledge of one release, loaded and checked."""

    root: Path
    version: str
    releases: dict[str, str]
    """Version → digest of what decides an assessment."""
    questions: dict[str, schema.Question]
    screens: tuple[schema.Screen, ...]
    body_map: tuple[schema.Region, ...]
    families: dict[str, tuple[str, ...]]
    rules: dict[str, schema.Rule]
    patterns: dict[str, schema.Pattern]
    roots: dict[str, schema.Root]
    suspicions: dict[str, schema.Suspicion]
    flags: dict[str, schema.Flag]
    gates: dict[str, schema.Gate]
    exercises: dict[str, schema.Exercise]
    sets: tuple[schema.ExerciseSet, ...]
    fill: tuple[str, ...]
    half_range_limit: float
    place_avoid: dict[schema.PlaceName, list[str]]
    stop_rules: dict[str, schema.StopRule]
    evening: schema.EveningFile
    angles: dict[str, schema.JointCap]
    sources: dict[str, schema.Source]
    care: Care
    progress: ProgressFile
    _everything: Library | None = field(default=None, repr=False, compare=False)

    @cached_property
    def compiled(self) -> Compiled:
        """The conditions as functions. Raises ``KnowledgeError`` where one says nothing."""
        return compile_library(self)

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {}

    def words(self, language: str) -> Words:
        """The words of ``en`` or ``zh-hant``; an unknown language is a ``KeyError``."""
        if language not in LANGUAGES:
            raise KeyError(language)
        if language not in self._words:
            self._words[language] = load_words(self.root, language, self)
        return self._words[language]

    def answers(self, data: Mapping[str, Any]) -> Answers:
        """Take decoded JSON and hold every answer against its question.

        Raises:
            AnswerError: an unknown question, an option it does not have, a number out of range.
        """
        answers = Answers.from_json(data)
        for id, value in answers.items():
            question = self.questions.get(id)
            if question is None:
                raise AnswerError(id, "unknown_question", value)
            self._check_answer(question, value)
        return answers

    def _check_answer(self, question: schema.Question, value: Any) -> None:
        if value == NOT_SURE:
            if question.sure:
                raise AnswerError(question.id, "must_choose", value)
        elif value == SKIPPED:
            if not question.optional:
                raise AnswerError(question.id, "must_choose", value)
        elif question.kind == "number":
            if not isinstance(value, int):
                raise AnswerError(question.id, "not_a_number", value)
            if not (question.minimum or 0) <= value <= (question.maximum or 0):
                raise AnswerError(question.id, "out_of_range", value)
        elif question.kind in ("many", "areas"):
            if not isinstance(value, tuple):
                raise AnswerError(question.id, "not_a_list", value)
            unknown = set(value) - self.options(question.id)
            if unknown:
                raise AnswerError(question.id, "unknown_option", sorted(unknown)[0])
        elif not isinstance(value, str):
            raise AnswerError(question.id, "not_a_choice", value)
        elif value not in self.options(question.id):
            raise AnswerError(question.id, "unknown_option", value)

    def options(self, question: str) -> frozenset[str]:
        """What may be chosen; empty for a number. ``KeyError`` if there is no such question."""
        return self._options[question]

    @cached_property
    def _options(self) -> dict[str, frozenset[str]]:
        regions = frozenset(region.id for region in self.body_map)
        kinds = {"yes_no": frozenset({"yes", "no"}), "areas": regions, "number": frozenset()}
        return {
            id: kinds.get(question.kind, frozenset(question.options))
            for id, question in self.questions.items()
        }

    def at(self, version: str) -> Library:
        """The knowledge as it was at a release.

        Raises:
            KeyError: there was no such release.
        """
        whole = self._everything or self
        if version not in whole.releases:
            raise KeyError(version)
        return self if version == self.version else _at(whole, version)


def library() -> Library:
    """The knowledge as of its newest release, loaded once, however many threads ask at once."""
    # msgspec learns a class when it first reads one; two threads that do so crash the interpreter.
    with _LOADING:
        return _load_cached(ROOT)


_LOADING = RLock()


@cache
def _load_cached(root: Path) -> Library:
    return load(root)


def load(root: Path) -> Library:
    """Load and check a knowledge folder.

    Raises:
        KnowledgeError: anything at all is wrong with it.
    """
    releases = decode(root / "releases.toml", schema.ReleaseFile).release
    selection = decode(root / "selection.toml", schema.SelectionFile)
    body_map = decode(root / "body-map.toml", schema.BodyMapFile)
    try:
        care = load_care(root)
    except (ValueError, msgspec.ValidationError) as error:
        raise KnowledgeError(str(error)) from error
    everything = Library(
        root=root,
        version="everything",
        releases={release.version: release.digest for release in releases},
        questions=_by_id(_many(root, "questions", schema.QuestionFile, "question")),
        screens=tuple(decode(root / "screens.toml", schema.ScreenFile).screen),
        body_map=tuple(body_map.region),
        families={family.id: tuple(family.groups) for family in body_map.family},
        rules=_by_id(_many(root, "rules", schema.RuleFile, "rule")),
        patterns=_by_id(decode(root / "patterns.toml", schema.PatternFile).pattern),
        roots=_by_id(decode(root / "roots.toml", schema.RootFile).root),
        suspicions=_by_id(decode(root / "suspicions.toml", schema.SuspicionFile).suspicion),
        flags=_by_id(decode(root / "flags.toml", schema.FlagFile).flag),
        gates=_by_id(decode(root / "gates.toml", schema.GateFile).gate),
        exercises=_by_id(_exercises(root)),
        sets=tuple(selection.set),
        fill=tuple(selection.fill),
        half_range_limit=selection.half_range_limit,
        place_avoid=selection.place_avoid,
        stop_rules=_by_id(decode(root / "stop-rules.toml", schema.StopRuleFile).stop),
        evening=decode(root / "evening.toml", schema.EveningFile),
        angles=_by_id(decode(root / "angles.toml", schema.AnglesFile).cap),
        sources=_by_id(_many(root, "sources", schema.SourceFile, "source")),
        care=care,
        progress=decode(root / "progress/progress.toml", ProgressFile),
    )
    return _at(everything, releases[-1].version)


def _at(everything: Library, version: str) -> Library:
    def then(items: dict[str, D]) -> dict[str, D]:
        return {
            id: item
            for id, item in items.items()
            if _number(item.since) <= _number(version)
            and (
                (until := getattr(item, "until", None)) is None or _number(version) < _number(until)
            )
        }

    return replace(
        everything,
        version=version,
        questions=then(everything.questions),
        rules=then(everything.rules),
        patterns=then(everything.patterns),
        flags=then(everything.flags),
        gates=then(everything.gates),
        exercises=then(everything.exercises),
        _everything=everything,
    )


def digest(knowledge: Library) -> str:
    """A fingerprint of everything that decides an assessment; it never changes after release."""
    parts = (
        knowledge.questions,
        knowledge.screens,
        knowledge.body_map,
        knowledge.families,
        knowledge.rules,
        knowledge.patterns,
        knowledge.roots,
        knowledge.suspicions,
        knowledge.flags,
        knowledge.gates,
    )
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _many(root: Path, folder: str, kind: type[S], attribute: str) -> list[Any]:
    paths = sorted((root / folder).glob("*.toml"))
    if not paths:
        raise KnowledgeError(f"{folder}/ is empty")
    return [item for path in paths for item in getattr(decode(path, kind), attribute)]


def _exercises(root: Path) -> list[schema.Exercise]:
    found = []
    for path in sorted((root / "exercises").glob("*/exercise.toml")):
        exercise = decode(path, schema.Exercise)
        if exercise.id != path.parent.name:
            raise KnowledgeError(f"exercises/{path.parent.name}: its id is {exercise.id!r}")
        found.append(exercise)
    return sorted(found, key=lambda exercise: exercise.number)


def _by_id(items: Iterable[N]) -> dict[str, N]:
    found: dict[str, N] = {}
    for item in items:
        id = item.id
        if id in found:
            raise KnowledgeError(f"{type(item).__name__.lower()} {id!r} is there twice")
        found[id] = item
    return found
