"""Every change of the clock from 2020 to 2035 in many zones: hours are what the wall clock says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from lumbar.scheduling.hours import day_span, spans_of_day
from lumbar.scheduling.instants import instant, local_day, moment
from lumbar.scheduling.slots import free_slots
from lumbar.scheduling.spans import length
from lumbar.scheduling.values import Break, Diary, Place, Span, Terms, WeeklyHours

QUARTER = 900

ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Juba", "America/Adak",
    "America/Asuncion", "America/Chihuahua", "America/Dawson", "America/Halifax", "America/Havana",
    "America/Los_Angeles", "America/Mexico_City", "America/Miquelon", "America/New_York",
    "America/Nuuk", "America/Port-au-Prince", "America/Santiago", "America/Scoresbysund",
    "America/St_Johns", "America/Whitehorse", "Antarctica/Troll", "Asia/Almaty",
    "Asia/Amman", "Asia/Beirut", "Asia/Damascus", "Asia/Famagusta", "Asia/Gaza", "Asia/Hebron",
    "Asia/Jerusalem", "Asia/Nicosia", "Asia/Qyzylorda", "Asia/Tehran", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Athens",
    "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin", "Europe/Kyiv", "Europe/Lisbon",
    "Europe/London", "Europe/Volgograd", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Easter", "Pacific/Fiji", "Pacific/Norfolk",
]  # fmt: skip


def changes(zone: str) -> Iterator[tuple[int, int]]:
    """Each change as the first instant after it, and by how many seconds the clock goes on."""
    place = ZoneInfo(zone)
    noon = instant(datetime(2020, 1, 1, 12, tzinfo=UTC))
    end = instant(datetime(2036, 1, 1, tzinfo=UTC))

    def offset(at: int) -> int:
        ahead = datetime.fromtimestamp(at, place).utcoffset()
        assert ahead is not None
        return int(ahead.total_seconds())

    before = offset(noon)
    for at in range(noon + 86_400, end, 86_400):
        if (after := offset(at)) != before:
            low, high = at - 86_400, at
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            yield high, after - before
            before = after


@cache
def readings(zone: str, at: int) -> dict[date, list[tuple[int, time]]]:
    """What the wall clock reads at each quarter of an hour of the days around."""
    place = ZoneInfo(zone)
    first = at - at % QUARTER - 54 * 3600
    found: dict[date, list[tuple[int, time]]] = {}
    for quarter in range(first, first + 108 * 3600, QUARTER):
        read = datetime.fromtimestamp(quarter, place)
        found.setdefault(read.date(), []).append((quarter, read.time()))
    return found


def said_by_the_clock(zone: str, at: int, day: date, opens: time, closes: time) -> set[int]:
    return {
        quarter
        for quarter, read in readings(zone, at)[day]
        if opens <= read and (closes == time.min or read < closes)
    }


def quarters(spans: tuple[Span, ...]) -> set[int]:
    return {quarter for start, end in spans for quarter in range(start, end, QUARTER)}


HOURS = [
    (time(0), time(0)),
    (time(0, 30), time(2, 30)),
    (time(1, 30), time(5)),
    (time(2), time(3)),
    (time(22, 30), time(0)),
    (time(9), time(17)),
]


def test_the_zones_are_enough_and_their_clocks_do_change() -> None:
    assert sum(1 for zone in ZONES if any(changes(zone))) >= 40


@pytest.mark.parametrize("zone", ZONES)
def test_hours_and_free_times_at_every_change(zone: str) -> None:
    place = Place(1, zone)
    # As long as a step, so that the free times laid together are the free time.
    terms = Terms(minutes=15, step=15, horizon=timedelta(days=9))
    for at, forward in changes(zone):
        day = local_day(at, zone)
        for other in (day - timedelta(days=1), day, day + timedelta(days=1)):
            for opens, closes in HOURS:
                spans = spans_of_day(zone, other, opens, closes)
                assert list(spans) == sorted(spans)
                assert quarters(spans) == said_by_the_clock(zone, at, other, opens, closes)
            assert (
                day_span(zone, other, other)[0] == spans_of_day(zone, other, time(0), time(0))[0][0]
            )
        days = [day + timedelta(days=n) for n in (-1, 0, 1)]
        whole = [spans_of_day(zone, other, time(0), time(0)) for other in days]
        assert sum(length(spans) for spans in whole) == 3 * 86_400 - forward

        # A night's work over the change, less a break and two visits.
        diary = Diary(
            7,
            tuple(WeeklyHours(1, weekday, time(0), time(0)) for weekday in range(7)),
            breaks=tuple(Break(weekday, time(4), time(4, 45)) for weekday in range(7)),
            taken=((at - 5400, at - 1800), (at + 900, at + 1800)),
        )
        slots = free_slots(terms, [diary], [], [place], first=day, last=day, now=at - 3 * 86_400)
        starts = [slot.starts for slot in slots]
        assert starts == sorted(set(starts))
        open_then = said_by_the_clock(zone, at, day, time(0), time(0))
        taken = said_by_the_clock(zone, at, day, time(4), time(4, 45)) | quarters(diary.taken)
        assert set(starts) == open_then - taken


def test_a_skipped_opening_moves_on_and_a_doubled_time_counts_twice() -> None:
    # London: 01:00 to 02:00 on 28 March 2027; 02:00 back to 01:00 on 31 October.
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    [(start, end)] = spans_of_day("Europe/London", spring, time(1, 30), time(3))
    assert (moment(start), moment(end)) == (
        datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2027, 3, 28, 2, tzinfo=UTC),
    )
    assert spans_of_day("Europe/London", spring, time(1, 15), time(1, 45)) == ()
    [(start, end)] = spans_of_day("Europe/London", autumn, time(0, 30), time(2, 30))
    assert end - start == 3 * 3600
    # From half past one: the clock reads a time before that once more in between.
    first, second = spans_of_day("Europe/London", autumn, time(1, 30), time(4))
    assert first[1] - first[0] == 1800
    assert second[0] - first[1] == 1800
    assert moment(second[1]) == datetime(2027, 10, 31, 4, tzinfo=UTC)


def test_hours_that_do_not_close_after_they_open_are_none() -> None:
    assert spans_of_day("Asia/Hong_Kong", date(2027, 1, 4), time(9), time(9)) == ()
    assert spans_of_day("Asia/Hong_Kong", date(2027, 1, 4), time(22), time(6)) == ()
