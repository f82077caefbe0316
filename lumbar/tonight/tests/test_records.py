"""How copies of an evening are joined; the same cases hold the page's code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.tonight.records import HOW, STATES, Copy, Done, Hurt, RecordError, merge, within

CASES = json.loads((Path(__file__).parent / "merge-cases.json").read_text("utf-8"))

steps = st.builds(
    Done,
    item=st.integers(0, 4),
    side=st.sampled_from(["", "left", "right"]),
    seconds=st.none() | st.integers(0, 600),
    how=st.sampled_from(HOW),
)
hurts = st.builds(
    Hurt,
    position=st.integers(0, 600_000),
    item=st.integers(-1, 4),
    answer=st.sampled_from(["saddle", "strong"]),
)


def _tidy(copy: Copy) -> Copy:
    """As a page keeps it: one step for each side, in order."""
    return merge(copy, Copy())


copies = st.builds(
    Copy,
    position=st.integers(0, 600_000),
    steps=st.lists(steps, max_size=6).map(tuple),
    hurts=st.lists(hurts, max_size=3).map(tuple),
    state=st.sampled_from(STATES),
    pain_before=st.none() | st.integers(0, 10),
    pain_after=st.none() | st.integers(0, 10),
).map(_tidy)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_shared_cases(case: dict[str, Any]):
    one, other = Copy.from_json(case["one"]), Copy.from_json(case["other"])
    assert merge(one, other).to_json() == case["both"]
    assert merge(other, one).to_json() == case["both"]


@given(copies, copies, copies)
def test_order_and_repetition_change_nothing(one: Copy, other: Copy, third: Copy):
    assert merge(one, other) == merge(other, one)
    assert merge(merge(one, other), third) == merge(one, merge(other, third))
    assert merge(one, one) == one
    assert merge(merge(one, other), other) == merge(one, other)


@given(copies, copies)
def test_nothing_kept_is_ever_lost(one: Copy, other: Copy):
    joined = merge(one, other)
    for copy in (one, other):
        assert joined.position >= copy.position
        assert set(copy.hurts) <= set(joined.hurts)
        assert STATES.index(joined.state) >= STATES.index(copy.state)
        assert copy.pain_before is None or (joined.pain_before or 0) >= copy.pain_before
        assert copy.pain_after is None or (joined.pain_after or 0) >= copy.pain_after
        for step in copy.steps:
            kept = next(s for s in joined.steps if (s.item, s.side) == (step.item, step.side))
            assert HOW.index(kept.how) >= HOW.index(step.how)
            assert step.seconds is None or (kept.seconds or 0) >= step.seconds


@given(copies)
def test_a_copy_survives_json(copy: Copy):
    assert Copy.from_json(json.loads(json.dumps(copy.to_json()))) == copy


def test_a_pain_that_was_not_told_is_none():
    copy = Copy.from_json({"position": 0, "steps": [], "hurts": [], "state": "open"})
    assert (copy.pain_before, copy.pain_after) == (None, None)
    assert merge(copy, Copy(pain_before=0)).pain_before == 0


@pytest.mark.parametrize("field", ["pain_before", "pain_after"])
@pytest.mark.parametrize("pain", [-1, 11, True, 3.5, "4", [4]])
def test_a_pain_is_a_whole_number_from_0_to_10(field: str, pain: object):
    with pytest.raises(RecordError, match=field):
        Copy.from_json({**Copy().to_json(), field: pain})


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"position": 0, "steps": [], "hurts": [], "state": "won"},
        {"position": -1, "steps": [], "hurts": [], "state": "open"},
        {"position": True, "steps": [], "hurts": [], "state": "open"},
        {"position": "0", "steps": [], "hurts": [], "state": "open"},
        {"position": 1e12, "steps": [], "hurts": [], "state": "open"},
        {"position": float("nan"), "steps": [], "hurts": [], "state": "open"},
        {"position": 0, "steps": {}, "hurts": [], "state": "open"},
        {"position": 0, "steps": [1], "hurts": [], "state": "open"},
        {
            "position": 0,
            "steps": [{"item": 0, "side": "", "how": "flown"}],
            "hurts": [],
            "state": "open",
        },
        {
            "position": 0,
            "steps": [{"item": 0, "side": "", "seconds": float("inf"), "how": "done"}],
            "hurts": [],
            "state": "open",
        },
        {
            "position": 0,
            "steps": [],
            "hurts": [{"item": 0, "position": 0, "answer": 7}],
            "state": "open",
        },
    ],
)
def test_what_says_nothing_is_refused(broken: object):
    with pytest.raises(RecordError):
        Copy.from_json(broken)


def test_a_copy_is_held_to_the_plan():
    planned = {(0, ""): 60.0}
    held = within(Copy(steps=(Done(0, "", 90.0, "done"),)), planned, frozenset())
    assert held.steps == (Done(0, "", 60.0, "done"),)
    said = Copy(steps=(Done(0, "", None, "done"),), pain_before=4, pain_after=3)
    assert within(said, planned, frozenset()) == said, "no time and no pain are left as they are"
    with pytest.raises(RecordError):
        within(Copy(steps=(Done(1, "", 1.0, "done"),)), planned, frozenset())
    with pytest.raises(RecordError):
        within(Copy(hurts=(Hurt(0, 0, "elsewhere"),)), planned, frozenset({"saddle"}))
