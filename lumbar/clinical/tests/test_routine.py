"""The evening: it fits its minutes, asks for the least getting up, treats both sides alike, ends in
bed and is the same every time."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lumbar.clinical.library import ROOT, library
from lumbar.clinical.planner import MINUTES, bad_night, choices, make_plan, sleeping_positions
from lumbar.clinical.routine import (
    FILLS,
    amount,
    effort_between,
    evening,
    find,
    in_order,
    lay_out,
    whole_minutes,
)
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.tests.strategies import DANGER, anyone, calm, values, walk, well
from lumbar.clinical.tests.test_knowledge import edit, refusal
from lumbar.clinical.tests.test_planner import never_of, speaking_against
from lumbar.clinical.triage import assess
from lumbar.clinical.values import Level, Plan, PlanItem, Tonight

L = library()
PLACES: tuple[PlaceName, ...] = get_args(PlaceName)
SLEEP = tuple(position.id for position in L.care.sleep_positions.position)
ALL_WAYS = [(slug, variant.id) for slug, e in L.exercises.items() for variant in e.variant]
WITH_CHILD = {"pregnancy_pain": "no", "pregnancy_bleeding": "no", "pregnancy_waves": "no"}


def planned(said: dict[str, Any], place: PlaceName, minutes: int) -> Plan | None:
    answers = L.answers(said)
    plan = make_plan(assess(answers, L), answers, L, place, minutes)
    return plan if isinstance(plan, Plan) else None


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """The plan of a calm grown-up in any place, for any number of minutes."""
    grown_up = sorted(set(L.questions["age"].options) - {"under_6", "6_to_17"})
    fixed: dict[str, Any] = dict.fromkeys(DANGER, "no")
    fixed["age"] = draw(st.sampled_from(grown_up))
    fixed["limits"] = draw(values("limits").filter(lambda said: "recent_operation" not in said))
    plan = planned(walk(draw, fixed), draw(st.sampled_from(PLACES)), draw(st.sampled_from(MINUTES)))
    assume(plan is not None)
    assert plan is not None
    return plan


def shortest(plan: Plan, sleep: str = "side") -> float:
    """Seconds of the evening when no time is given for it: the least dose of everything."""
    return evening(plan, L, minutes=0, sleep=sleep).seconds


def longest(plan: Plan, sleep: str = "side") -> float:
    return evening(plan, L, minutes=1000, sleep=sleep).seconds


def effort(items: tuple[PlanItem, ...], sleep: str) -> float:
    """Getting from position to position and into bed, told apart from ``in_order``."""
    positions = [variant.position or exercise.position for exercise, variant in map(_found, items)]
    (last,) = [p.id for p in L.evening.posture if positions[-1] in p.positions]
    table = L.evening.effort
    into_bed = 0.0 if last == sleep else {**table.get(last, {})}.get(sleep) or table[sleep][last]
    return sum(effort_between(a, b, L) for a, b in pairwise(positions)) + into_bed


def _found(item: PlanItem) -> Any:
    return find(item, L)


def hold_to_the_rules(plan: Plan, tonight: Tonight) -> None:
    assert tonight.seconds == sum(step.seconds for step in tonight.steps)
    assert all(step.seconds > 0 for step in tonight.steps)
    assert [step.kind for step in tonight.steps[-2:]] == ["sleep", "finish"]
    ending = [step for step in tonight.steps if step.exercise is None]
    assert ending == list(tonight.steps[-2:]), "only the way into sleep is nobody's"
    indexes = [step.index for step in tonight.steps]
    assert indexes == sorted(indexes)
    assert set(indexes) == set(range(len(plan.items)))
    for index, item in enumerate(plan.items):
        steps = [s for s in tonight.steps if s.index == index and s.exercise is not None]
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


@given(plans(), st.sampled_from(SLEEP))
@settings(max_examples=25)
def test_an_evening_fits_its_minutes(plan: Plan, sleep: str) -> None:
    tonight = evening(plan, L, sleep=sleep)
    least, most = shortest(plan, sleep), longest(plan, sleep)
    target = plan.minutes * 60
    if least > target:
        assert tonight.seconds == least, "too long even at the least dose: the least dose"
    else:
        assert tonight.seconds <= target
        assert tonight.seconds >= min(0.75 * target, most), "no time is given away"


@given(plans(), st.sampled_from(SLEEP), st.sampled_from(MINUTES))
@settings(max_examples=25)
def test_an_evening_is_its_plan_s_exercises_and_then_sleep(
    plan: Plan, sleep: str, minutes: int
) -> None:
    tonight = evening(plan, L, minutes=minutes, sleep=sleep)
    ordered = msgspec.structs.replace(plan, items=tonight.items, minutes=minutes)
    hold_to_the_rules(ordered, tonight)
    assert sorted(tonight.items, key=repr) == sorted(plan.items, key=repr)
    assert (tonight.place, tonight.minutes, tonight.sleep) == (plan.place, minutes, sleep)
    assert tonight.knowledge_version == plan.knowledge_version
    assert not tonight.bad_night
    assert tonight == evening(plan, L, minutes=minutes, sleep=sleep), "the same every time"
    assert tonight == lay_out(ordered, L, sleep=sleep), "and the same when it is laid out again"


@st.composite
def some_items(draw: st.DrawFn) -> tuple[PlanItem, ...]:
    """Up to five different exercises in any way, whether or not one person would get them all."""
    ways = st.lists(st.sampled_from(ALL_WAYS), min_size=1, max_size=5, unique_by=lambda w: w[0])
    return tuple(PlanItem(slug, variant) for slug, variant in draw(ways))


@given(some_items(), st.sampled_from(SLEEP))
def test_no_other_order_asks_for_less_getting_up(items: tuple[PlanItem, ...], sleep: str) -> None:
    best = in_order(items, sleep, L)
    assert in_order(best, sleep, L) == best, "an order that is best stays"
    breathing = [i for i in items if i.exercise in L.evening.first]
    orders = [o for o in permutations(items) if not breathing or o[0] == breathing[0]]
    least = min(effort(order, sleep) for order in orders)
    assert best in orders
    assert effort(best, sleep) == least


def test_the_last_exercise_is_where_one_falls_asleep() -> None:
    on_side, on_back = PlanItem("open-book", "standard"), PlanItem("pelvic-tilt", "standard")
    for items in permutations((on_side, on_back)):
        assert in_order(items, "side", L) == (on_back, on_side)
        assert in_order(items, "back", L) == (on_side, on_back)


def test_where_nothing_is_easier_the_plan_s_order_stays() -> None:
    ways = ("pelvic-tilt", "bridge", "single-knee-to-chest", "figure-four")
    for items in permutations(PlanItem(slug, "standard") for slug in ways):
        assert in_order(items, "back", L) == items


def test_nothing_to_order_is_nothing() -> None:
    assert in_order((), "side", L) == ()


def test_an_unknown_sleeping_position_is_a_key_error() -> None:
    plan = planned(well(), "bed", 10)
    assert plan is not None
    for make in (evening, lay_out):
        with pytest.raises(KeyError):
            make(plan, L, sleep="standing")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("minutes", MINUTES)
def test_a_well_person_s_evening_is_close_to_the_minutes_asked(
    place: PlaceName, minutes: int
) -> None:
    plan = planned(well(), place, minutes)
    assert plan is not None
    seconds = evening(plan, L).seconds
    within = 0.9 * minutes * 60 <= seconds <= 1.1 * minutes * 60
    assert within or seconds in (shortest(plan), longest(plan))
    assert whole_minutes(evening(plan, L)) <= minutes or seconds == shortest(plan)


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


@given(plans(), st.sampled_from(SLEEP))
@settings(max_examples=25)
def test_more_minutes_never_make_a_shorter_evening(plan: Plan, sleep: str) -> None:
    evenings = [evening(plan, L, minutes=minutes, sleep=sleep).seconds for minutes in MINUTES]
    assert evenings == sorted(evenings)


@pytest.mark.parametrize(("slug", "variant"), ALL_WAYS, ids=lambda part: part)
def test_more_fill_never_makes_a_shorter_evening(
    slug: str, variant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only then does halving find the fullest evening that fits."""
    item = PlanItem(slug, variant)
    plan = Plan((item,), find(item, L)[1].places[0], 1000, "usual", (), L.version)
    lasted = []
    for fill in FILLS:
        monkeypatch.setattr("lumbar.clinical.routine.FILLS", (fill,))
        lasted.append(lay_out(plan, L).seconds)
    assert lasted == sorted(lasted)


def test_an_unknown_exercise_or_way_is_a_key_error() -> None:
    for item in (PlanItem("handstand", "usual"), PlanItem("pelvic-tilt", "upside-down")):
        with pytest.raises(KeyError):
            lay_out(Plan((item,), "bed", 10, "usual", (), L.version), L)


def test_an_evening_becomes_json() -> None:
    plan = planned(well(), "bed", 10)
    assert plan is not None
    tonight = evening(plan, L)
    text = msgspec.json.encode(tonight.to_json())
    assert msgspec.json.decode(text, type=Tonight) == tonight
    assert Tonight.from_json(tonight.to_json()) == tonight


# --- a bad night ----------------------------------------------------------------------------------


@given(calm(), st.sampled_from(PLACES), st.sampled_from(SLEEP))
@settings(max_examples=25)
def test_a_bad_night_is_short_and_only_breathing_and_rest(
    said: dict[str, Any], place: PlaceName, sleep: str
) -> None:
    answers = L.answers(said)
    assessment = assess(answers, L)
    plan = make_plan(assessment, answers, L, place)
    assume(isinstance(plan, Plan))
    assert isinstance(plan, Plan)
    short = bad_night(assessment, answers, L, plan.place)
    if short is None:
        return
    night = L.evening.bad_night
    wanted = {*night.breathing, *night.rest}
    assert {item.exercise for item in short.items} <= wanted
    assert 1 <= len(short.items) <= 2
    allowed = {(item.exercise, item.variant) for item in plan.items}
    for index in range(len(plan.items)):
        fitting = choices(plan, index, assessment, answers, L)
        allowed |= {(item.exercise, item.variant) for item in fitting}
    for item in short.items:
        assert speaking_against(item, assessment) == []
        assert item.exercise not in never_of(assessment, answers)
        assert plan.place in find(item, L)[1].places
        assert (item.exercise, item.variant) in allowed
    tonight = evening(short, L, sleep=sleep, bad_night=True)
    assert tonight.bad_night
    assert tonight.seconds <= 240
    assert not any(step.kind == "move" for step in tonight.steps)
    hold_to_the_rules(msgspec.structs.replace(short, items=tonight.items), tonight)


@given(anyone(), st.sampled_from(PLACES))
@settings(max_examples=25)
def test_a_person_who_may_have_no_plan_has_no_bad_night_either(
    said: dict[str, Any], place: PlaceName
) -> None:
    answers = L.answers(said)
    assessment = assess(answers, L)
    if not assessment.may_have_plan:
        assert bad_night(assessment, answers, L, place) is None


@pytest.mark.parametrize(
    "more",
    [
        *({sign: said} for sign in DANGER for said in ("yes", "not_sure", None)),
        {"limits": ["recent_operation"]},
        {"limits": "not_sure"},
    ],
    ids=str,
)
def test_a_bad_night_is_refused_exactly_where_a_plan_is(more: dict[str, Any]) -> None:
    """To somebody for whom everything else speaks for it."""
    said = {id: value for id, value in (well() | more).items() if value is not None}
    answers = L.answers(said)
    assessment = assess(answers, L)
    refused = not isinstance(make_plan(assessment, answers, L), Plan)
    assert refused == (not assessment.may_have_plan)
    assert (bad_night(assessment, answers, L, "bed") is None) == refused
    if assessment.level in (Level.EMERGENCY, Level.SAME_DAY):
        assert refused


def test_a_well_person_s_bad_night_is_breathing_and_then_rest() -> None:
    answers = L.answers(well())
    short = bad_night(assess(answers, L), answers, L, "bed")
    assert short is not None
    assert [item.exercise for item in evening(short, L).items] == [
        "belly-breathing",
        "ninety-ninety-rest",
    ]


# --- sleeping positions ---------------------------------------------------------------------------


@given(anyone())
@settings(max_examples=25)
def test_a_sleeping_position_a_flag_avoids_is_not_offered(said: dict[str, Any]) -> None:
    assessment = assess(L.answers(said), L)
    offered = sleeping_positions(assessment, L)
    assert "side" in offered, "there is always one"
    for position in L.care.sleep_positions.position:
        avoided = set(position.avoid) & set(assessment.flags)
        assert (position.id in offered) == (not avoided)


def test_from_twenty_weeks_only_the_side_is_offered() -> None:
    said = well() | WITH_CHILD | {"pregnancy": "from_20_weeks"}
    assert sleeping_positions(assess(L.answers(said), L), L) == ("side",)


def test_a_well_person_may_sleep_in_every_position() -> None:
    assert sleeping_positions(assess(L.answers(well()), L), L) == SLEEP


# --- refusals -------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT, tmp_path / "knowledge")


FAULTS = [
    ('"crook-lying", ', "", "pelvic-tilt:standard: position 'crook-lying' is not of one posture"),
    ('["prone"]', '["prone", "side-lying"]', "position 'side-lying' is not of one posture"),
    ("sitting = { standing = 1 }", "", "the effort between sitting and standing has to be told"),
    ("back = { side = 1, ", "back = { ", "the effort between back and side has to be told once"),
    ("kneeling = { ", "kneeling = { side = 2, ", "the effort between side and kneeling has"),
    ('id = "front"', 'id = "tummy"', "sleeping position 'front' is no posture"),
    ('["belly-breathing"]', '["belly-laughing"]', "the evening names an unknown exercise 'belly-l"),
    ("[speed.zh-hant]", "[speed.zh-hans]", "the voice needs a speed for each of"),
    ('source = ["lumbar-design"]', "source = []", "the evening has no source"),
]


def test_an_evening_that_cannot_be_laid_out(copy: Path) -> None:
    """All at once, because reading the knowledge takes a while: each has its own line."""
    for old, new, _ in FAULTS:
        edit(copy / "evening.toml", old, new)
    message = refusal(copy)
    for _, _, why in FAULTS:
        assert why in message


def test_a_voice_without_a_speed(copy: Path) -> None:
    path = copy / "evening.toml"
    text = path.read_text("utf-8")
    start, end = text.index("[speed.zh-hant]"), text.index("# A bad night")
    path.write_text(text[:start] + text[end:], "utf-8")
    assert refusal(copy) == "the voice needs a speed for each of ('en', 'zh-hant')"


def test_an_evening_s_misspelt_key(copy: Path) -> None:
    edit(copy / "evening.toml", "breathe_aloud = 3", "breath_aloud = 3")
    message = refusal(copy)
    assert "evening.toml" in message
    assert "breath_aloud" in message


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_sleeping_position_without_words(copy: Path, language: str) -> None:
    edit(copy / "words" / language / "routine.toml", "\nfront = ", "\ntummy = ", "[sleep]")
    assert f"{language}: sleeping positions" in refusal(copy)
