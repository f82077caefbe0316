"""Conditions over answers: plain data in, three-valued truth out.

A condition is a tree of ``all``, ``any``, ``at_least`` and ``not`` over leaves. A leaf names a
question and the options that make it true, or compares a number::

    { all = [ { fever = ["yes"] }, { pain_now = { at_least = 7 } } ] }
    { any = [ { leg_weakness = ["yes"] }, { bladder_change = ["yes", "not_sure"] } ] }
    { at_least = 3, of = [ ... ] }
    { not = { ... } }

Truth is ``True``, ``False`` or ``None`` (unknown), as in Kleene's logic: an unanswered question
is unknown, and unknown never turns into "no" on its way up. "Not sure" is unknown too, unless the
leaf lists ``not_sure`` or the question's file says that it reads as "yes".

Trees are compiled once: every distinct leaf gets a place in a ``LeafTable``, the answers are read
into that table once per assessment, and trees become small functions over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Protocol

NOT_SURE = "not_sure"
SKIPPED = "skipped"

Fact = str | int | frozenset[str]
"""An answer as conditions read it: an option, a number, or the set of things ticked."""
Facts = Mapping[str, Fact]
Truth = bool | None
Truths = list[Truth]
"""The truth of every leaf of a ``LeafTable``, by its place."""
Evaluate = Callable[[Truths], Truth]


class ConditionError(ValueError):
    """A condition that names something unknown or impossible, with what is wrong about it."""


class Vocabulary(Protocol):
    """What conditions may name."""

    def options(self, question: str) -> frozenset[str] | None:
        """The options of a question; ``None`` for a number. ``KeyError`` if there is none."""

    def expand(self, question: str, option: str) -> frozenset[str]:
        """The options that ``option`` stands for: itself, or the regions of a group."""

    def bounds(self, question: str) -> tuple[int, int]:
        """Least and most of a number question."""

    def unsure_is_yes(self, question: str) -> bool:
        """Whether "not sure" is read as "yes"."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """``question`` is answered with one of ``options``, or its number lies within bounds."""

    question: str
    options: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    """The options as written, before groups are expanded."""
    least: int | None = None
    most: int | None = None
    unsure_is_yes: bool = False
    example: str = NOT_SURE
    """One answer that makes it true: the first option written, or the least number."""


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    count: int
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Condition


Condition = Leaf | AllOf | AnyOf | AtLeast | Not


def parse(data: Any, vocabulary: Vocabulary) -> Condition:
    """Give plain data its meaning.

    Raises:
        ConditionError: an unknown question or option, an impossible number, a malformed tree.
    """
    if not isinstance(data, dict) or not data:
        raise ConditionError(f"a condition is a table with a key, not {data!r}")
    if "at_least" in data and "of" in data:
        if set(data) != {"at_least", "of"}:
            raise ConditionError(f"'at_least' takes only 'of' beside it: {data!r}")
        parts = _parse_list(data["of"], vocabulary)
        count = data["at_least"]
        if not isinstance(count, int) or not 1 <= count <= len(parts):
            raise ConditionError(f"at_least = {count!r} of {len(parts)} can never decide anything")
        return AtLeast(count, parts)
    if len(data) != 1:
        raise ConditionError(f"one key at a time, not {sorted(data)}; join them with 'all'")
    ((key, value),) = data.items()
    if key == "all":
        return AllOf(_parse_list(value, vocabulary))
    if key == "any":
        return AnyOf(_parse_list(value, vocabulary))
    if key == "not":
        return Not(parse(value, vocabulary))
    return _parse_leaf(key, value, vocabulary)


def _parse_list(data: Any, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    if not isinstance(data, list) or not data:
        raise ConditionError(f"expected a list of conditions, got {data!r}")
    return tuple(parse(part, vocabulary) for part in data)


def _parse_leaf(question: str, value: Any, vocabulary: Vocabulary) -> Leaf:
    try:
        options = vocabulary.options(question)
    except KeyError:
        raise ConditionError(f"there is no question {question!r}") from None
    unsure_is_yes = vocabulary.unsure_is_yes(question)
    if isinstance(value, dict):
        if options is not None:
            raise ConditionError(f"{question!r} is not a number")
        unknown = set(value) - {"at_least", "at_most"}
        if unknown or not value:
            raise ConditionError(f"{question}: compare with at_least or at_most, not {value!r}")
        low, high = vocabulary.bounds(question)
        least, most = value.get("at_least", low), value.get("at_most", high)
        if not (isinstance(least, int) and isinstance(most, int) and low <= least <= most <= high):
            raise ConditionError(f"{question}: {value!r} lies outside {low} to {high}")
        if (least, most) == (low, high):
            raise ConditionError(f"{question}: {value!r} is always true")
        return Leaf(question, least=least, most=most, example=str(least))
    if options is None:
        raise ConditionError(f"{question!r} is a number: compare it")
    if not isinstance(value, list) or not value:
        raise ConditionError(f"{question}: expected a list of options, got {value!r}")
    expanded: set[str] = set()
    for option in value:
        if option == NOT_SURE:
            expanded.add(NOT_SURE)
            continue
        members = vocabulary.expand(question, option)
        if not members:
            raise ConditionError(f"{question!r} has no option {option!r}")
        expanded |= members
    return Leaf(
        question,
        frozenset(expanded),
        tuple(value),
        unsure_is_yes=unsure_is_yes,
        example=next((option for option in value if option != NOT_SURE), NOT_SURE),
    )


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a tree, in writing order."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.of)
    else:
        for part in condition.of:
            yield from leaves(part)


def questions(condition: Condition) -> frozenset[str]:
    """The questions a tree reads."""
    return frozenset(leaf.question for leaf in leaves(condition))


REMEMBERED = 4096
"""Answers a ``LeafTable`` keeps the truths of."""


class LeafTable:
    """Every distinct leaf of a library, so that each is evaluated once."""

    def __init__(self) -> None:
        self._places: dict[Leaf, int] = {}
        self._by_question: dict[str, list[tuple[int, Leaf]]] = {}
        self._known: dict[tuple[str, Fact], tuple[tuple[int, Truth], ...]] = {}

    def place(self, leaf: Leaf) -> int:
        """The place of a leaf, given on first sight."""
        if leaf not in self._places:
            self._places[leaf] = len(self._places)
            self._by_question.setdefault(leaf.question, []).append((self._places[leaf], leaf))
        return self._places[leaf]

    def read(self, facts: Facts) -> Truths:
        """The truth of every leaf; unanswered questions leave theirs unknown."""
        truths: Truths = [None] * len(self._places)
        known = self._known
        for item in facts.items():
            remembered = known.get(item)
            if remembered is None:
                self.put(truths, *item)
                continue
            for place, truth in remembered:
                truths[place] = truth
        return truths

    def put(self, truths: Truths, question: str, fact: Fact) -> None:
        """Read one more answer into ``truths``."""
        key = (question, fact)
        known = self._known.get(key)
        if known is None:
            leaves_here = self._by_question.get(question, ())
            known = tuple((place, leaf_truth(leaf, fact)) for place, leaf in leaves_here)
            # Sets of body-map regions have no end of combinations, so there has to be one here.
            if len(self._known) < REMEMBERED:
                self._known[key] = known
        for place, truth in known:
            truths[place] = truth


def leaf_truth(leaf: Leaf, fact: Fact | None) -> Truth:
    """Whether one answer makes a leaf true; ``None`` where it does not tell."""
    if leaf.least is not None and leaf.most is not None:
        return leaf.least <= fact <= leaf.most if isinstance(fact, int) else None
    if fact is None or fact == SKIPPED or isinstance(fact, int):
        return None
    if isinstance(fact, frozenset):
        return not leaf.options.isdisjoint(fact)
    if fact == NOT_SURE:
        reads_yes = NOT_SURE in leaf.options or (leaf.unsure_is_yes and "yes" in leaf.options)
        return True if reads_yes else None
    return fact in leaf.options


def compile_condition(condition: Condition, table: LeafTable) -> Evaluate:
    """Turn a tree into a function from the table's truths to ``True``, ``False`` or ``None``."""
    if isinstance(condition, Leaf):
        return itemgetter(table.place(condition))
    if isinstance(condition, Not):
        inner = compile_condition(condition.of, table)

        def negate(truths: Truths) -> Truth:
            truth = inner(truths)
            return None if truth is None else not truth

        return negate
    parts = tuple(compile_condition(part, table) for part in condition.of)
    if isinstance(condition, AnyOf) and all(isinstance(part, Leaf) for part in condition.of):
        # By far the most common tree, and worth a path without calls.
        places = tuple(table.place(leaf) for leaf in leaves(condition))

        def any_leaf(truths: Truths) -> Truth:
            result: Truth = False
            for place in places:
                truth = truths[place]
                if truth:
                    return True
                if truth is None:
                    result = None
            return result

        return any_leaf
    if isinstance(condition, AllOf):

        def every(truths: Truths) -> Truth:
            result: Truth = True
            for part in parts:
                truth = part(truths)
                if truth is False:
                    return False
                if truth is None:
                    result = None
            return result

        return every
    if isinstance(condition, AnyOf):

        def some(truths: Truths) -> Truth:
            result: Truth = False
            for part in parts:
                truth = part(truths)
                if truth:
                    return True
                if truth is None:
                    result = None
            return result

        return some
    count = condition.count

    def at_least(truths: Truths) -> Truth:
        true = unknown = 0
        for part in parts:
            truth = part(truths)
            if truth:
                true += 1
            elif truth is None:
                unknown += 1
        if true >= count:
            return True
        return None if true + unknown >= count else False

    return at_least


def true_leaves(condition: Condition, facts: Facts) -> Iterator[Leaf]:
    """The leaves that hold, leaving out those under a ``not``: what was heard."""
    if isinstance(condition, Leaf):
        if leaf_truth(condition, facts.get(condition.question)):
            yield condition
    elif not isinstance(condition, Not):
        for part in condition.of:
            yield from true_leaves(part, facts)


Missing = tuple[Leaf, ...] | None
"""What a tree lacks to be true: nothing (``None``), any one of these leaves, or, when empty, more
than one answer."""
FAR: Final[tuple[Leaf, ...]] = ()


def compile_missing(condition: Condition, table: LeafTable) -> Callable[[Truths], Missing]:
    """Turn a tree into a function that tells which single answers would make it true."""
    if isinstance(condition, Leaf):
        place, alone = table.place(condition), (condition,)
        return lambda truths: None if truths[place] else alone
    if isinstance(condition, Not):
        whole = compile_condition(condition, table)
        return lambda truths: None if whole(truths) else FAR
    # Leaves are read without a call and come first: most trees are settled by them.
    leaves_here = tuple(part for part in condition.of if isinstance(part, Leaf))
    near = tuple((table.place(leaf), (leaf,)) for leaf in leaves_here)
    deep = tuple(compile_missing(p, table) for p in condition.of if not isinstance(p, Leaf))
    if isinstance(condition, AllOf):

        def every(truths: Truths) -> Missing:
            found: Missing = None
            for place, alone in near:
                if not truths[place]:
                    if found is not None:
                        return FAR
                    found = alone
            for part in deep:
                missing = part(truths)
                if missing is None:
                    continue
                if not missing or found is not None:
                    return FAR
                found = missing
            return found

        return every
    if isinstance(condition, AnyOf):

        def some(truths: Truths) -> Missing:
            for place, _ in near:
                if truths[place]:
                    return None
            found = leaves_here
            for part in deep:
                missing = part(truths)
                if missing is None:
                    return None
                found += missing
            return found

        return some
    parts = tuple(compile_missing(part, table) for part in condition.of)
    needed = condition.count

    def at_least(truths: Truths) -> Missing:
        holding, found = 0, FAR
        for part in parts:
            missing = part(truths)
            if missing is None:
                holding += 1
                if holding == needed:
                    return None
            else:
                found += missing
        return found if holding == needed - 1 else FAR

    return at_least
