"""The evening: it fits its minutes, treats both sides alike and is the same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES, make_plan
from lumbar.clinical.routine import FILLS, amount, find, lay_out, whole_minutes
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.tests.strategies import calm, well
from lumbar.clinical.triage import assess
from lumbar.clinical.values import Plan, PlanItem, Tonight

L = library()
PLACES: tuple[PlaceName, ...] = get_args(PlaceName)
ALL_WAYS = [(slug, variant.id) for slug, e in L.exercises.items() for variant in e.variant]


def planned(said: dict[str, Any], place: PlaceName, minutes: int) -> Plan | None:
    answers = L.answers(said)
    plan = make_plan(assess(answers, L), answers, L, place, minutes)
    return plan if isinstance(plan, Plan) else None


def shortest(plan: Plan) -> float:
    """Seconds of the evening when no time is given for it: the least dose of everything."""
    return lay_out(msgspec.structs.replace(plan, minutes=0), L).seconds


def longest(plan: Plan) -> float:
    return lay_out(msgspec.structs.replace(plan, minutes=1000), L).seconds


def hold_to_the_rules(plan: Plan, tonight: Tonight) -> None:
    assert tonight.seconds == sum(step.seconds for step in tonight.steps)
    assert all(step.seconds > 0 for step in tonight.steps)
    assert tonight.steps[-1].kind == "finish"
    assert [step.kind for step in tonight.steps].count("finish") == 1
    indexes = [step.index for step in tonight.steps]
    assert indexes == sorted(indexes)
    assert set(indexes) == set(range(len(plan.items)))
    for index, item in enumerate(plan.items):
        steps = [s for s in tonight.steps if s.index == index and s.kind != "finish"]
        assert [s.kind for s in steps[:2]] == ["settle", "ready"]
        assert {(s.exercise, s.variant) for s in steps} == {(item.exercise, item.variant)}
        if item.no_holds:
            assert not any(s.kind == "hold" for s in steps)
        if item.repetitions_at_most is not None:
            moves = [s for s in steps if s.kind == "move"]
            assert all(s.of <= item.repetitions_at_most for s in moves)
        working: dict[str, float] = defaultdict(float)
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for step in steps:
            if step.side and step.kind not in ("settle", "ready", "switch"):
                working[step.side] += step.seconds
                kinds[step.side][step.kind] += 1
            if step.kind in ("move", "hold", "release", "breathe_in", "breathe_out"):
                assert 1 <= step.repetition <= step.of
        if working:
            assert working["left"] == working["right"], "both sides get the same"
            assert kinds["left"] == kinds["right"]
            assert [s.kind for s in steps].count("switch") == 1
        else:
            assert not any(s.kind == "switch" for s in steps)


@given(calm(), st.sampled_from(PLACES), st.sampled_from(MINUTES))
def test_an_evening_fits_its_minutes(said: dict[str, Any], place: PlaceName, minutes: int) -> None:
    plan = planned(said, place, minutes)
    assume(plan is not None)
    assert plan is not None
    tonight = lay_out(plan, L)
    hold_to_the_rules(plan, tonight)
    assert tonight == lay_out(plan, L), "the same plan always gives the same evening"
    least, most = shortest(plan), longest(plan)
    target = plan.minutes * 60
    if least > target:
        assert tonight.seconds == least, "too long even at the least dose: the least dose"
    else:
        assert tonight.seconds <= target
        assert tonight.seconds >= min(0.75 * target, most), "no time is given away"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("minutes", MINUTES)
def test_a_well_person_s_evening_is_close_to_the_minutes_asked(
    place: PlaceName, minutes: int
) -> None:
    plan = planned(well(), place, minutes)
    assert plan is not None
    seconds = lay_out(plan, L).seconds
    within = 0.9 * minutes * 60 <= seconds <= 1.1 * minutes * 60
    assert within or seconds in (shortest(plan), longest(plan))
    assert whole_minutes(lay_out(plan, L)) <= minutes or seconds == shortest(plan)


@pytest.mark.parametrize(("slug", "variant"), ALL_WAYS, ids=lambda part: part)
def test_every_way_of_every_exercise_can_be_laid_out(slug: str, variant: str) -> None:
    item = PlanItem(slug, variant)
    for place in find(item, L)[1].places:
        for minutes in (0, 5, 1000):
            plan = Plan((item,), place, minutes, "usual", (), L.version)
            hold_to_the_rules(plan, lay_out(plan, L))
    gentle = PlanItem(slug, variant, half_range=True, no_holds=True, repetitions_at_most=5)
    plan = Plan((gentle,), "bed", 10, "irritable-nerve", (), L.version)
    hold_to_the_rules(plan, lay_out(plan, L))


@pytest.mark.parametrize(("slug", "variant"), ALL_WAYS, ids=lambda part: part)
def test_more_time_never_means_less_of_anything(slug: str, variant: str) -> None:
    item = PlanItem(slug, variant)
    doses = [amount(item, L, fill) for fill in FILLS]
    for less, more in pairwise(doses):
        assert less.repetitions <= more.repetitions
        assert less.hold_seconds <= more.hold_seconds
        assert less.breaths <= more.breaths
    exercise, way = find(item, L)
    dose = way.dose or exercise.dose
    if dose.kind != "breathing":
        assert doses[-1].repetitions == dose.repetitions[1]
        assert doses[-1].hold_seconds == dose.hold_seconds[1]


@given(calm(), st.sampled_from(PLACES))
@settings(max_examples=40)
def test_more_minutes_never_make_a_shorter_evening(said: dict[str, Any], place: PlaceName) -> None:
    plan = planned(said, place, 5)
    assume(plan is not None)
    assert plan is not None
    evenings = [
        lay_out(msgspec.structs.replace(plan, minutes=minutes), L).seconds for minutes in MINUTES
    ]
    assert evenings == sorted(evenings)


def test_an_unknown_exercise_or_way_is_a_key_error() -> None:
    for item in (PlanItem("handstand", "usual"), PlanItem("pelvic-tilt", "upside-down")):
        with pytest.raises(KeyError):
            lay_out(Plan((item,), "bed", 10, "usual", (), L.version), L)


def test_an_evening_becomes_json() -> None:
    plan = planned(well(), "bed", 10)
    assert plan is not None
    tonight = lay_out(plan, L)
    text = msgspec.json.encode(tonight.to_json())
    assert msgspec.json.decode(text, type=Tonight) == tonight
