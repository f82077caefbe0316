"""What is drawn and said of a course: every day once, no gap drawn over, no promise."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.library import library
from lumbar.reports.charts import MOST_TICKS, WIDTH, Plane, ticks
from lumbar.reports.course import (
    DAY,
    JOINED,
    MORNINGS_IN_A_WEEK,
    MOST_POINTS,
    Bucket,
    Range,
    Said,
    Window,
    at,
    began,
    buckets,
    compared,
    nights,
    runs,
    tallies,
    typical,
    window,
)

TODAY = date(2026, 11, 27)
LONGEST = 12 * 365

lengths = st.one_of(st.integers(1, 200), st.integers(1, LONGEST))
told = st.dictionaries(st.integers(0, LONGEST), st.integers(0, 10), max_size=80)


def all_of(days: int) -> Window:
    """A window over everything, which began so many days ago."""
    return window(Range.ALL, TODAY, TODAY - (days - 1) * DAY)


def dated(values: dict[int, int]) -> dict[date, float]:
    return {TODAY - ago * DAY: float(value) for ago, value in values.items()}


# --- Windows and buckets ------------------------------------------------------------------------


@given(lengths)
def test_buckets_are_the_days_of_the_window_each_once(days: int) -> None:
    looked_at = all_of(days)
    found = [
        bucket.first + number * DAY
        for bucket in buckets(looked_at)
        for number in range(bucket.days)
    ]
    assert found == [looked_at.start + number * DAY for number in range(looked_at.days)]
    assert len(buckets(looked_at)) <= MOST_POINTS + 1


def test_three_years_are_weeks_and_a_season_is_days() -> None:
    assert window(Range.WEEKS, TODAY) == Window(date(2026, 11, 14), TODAY, "day")
    assert window(Range.MONTHS, TODAY).days == 91
    assert window(Range.MONTHS, TODAY).step == "day"
    assert [all_of(days).step for days in (160, 3 * 366, 4 * 366)] == ["day", "week", "month"]
    assert all_of(3).days == 14
    assert all(bucket.first.weekday() == 0 for bucket in buckets(all_of(1000))[1:])


# --- Lines --------------------------------------------------------------------------------------


@given(told, lengths)
def test_every_told_day_is_in_one_point_and_no_gap_is_drawn_over(
    values: dict[int, int], days: int
) -> None:
    looked_at, by_day = all_of(days), dated(values)
    found = runs(by_day, looked_at)
    points = [point for run in found for point in run]
    within = {day: value for day, value in by_day.items() if looked_at.has(day)}
    assert sum(point.told for point in points) == len(within)
    places = {bucket: number for number, bucket in enumerate(buckets(looked_at))}
    for point in points:
        known = [
            value for day, value in within.items() if point.bucket.first <= day <= point.bucket.last
        ]
        assert point.mean == pytest.approx(fmean(known))
        assert (point.low, point.high) == (min(known), max(known))
    for run in found:
        for one, other in pairwise(run):
            assert 1 <= places[other.bucket] - places[one.bucket] <= JOINED[looked_at.step]
    for before, after in pairwise(found):
        apart = places[after[0].bucket] - places[before[-1].bucket]
        assert apart > JOINED[looked_at.step]


def test_a_gap_of_more_than_three_days_ends_a_line() -> None:
    looked_at = window(Range.WEEKS, TODAY)
    by_day = dated({13: 5, 12: 5, 9: 4, 5: 3, 4: 3})
    assert [[point.mean for point in run] for run in runs(by_day, looked_at)] == [[5, 5, 4], [3, 3]]


@given(told, told, lengths)
def test_tallies_count_every_day_once(
    whole: dict[int, int], part: dict[int, int], days: int
) -> None:
    looked_at, done, begun = all_of(days), set(dated(whole)), set(dated(part))
    counted = tallies(done, looked_at, begun)
    assert sum(tally.whole for tally in counted) == sum(map(looked_at.has, done))
    assert sum(tally.part for tally in counted) == sum(map(looked_at.has, begun - done))
    assert all(tally.whole + tally.part <= tally.bucket.days for tally in counted)


@given(told, lengths)
def test_all_is_drawn_within_the_picture(values: dict[int, int], days: int) -> None:
    looked_at = all_of(days)
    plane = Plane(looked_at, 100)
    for run in runs(dated(values), looked_at):
        for point in run:
            assert 26 <= plane.x(point.bucket.first) <= plane.x(point.bucket.last) <= WIDTH - 6
            assert 0 < plane.y(point.high) <= plane.y(point.mean) <= plane.y(point.low) <= 100
    named = ticks(looked_at)
    assert 1 <= len(named) <= MOST_TICKS
    assert all(other.x - one.x > 45 for one, other in pairwise(named))


# --- Evenings of evenings -----------------------------------------------------------------------


def test_tonight_counts_only_when_it_was_done() -> None:
    looked_at, since = window(Range.WEEKS, TODAY), TODAY - 3 * DAY
    yesterday = {TODAY - DAY}
    assert nights(yesterday, (), looked_at, since) == (1, 0, 3)
    assert nights(yesterday, {TODAY}, looked_at, since) == (1, 1, 4)
    assert nights((), (), looked_at, TODAY) == (0, 0, 0)
    # Nights before the window or the first plan are nobody's.
    assert nights({TODAY - 40 * DAY}, (), looked_at, TODAY - 60 * DAY) == (0, 0, 13)


# --- First week and last ------------------------------------------------------------------------


def test_the_windows_own_first_and_last_week_are_compared() -> None:
    looked_at = window(Range.WEEKS, TODAY)
    weeks = compared(dated({13: 8, 11: 7, 9: 6, 4: 4, 2: 3, 1: 2}), looked_at)
    assert weeks is not None
    assert (weeks.before, weeks.after) == (7, 3)
    assert weeks.first == Bucket(date(2026, 11, 14), date(2026, 11, 20))
    assert weeks.last == Bucket(date(2026, 11, 21), TODAY)


def test_where_the_ends_are_empty_the_weeks_of_what_was_told_stand_in() -> None:
    by_day = dated({30: 8, 29: 8, 28: 8, 22: 5, 16: 2, 15: 2, 14: 2})
    weeks = compared(by_day, window(Range.MONTHS, TODAY))
    assert weeks is not None
    assert (weeks.first.first, weeks.last.last) == (TODAY - 30 * DAY, TODAY - 14 * DAY)
    assert (weeks.before, weeks.after) == (8, 2)


@given(told, lengths)
def test_two_weeks_compared_are_apart_and_have_enough_mornings(
    values: dict[int, int], days: int
) -> None:
    looked_at, by_day = all_of(days), dated(values)
    weeks = compared(by_day, looked_at)
    if weeks is None:
        return
    assert weeks.first.last < weeks.last.first
    for week, mean in ((weeks.first, weeks.before), (weeks.last, weeks.after)):
        known = [value for day, value in by_day.items() if week.first <= day <= week.last]
        assert len(known) >= MORNINGS_IN_A_WEEK
        assert mean == pytest.approx(fmean(known))


# --- The typical course -------------------------------------------------------------------------

LASTED = {
    option: days for cohort in library().care.course.cohort for option, days in cohort.fits.items()
}


def test_every_duration_has_one_main_cohort() -> None:
    options = library().questions["duration"].options
    fitting = [o for c in library().care.course.cohort if c.main for o in c.fits]
    assert sorted(fitting) == sorted(options)
    assert not any(cohort.fits for cohort in library().care.course.cohort if not cohort.main)
    assert [LASTED[option] for option in options] == sorted(LASTED[option] for option in options)


def test_a_course_begins_with_the_first_check_of_the_same_pain() -> None:
    first = Said(TODAY - 50 * DAY, "2_to_14_days")
    again = Said(TODAY, "6_to_12_weeks")
    assert began([again, first], LASTED) == first
    # A new pain begins anew: it cannot reach back to the old check.
    assert began([first, Said(TODAY, "2_to_14_days")], LASTED) == Said(TODAY, "2_to_14_days")
    # A check that was ended early by a danger sign says nothing of how long.
    assert began([first, Said(TODAY, None)], LASTED) == first
    assert began([Said(TODAY, None)], LASTED) is None


@given(st.sampled_from(library().care.course.cohort), st.integers(-30, 500), st.integers(14, 900))
def test_the_typical_course_goes_through_the_studys_figures_and_not_beyond(
    cohort, ago: int, days: int
) -> None:
    figures = [(point.week, point.pain) for point in cohort.point]
    looked_at, start = all_of(days), TODAY - ago * DAY
    corners = typical(figures, start, looked_at)
    least, most = min(pain for _, pain in figures) / 10, max(pain for _, pain in figures) / 10
    for day, pain in corners:
        assert looked_at.has(day)
        assert start <= day <= start + timedelta(weeks=52)
        assert least <= pain <= most
    for week, pain in figures:
        day = start + timedelta(weeks=week)
        if looked_at.has(day):
            assert at(corners, day) == pytest.approx(pain / 10)
    assert at(corners, looked_at.start - DAY) is None
