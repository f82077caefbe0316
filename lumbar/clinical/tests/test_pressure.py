"""Blood pressure at home: limits, bands, when to act, the series."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lumbar.clinical.care_schema import PressureStandard
from lumbar.clinical.library import library
from lumbar.clinical.pressure import (
    NOT_SURE,
    Acting,
    Reading,
    acting,
    average,
    band,
    is_very_high,
    series,
    slip,
)
from lumbar.clinical.values import Level

CARE = library().care
RULES = CARE.blood_pressure
HOME = CARE.wellbeing.pressure
STANDARDS = {one.id: one for one in RULES.standard}
ESH, ESC, AHA = STANDARDS["esh-2023"], STANDARDS["esc-2024"], STANDARDS["aha-2025"]
NOW = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)

standards = st.sampled_from(RULES.standard)
systolics = st.integers(*HOME.limits.systolic)
diastolics = st.integers(*HOME.limits.diastolic)
signs = st.sampled_from([*RULES.act[0].with_any, NOT_SURE])


@st.composite
def readings(draw: st.DrawFn, days: int = 9) -> Reading:
    minutes = draw(st.integers(0, days * 24 * 60))
    systolic = draw(systolics)
    diastolic = draw(st.integers(HOME.limits.diastolic[0], min(systolic - 1, 200)))
    said = draw(st.none() | st.just(()) | signs.map(lambda one: (one,)))
    return Reading(NOW - timedelta(minutes=minutes), systolic, diastolic, None, said)


def taken(
    systolic: int, diastolic: int, ago: float = 0, said: tuple[str, ...] | None = ()
) -> Reading:
    """A reading so many minutes ago."""
    return Reading(NOW - timedelta(minutes=ago), systolic, diastolic, None, said)


def asked(*given: Reading, standard: str = "esh-2023") -> Acting:
    return acting(given, NOW, RULES, STANDARDS[standard], HOME)


# --- one reading -------------------------------------------------------------------------------


@given(st.integers(0, 999_999), st.integers(0, 999_999), st.none() | st.integers(0, 999_999))
def test_what_is_no_slip_can_be_kept(systolic: int, diastolic: int, pulse: int | None) -> None:
    if slip(systolic, diastolic, pulse, HOME.limits) is None:
        # The database's own limits.
        assert diastolic < systolic <= 300
        assert diastolic >= 20
        assert pulse is None or 25 <= pulse <= 250


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ((120, 80, None), None),
        ((120, 80, 61), None),
        ((80, 120, None), "swapped"),
        ((110, 110, None), "swapped"),
        ((1200, 80, None), "systolic"),
        ((12, 80, None), "systolic"),
        ((120, 8, None), "diastolic"),
        ((120, 80, 6), "pulse"),
    ],
)
def test_slips(typed: tuple[int, int, int | None], says: str | None) -> None:
    assert slip(*typed, HOME.limits) == says


@pytest.mark.parametrize(
    ("standard", "pressure", "called"),
    [
        ("esh-2023", (118, 78), "best"),
        ("esh-2023", (120, 78), "usual"),
        ("esh-2023", (134, 84), "raised"),
        # At home high begins at the home line, below the clinic's 140/90.
        ("esh-2023", (135, 70), "high"),
        ("esh-2023", (118, 85), "high"),
        ("esc-2024", (119, 70), "raised"),
        ("aha-2025", (129, 79), "raised"),
        ("aha-2025", (130, 79), "high"),
        ("aha-2025", (140, 79), "higher"),
        ("nice-ng136", (134, 84), "usual"),
        ("esh-2023", (88, 62), "low"),
        ("esh-2023", (104, 58), "low"),
        ("esh-2023", (150, 58), "high"),
    ],
)
def test_bands(standard: str, pressure: tuple[int, int], called: str) -> None:
    assert band(*pressure, STANDARDS[standard], HOME.low) == called


@given(standards, systolics, diastolics, st.integers(0, 40), st.integers(0, 40))
def test_a_higher_pressure_is_never_in_a_lower_band(
    standard: PressureStandard, systolic: int, diastolic: int, more: int, also: int
) -> None:
    order = ["low", *(one.id for one in standard.band)]
    lower = band(systolic, diastolic, standard, HOME.low)
    higher = band(systolic + more, diastolic + also, standard, HOME.low)
    assert order.index(lower) <= order.index(higher)


@given(standards, systolics, diastolics)
def test_from_the_home_line_on_it_is_high(
    standard: PressureStandard, systolic: int, diastolic: int
) -> None:
    over = systolic >= standard.home[0] or diastolic >= standard.home[1]
    called = band(systolic, diastolic, standard, HOME.low)
    assert over == (called in {"high", "higher"})


# --- when to act -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standard", "pressure", "over"),
    [
        ("esh-2023", (180, 120), False),
        ("esh-2023", (181, 80), True),
        ("esh-2023", (150, 121), True),
        ("esc-2024", (180, 80), True),
        ("esc-2024", (150, 110), True),
        ("esc-2024", (179, 109), False),
    ],
)
def test_the_act_now_line(standard: str, pressure: tuple[int, int], over: bool) -> None:
    assert is_very_high(*pressure, RULES, STANDARDS[standard]) is over


def test_a_sign_at_a_very_high_reading_is_an_emergency() -> None:
    for sign in (*RULES.act[0].with_any, NOT_SURE):
        found = asked(taken(190, 100, said=(sign,)))
        assert (found.stage, found.level) == ("emergency", Level.EMERGENCY)
    # A lower reading afterwards does not call it off; a day later it has passed.
    earlier = taken(190, 100, ago=60, said=("vision",))
    assert asked(earlier, taken(150, 90)).level is Level.EMERGENCY
    assert asked(taken(190, 100, ago=25 * 60, said=("vision",))).stage == "calm"


def test_signs_below_the_line_are_nothing_to_it() -> None:
    assert asked(taken(170, 100, said=("vision",))).stage == "calm"


def test_nobody_asked_is_not_no() -> None:
    assert asked(taken(190, 100, said=None)).stage == "ask"
    assert asked(taken(190, 100, ago=10, said=None), taken(150, 90)).stage == "ask"
    assert asked(taken(190, 100, ago=10, said=None), taken(190, 100)).stage == "today"


def test_without_a_sign_rest_repeat_then_be_seen_today() -> None:
    first = taken(190, 100, ago=5)
    assert asked(taken(190, 100)).stage == "rest"
    assert asked(taken(190, 100)).level is None
    again = asked(first, taken(188, 100))
    assert (again.stage, again.level) == ("today", Level.SAME_DAY)
    # The two of the home protocol, a minute apart, are no rest.
    assert asked(taken(190, 100, ago=1), taken(188, 100)).stage == "rest"
    assert asked(taken(190, 100, ago=7), taken(189, 100, ago=6), taken(188, 100)).stage == "today"
    # It did not stay.
    assert asked(first, taken(165, 95)).stage == "calm"
    assert asked(taken(190, 100, ago=40), taken(165, 95, ago=20), taken(190, 100)).stage == "rest"
    assert asked(taken(190, 100, ago=25 * 60), taken(190, 100)).stage == "rest"


def test_the_european_heart_doctors_line_is_lower() -> None:
    assert asked(taken(180, 95, said=None)).stage == "calm"
    assert asked(taken(180, 95, said=None), standard="esc-2024").stage == "ask"
    both = (taken(182, 95, ago=6), taken(181, 95))
    assert asked(*both, standard="esc-2024").level is Level.SAME_DAY
    assert asked(taken(182, 95, said=("speech",)), standard="esc-2024").level is Level.EMERGENCY


@given(st.lists(readings(days=2), max_size=6), standards)
def test_acting_never_misses_and_never_invents(
    given: list[Reading], standard: PressureStandard
) -> None:
    found = acting(given, NOW, RULES, standard, HOME)
    recent = [one for one in given if NOW - one.taken_at <= timedelta(hours=24)]
    high = [one for one in recent if is_very_high(one.systolic, one.diastolic, RULES, standard)]
    assert (found.stage == "emergency") == any(one.signs for one in high)
    if found.stage != "calm":
        assert found.reading in high
    if not high:
        assert found.stage == "calm"
    if found.stage == "today":
        assert len(high) >= 2


# --- the series --------------------------------------------------------------------------------


def measured(days: int, *, until: date = date(2026, 11, 27), systolic: int = 130) -> list[Reading]:
    """Two readings, two minutes apart, each morning and evening; the first day is higher."""
    found = []
    for ago in range(days):
        day = until - timedelta(days=ago)
        more = 40 if ago == days - 1 else 0
        for hour in (8, 20):
            for minute in (0, 2):
                at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                found.append(Reading(at, systolic + more, 80, 60))
    return found


def test_four_days_are_enough_and_the_first_is_left_out() -> None:
    three = series(measured(3), RULES.home_readings, HOME)
    assert (three.average, three.days_done, three.days_missing) == (None, 3, 1)
    four = series(measured(4), RULES.home_readings, HOME)
    assert four.complete and four.left_out == date(2026, 11, 24)
    assert four.average is not None
    assert (four.average.systolic, four.average.readings) == (130, 12)


def test_only_the_last_seven_days_count() -> None:
    found = series(measured(30), RULES.home_readings, HOME)
    assert len(found.days) == 7 and found.average is not None
    assert found.average.readings == 24


def test_a_missing_reading_leaves_its_day_open() -> None:
    found = series(measured(4)[1:], RULES.home_readings, HOME)
    assert (found.average, found.days_done) == (None, 3)
    newest = found.days[-1]
    assert (newest.counts, newest.complete) == ({"morning": 1, "evening": 2}, False)


def test_two_readings_at_once_are_one() -> None:
    at = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    close = [Reading(at, 130, 80), Reading(at + timedelta(seconds=30), 130, 80)]
    assert series(close, RULES.home_readings, HOME).days[0].counts["morning"] == 1


def test_nothing_measured() -> None:
    empty = series([], RULES.home_readings, HOME)
    assert (empty.days, empty.average, empty.days_missing) == ((), None, 4)
    with pytest.raises(ValueError, match="no reading"):
        average([])


@given(st.lists(readings(), max_size=40))
def test_a_series_is_of_what_was_measured(given: list[Reading]) -> None:
    found = series(given, RULES.home_readings, HOME)
    days = [one.day for one in found.days]
    assert days == sorted(set(days)) and len(days) <= 7
    assert all(after - before >= timedelta(1) for before, after in pairwise(days))
    assert found.days_done == sum(one.complete for one in found.days)
    assert all(count <= 2 for one in found.days for count in one.counts.values())
    if found.average is None:
        assert found.days_done < 4
        return
    counted = [one for one in given if days[0] < one.taken_at.date()]
    assert found.left_out == days[0]
    assert found.average.readings == len(counted)
    assert min(one.systolic for one in counted) <= found.average.systolic
    assert found.average.systolic <= max(one.systolic for one in counted)


@given(st.lists(readings(), min_size=1, max_size=10), st.randoms())
def test_the_order_of_readings_does_not_matter(given: list[Reading], chance: Random) -> None:
    assume(len({one.taken_at for one in given}) == len(given))
    shuffled = list(given)
    chance.shuffle(shuffled)
    assert series(shuffled, RULES.home_readings, HOME) == series(given, RULES.home_readings, HOME)
    assert acting(shuffled, NOW, RULES, ESH, HOME) == acting(given, NOW, RULES, ESH, HOME)
