"""The flags still guard: whatever a clinician edits, and whatever is heard afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.clinical.chooser import HOW_MANY, Chooser
from lumbar.clinical.dose import limits
from lumbar.clinical.edit import LONGEST_NOTE, Problem, Wanted, Way, edited, ways
from lumbar.clinical.guided import for_new_answers
from lumbar.clinical.library import library
from lumbar.clinical.planner import choices, make_plan, swap
from lumbar.clinical.progress import Course, Evening, Hurt, listen
from lumbar.clinical.progress_schema import ChangeName
from lumbar.clinical.revision import revise
from lumbar.clinical.routine import FILLS, amount, evening, find
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.tests.strategies import DANGER, calm, well
from lumbar.clinical.tests.test_planner import assessed
from lumbar.clinical.tests.test_revision import anyones, planned
from lumbar.clinical.values import (
    Answers,
    Assessment,
    Changed,
    NoPlan,
    Plan,
    PlanItem,
    SetDose,
)

L = library()
CHANGES = [change for change in get_args(ChangeName) if change != "none"]
PLACES: tuple[PlaceName, ...] = ("bed", "floor", "chair")
DAY = date(2026, 11, 27)
SORE_WRIST = well() | {"limits": ["wrist"]}


def wish(
    plan: Plan, wanted: list[Wanted], assessment: Assessment, answers: Answers, **more: Any
) -> Plan | NoPlan | tuple[Problem, ...]:
    given: dict[str, Any] = {
        "note": plan.edit.note,
        "in_order": plan.edit.in_order,
        "by": "Dr Chan",
        "on": DAY,
    }
    return edited(plan, wanted, **(given | more), assessment=assessment, answers=answers, library=L)


def as_it_is(plan: Plan) -> list[Wanted]:
    """The form as it opens."""
    return [
        Wanted(
            item.exercise, item.variant, item.dose or SetDose(),
            item.guided.note if item.guided else "", item.guided.reason if item.guided else "",
        )
        for item in plan.items
    ]  # fmt: skip


def guarded(plan: Plan, assessment: Assessment, answers: Answers) -> None:
    """Nothing that the answers rule out without a reason; doses within the limits; five at most."""
    assert 1 <= len(plan.items) <= HOW_MANY
    assert len({item.exercise for item in plan.items}) == len(plan.items)
    chooser = Chooser(assessment, answers, L, plan.place, plan.adjust)
    for item in plan.items:
        exercise, variant = find(item, L)
        assert plan.place in variant.places
        speaks = chooser.speaks(exercise, variant)
        assert "held" not in speaks
        if speaks:
            assert item.guided is not None
            assert item.guided.reason
            assert set(speaks) == set(item.guided.against)
        within = limits(variant.dose or exercise.dose, item)
        for fill in (FILLS[0], FILLS[-1]):
            dose = amount(item, L, fill)
            if within.repetitions:
                assert dose.repetitions <= within.repetitions[1]
            assert dose.hold_seconds <= (variant.dose or exercise.dose).hold_seconds[1]
    assert not {item.exercise for item in plan.items} & set(plan.edit.out)
    assert Plan.from_json(plan.to_json()) == plan


@st.composite
def edits(draw: st.DrawFn, possible: tuple[Way, ...]) -> list[Wanted]:
    """Anything a form can hold: fitting or not, with a reason or without, any dose."""
    chosen = draw(st.lists(st.sampled_from(possible), max_size=6))
    whole = st.none() | st.integers(-3, 400)
    return [
        Wanted(
            way.exercise, way.variant,
            draw(st.just(SetDose()) | st.builds(
                SetDose, whole, whole, st.sampled_from([None, "right", "left"]))),
            draw(st.sampled_from(["", "Slowly."])), draw(st.sampled_from(["", "Seen and tried."])),
        )
        for way in chosen
    ]  # fmt: skip


@given(calm(), st.sampled_from(PLACES), st.data())
@settings(max_examples=30)
def test_whatever_is_edited_and_heard_the_flags_guard(
    said: dict[str, Any], place: PlaceName, data: st.DataObject
) -> None:
    plan, assessment, answers = anyones(said, place)
    possible = ways(plan, assessment, answers, L)
    for _round in range(3):
        result = wish(plan, data.draw(edits(possible)), assessment, answers)
        assert not isinstance(result, NoPlan)
        if isinstance(result, Plan):
            plan = result
            guarded(plan, assessment, answers)
        change = data.draw(st.sampled_from(CHANGES))
        felt = data.draw(st.sampled_from([item.exercise for item in plan.items]))
        revised = revise(plan, change, {"exercise": felt}, assessment, answers, L)
        if revised is not None:
            guarded(revised, assessment, answers)
            assert not {item.exercise for item in revised.items} & set(revised.adjust.held)
            theirs = {item.exercise: item for item in plan.edit.items}
            for item in revised.items:
                if item.exercise in theirs and item.guided is not None:
                    assert item.dose == theirs[item.exercise].dose, "their dose stays"
            left = set(theirs) - set(revised.adjust.held) - {i.exercise for i in revised.items}
            assert not left & {item.exercise for item in plan.items}, "only what hurts is taken out"
            plan = revised
        other = data.draw(st.sampled_from(PLACES))
        moved = make_plan(assessment, answers, L, other, 10, plan.adjust, plan.edit)
        if isinstance(moved, Plan):
            guarded(moved, assessment, answers)
        index = data.draw(st.integers(0, len(plan.items) - 1))
        for choice in choices(plan, index, assessment, answers, L)[:1]:
            guarded(swap(plan, index, choice, assessment, answers, L), assessment, answers)


@pytest.mark.parametrize("sign", DANGER)
def test_no_plan_is_edited_into_being_where_a_result_allows_none(sign: str) -> None:
    plan, _assessment, _answers = planned(well())
    assessment, answers = assessed(well() | {sign: "yes"})
    if not assessment.may_have_plan:
        assert isinstance(wish(plan, as_it_is(plan)[:2], assessment, answers), NoPlan)


def test_what_speaks_against_it_needs_a_reason_and_the_reason_stays() -> None:
    plan, assessment, answers = planned(SORE_WRIST, "floor")
    against = next(way for way in ways(plan, assessment, answers, L) if "flag:wrist" in way.against)
    wanted = [*as_it_is(plan)[:3], Wanted(against.exercise, against.variant)]
    assert wish(plan, wanted, assessment, answers) == (Problem(3, "reason"),)
    wanted[3] = wanted[3]._replace(reason="On the forearms, tried here.")
    result = wish(plan, wanted, assessment, answers)
    assert isinstance(result, Plan)
    guided = result.items[3].guided
    assert guided is not None
    assert guided.against == against.against
    assert (guided.by, guided.on) == ("Dr Chan", DAY)
    assert Changed("added", against.exercise) in result.edit.changes
    # Answers given anew: the reason was for others, so it does not carry over.
    carried = for_new_answers(result.edit)
    assert against.exercise not in {item.exercise for item in carried.items}
    again = make_plan(assessment, answers, L, "floor", edit=carried)
    assert isinstance(again, Plan)
    assert against.exercise not in {item.exercise for item in again.items}


def test_a_set_dose_is_what_the_evening_plays() -> None:
    plan, assessment, answers = planned(well())
    wanted = as_it_is(plan)
    number = next(n for n, one in enumerate(wanted) if one.exercise == "knee-rolls")
    wanted[number] = wanted[number]._replace(dose=SetDose(repetitions=4, side="left"))
    result = wish(plan, wanted, assessment, answers)
    assert isinstance(result, Plan)
    for minutes in (5, 15):
        tonight = evening(result, L, minutes=minutes)
        moves = [s for s in tonight.steps if s.exercise == "knee-rolls" and s.kind == "move"]
        assert [step.repetition for step in moves] == [1, 2, 3, 4]
        assert {step.side for step in moves} == {"left"}
        assert not [s for s in tonight.steps if s.exercise == "knee-rolls" and s.kind == "switch"]
    halved = revise(result, "halve", {}, assessment, answers, L)
    assert halved is not None
    assert amount(halved.items[number], L, 1.0).repetitions == 2
    fuller = revise(halved, "fuller", {}, assessment, answers, L)
    assert fuller is not None
    assert fuller.items[number] == result.items[number]
    harder = fuller
    while (more := revise(harder, "fuller", {}, assessment, answers, L)) is not None:
        harder = more
    assert harder.items[number] == result.items[number], "theirs is never made harder"


def test_the_evening_keeps_an_order_that_was_asked_for() -> None:
    plan, assessment, answers = planned(well())
    wanted = as_it_is(plan)[::-1]
    result = wish(plan, wanted, assessment, answers, in_order=True)
    assert isinstance(result, Plan)
    assert result.edit.changes == (Changed("order"),)
    assert [item.exercise for item in evening(result, L).items] == [w.exercise for w in wanted]


def test_what_was_taken_out_is_not_filled_in_again() -> None:
    plan, assessment, answers = planned(well())
    gone, *rest = as_it_is(plan)
    result = wish(plan, rest, assessment, answers)
    assert isinstance(result, Plan)
    assert result.edit.out == (gone.exercise,)
    assert next(one for one in result.left_out if one.exercise == gone.exercise).taken_out
    hurt = result.items[1].exercise
    revised = revise(result, "hold-exercise", {"exercise": hurt}, assessment, answers, L)
    assert revised is not None
    slugs = {item.exercise for item in revised.items}
    assert gone.exercise not in slugs
    assert len(slugs) == 4
    assert gone.exercise not in {one.exercise for one in choices(result, 0, assessment, answers, L)}
    back = wish(result, [*rest, gone], assessment, answers)
    assert isinstance(back, Plan)
    assert back.edit.out == ()


def test_what_hurt_comes_back_with_a_reason_and_goes_when_it_hurts_again() -> None:
    plan, assessment, answers = planned(well())
    hurt = plan.items[2].exercise
    held = revise(plan, "hold-exercise", {"exercise": hurt}, assessment, answers, L)
    assert held is not None
    wanted = [*as_it_is(held)[:4], Wanted(hurt, plan.items[2].variant)]
    assert wish(held, wanted, assessment, answers) == (Problem(4, "reason"),)
    wanted[4] = wanted[4]._replace(reason="It was done too fast.")
    back = wish(held, wanted, assessment, answers)
    assert isinstance(back, Plan)
    assert hurt not in back.adjust.held
    assert back.items[4].guided is not None
    assert back.items[4].guided.overrides
    # The reason cannot be cleared while it is in.
    cleared = [*as_it_is(back)[:4], Wanted(hurt, plan.items[2].variant)]
    assert wish(back, cleared, assessment, answers) == (Problem(4, "reason"),)

    def spoke(on: date) -> bool:
        answer = next(
            one for rule in L.progress.rule if rule.id == "hurt-in-exercise"
            for one in getattr(rule.signal, "answers", ())
        )  # fmt: skip
        course = Course(
            today=DAY, checked_on=date(2026, 11, 1), pain_then=4, areas_then=frozenset(),
            planned_on=date(2026, 11, 1), mornings=[],
            evenings=[Evening(on, True, (Hurt(hurt, answer),))], adjust=back.adjust,
            put_back={hurt: DAY},
        )  # fmt: skip
        return any(heard.evidence.get("exercise") == hurt for heard in listen(course, L))

    assert not spoke(date(2026, 11, 20)), "what was felt before is answered"
    assert spoke(DAY)
    again = revise(back, "hold-exercise", {"exercise": hurt}, assessment, answers, L)
    assert again is not None
    assert hurt not in {item.exercise for item in again.items}


def test_other_places_keep_what_can_be_kept_and_lose_nothing() -> None:
    plan, assessment, answers = planned(well(), "floor")
    wanted = as_it_is(plan)
    wanted[0] = wanted[0]._replace(note="Breathe out on the way.")
    result = wish(plan, wanted, assessment, answers, note="Every second evening is enough.")
    assert isinstance(result, Plan)
    chair = make_plan(assessment, answers, L, "chair", 10, result.adjust, result.edit)
    assert isinstance(chair, Plan)
    assert chair.edit.note == "Every second evening is enough."
    floor = make_plan(assessment, answers, L, "floor", 10, chair.adjust, chair.edit)
    assert isinstance(floor, Plan)
    assert floor.items[0] == result.items[0]


def test_a_persons_own_swap_takes_the_place_of_what_was_set() -> None:
    plan, assessment, answers = planned(well())
    wanted = as_it_is(plan)
    wanted[0] = wanted[0]._replace(note="For you.")
    result = wish(plan, wanted, assessment, answers)
    assert isinstance(result, Plan)
    choice = choices(result, 0, assessment, answers, L)[-1]
    swapped = swap(result, 0, choice, assessment, answers, L)
    halved = revise(swapped, "halve", {}, assessment, answers, L)
    assert halved is not None
    assert [i.exercise for i in halved.items] == [i.exercise for i in swapped.items]


def test_what_cannot_be() -> None:
    plan, assessment, answers = planned(well())
    (first, *rest) = as_it_is(plan)
    not_here = next(
        slug for slug, one in L.exercises.items() if not any("bed" in v.places for v in one.variant)
    )
    long = "x" * (LONGEST_NOTE + 1)
    for wanted, more, expected in (
        ([], {}, (Problem(-1, "empty"),)),
        ([first, *rest], {}, (Problem(-1, "nothing"),)),
        ([first, first], {}, (Problem(1, "twice"),)),
        ([Wanted("no-such", "one")], {}, (Problem(0, "unknown"),)),
        (
            [Wanted(not_here, L.exercises[not_here].variant[0].id, reason="Please.")],
            {},
            (Problem(0, "place"),),
        ),
        ([first._replace(note=long)], {}, (Problem(0, "note_long"),)),
        ([first], {"note": long}, (Problem(-1, "note_long"),)),
        ([first._replace(dose=SetDose(repetitions=999))], {}, (Problem(0, "repetitions"),)),
    ):
        assert wish(plan, wanted, assessment, answers, **more) == expected
    tampered = PlanItem(rest[0].exercise, rest[0].variant, dose=SetDose(10**9, 10**9, "left"))
    exercise, variant = find(tampered, L)
    assert amount(tampered, L, 1.0).repetitions <= (variant.dose or exercise.dose).repetitions[1]
