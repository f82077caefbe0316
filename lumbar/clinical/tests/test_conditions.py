"""Three-valued logic: unknown never turns into no, and what cannot be meant is refused."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.conditions import (
    ConditionError,
    Fact,
    LeafTable,
    Truth,
    compile_condition,
    compile_missing,
    leaf_truth,
    leaves,
    parse,
    questions,
    true_leaves,
)

YES, NO, UNKNOWN = True, False, None
ANSWERS: dict[Truth, Fact | None] = {YES: "yes", NO: "no", UNKNOWN: None}


class Plain:
    """Three yes-or-no questions, a number, a choice and a body map of two legs."""

    def options(self, question: str) -> frozenset[str] | None:
        return {
            "a": frozenset({"yes", "no"}),
            "b": frozenset({"yes", "no"}),
            "c": frozenset({"yes", "no"}),
            "grave": frozenset({"yes", "no"}),
            "when": frozenset({"now", "then"}),
            "where": frozenset({"leg_left", "leg_right", "arm"}),
            "pain": None,
        }[question]

    def expand(self, question: str, option: str) -> frozenset[str]:
        if question == "where" and option == "leg":
            return frozenset({"leg_left", "leg_right"})
        return frozenset({option}) & (self.options(question) or frozenset())

    def bounds(self, question: str) -> tuple[int, int]:
        return 0, 10

    def unsure_is_yes(self, question: str) -> bool:
        return question == "grave"


def truth(data: dict[str, Any], **facts: Fact | None) -> Truth:
    table = LeafTable()
    evaluate = compile_condition(parse(data, Plain()), table)
    return evaluate(table.read({id: fact for id, fact in facts.items() if fact is not None}))


A, B, C = {"a": ["yes"]}, {"b": ["yes"]}, {"c": ["yes"]}


@pytest.mark.parametrize(("a", "b"), list(product(ANSWERS, repeat=2)))
def test_all_any_and_not_are_those_of_kleene(a: Truth, b: Truth) -> None:
    order = {NO: 0, UNKNOWN: 1, YES: 2}
    facts = {"a": ANSWERS[a], "b": ANSWERS[b]}
    assert truth({"all": [A, B]}, **facts) is min(a, b, key=order.__getitem__)
    assert truth({"any": [A, B]}, **facts) is max(a, b, key=order.__getitem__)
    assert truth({"not": A}, **facts) is {YES: NO, NO: YES, UNKNOWN: UNKNOWN}[a]
    # The same where a part is more than a leaf.
    assert truth({"any": [A, {"all": [B]}]}, **facts) is truth({"any": [A, B]}, **facts)
    assert truth({"all": [A, {"any": [B]}]}, **facts) is truth({"all": [A, B]}, **facts)


@pytest.mark.parametrize("given", list(product(ANSWERS, repeat=3)))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_at_least_counts_what_could_still_come(given: tuple[Truth, ...], count: int) -> None:
    facts = dict(zip("abc", (ANSWERS[t] for t in given), strict=True))
    possible = {
        sum(filled) >= count
        for filled in product((True, False), repeat=3)
        if all(t is None or t is f for t, f in zip(given, filled, strict=True))
    }
    expected = possible.pop() if len(possible) == 1 else None
    assert truth({"at_least": count, "of": [A, B, C]}, **facts) is expected


def test_numbers_compare_including_their_bounds() -> None:
    assert truth({"pain": {"at_least": 7}}, pain=7) is YES
    assert truth({"pain": {"at_least": 7}}, pain=6) is NO
    assert truth({"pain": {"at_most": 3}}, pain=3) is YES
    assert truth({"pain": {"at_least": 2, "at_most": 3}}, pain=4) is NO
    assert truth({"pain": {"at_least": 7}}) is UNKNOWN
    assert truth({"pain": {"at_least": 7}}, pain="not_sure") is UNKNOWN


def test_not_sure_and_skipped_are_unknown_unless_the_question_or_the_leaf_says_otherwise() -> None:
    assert truth(A, a="not_sure") is UNKNOWN
    assert truth({"a": ["no"]}, a="not_sure") is UNKNOWN
    assert truth({"a": ["yes", "not_sure"]}, a="not_sure") is YES
    assert truth({"grave": ["yes"]}, grave="not_sure") is YES
    assert truth({"grave": ["no"]}, grave="not_sure") is UNKNOWN
    assert truth(A, a="skipped") is UNKNOWN
    assert truth({"grave": ["yes"]}, grave="skipped") is UNKNOWN


def test_a_group_of_areas_stands_for_each_of_them() -> None:
    assert truth({"where": ["leg"]}, where=frozenset({"leg_right", "arm"})) is YES
    assert truth({"where": ["leg"]}, where=frozenset({"arm"})) is NO
    assert truth({"where": ["leg"]}, where=frozenset()) is NO, "nothing ticked is an answer"
    assert truth({"where": ["leg"]}) is UNKNOWN


def test_reading_twice_and_from_memory_gives_the_same() -> None:
    table = LeafTable()
    evaluate = compile_condition(parse({"all": [A, {"where": ["leg"]}]}, Plain()), table)
    facts: dict[str, Fact] = {"a": "yes", "where": frozenset({"leg_left"})}
    assert [evaluate(table.read(facts)) for _ in range(3)] == [YES, YES, YES]
    assert evaluate(table.read({"a": "yes"})) is UNKNOWN, "nothing lingers from before"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "a table with a key"),
        ([], "a table with a key"),
        ("a", "a table with a key"),
        ({"d": ["yes"]}, "no question 'd'"),
        ({"a": ["perhaps"]}, "no option 'perhaps'"),
        ({"a": []}, "a list of options"),
        ({"a": "yes"}, "a list of options"),
        ({"a": ["yes"], "b": ["yes"]}, "one key at a time"),
        ({"all": []}, "a list of conditions"),
        ({"any": A}, "a list of conditions"),
        ({"all": [A, {"d": ["yes"]}]}, "no question 'd'"),
        ({"not": [A]}, "a table with a key"),
        ({"at_least": 0, "of": [A]}, "can never decide"),
        ({"at_least": 3, "of": [A, B]}, "can never decide"),
        ({"at_least": "2", "of": [A, B]}, "can never decide"),
        ({"at_least": 1, "of": [A], "a": ["yes"]}, "only 'of'"),
        ({"pain": ["7"]}, "is a number"),
        ({"pain": {"at_least": 11}}, "lies outside"),
        ({"pain": {"at_least": -1}}, "lies outside"),
        ({"pain": {"at_least": 0}}, "always true"),
        ({"pain": {"more_than": 3}}, "at_least or at_most"),
        ({"pain": {}}, "at_least or at_most"),
        ({"a": {"at_least": 1}}, "is not a number"),
        ({"where": ["foot"]}, "no option 'foot'"),
    ],
)
def test_what_cannot_be_meant_is_refused(data: Any, why: str) -> None:
    with pytest.raises(ConditionError, match=why):
        parse(data, Plain())


def test_a_tree_knows_its_questions_in_writing_order() -> None:
    tree = parse({"all": [A, {"not": B}, {"at_least": 1, "of": [C, A]}]}, Plain())
    assert [leaf.question for leaf in leaves(tree)] == ["a", "b", "c", "a"]
    assert questions(tree) == {"a", "b", "c"}


def test_what_was_heard_leaves_out_what_stands_under_a_not() -> None:
    tree = parse({"all": [A, {"not": {"b": ["no"]}}, {"any": [B, C]}]}, Plain())
    heard = true_leaves(tree, {"a": "yes", "b": "yes", "c": "no"})
    assert [leaf.question for leaf in heard] == ["a", "b"]


def trees() -> st.SearchStrategy[dict[str, Any]]:
    leaf = st.sampled_from([A, B, C, {"a": ["no"]}, {"grave": ["yes"]}, {"when": ["now"]}])
    number = st.builds(lambda n: {"pain": {"at_least": n}}, st.integers(1, 10))

    def branch(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        parts = st.lists(inner, min_size=1, max_size=4)
        return (
            st.builds(lambda of: {"all": of}, parts)
            | st.builds(lambda of: {"any": of}, parts)
            | st.builds(lambda of: {"not": of}, inner)
            | parts.flatmap(
                lambda of: st.builds(lambda n: {"at_least": n, "of": of}, st.integers(1, len(of)))
            )
        )

    return st.recursive(leaf | number, branch, max_leaves=10)


def facts() -> st.SearchStrategy[dict[str, Fact]]:
    word = st.sampled_from(["yes", "no", "not_sure"])
    return st.fixed_dictionaries(
        {},
        optional={
            "a": word,
            "b": word,
            "c": word,
            "grave": word,
            "when": st.sampled_from(["now", "then", "not_sure"]),
            "pain": st.integers(0, 10),
        },
    )


@given(trees(), facts(), facts())
def test_more_answers_never_turn_a_certain_truth_around(
    tree: dict[str, Any], known: dict[str, Fact], later: dict[str, Fact]
) -> None:
    # "Not sure" may later become something else; what was answered for certain stays.
    before = truth(tree, **{id: f for id, f in known.items() if f != "not_sure"})
    sure = {id: f for id, f in known.items() if f != "not_sure"}
    after = truth(tree, **{**later, **sure})
    if before is not None:
        assert after is before


@given(trees(), facts())
def test_the_missing_answer_makes_the_tree_true(
    data: dict[str, Any], known: dict[str, Fact]
) -> None:
    table = LeafTable()
    tree = parse(data, Plain())
    evaluate, missing = compile_condition(tree, table), compile_missing(tree, table)
    lacking = missing(table.read(known))
    assert (lacking is None) == (evaluate(table.read(known)) is True)
    for leaf in lacking or ():
        number = leaf.least is not None
        fact: Fact = int(leaf.example) if number else leaf.example
        assert leaf_truth(leaf, fact) is True


def missing_of(data: dict[str, Any], **known: Fact) -> list[str] | None:
    table = LeafTable()
    missing = compile_missing(parse(data, Plain()), table)(table.read(known))
    return None if missing is None else [leaf.question for leaf in missing]


def test_what_is_missing_is_every_single_answer_that_would_do() -> None:
    assert missing_of({"any": [A, B, {"all": [C]}]}) == ["a", "b", "c"]
    assert missing_of({"any": [A, B]}, b="yes") is None
    assert missing_of({"all": [A, B]}) == [], "two answers away is far"
    assert missing_of({"all": [A, {"any": [B, C]}]}, a="yes", b="no") == ["b", "c"]
    assert missing_of({"at_least": 2, "of": [A, B, C]}, a="yes") == ["b", "c"]
    assert missing_of({"at_least": 2, "of": [A, B, C]}) == []
    assert missing_of({"not": A}, a="no") is None
    assert missing_of({"not": A}, a="yes") == []
