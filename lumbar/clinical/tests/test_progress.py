"""What the plan hears in mornings and evenings, and what it must not hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.library import library
from lumbar.clinical.progress import Course, Evening, Heard, Hurt, Morning, listen, reach
from lumbar.clinical.values import Adjustments

L = library()
TODAY = date(2026, 11, 27)
FOOT, CALF, THIGH, BUTTOCK, BACK = (
    frozenset({region})
    for region in ("heel_left", "calf_left", "thigh_back_left", "buttock_left", "low_back_left")
)


def days(*pains: int, areas: frozenset[str] | None = None, until: date = TODAY) -> list[Morning]:
    """One morning a day, the last on ``until``."""
    first = until - timedelta(days=len(pains) - 1)
    return [Morning(first + timedelta(days=n), pain, areas) for n, pain in enumerate(pains)]


def nights(count: int, *, hurts: tuple[Hurt, ...] = (), until: date = TODAY) -> list[Evening]:
    """One evening a night, the last on ``until``, each done; the last one with these hurts."""
    first = until - timedelta(days=count - 1)
    return [
        Evening(first + timedelta(days=n), True, hurts if n == count - 1 else ())
        for n in range(count)
    ]


def course(
    mornings: Sequence[Morning] = (), evenings: Sequence[Evening] | None = None, **changes: Any
) -> Course:
    given_: dict[str, Any] = {
        "today": TODAY,
        "checked_on": TODAY - timedelta(days=20),
        "pain_then": 5,
        "areas_then": BACK,
        "planned_on": TODAY - timedelta(days=20),
        "mornings": mornings,
        "evenings": nights(20) if evenings is None else evenings,
        "adjust": Adjustments(),
    }
    return Course(**{**given_, **changes})


def heard(one: Course) -> dict[str, Heard]:
    return {found.rule.id: found for found in listen(one, L)}


def test_two_worse_mornings_in_a_row_are_heard_and_one_is_not() -> None:
    found = heard(course(days(4, 4, 4, 6, 7)))["worse-two-mornings"]
    assert found.evidence == {"pain": 7, "before": 4}
    assert found.offers == ("danger-signs",)
    for pains in ((4, 4, 4, 4, 9), (4, 4, 4, 9, 5), (4, 4, 4, 5, 5), (6, 6, 6)):
        assert "worse-two-mornings" not in heard(course(days(*pains))), pains


def test_worse_is_measured_against_the_check_where_there_was_no_morning_before() -> None:
    assert "worse-two-mornings" in heard(course(days(7, 7)))
    assert "worse-two-mornings" not in heard(course(days(6, 7)))
    assert "worse-two-mornings" not in heard(course(days(7, 7), pain_then=None))


def test_mornings_far_apart_or_long_ago_are_no_row() -> None:
    apart = [*days(4, 4, 4, until=TODAY - timedelta(days=9)), *days(9, until=TODAY)]
    apart.insert(3, Morning(TODAY - timedelta(days=5), 9))
    assert "worse-two-mornings" not in heard(course(apart))
    assert "worse-two-mornings" not in heard(
        course(days(4, 4, 4, 9, 9, until=TODAY - timedelta(days=3)))
    )


def test_a_rule_speaks_of_what_came_after_it_last_spoke_and_then_offers_more() -> None:
    spoke = {"worse-two-mornings": [TODAY - timedelta(days=1)]}
    assert "worse-two-mornings" not in heard(course(days(4, 4, 4, 7, 7), spoke=spoke))
    earlier = {"worse-two-mornings": [TODAY - timedelta(days=2)]}
    again = heard(course(days(4, 4, 4, 4, 4, 4, 4, 7, 7, 7, 7), spoke=earlier))
    assert again["worse-two-mornings"].offers == ("danger-signs", "be-seen")
    long_ago = {"worse-two-mornings": [TODAY - timedelta(days=18)]}
    once = heard(course(days(4, 4, 4, 7, 7), spoke=long_ago))["worse-two-mornings"]
    assert once.offers == ("danger-signs",)


@pytest.mark.parametrize(
    ("areas", "steps"),
    [(BACK, 0), (BUTTOCK, 1), (THIGH, 2), (CALF, 4), (FOOT, 5), (BACK | FOOT, 5)],
)
def test_how_far_down_a_leg(areas: frozenset[str], steps: int) -> None:
    assert reach(areas, L) == steps


def test_pain_that_reaches_further_down_is_heard_on_the_first_morning() -> None:
    lower = [*days(4, areas=THIGH, until=TODAY - timedelta(days=1)), *days(4, areas=CALF)]
    assert "leg-further-down" in heard(course(lower))
    assert "leg-further-down" in heard(course(days(4, areas=BUTTOCK))), "against the check"
    assert "leg-further-down" not in heard(course(days(4, areas=BUTTOCK), areas_then=THIGH))
    assert "leg-further-down" not in heard(course(days(4, 4))), "nobody said where"


def test_pain_that_draws_back_is_good_news_after_two_mornings() -> None:
    back = [
        *days(4, areas=CALF, until=TODAY - timedelta(days=2)),
        *days(4, 4, areas=BUTTOCK),
    ]
    found = heard(course(back, areas_then=CALF))["leg-drawing-back"]
    assert found.rule.change == "none"
    assert "leg-drawing-back" not in heard(course(back[:2], areas_then=CALF))


def test_strong_pain_in_an_exercise_names_it_and_is_heard_once() -> None:
    hurt = nights(3, hurts=(Hurt("knee-rolls", "strong"),))
    assert heard(course(evenings=hurt))["hurt-in-exercise"].evidence == {"exercise": "knee-rolls"}
    assert "hurt-in-exercise" not in heard(
        course(evenings=hurt, adjust=Adjustments(held=("knee-rolls",)))
    )
    mild = nights(3, hurts=(Hurt("knee-rolls", "same_place"),))
    assert "hurt-in-exercise" not in heard(course(evenings=mild))


def test_a_second_exercise_that_hurts_the_same_evening_is_heard_as_well() -> None:
    hurts = (Hurt("knee-rolls", "strong"), Hurt("pelvic-tilt", "strong"))
    one = course(
        evenings=nights(2, hurts=hurts),
        adjust=Adjustments(held=("pelvic-tilt",)),
        spoke={"hurt-in-exercise": [TODAY]},
    )
    assert heard(one)["hurt-in-exercise"].evidence == {"exercise": "knee-rolls"}


def test_a_numb_leg_calls_for_a_new_check() -> None:
    numb = heard(course(evenings=nights(1, hurts=(Hurt("bridge", "numb_or_weak"),))))
    assert numb["numb-or-weak"].rule.recheck
    assert next(iter(numb)) == "numb-or-weak", "before everything else"


def test_nights_without_are_counted_from_the_last_evening_or_the_check() -> None:
    idle = course(evenings=nights(5, until=TODAY - timedelta(days=4)))
    assert heard(idle)["nothing-done"].evidence == {"nights": 3}
    assert "nothing-done" not in heard(course(evenings=nights(5, until=TODAY - timedelta(days=3))))
    assert "nothing-done" not in heard(course(evenings=[], checked_on=TODAY - timedelta(days=2)))
    assert "nothing-done" in heard(course(evenings=[], checked_on=TODAY - timedelta(days=3)))


def test_a_better_week_needs_every_morning_evenings_done_and_nothing_that_hurt() -> None:
    week = days(3, 3, 3, 2, 3, 3, 2)
    assert heard(course(week))["better-week"].evidence == {"before": 5, "pain": 3}
    assert "better-week" not in heard(course(days(3, 3, 3, 4, 3, 3, 2)))
    assert "better-week" not in heard(course(week, evenings=nights(2)))
    assert "better-week" not in heard(course(week[-3:]))
    hurt = nights(20, hurts=(Hurt("bridge", "same_place"),))
    assert "better-week" not in heard(course(week, evenings=hurt))
    assert "better-week" not in heard(course(week, planned_on=TODAY)), "the plan is new"


def test_a_week_without_pain_is_recovery_once() -> None:
    assert "recovered" in heard(course(days(0, 0, 0, 0, 0)))
    assert "recovered" not in heard(course(days(0, 0, 0, 1, 0)))
    assert "recovered" not in heard(course(days(0, 0, 0, 0)))
    assert "recovered" not in heard(course(days(0, 0, 0, 0, 0), adjust=Adjustments(stay_well=True)))


MORNINGS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10), st.sampled_from([None, BACK, THIGH, FOOT])),
    max_size=20,
    unique_by=lambda one: one[0],
).map(
    lambda rows: [
        Morning(TODAY - timedelta(days=ago), pain, areas)
        for ago, pain, areas in sorted(rows, reverse=True)
    ]
)


@given(MORNINGS, st.integers(0, 10))
def test_good_and_bad_news_never_come_together(mornings: list[Morning], pain: int) -> None:
    found = heard(course(mornings, pain_then=pain))
    assert not {"worse-two-mornings", "better-week"} <= set(found)
    assert not {"worse-two-mornings", "recovered"} <= set(found)
    assert not {"leg-further-down", "leg-drawing-back"} <= set(found)


@given(MORNINGS, st.integers(1, 400))
def test_only_distances_count_not_the_date(mornings: list[Morning], by: int) -> None:
    shift = timedelta(days=by)
    later = course(
        [Morning(m.day + shift, m.pain, m.areas) for m in mornings],
        [Evening(e.day + shift, e.done, e.hurts) for e in nights(20)],
        today=TODAY + shift,
        checked_on=TODAY - timedelta(days=20) + shift,
        planned_on=TODAY - timedelta(days=20) + shift,
    )
    assert listen(later, L) == listen(course(mornings), L)


@given(MORNINGS)
def test_more_pain_on_waking_never_turns_into_better_news(mornings: list[Morning]) -> None:
    worse = [Morning(m.day, min(10, m.pain + 2), m.areas) for m in mornings]
    for good in ("better-week", "recovered"):
        if good not in heard(course(mornings)):
            assert good not in heard(course(worse))
