"""Conditions over answers: plain data in, three-valued truth out.

A condition is a tree of ``all``, ``any``, ``at_least`` and ``not`` over leaves. A leaf names a
question and the options that make it true, or compares a number::

    { all = [ { fever = ["yes"] }, { any = [ { leg_weakness = ["yes"] }, { pain_now = { at_least = 7 } } ] } ] }
    { at_least = 3, of = [ ... ] }
    { not = { ... } }

Truth is ``True``, ``False`` or ``None`` (unknown), as in Kleene's logic: an unanswered question
is unknown, and unknown never turns into "no" on its way up. "Not sure" is unknown too, unless the
leaf lists ``not_sure`` or the question's file says that it reads as "yes".

Trees are compiled once to closures, so that an assessment takes microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

NOT_SURE = "not_sure"
SKIPPED = "skipped"

Fact = str | int | frozenset[str]
"""An answer as conditions read it: an option, a number, or the set of things ticked."""
Facts = Mapping[str, Fact]
Truth = bool | None
Evaluate = Callable[[Facts], Truth]


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
        return Leaf(question, least=least, most=most)
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
    return Leaf(question, frozenset(expanded), tuple(value), unsure_is_yes=unsure_is_yes)


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


def compile_condition(condition: Condition) -> Evaluate:
    """Turn a tree into a function from facts to ``True``, ``False`` or ``None``."""
    if isinstance(condition, Leaf):
        return _compile_leaf(condition)
    if isinstance(condition, Not):
        inner = compile_condition(condition.of)

        def negate(facts: Facts) -> Truth:
            truth = inner(facts)
            return None if truth is None else not truth

        return negate
    parts = tuple(compile_condition(part) for part in condition.of)
    if isinstance(condition, AllOf):

        def every(facts: Facts) -> Truth:
            result: Truth = True
            for part in parts:
                truth = part(facts)
                if truth is False:
                    return False
                if truth is None:
                    result = None
            return result

        return every
    if isinstance(condition, AnyOf):

        def some(facts: Facts) -> Truth:
            result: Truth = False
            for part in parts:
                truth = part(facts)
                if truth:
                    return True
                if truth is None:
                    result = None
            return result

        return some
    count = condition.count

    def at_least(facts: Facts) -> Truth:
        true = unknown = 0
        for part in parts:
            truth = part(facts)
            if truth:
                true += 1
            elif truth is None:
                unknown += 1
        if true >= count:
            return True
        return None if true + unknown >= count else False

    return at_least


def _compile_leaf(leaf: Leaf) -> Evaluate:
    question = leaf.question
    if leaf.least is not None and leaf.most is not None:
        least, most = leaf.least, leaf.most

        def within(facts: Facts) -> Truth:
            fact = facts.get(question)
            return least <= fact <= most if isinstance(fact, int) else None

        return within
    options = leaf.options
    # "Not sure" is true where the leaf names it or the question reads it as yes; else unknown.
    unsure: Truth = True if NOT_SURE in options or (leaf.unsure_is_yes and "yes" in options) else None

    def chosen(facts: Facts) -> Truth:
        fact = facts.get(question)
        if fact is None or fact == SKIPPED:
            return None
        if fact == NOT_SURE:
            return unsure
        if isinstance(fact, str):
            return fact in options
        if isinstance(fact, frozenset):
            return not options.isdisjoint(fact)
        return None

    return chosen


def true_leaves(condition: Condition, facts: Facts) -> Iterator[Leaf]:
    """The leaves that hold, leaving out those under a ``not``: what was heard."""
    if isinstance(condition, Leaf):
        if _compile_leaf(condition)(facts):
            yield condition
    elif not isinstance(condition, Not):
        for part in condition.of:
            yield from true_leaves(part, facts)


Missing = tuple[int, Leaf | None]
"""How many leaves would have to change (2 stands for "more than one"), and the one if it is one."""
_HOLDS: Missing = (0, None)
_FAR: Missing = (2, None)


def compile_missing(condition: Condition) -> Callable[[Facts], Missing]:
    """Turn a tree into a function that tells whether one more answer would make it true."""
    if isinstance(condition, Leaf):
        evaluate, one = _compile_leaf(condition), (1, condition)
        return lambda facts: _HOLDS if evaluate(facts) else one
    if isinstance(condition, Not):
        whole = compile_condition(condition)
        return lambda facts: _HOLDS if whole(facts) else _FAR
    parts = tuple(compile_missing(part) for part in condition.of)
    needed = condition.count if isinstance(condition, AtLeast) else 1
    if isinstance(condition, AllOf):

        def every(facts: Facts) -> Missing:
            found: Missing = _HOLDS
            for part in parts:
                missing = part(facts)
                if missing[0]:
                    if missing[0] > 1 or found[0]:
                        return _FAR
                    found = missing
            return found

        return every

    def some(facts: Facts) -> Missing:
        holding, nearest = 0, _FAR
        for part in parts:
            missing = part(facts)
            if not missing[0]:
                holding += 1
                if holding == needed:
                    return _HOLDS
            elif missing[0] == 1 and nearest is _FAR:
                nearest = missing
        return nearest if holding == needed - 1 else _FAR

    return some
