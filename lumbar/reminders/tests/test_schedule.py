"""When to remind: every place on earth, every year, every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.reminders.schedule import (
    GOOD_FOR,
    KINDS,
    Hours,
    Kind,
    Known,
    Moment,
    Occasion,
    evening_of,
    is_quiet,
    judge,
    moment,
    occasions,
    quiet_ends,
)
from lumbar.reminders.zones import _one_for_each_place

LONG_AGO = datetime(1960, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def hours(zone: str = "Asia/Hong_Kong", **changes: time) -> Hours:
    usual = {
        "quiet_from": time(22, 30),
        "quiet_to": time(7),
        "tonight_at": time(21, 30),
        "morning_at": time(8),
        "measures_at": time(18),
    }
    return Hours(zone=ZoneInfo(zone), **(usual | changes))


def due(
    kind: Kind, at: Hours, start: datetime, end: datetime, known: Known | None = None
) -> list[Occasion]:
    return list(occasions({kind: LONG_AGO}, at, known or Known(), start, end))


zones = st.sampled_from(_one_for_each_place())
times = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
days = st.dates(date(1970, 1, 10), date(2037, 12, 1))
moments = st.integers(10, 24_800).flatmap(
    lambda day: st.integers(0, 1439).map(
        lambda minute: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    )
)


def days_the_clocks_change(zone: ZoneInfo, year: int) -> list[date]:
    first = [date(year, 1, 1) + n * DAY for n in range(367)]
    offsets = [datetime.combine(day, time(), tzinfo=zone).utcoffset() for day in first]
    return [first[n] for n in range(366) if offsets[n] != offsets[n + 1]]


@settings(max_examples=60)
@given(zones, st.integers(1970, 2037), times, days)
def test_a_time_on_the_wall_comes_once_a_day_and_is_that_time(zone, year, at, any_day):
    place = ZoneInfo(zone)
    half_hours = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    for first in days_the_clocks_change(place, year):
        for at_change in half_hours:
            comes_once_a_day(place, at_change, [first + n * DAY for n in (-1, 0, 1, 2)])
    comes_once_a_day(place, at, [any_day + n * DAY for n in range(5)])


def comes_once_a_day(place: ZoneInfo, at: time, row: list[date]) -> None:
    found = [(day, moment(day, at, place)) for day in row]
    stands = [one for _day, one in found if one is not None]
    # One after another, never the same moment twice, and hardly ever a day without.
    assert stands == sorted(set(stands))
    assert len(stands) >= len(row) - 1
    for day, one in found:
        if one is None:
            # The date is nowhere in that place.
            around = (
                datetime.combine(day, time(), tzinfo=UTC) + n * DAY / 24 for n in range(-24, 48)
            )
            assert day not in {hour.astimezone(place).date() for hour in around}
            continue
        local = one.astimezone(place)
        asked = datetime.combine(day, at)
        if local.replace(tzinfo=None) == asked:
            assert local.fold == 0, "of two such moments the first"
        else:
            # The clocks leapt over it: moved forward by as much (by seven hours at Vostok in 1994).
            assert not exists(asked, place)
            assert timedelta(0) < local.replace(tzinfo=None) - asked <= timedelta(hours=7)


def exists(wall: datetime, place: ZoneInfo) -> bool:
    return any(
        wall.replace(tzinfo=place, fold=fold).astimezone(UTC).astimezone(place).replace(tzinfo=None)
        == wall
        for fold in (0, 1)
    )


@given(zones, times, times, moments)
def test_quiet_hours_end_after_the_moment_and_soon(zone, quiet_from, quiet_to, at):
    place = hours(zone, quiet_from=quiet_from, quiet_to=quiet_to)
    if not is_quiet(at, place):
        return
    ends = quiet_ends(at, place)
    assert at < ends <= at + timedelta(hours=27)
    assert not is_quiet(ends, place)


@settings(max_examples=60)
@given(zones, times, times, times, moments)
def test_nothing_is_ever_due_in_the_quiet_hours(zone, wanted, quiet_from, quiet_to, start):
    place = hours(
        zone, quiet_from=quiet_from, quiet_to=quiet_to, tonight_at=wanted, morning_at=wanted
    )
    day = start.astimezone(place.zone).date()
    known = Known(measures_due=day, companion=(Moment("12", start), Moment("24", start + DAY)))
    everything = occasions(dict.fromkeys(KINDS, LONG_AGO), place, known, start, start + 7 * DAY)
    assert not [one for one in everything if is_quiet(one.due_at, place)]
    assert len({one.id for one in everything}) == len(everything)


@settings(max_examples=60)
@given(zones, times, moments, st.lists(st.integers(1, 4000), max_size=12))
def test_however_time_is_cut_the_same_is_due(zone, at, start, steps):
    """A worker that looks every few minutes, or sleeps for days, finds the same."""
    place = hours(zone, tonight_at=at, quiet_from=time(3), quiet_to=time(3))
    cuts = [start]
    for step in steps:
        cuts.append(cuts[-1] + timedelta(minutes=step))
    pieces = [one for a, b in pairwise(cuts) for one in due("tonight", place, a, b)]
    assert pieces == due("tonight", place, start, cuts[-1])


@settings(max_examples=60)
@given(zones, times, moments)
def test_what_was_logged_is_not_reminded_of(zone, at, start):
    place = hours(zone, tonight_at=at, morning_at=at, quiet_from=time(3), quiet_to=time(3))
    for kind in ("tonight", "morning"):
        for one in due(kind, place, start, start + 2 * DAY):
            day = date.fromisoformat(one.id.partition(":")[2])
            known = Known(evenings=(one.due_at,), mornings=frozenset({day}))
            left = due(kind, place, start, start + 2 * DAY, known)
            assert one not in left
            verdict = judge(one.id, {kind: LONG_AGO}, place, known, one.due_at)
            assert verdict.do == "drop"
            free = judge(one.id, {kind: LONG_AGO}, place, Known(), one.due_at)
            assert (free.do, free.until) == ("send", one.due_at + GOOD_FOR[kind])


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        # London, spring: 01:00 to 02:00 is left out. Autumn: 01:00 to 02:00 comes twice.
        ("Europe/London", "2026-03-29", time(1, 30), "2026-03-29T01:30"),
        ("Europe/London", "2026-10-25", time(1, 30), "2026-10-25T00:30"),
        ("Europe/London", "2026-03-28", time(21, 30), "2026-03-28T21:30"),
        ("Europe/London", "2026-03-29", time(21, 30), "2026-03-29T20:30"),
        # Lord Howe moves by half an hour; Kathmandu stands a quarter off.
        ("Australia/Lord_Howe", "2026-10-04", time(2, 15), "2026-10-03T15:45"),
        ("Asia/Kathmandu", "2026-10-04", time(21, 30), "2026-10-04T15:45"),
        # Samoa went from the 29th to the 31st.
        ("Pacific/Apia", "2011-12-29", time(21, 30), "2011-12-30T07:30"),
        ("Pacific/Apia", "2011-12-30", time(21, 30), None),
        ("Pacific/Apia", "2011-12-31", time(21, 30), "2011-12-31T07:30"),
    ],
)
def test_the_clocks_change(zone, day, at, utc):
    found = moment(date.fromisoformat(day), at, ZoneInfo(zone))
    assert found == (None if utc is None else datetime.fromisoformat(utc).replace(tzinfo=UTC))


def local(text: str, zone: str = "Asia/Hong_Kong") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_evenings_end_at_four():
    assert evening_of(local("2026-11-28T03:59"), ZoneInfo("Asia/Hong_Kong")) == date(2026, 11, 27)
    late = hours(tonight_at=time(0, 30), quiet_from=time(2), quiet_to=time(7))
    window = (local("2026-11-27T12:00"), local("2026-11-28T12:00"))
    assert [one.id for one in due("tonight", late, *window)] == ["tonight:2026-11-27"]
    begun = Known(evenings=(local("2026-11-27T22:00"),))
    assert due("tonight", late, *window, begun) == []


def test_a_danger_sign_stops_the_evenings_and_nothing_else():
    window = (local("2026-11-27T12:00"), local("2026-11-28T12:00"))
    known = Known(may_exercise=False)
    assert due("tonight", hours(), *window, known) == []
    assert [one.id for one in due("morning", hours(), *window, known)] == ["morning:2026-11-28"]


def test_nothing_that_was_due_before_it_was_wished():
    wished: dict[Kind, datetime] = {"tonight": local("2026-11-27T21:31")}
    found = occasions(
        wished, hours(), Known(), local("2026-11-27T00:00"), local("2026-11-29T00:00")
    )
    assert [one.id for one in found] == ["tonight:2026-11-28"]


def test_questions_are_reminded_of_four_times_a_week_apart():
    known = Known(measures_due=date(2026, 11, 2))
    found = due("measures", hours(), local("2026-10-01T00:00"), local("2027-01-01T00:00"), known)
    assert [one.id for one in found] == [f"measures:2026-11-{day:02}" for day in (2, 9, 16, 23)]


def test_what_the_companion_asks_at_night_waits_for_the_morning():
    known = Known(companion=(Moment("a:12", local("2026-11-28T02:00")),))
    [one] = due("companion", hours(), local("2026-11-27T00:00"), local("2026-11-29T00:00"), known)
    assert (one.id, one.due_at) == ("companion:a:12", local("2026-11-28T07:00"))


@pytest.mark.parametrize(
    ("now", "do", "until"),
    [
        ("2026-11-27T21:00", "wait", "2026-11-27T21:30"),
        ("2026-11-27T21:30", "send", "2026-11-27T23:30"),
        ("2026-11-27T22:29", "send", "2026-11-27T23:30"),
        ("2026-11-27T22:30", "drop", None),
        ("2026-11-27T23:31", "drop", None),
        ("2026-11-30T21:30", "drop", None),
    ],
)
def test_an_evening_that_was_planned(now, do, until):
    verdict = judge("tonight:2026-11-27", {"tonight": LONG_AGO}, hours(), Known(), local(now))
    assert verdict.do == do
    if until:
        assert verdict.until == local(until)


def test_questions_held_up_by_a_failure_wait_for_the_end_of_the_quiet_hours():
    known = Known(measures_due=date(2026, 11, 27))
    verdict = judge(
        "measures:2026-11-27", {"measures": LONG_AGO}, hours(), known, local("2026-11-27T23:00")
    )
    assert (verdict.do, verdict.until) == ("wait", local("2026-11-28T07:00"))
    stopped = judge("measures:2026-11-27", {}, hours(), known, local("2026-11-27T18:00"))
    assert stopped.do == "drop"
