"""The library's conditions, parsed against its questions and turned into functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lumbar.clinical import schema
from lumbar.clinical.conditions import (
    Condition,
    ConditionError,
    Evaluate,
    LeafTable,
    Missing,
    Truths,
    compile_condition,
    compile_missing,
    parse,
    questions,
)
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.values import Level

if TYPE_CHECKING:
    from lumbar.clinical.library import Library


class LibraryVocabulary:
    """What conditions may name, out of a library's questions and body map."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._members: dict[str, frozenset[str]] = {}
        by_group: dict[str, set[str]] = {}
        for region in library.body_map:
            self._members[region.id] = frozenset({region.id})
            by_group.setdefault(region.group, set()).add(region.id)
        for group, members in by_group.items():
            self._members[group] = frozenset(members)
        for family, groups in library.families.items():
            unknown = set(groups) - set(by_group)
            if unknown:
                raise KnowledgeError(f"body map: {family} names no group {sorted(unknown)}")
            self._members[family] = frozenset().union(*(by_group[group] for group in groups))

    def options(self, question: str) -> frozenset[str] | None:
        found = self._library.questions[question]
        return None if found.kind == "number" else self._library.options(question)

    def expand(self, question: str, option: str) -> frozenset[str]:
        if self._library.questions[question].kind == "areas":
            return self._members.get(option, frozenset())
        return frozenset({option}) & self._library.options(question)

    def bounds(self, question: str) -> tuple[int, int]:
        found = self._library.questions[question]
        return found.minimum or 0, found.maximum or 0

    def unsure_is_yes(self, question: str) -> bool:
        return self._library.questions[question].unsure_reads == "yes"


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    row: str
    """The row of the clinical facts it carries."""
    level: Level
    urgency: int
    suspects: tuple[str, ...]
    pathway: str
    tree: Condition
    when: Evaluate
    unless_tree: Condition | None
    unless: Evaluate | None
    missing: Callable[[Truths], Missing]
    reads: frozenset[str]
    """The questions of ``when``."""
    exception_reads: frozenset[str]

    def fires(self, truths: Truths) -> bool:
        """True when ``when`` is true and the exception is not."""
        return self.when(truths) is True and not (self.unless is not None and self.unless(truths))


@dataclass(frozen=True, slots=True)
class CompiledFeature:
    when: Evaluate
    tree: Condition
    weight: float


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    id: str
    needs: float
    when: Evaluate | None
    features: tuple[CompiledFeature, ...]


@dataclass(frozen=True, slots=True)
class CompiledScreen:
    screen: schema.Screen
    ask_when: Evaluate | None
    questions: frozenset[str]
    danger: tuple[str, ...]
    """Those of its questions that are danger signs."""

    def asked(self, truths: Truths) -> bool:
        """Whether the screen is asked of this person, as far as is known."""
        return self.ask_when is None or self.ask_when(truths) is True


@dataclass(frozen=True, slots=True)
class CompiledSet:
    set: schema.ExerciseSet
    when: Evaluate | None


@dataclass(frozen=True, slots=True)
class Compiled:
    table: LeafTable
    rules: tuple[CompiledRule, ...]
    """Most urgent first."""
    by_rule: dict[str, CompiledRule]
    patterns: tuple[CompiledPattern, ...]
    roots: tuple[tuple[str, tuple[CompiledFeature, ...]], ...]
    flags: tuple[tuple[str, Evaluate], ...]
    gates: tuple[tuple[str, Evaluate], ...]
    screens: tuple[CompiledScreen, ...]
    sets: tuple[CompiledSet, ...]
    read_above: dict[int, frozenset[str]]
    """Urgency → the questions read by rules more urgent than that."""
    reads: frozenset[str]
    """Every question that some decision reads."""


def compile_library(library: Library) -> Compiled:
    """Parse and compile every condition.

    Raises:
        KnowledgeError: a condition names something unknown or impossible; says where.
    """
    vocabulary = LibraryVocabulary(library)
    table = LeafTable()
    reads: set[str] = set()

    def tree(where: str, data: dict[str, Any]) -> Condition:
        try:
            condition = parse(data, vocabulary)
        except ConditionError as error:
            raise KnowledgeError(f"{where}: {error}") from error
        reads.update(questions(condition))
        return condition

    def optional(where: str, data: dict[str, Any] | None) -> Evaluate | None:
        return None if data is None else compile_condition(tree(where, data), table)

    def features(where: str, items: Iterable[schema.Feature]) -> tuple[CompiledFeature, ...]:
        trees = [(tree(where, item.when), item.weight) for item in items]
        return tuple(CompiledFeature(compile_condition(t, table), t, weight) for t, weight in trees)

    rules = []
    for rule in library.rules.values():
        when = tree(f"rule {rule.id}", rule.when)
        unless = None if rule.unless is None else tree(f"rule {rule.id} unless", rule.unless)
        level = Level(rule.level)
        rules.append(
            CompiledRule(
                id=rule.id,
                row=rule.facts or rule.id,
                level=level,
                urgency=level.urgency,
                suspects=tuple(rule.suspects),
                pathway=rule.pathway,
                tree=when,
                when=compile_condition(when, table),
                unless_tree=unless,
                unless=None if unless is None else compile_condition(unless, table),
                missing=compile_missing(when, table),
                reads=questions(when),
                exception_reads=frozenset() if unless is None else questions(unless),
            )
        )
    rules.sort(key=lambda rule: (-rule.urgency, rule.id))
    return Compiled(
        table=table,
        rules=tuple(rules),
        by_rule={rule.id: rule for rule in rules},
        patterns=tuple(
            CompiledPattern(
                id=pattern.id,
                needs=pattern.needs,
                when=optional(f"pattern {pattern.id}", pattern.when),
                features=features(f"pattern {pattern.id}", pattern.feature),
            )
            for pattern in library.patterns.values()
        ),
        roots=tuple(
            (root.id, features(f"root {root.id}", root.hints)) for root in library.roots.values()
        ),
        flags=tuple(
            (flag.id, compile_condition(tree(f"flag {flag.id}", flag.when), table))
            for flag in library.flags.values()
        ),
        gates=tuple(
            (gate.id, compile_condition(tree(f"gate {gate.id}", gate.when), table))
            for gate in library.gates.values()
        ),
        screens=tuple(
            CompiledScreen(
                screen=screen,
                ask_when=optional(f"screen {screen.id}", screen.ask_when),
                questions=frozenset(screen.questions),
                danger=tuple(
                    id
                    for id in screen.questions
                    if id in library.questions and library.questions[id].danger
                ),
            )
            for screen in library.screens
        ),
        sets=tuple(
            CompiledSet(item, optional(f"set {item.id}", item.when)) for item in library.sets
        ),
        read_above={
            urgency: frozenset().union(
                *(rule.reads | rule.exception_reads for rule in rules if rule.urgency > urgency)
            )
            for urgency in range(4)
        },
        reads=frozenset(reads),
    )
