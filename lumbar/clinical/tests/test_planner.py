"""No plan is better than an unfit one: what must hold of every plan and every swap."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lumbar.clinical import schema
from lumbar.clinical.chooser import HOW_MANY
from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES, choices, make_plan, open_places, swap
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.tests.strategies import DANGER, anyone, calm, partial, well, whole
from lumbar.clinical.triage import assess
from lumbar.clinical.values import Answers, Assessment, Level, NoPlan, Plan, PlanItem

L = library()
PLACES: tuple[PlaceName, ...] = get_args(PlaceName)


def assessed(said: dict[str, Any]) -> tuple[Assessment, Answers]:
    answers = L.answers(said)
    return assess(answers, L), answers


def planned(said: dict[str, Any], place: PlaceName = "bed", minutes: int = 10) -> Plan | NoPlan:
    assessment, answers = assessed(said)
    return make_plan(assessment, answers, L, place, minutes)


def a_plan(said: dict[str, Any], place: PlaceName = "bed", minutes: int = 10) -> Plan:
    plan = planned(said, place, minutes)
    assert isinstance(plan, Plan), plan
    return plan


def variant_of(item: PlanItem) -> tuple[schema.Exercise, schema.Variant]:
    exercise = L.exercises[item.exercise]
    (variant,) = [v for v in exercise.variant if v.id == item.variant]
    return exercise, variant


def speaking_against(item: PlanItem, assessment: Assessment) -> list[str]:
    """The raised flags that forbid this way of doing it, read straight from the catalogue."""
    exercise, variant = variant_of(item)
    avoid = exercise.avoid if variant.avoid is None else variant.avoid
    return [
        one.flag
        for one in avoid
        if one.flag in assessment.flags and (one.effect == "leave-out" or variant.range > 0.5)
    ]


def never_of(assessment: Assessment, answers: Answers) -> set[str]:
    """What the sets that fit this person say "never" about, wherever they apply."""
    found = {match.pattern for match in assessment.patterns}
    truths = L.compiled.table.read(answers.facts)
    return {
        slug
        for one in L.compiled.sets
        if (one.when is None or one.when(truths) is True)
        and (not one.set.pattern or found & set(one.set.pattern))
        for slug in one.set.never
    }


def hold_to_the_rules(plan: Plan, assessment: Assessment, answers: Answers) -> None:
    slugs = [item.exercise for item in plan.items]
    assert 1 <= len(slugs) <= HOW_MANY
    assert len(set(slugs)) == len(slugs)
    assert plan.place in open_places(assessment, L)
    assert plan.knowledge_version == L.version
    assert not set(slugs) & never_of(assessment, answers)
    assert not set(slugs) & {left.exercise for left in plan.left_out}
    for item in plan.items:
        _, variant = variant_of(item)
        assert speaking_against(item, assessment) == []
        assert plan.place in variant.places
        assert item.because[0] == f"set:{plan.set_id}"
        if item.half_range:
            assert variant.range <= L.half_range_limit
    for left in plan.left_out:
        why = left.flags or left.never_in or left.place or left.held
        assert why, f"{left.exercise} without a reason"


@given(anyone(), st.sampled_from(PLACES), st.sampled_from(MINUTES))
def test_every_plan_respects_every_flag_never_list_place_and_range(
    said: dict[str, Any], place: PlaceName, minutes: int
) -> None:
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place, minutes)
    if isinstance(plan, Plan):
        hold_to_the_rules(plan, assessment, answers)
        assert plan == make_plan(assessment, answers, L, place, minutes), "deterministic"
        assert Plan.from_json(plan.to_json()) == plan
        assert Plan.from_json(msgspec.json.decode(msgspec.json.encode(plan.to_json()))) == plan
    else:
        assert planned(said, place, minutes) == plan
        assert plan.to_json()["reason"] == plan.reason


@given(calm(), st.sampled_from(PLACES))
def test_a_calm_check_mostly_ends_in_a_plan(said: dict[str, Any], place: PlaceName) -> None:
    """Holds every plan to the rules once more, where plans are common."""
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place)
    if assessment.may_have_plan:
        assert isinstance(plan, Plan) or plan.reason == "nothing_fits"
    if isinstance(plan, Plan):
        assert assessment.may_have_plan
        hold_to_the_rules(plan, assessment, answers)


@given(anyone(), st.sampled_from(PLACES))
def test_an_emergency_or_same_day_level_never_yields_a_plan(
    said: dict[str, Any], place: PlaceName
) -> None:
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place)
    if assessment.level in (Level.EMERGENCY, Level.SAME_DAY):
        assert plan == NoPlan(str(assessment.level))  # type: ignore[arg-type]
        assert not assessment.may_have_plan


@pytest.mark.parametrize("sign", DANGER)
def test_each_danger_sign_that_makes_it_urgent_takes_the_plan_away(sign: str) -> None:
    assessment, answers = assessed(well() | {sign: "yes"})
    plan = make_plan(assessment, answers, L)
    urgent = assessment.level in (Level.EMERGENCY, Level.SAME_DAY)
    assert isinstance(plan, NoPlan) == (urgent or bool(assessment.gates))


@given(calm(), st.sampled_from(DANGER))
@settings(max_examples=25)
def test_an_unanswered_danger_sign_means_no_plan(said: dict[str, Any], sign: str) -> None:
    assume(sign in said and isinstance(planned(said), Plan))
    answers = {id: value for id, value in said.items() if id != sign}
    plan = planned(answers)
    assert isinstance(plan, NoPlan)
    assert plan.reason == "unanswered"
    assert sign in plan.questions


@given(calm(), st.sampled_from(PLACES), st.data())
@settings(max_examples=60)
def test_fewer_answers_never_bring_back_an_exercise_a_flag_kept_out(
    said: dict[str, Any], place: PlaceName, data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(set(said) - set(DANGER)))))
    fewer, answers = assessed({id: v for id, v in said.items() if id not in gone})
    plan = make_plan(fewer, answers, L, place)
    if isinstance(plan, Plan):
        hold_to_the_rules(plan, fewer, answers)


@given(partial())
def test_a_person_who_answered_little_gets_no_plan(said: dict[str, Any]) -> None:
    always = {
        id
        for screen in L.screens
        if screen.ask_when is None
        for id in screen.questions
        if L.questions[id].danger
    }
    if not always <= set(said):
        assert isinstance(planned(said), NoPlan)


@given(whole(), st.sampled_from(PLACES), st.integers(0, HOW_MANY - 1))
@settings(max_examples=60)
def test_every_swap_stays_within_what_fits(
    said: dict[str, Any], place: PlaceName, index: int
) -> None:
    assessment, answers = assessed(said)
    plan = make_plan(assessment, answers, L, place)
    assume(isinstance(plan, Plan) and index < len(plan.items))
    assert isinstance(plan, Plan)
    offered = choices(plan, index, assessment, answers, L)
    assert plan.items[index] not in offered
    assert len({(item.exercise, item.variant) for item in offered}) == len(offered)
    for choice in offered:
        swapped = swap(plan, index, choice, assessment, answers, L)
        assert swapped.items[index] == choice
        hold_to_the_rules(swapped, assessment, answers)


def test_a_swap_that_does_not_fit_is_refused() -> None:
    said = well() | {"osteoporosis": "yes"}
    assessment, answers = assessed(said)
    plan = a_plan(said)
    bent = PlanItem("double-knee-to-chest", "usual")
    with pytest.raises(ValueError, match="does not fit"):
        swap(plan, 0, bent, assessment, answers, L)
    with pytest.raises(IndexError):
        choices(plan, 9, assessment, answers, L)


def test_an_urgent_assessment_offers_no_swap_for_an_older_plan() -> None:
    plan = a_plan(well())
    urgent, answers = assessed(well() | {"saddle_numbness": "yes"})
    assert choices(plan, 0, urgent, answers, L) == ()


def test_minutes_are_five_ten_or_fifteen() -> None:
    with pytest.raises(ValueError, match="7"):
        planned(well(), minutes=7)


def test_a_well_person_gets_five_in_every_place() -> None:
    for place in PLACES:
        plan = a_plan(well(), place)
        assert len(plan.items) == HOW_MANY
        assert plan.place == place


def test_the_floor_is_closed_to_somebody_who_cannot_get_down() -> None:
    said = well() | {"limits": ["floor"]}
    assert open_places(assessed(said)[0], L) == ("bed", "chair")
    assert a_plan(said, "floor").place == "bed"


def test_after_a_new_hip_the_team_decides_so_only_the_gentlest_are_left() -> None:
    said = well() | {
        "limits": ["hip_replacement"],
        "hip_when": "under_12_weeks",
        "hip_kind": "back",
    }
    plan = a_plan(said)
    assert plan.set_id == "hip-precautions"
    assert {item.exercise for item in plan.items} <= {"belly-breathing", "pelvic-tilt"}


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ({"osteoporosis": "yes"}, {"double-knee-to-chest", "childs-pose", "seated-forward-fold"}),
        ({"steroids": "yes"}, {"double-knee-to-chest", "childs-pose", "seated-forward-fold"}),
        (
            {"pregnancy": "from_20_weeks", "pregnancy_pain": "no"},
            {"prone-lying", "sphinx", "press-up", "double-knee-to-chest", "bridge"},
        ),
        ({"limits": ["pars_stress"]}, {"sphinx", "press-up", "standing-back-bend"}),
        ({"limits": ["knee"]}, {"childs-pose", "bird-dog"}),
    ],
)
def test_a_known_condition_keeps_its_exercises_out(said: dict[str, Any], never: set[str]) -> None:
    signs = {"pregnancy_pain": "no", "pregnancy_bleeding": "no", "pregnancy_waves": "no"}
    everything = well() | signs | said
    assessment, answers = assessed(everything)
    for place in PLACES:
        plan = a_plan(everything, place)
        offered = {item.exercise for item in plan.items}
        for index in range(len(plan.items)):
            offered |= {c.exercise for c in choices(plan, index, assessment, answers, L)}
        kept = never & offered
        assert not kept, f"{kept} offered on the {place}"


@pytest.mark.parametrize("age", ["under_6", "6_to_17"])
def test_nobody_under_eighteen_gets_a_plan(age: str) -> None:
    plan = planned(well() | {"age": age, "child_signs": "no"})
    assert isinstance(plan, NoPlan)
    assert plan.reason in ("gate", "same_day")


def test_after_a_recent_operation_there_is_no_plan() -> None:
    plan = planned(well() | {"limits": ["recent_operation"]})
    assert plan == NoPlan("gate", gates=("recent-operation",))


def test_not_sure_about_the_limits_raises_their_flags_and_closes_the_gate() -> None:
    assessment, _ = assessed(well() | {"limits": "not_sure"})
    limits = {"knee", "wrist", "shoulder", "neck-pain", "reflux", "dizziness", "groin-pain"}
    assert limits <= set(assessment.flags)
    assert "recent-operation" in assessment.gates
