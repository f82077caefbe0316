"""The week's activity, the walking plan, the pulse, the stress line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.activity import (
    Moved,
    WalkingWeek,
    growth_a_week,
    pulse_place,
    walking_week,
    week_of,
    week_start,
)
from lumbar.clinical.library import library
from lumbar.clinical.pressure import Reading
from lumbar.clinical.stress import Felt, is_tense, stress_line

CARE = library().care
WALKING, START = CARE.activity.walking, CARE.wellbeing.walking_start
TENSION = CARE.wellbeing.tension
MONDAY = date(2026, 11, 23)

minutes = st.none() | st.integers(0, 1440)
days_ago = st.integers(0, 60)
moved = st.builds(
    lambda ago, *done: Moved(MONDAY - timedelta(days=ago), *done),
    days_ago, minutes, minutes, minutes, st.none() | st.booleans(),
)  # fmt: skip

felt_days = st.builds(
    Felt,
    st.dates(date(2026, 11, 1), date(2026, 11, 30)),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(40, 120),
)


# --- the week ----------------------------------------------------------------------------------


def test_a_hard_minute_counts_twice_and_the_week_ends_on_sunday() -> None:
    days = [
        Moved(MONDAY, walking=30, vigorous=20, strength=True),
        Moved(MONDAY + timedelta(days=6), moderate=40, strength=False),
        Moved(MONDAY - timedelta(days=1), walking=500),
        Moved(MONDAY + timedelta(days=7), walking=500),
    ]
    week = week_of(MONDAY + timedelta(days=3), days, CARE.activity)
    assert (week.minutes, week.days_noted, week.strength_days) == (110, 2, 1)
    assert (week.range, week.missing, week.state) == ((150, 300), 40, "some")


@pytest.mark.parametrize(
    ("walked", "state"), [(149, "some"), (150, "within"), (300, "within"), (301, "above")]
)
def test_beside_the_range(walked: int, state: str) -> None:
    assert week_of(MONDAY, [Moved(MONDAY, walking=walked)], CARE.activity).state == state


def test_nothing_noted_is_not_nothing_done() -> None:
    assert week_of(MONDAY, [], CARE.activity).state == "none"
    assert week_of(MONDAY, [Moved(MONDAY, strength=True)], CARE.activity).state == "none"
    assert week_of(MONDAY, [Moved(MONDAY, walking=0)], CARE.activity).state == "some"


@given(st.lists(moved, max_size=20), minutes)
def test_more_movement_never_counts_less(days: list[Moved], more: int | None) -> None:
    before = week_of(MONDAY, days, CARE.activity)
    after = week_of(MONDAY, [*days, Moved(MONDAY, walking=more)], CARE.activity)
    assert after.minutes == before.minutes + (more or 0)
    assert after.missing <= before.missing


# --- walking -----------------------------------------------------------------------------------


def last_week(*walks: int, ago: int = 1) -> list[Moved]:
    start = MONDAY - timedelta(weeks=ago)
    return [Moved(start + timedelta(days=at), walking=walk) for at, walk in enumerate(walks)]


def plan(days: list[Moved], today: date = MONDAY) -> WalkingWeek:
    return walking_week(today, days, WALKING, START)


def test_the_plan_builds_on_what_was_walked() -> None:
    assert (plan([]).minutes, plan([]).days, plan([]).state) == (10, 3, "start")
    grown = plan(last_week(20, 20, 20))
    assert (grown.minutes, grown.days, grown.state) == (22, 3, "grow")
    # Nobody is sent back below the start, and a long walk is shared out.
    assert plan(last_week(5)).total == 30
    assert (plan(last_week(60)).days, plan(last_week(60)).minutes) == (3, 22)
    assert plan(last_week(30, 30, 30, 30, 30)).state == "there"
    assert (plan(last_week(40, 40, 40, 40)).minutes, plan(last_week(40, 40, 40, 40)).days) == (
        30,
        5,
    )


def test_after_a_gap_it_holds_and_then_starts_again() -> None:
    held = plan(last_week(20, 20, 20, ago=3))
    assert (held.total, held.state) == (60, "hold")
    assert plan(last_week(20, 20, 20, ago=5)).state == "start"
    # What was walked this week is no reason to change this week's plan.
    assert plan([Moved(MONDAY, walking=90)], MONDAY + timedelta(days=2)).state == "start"


def test_who_follows_it_is_there_within_six_months() -> None:
    walked: list[Moved] = []
    today, weeks = MONDAY, 0
    while (week := walking_week(today, walked, WALKING, START)).state != "there":
        walked += [
            Moved(today + timedelta(days=day), walking=week.minutes) for day in range(week.days)
        ]
        today += timedelta(weeks=1)
        weeks += 1
        assert weeks <= 27
    assert weeks >= 16, "that is not gentle"


@given(st.lists(moved, max_size=30))
def test_a_walking_week_is_gentle(days: list[Moved]) -> None:
    days = list({one.day: one for one in days}.values())
    week = walking_week(MONDAY, days, WALKING, START)
    assert START.minutes * START.days_a_week <= week.total <= 150
    assert week.minutes <= WALKING.minutes and 3 <= week.days <= WALKING.days_a_week
    if week.built_on is not None and week.state != "there":
        walked = sum(
            one.walking or 0
            for one in days
            if week.built_on <= one.day < week.built_on + timedelta(days=7)
        )
        most = max(30, walked * growth_a_week(WALKING, START))
        assert week.total <= most + week.days


def test_it_grows_by_about_six_in_a_hundred() -> None:
    assert growth_a_week(WALKING, START) == pytest.approx(1.064, abs=0.001)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_week_begins_on_monday(day: date) -> None:
    start = week_start(day)
    assert start.weekday() == 0 and timedelta(0) <= day - start < timedelta(days=7)


def test_the_pulse_beside_the_usual_range() -> None:
    places = [pulse_place(pulse, CARE.activity) for pulse in (59, 60, 100, 101)]
    assert places == ["below", "within", "within", "above"]


# --- tension -----------------------------------------------------------------------------------


def test_the_line_is_tension_and_nothing_else() -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    line = stress_line(
        [Felt(MONDAY, 4), Felt(MONDAY + timedelta(days=2), None, 66), Felt(date(2026, 1, 1))],
        [Reading(at, 131, 80, 70), Reading(at + timedelta(minutes=2), 130, 82)],
    )
    first, second = line
    assert (first.day, first.tension, first.pulse) == (MONDAY, 4, 70)
    assert first.pressure is not None
    assert (first.pressure.systolic, first.pressure.diastolic) == (131, 81)
    assert (second.tension, second.pulse, second.pressure) == (None, 66, None)


@given(st.lists(felt_days))
def test_a_missing_tension_stays_missing(felt: list[Felt]) -> None:
    noted = {one.day: one for one in felt}
    line = stress_line(felt, [])
    assert [point.day for point in line] == sorted(point.day for point in line)
    for point in line:
        assert (point.tension, point.pulse) == (noted[point.day].tension, noted[point.day].pulse)


def tense_on(days: int, tension: int = 7) -> list[Felt]:
    return [Felt(MONDAY - timedelta(days=ago), tension) for ago in range(days)]


def test_most_days_of_two_weeks() -> None:
    assert not is_tense(tense_on(7), MONDAY, TENSION)
    assert is_tense(tense_on(8), MONDAY, TENSION)
    assert not is_tense(tense_on(8, tension=6), MONDAY, TENSION)
    # Long ago, and twice the same day.
    old = [replace(one, day=one.day - timedelta(days=14)) for one in tense_on(8)]
    assert not is_tense(old, MONDAY, TENSION)
    assert not is_tense(tense_on(1) * 10, MONDAY, TENSION)
