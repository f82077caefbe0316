"""The line of those who wait is fair, and nobody is written to at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.scheduling.instants import instant, local
from lumbar.scheduling.values import Slot, WeeklyHours
from lumbar.scheduling.waiting import (
    LEAST_TO_ANSWER,
    NEVER_WAITS,
    TO_ANSWER,
    TO_GET_THERE,
    Entry,
    Part,
    Unsuitable,
    answer_until,
    in_line,
    offers_from,
    open_parts,
    order,
    part_of,
    unsuitable,
)

HONG_KONG = "Asia/Hong_Kong"
NOW = instant(datetime(2027, 10, 25, 2, tzinfo=UTC))
ALWAYS = frozenset((weekday, part) for weekday in range(7) for part in Part)


def at(text: str, zone: str = HONG_KONG) -> int:
    """An instant by the clock of a place, ``25 09:30``, in October 2027."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return instant(datetime(2027, 10, int(day), int(hour), int(minute), tzinfo=ZoneInfo(zone)))


def a_slot(starts: int, practitioner: int = 1) -> Slot:
    return Slot(starts, starts + 1800, practitioner, 1, None)


@st.composite
def a_line(draw: st.DrawFn) -> list[Entry]:
    return [
        Entry(
            id=str(number),
            since=draw(st.integers(0, 5)),
            grid=frozenset(
                draw(st.sets(st.tuples(st.integers(0, 1), st.sampled_from(Part)), max_size=4))
            )
            | (ALWAYS if draw(st.booleans()) else frozenset()),
            level=draw(
                st.sampled_from(["", "self_care", "clinician_soon", "same_day", "emergency"])
            ),
            passed=draw(st.integers(0, 2)),
            practitioner=draw(st.sampled_from([None, None, 1, 2])),
            until=draw(st.sampled_from([None, None, date(2027, 10, 25), date(2027, 10, 26)])),
            before=draw(st.sampled_from([None, None, NOW + 3600, NOW + 30 * 3600])),
            asked=frozenset(draw(st.sets(st.integers(NOW - 3600, NOW + 9000), max_size=1))),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@settings(max_examples=150, deadline=None)
@given(a_line(), st.sampled_from([-1, 3600, 8 * 3600, 26 * 3600]), st.randoms())
def test_the_line_is_fair(line: list[Entry], ahead: int, dice) -> None:  # type: ignore[no-untyped-def]
    slot = a_slot(NOW + ahead)
    found = order(line, slot, HONG_KONG, NOW)
    if ahead < 0:
        assert found == []
        return
    # Exactly those it suits, and never one who must not wait.
    assert {one.id for one in found} == {
        one.id for one in line if unsuitable(one, slot, HONG_KONG) is None
    }
    assert not {one.level for one in found} & NEVER_WAITS
    # How the rows came does not matter, and nobody's place depends on who else waits.
    shuffled = [*line]
    dice.shuffle(shuffled)
    assert order(shuffled, slot, HONG_KONG, NOW) == found
    if found:
        without = [one for one in line if one is not found[0]]
        assert order(without, slot, HONG_KONG, NOW) == found[1:]
    # Soon before others; of the same level who answered before who did not; of those by time.
    for one, other in pairwise(found):
        soon = (one.level == "clinician_soon", other.level == "clinician_soon")
        assert soon != (False, True)
        if soon[0] == soon[1]:
            assert one.passed <= other.passed
            if one.passed == other.passed:
                assert one.since <= other.since
    assert [one for one in in_line(line) if one in found] == found


def test_who_lets_an_offer_pass_goes_after_the_others_of_the_level_only() -> None:
    first, second = Entry("a", 1, ALWAYS), Entry("b", 2, ALWAYS)
    passed = Entry("a", 1, ALWAYS, passed=1)
    soon = Entry("c", 3, ALWAYS, level="clinician_soon", passed=2)
    assert [one.id for one in in_line([second, first])] == ["a", "b"]
    assert [one.id for one in in_line([second, passed, soon])] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Entry("a", 0, ALWAYS), None),
        (Entry("a", 0, ALWAYS, level="same_day"), Unsuitable.LEVEL),
        (Entry("a", 0, ALWAYS, practitioner=2), Unsuitable.PRACTITIONER),
        (Entry("a", 0, frozenset({(0, Part.AFTERNOON)})), Unsuitable.DAY_OR_PART),
        (Entry("a", 0, ALWAYS, until=date(2027, 10, 24)), Unsuitable.TOO_LATE),
        (Entry("a", 0, ALWAYS, before=at("25 11:00")), Unsuitable.NOT_EARLIER),
        (Entry("a", 0, ALWAYS, asked=frozenset({at("25 10:15")})), Unsuitable.ASKED),
    ],
)
def test_it_says_why_a_time_is_not_for_somebody(entry: Entry, why: Unsuitable | None) -> None:
    assert unsuitable(entry, a_slot(at("25 11:00")), HONG_KONG) is why


def test_parts_of_the_day_are_those_of_the_place() -> None:
    assert part_of(at("25 11:59"), HONG_KONG) == (0, Part.MORNING)
    assert part_of(at("25 12:00"), HONG_KONG) == (0, Part.AFTERNOON)
    assert part_of(at("25 18:00"), HONG_KONG) == (0, Part.EVENING)
    assert part_of(at("25 17:59"), HONG_KONG) == (0, Part.AFTERNOON)
    assert part_of(at("25 07:00"), "America/New_York") == (6, Part.EVENING)


def test_one_waits_only_for_parts_in_which_somebody_works() -> None:
    hours = [
        WeeklyHours(1, 0, time(9), time(12)),
        WeeklyHours(1, 2, time(11, 45), time(18, 15)),
        WeeklyHours(1, 5, time(18), time(0)),
    ]
    assert open_parts(hours) == {
        (0, Part.MORNING), (2, Part.MORNING), (2, Part.AFTERNOON), (2, Part.EVENING),
        (5, Part.EVENING),
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.integers(-2000, 5000))
def test_there_is_time_to_answer_and_then_to_get_there(ahead: int) -> None:
    starts = NOW + ahead * 60
    until = answer_until(starts, NOW)
    if until is None:
        assert (starts - NOW - TO_GET_THERE) / 2 < LEAST_TO_ANSWER
    else:
        assert LEAST_TO_ANSWER <= until - NOW <= TO_ANSWER
        assert until + TO_GET_THERE + (until - NOW) <= starts


@pytest.mark.parametrize(
    ("now", "starts", "sent"),
    [
        ("25 10:00", "25 16:00", "25 10:00"),
        ("25 21:29", "27 10:00", "25 21:29"),
        ("25 21:30", "27 10:00", "26 08:00"),
        ("26 03:00", "26 16:00", "26 08:00"),
        # From 08:00 there would not be an hour to answer before they set out.
        ("25 23:00", "26 10:30", "26 07:00"),
        ("26 07:20", "26 10:30", "26 07:20"),
        ("26 07:20", "26 11:00", "26 08:00"),
    ],
)
def test_nights_are_quiet(now: str, starts: str, sent: str) -> None:
    assert offers_from(at(starts), HONG_KONG, at(now)) == at(sent)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 3 * 24 * 60), st.integers(-60, 5 * 24 * 60))
def test_no_offer_is_sent_at_night_even_when_the_clock_changes(minute: int, ahead: int) -> None:
    # London's clock goes back on the last of these nights.
    now = at("29 00:00", "Europe/London") + minute * 60
    starts = now + ahead * 60
    sent = offers_from(starts, "Europe/London", now)
    assert sent >= now
    assert sent - now <= timedelta(hours=11.5).total_seconds()
    read = local(sent, "Europe/London").time()
    assert time(7) <= read < time(21, 30)
    if read < time(8):
        assert starts - sent < 5 * 3600
