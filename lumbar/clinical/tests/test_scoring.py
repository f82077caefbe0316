"""Measures are scored by their own rules, and what cannot be scored is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.due import Asking, due, due_now
from lumbar.clinical.library import library
from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.scoring import ScoreError, change, score, shared

M = library().care.measures
SCORED = [measure for measure in M.measure if not measure.per_goal]
measures = st.sampled_from(SCORED)
DATES = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Measure, dict[str, int]]:
    """A measure with an answer to each of its items."""
    measure = draw(measures)
    return measure, {
        item: draw(st.integers(*measure.range_of(item))) for item in measure.item_ids()
    }


@given(answered())
def test_a_score_is_within_its_range_and_has_a_band(given_: tuple[Measure, dict[str, int]]) -> None:
    measure, answers = given_
    scored = score(measure, answers)
    assert measure.range[0] <= scored.score <= measure.range[1]
    assert scored.left_out == ()
    if measure.bands:
        band = next(one for one in measure.bands[0].band if one.id == scored.band)
        assert band.least <= scored.score < band.most + 1
    assert (scored.group is None) == (not measure.group)
    for cut_off in measure.cut_off:
        if cut_off.id in scored.cut_offs:
            held = scored.score if cut_off.part is None else scored.parts[cut_off.part]
            assert held >= cut_off.least


@given(answered(), st.data())
def test_a_worse_answer_never_makes_a_better_score(
    given_: tuple[Measure, dict[str, int]], data: st.DataObject
) -> None:
    measure, answers = given_
    item = data.draw(st.sampled_from(measure.item_ids()))
    most = measure.range_of(item)[1]
    more = data.draw(st.integers(answers[item], most))
    before, after = score(measure, answers).score, score(measure, {**answers, item: more}).score
    turned = measure.item_ids().index(item) + 1 in measure.reverse_items
    assert after <= before if turned else after >= before


@given(answered(), st.data())
def test_what_cannot_be_is_refused_by_item(
    given_: tuple[Measure, dict[str, int]], data: st.DataObject
) -> None:
    measure, answers = given_
    item = data.draw(st.sampled_from(measure.item_ids()))
    least, most = measure.range_of(item)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({item: most + 1}, "out-of-range"),
        ({item: least - 1}, "out-of-range"),
        ({item: True}, "not-an-integer"),
        ({item: float(least)}, "not-an-integer"),
        ({item: str(least)}, "not-an-integer"),
        ({"no-such-item": least}, "unknown-item"),
    ]
    changed, reason = data.draw(st.sampled_from(wrong))
    with pytest.raises(ScoreError) as error:
        score(measure, {**answers, **changed})
    assert error.value.problems == {next(iter(changed)): reason}


@given(answered(), st.data())
def test_what_is_left_out_counts_as_the_measure_says(
    given_: tuple[Measure, dict[str, int]], data: st.DataObject
) -> None:
    measure, answers = given_
    out = data.draw(st.sets(st.sampled_from(measure.item_ids()), min_size=1))
    some = {item: value for item, value in answers.items() if item not in out}
    match measure.missing:
        case "blank-is-zero":
            assert score(measure, some).score == sum(some.values())
        case "over-answered" if len(some) >= (measure.answered_at_least or 1):
            scored = score(measure, some)
            assert scored.score == pytest.approx(100 * sum(some.values()) / (5 * len(some)))
            assert set(scored.left_out) == out
        case "over-answered":
            with pytest.raises(ScoreError) as few:
                score(measure, some)
            assert few.value.problems == {"": "too-many-missing"}
        case _:
            with pytest.raises(ScoreError) as missing:
                score(measure, some)
            assert missing.value.problems == dict.fromkeys(
                [item for item in measure.item_ids() if item in out], "missing"
            )


@given(measures, st.data())
def test_a_change_back_and_forth_is_the_same_size_and_opposite(
    measure: Measure, data: st.DataObject
) -> None:
    scores = st.integers(*measure.range)
    one, other = data.draw(scores), data.draw(scores)
    there, back = change(measure, one, other), change(measure, other, one)
    assert there.gain == -back.gain
    assert change(measure, one, one).verdict in ("same", "no-figure")
    assert (there.verdict == "no-figure") <= (not there.met and not there.unmet)
    if "better" in there.verdict:
        assert there.gain > 0
        assert "better" not in back.verdict
    assert ("perhaps" in there.verdict) == bool(there.met and there.unmet and there.gain)


@given(measures, st.data())
def test_more_gain_is_never_less_of_a_change(measure: Measure, data: st.DataObject) -> None:
    order = ["worse", "perhaps-worse", "same", "perhaps-better", "better"]
    scores = st.integers(*measure.range)
    before, one, other = (data.draw(scores) for _ in range(3))
    first, second = sorted(
        (change(measure, before, to) for to in (one, other)), key=lambda c: c.gain
    )
    if "no-figure" not in (first.verdict, second.verdict):
        assert order.index(first.verdict) <= order.index(second.verdict)


@pytest.mark.parametrize(
    ("measure", "before", "after", "verdict"),
    [
        ("pain-nrs", 6, 4, "better"),  # 2 points, a third
        ("pain-nrs", 8, 6, "perhaps-better"),  # 2 points, but a quarter
        ("pain-nrs", 3, 2, "perhaps-better"),  # a third, but 1 point
        ("pain-nrs", 6, 5, "same"),
        ("pain-nrs", 4, 6, "worse"),
        ("pain-nrs", 0, 2, "worse"),  # no percent of nought
        ("peg", 6, 4, "better"),
        ("peg", 4, 2.9, "perhaps-better"),  # 1.1 of 1 to 1.75, and not a third
        ("rmdq", 18, 8, "better"),  # also 9 of the Hong Kong figure for bad beginnings
        ("rmdq", 18, 12, "perhaps-better"),  # 6 points: enough for Ostelo, not for Hong Kong
        ("rmdq", 12, 10, "same"),
        ("goals", 3, 5, "better"),
        ("goals", 5, 3, "worse"),
        ("energy", 2, 8, "no-figure"),
    ],
)  # fmt: skip
def test_changes(measure: str, before: float, after: float, verdict: str) -> None:
    assert change(M.of(measure), before, after).verdict == verdict


def test_start_back_has_groups_for_the_clinician() -> None:
    measure = M.of("start-back")

    def of(physical: int, distress: int) -> Any:
        values = [1] * physical + [0] * (4 - physical) + [1] * distress + [0] * (5 - distress)
        return score(measure, dict(zip(measure.item_ids(), values, strict=True)))

    assert of(3, 0).group == "low"
    assert of(0, 3).group == "low"
    assert of(3, 3).group == "medium"
    assert of(0, 4).group == "high"
    assert of(4, 5).parts == {"distress": 5.0}
    assert of(0, 4).cut_offs == ("total", "distress")
    assert of(3, 3).cut_offs == ("total",)


def test_of_cut_offs_the_highest_counts() -> None:
    measure = M.of("phq-2")
    reached = [score(measure, {"interest": 0, "low": low}).cut_offs for low in (1, 2, 3)]
    assert reached == [(), ("wider",), ("usual",)]


def test_pain_is_scored_by_its_average_and_items_are_turned_round() -> None:
    pain = score(M.of("pain-nrs"), {"now": 1, "average": 4, "worst": 9})
    assert (pain.score, pain.band, pain.recovered) == (4, "medium", False)
    stress = score(M.of("pss-4"), {"1": 4, "2": 4, "3": 0, "4": 0})
    assert stress.score == 4 + 0 + 4 + 0
    assert score(M.of("rmdq"), {"1": 1, "2": 1}).recovered


def test_goals_are_compared_over_those_that_both_times_have() -> None:
    measure = M.of("goals")
    assert score(measure, {"a": 2, "b": 5}, ["a", "b"]).score == 3.5
    assert shared(measure, {"a": 2, "b": 5}, {"b": 7, "c": 0}) == (5, 7)
    assert shared(measure, {"a": 2}, {"c": 0}) is None
    with pytest.raises(ScoreError):
        score(measure, {}, [])


# --- when it is asked again ----------------------------------------------------------------------


@given(DATES, st.integers(0, 60), st.integers(1, 56))
def test_due_again_after_so_many_days(now: date, ago: int, every: int) -> None:
    assert due(now, None, every)
    assert due(now, now - timedelta(days=ago), every) == (ago >= every)


@given(DATES, st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 3))
def test_one_check_in_does_not_fall_into_several(now: date, ago: list[int], together: int) -> None:
    askings = [
        Asking(str(place), 7, now - timedelta(days=days), now) for place, days in enumerate(ago)
    ]
    asked = due_now(now, askings, together)
    if any(days >= 7 or days == 0 for days in ago):
        assert asked == [str(p) for p, days in enumerate(ago) if days >= 7 - together]
    else:
        assert asked == []
