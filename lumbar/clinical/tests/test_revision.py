"""Every revised plan is held to all that the first one was held to."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from lumbar.clinical.chooser import HOW_MANY
from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES, choices, make_plan, swap
from lumbar.clinical.progress_schema import ChangeName
from lumbar.clinical.revision import revise
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.tests.strategies import calm, well
from lumbar.clinical.tests.test_planner import assessed, hold_to_the_rules
from lumbar.clinical.values import Adjustments, Answers, Assessment, Plan

L = library()
CHANGES = [change for change in get_args(ChangeName) if change != "none"]
PLACES: tuple[PlaceName, ...] = ("bed", "floor", "chair")


def planned(
    said: dict[str, Any], place: PlaceName = "bed", minutes: int = 10
) -> tuple[Plan, Assessment, Answers]:
    """The plan that these answers end in."""
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place, minutes)
    assert isinstance(plan, Plan)
    return plan, assessment, answers


def anyones(said: dict[str, Any], place: PlaceName = "bed") -> tuple[Plan, Assessment, Answers]:
    """The same of arbitrary answers; those that end in no plan are passed over."""
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place)
    assume(isinstance(plan, Plan))
    assert isinstance(plan, Plan)
    return plan, assessment, answers


@given(calm(), st.sampled_from(PLACES), st.lists(st.sampled_from(CHANGES), max_size=6), st.data())
def test_whatever_is_heard_the_plan_stays_within_the_rules(
    said: dict[str, Any], place: PlaceName, changes: list[ChangeName], data: st.DataObject
) -> None:
    plan, assessment, answers = anyones(said, place)
    for change in changes:
        felt = data.draw(st.sampled_from([item.exercise for item in plan.items]))
        revised = revise(plan, change, {"exercise": felt}, assessment, answers, L)
        if revised is None:
            continue
        hold_to_the_rules(revised, assessment, answers)
        assert Plan.from_json(revised.to_json()) == revised
        assert not {item.exercise for item in revised.items} & set(revised.adjust.held)
        assert set(plan.adjust.held) <= set(revised.adjust.held), (
            "nothing held comes back by itself"
        )
        assert revised.place == plan.place
        for item in revised.items:
            if revised.adjust.halved:
                assert "progress:halved" in item.because
        for index in range(len(revised.items)):
            for choice in choices(revised, index, assessment, answers, L):
                assert choice.exercise not in revised.adjust.held
        plan = revised


@given(calm())
def test_half_the_repeats_is_never_more_than_before(said: dict[str, Any]) -> None:
    plan, assessment, answers = anyones(said)
    halved = revise(plan, "halve", {}, assessment, answers, L)
    assert halved is not None
    before = {item.exercise: item.repetitions_at_most for item in plan.items}
    for item in halved.items:
        dose = L.exercises[item.exercise].dose
        if dose.kind != "breathing" and item.exercise in before:
            most = before[item.exercise] or dose.repetitions[1]
            assert item.repetitions_at_most is not None
            assert item.repetitions_at_most <= most
            assert item.repetitions_at_most < most or most <= 2
    assert revise(halved, "halve", {}, assessment, answers, L) is None
    fuller = revise(halved, "fuller", {}, assessment, answers, L)
    assert fuller is not None
    assert fuller.items == plan.items, "what was halved is given back"


def test_the_exercise_that_hurt_is_swapped_and_the_others_stay() -> None:
    plan, assessment, answers = planned(well())
    hurt = plan.items[2]
    revised = revise(plan, "hold-exercise", {"exercise": hurt.exercise}, assessment, answers, L)
    assert revised is not None
    assert [item.exercise for item in revised.items[:4]] == [
        item.exercise for item in plan.items if item != hurt
    ]
    assert len(revised.items) == HOW_MANY
    left = next(one for one in revised.left_out if one.exercise == hurt.exercise)
    assert left.held


def test_what_the_person_chose_is_kept() -> None:
    plan, assessment, answers = planned(well())
    choice = choices(plan, 4, assessment, answers, L)[-1]
    swapped = swap(plan, 4, choice, assessment, answers, L)
    halved = revise(swapped, "halve", {}, assessment, answers, L)
    assert halved is not None
    assert [item.exercise for item in halved.items] == [item.exercise for item in swapped.items]


def test_a_direction_is_held_back_and_what_hardly_moves_stays() -> None:
    plan, assessment, answers = planned(well())
    felt = next(
        item.exercise for item in plan.items if L.exercises[item.exercise].direction == "flexion"
    )
    revised = revise(plan, "hold-direction", {"exercise": felt}, assessment, answers, L)
    assert revised is not None
    assert not [i for i in revised.items if L.exercises[i.exercise].direction == "flexion"]
    unknown = revise(plan, "hold-direction", {}, assessment, answers, L)
    assert unknown is not None
    assert {L.exercises[i.exercise].direction for i in unknown.items} == {"neutral"}


def test_after_recovery_strength_comes_first_and_a_relapse_goes_back() -> None:
    plan, assessment, answers = planned(well(), "floor")
    strong = revise(plan, "stay-well", {}, assessment, answers, L)
    assert strong is not None
    assert [item.exercise for item in strong.items] == L.progress.stay_well.first[:HOW_MANY]
    relapse = revise(strong, "halve", {}, assessment, answers, L)
    assert relapse is not None
    assert relapse.adjust == Adjustments(halved=True)
    assert [i.exercise for i in relapse.items] == [i.exercise for i in plan.items]


def test_one_exercise_at_a_time_gets_harder() -> None:
    plan, assessment, answers = planned(well())
    seen = []
    while (harder := revise(plan, "fuller", {}, assessment, answers, L)) is not None:
        changed = [a for a, b in zip(harder.items, plan.items, strict=True) if a != b]
        assert len(changed) == 1
        seen.append(changed[0].exercise)
        plan = harder
    assert seen
    assert len(seen) == len(set(seen))


def test_a_shorter_evening_until_there_is_none() -> None:
    plan, assessment, answers = planned(well(), minutes=MINUTES[-1])
    for minutes in reversed(MINUTES[:-1]):
        shorter = revise(plan, "shorter", {}, assessment, answers, L)
        assert shorter is not None
        assert shorter.minutes == minutes
        assert shorter.items == plan.items
        plan = shorter
    assert revise(plan, "shorter", {}, assessment, answers, L) is None
