"""Free times are those a slow and obvious search finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.scheduling.instants import instant, local
from lumbar.scheduling.slots import Refusal, fits, free_slots, reserved
from lumbar.scheduling.values import (
    Break,
    DayHours,
    Diary,
    Place,
    RoomDiary,
    Slot,
    Terms,
    WeeklyHours,
)

MINUTE, QUARTER = 60, 900
MONDAY = date(2027, 10, 25)
AT_NINE = instant(datetime(2027, 10, 25, 9, tzinfo=UTC))
UTC_PLACE = Place(1, "UTC")
NINE_TO_FIVE = WeeklyHours(1, 0, time(9), time(17))


def starts(slots: Sequence[Slot]) -> list[str]:
    return [f"{datetime.fromtimestamp(slot.starts, UTC):%H:%M}" for slot in slots]


def on_monday(terms: Terms, diary: Diary, rooms: Sequence[RoomDiary] = ()) -> list[Slot]:
    return free_slots(
        terms, [diary], rooms, [UTC_PLACE], first=MONDAY, last=MONDAY, now=AT_NINE - 86_400
    )


def at(hour: int, minute: int = 0) -> int:
    return AT_NINE + (hour - 9) * 3600 + minute * MINUTE


# --- The obvious search ---------------------------------------------------------------------------


def hours_on(diary: Diary, place: Place, day: date) -> list[tuple[time, time]]:
    instead = [row for row in diary.instead if row.day == day]
    if day in place.holidays:
        return []
    if instead:
        return [
            (row.opens, row.closes)
            for row in instead
            if row.place == place.id and row.opens is not None and row.closes is not None
        ]
    return [
        (row.opens, row.closes)
        for row in diary.weekly
        if row.place == place.id
        and row.weekday == day.weekday()
        and (row.first_day or date.min) <= day <= (row.last_day or date.max)
    ]


def is_between(read: time, opens: time, closes: time) -> bool:
    return opens <= read and (read < closes or closes == time.min)


def is_open(diary: Diary, place: Place, quarter: int, day: date) -> bool:
    read = local(quarter, place.zone)
    return read.date() == day and any(
        is_between(read.time(), opens, closes) for opens, closes in hours_on(diary, place, day)
    )


def is_break(diary: Diary, place: Place, quarter: int) -> bool:
    read = local(quarter, place.zone)
    return not any(row.day == read.date() for row in diary.instead) and any(
        pause.weekday == read.weekday() and is_between(read.time(), pause.starts, pause.ends)
        for pause in diary.breaks
    )


def is_taken(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(begin < end and start < over for begin, over in taken)


def slowly(
    terms: Terms,
    diaries: list[Diary],
    rooms: list[RoomDiary],
    places: list[Place],
    first: date,
    last: date,
    now: int,
) -> list[Slot]:
    """Try every quarter of an hour, in every room."""
    found = []
    begin = instant(datetime.combine(first, time(0), UTC)) - 86_400
    end = instant(datetime.combine(last, time(0), UTC)) + 2 * 86_400
    for diary in diaries:
        for place in places:
            for start in range(begin, end, QUARTER):
                day = local(start, place.zone).date()
                over = start + terms.minutes * MINUTE
                low, high = reserved(terms, start)
                if not first <= day <= last or not all(
                    is_open(diary, place, quarter, day) for quarter in range(start, over, QUARTER)
                ):
                    continue
                opening = start
                while is_open(diary, place, opening - QUARTER, day):
                    opening -= QUARTER
                if (
                    (start - opening) % (terms.step * MINUTE)
                    or timedelta(seconds=start - now) < terms.notice
                    or timedelta(seconds=start - now) > terms.horizon
                    or is_taken(diary.taken, low, high)
                    or any(is_break(diary, place, q) for q in range(low, high, QUARTER))
                ):
                    continue
                if not terms.needs_room:
                    found.append(Slot(start, over, diary.practitioner, place.id, None))
                    continue
                free = [
                    room.room
                    for room in rooms
                    if room.place == place.id
                    and (not terms.rooms or room.room in terms.rooms)
                    and not is_taken(room.taken, low, high)
                ]
                if free:
                    found.append(Slot(start, over, diary.practitioner, place.id, min(free)))
    return sorted(found, key=lambda slot: slot[:4])


# --- Made-up books --------------------------------------------------------------------------------

QUARTERS = st.integers(0, 95)


def clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def a_span(draw: st.DrawFn, first: date) -> tuple[int, int]:
    """Anywhere near, of whole minutes, more often short than long."""
    start = instant(datetime.combine(first, time(0), UTC)) + MINUTE * draw(st.integers(-1500, 4000))
    return start, start + MINUTE * draw(st.sampled_from([1, 15, 20, 30, 45, 60, 90, 240, 2000]))


@st.composite
def a_time_of_day(draw: st.DrawFn) -> tuple[time, time]:
    one, other = sorted((draw(QUARTERS), draw(QUARTERS)))
    return clock(one), clock(other) if draw(st.integers(0, 4)) else time(0)


@st.composite
def a_book(draw: st.DrawFn) -> dict[str, object]:
    zone, first = draw(
        st.sampled_from(
            [
                ("Asia/Hong_Kong", date(2027, 6, 30)),
                ("Europe/London", date(2027, 3, 27)),
                ("Europe/London", date(2027, 10, 30)),
                ("Australia/Lord_Howe", date(2027, 10, 2)),
                ("America/Asuncion", date(2024, 3, 23)),
                ("America/Havana", date(2027, 3, 13)),
            ]
        )
    )
    days = [first + timedelta(days=n) for n in range(2)]
    places = [Place(1, zone, frozenset(draw(st.sets(st.sampled_from(days), max_size=1))))]
    if draw(st.booleans()):
        places.append(Place(2, draw(st.sampled_from([zone, "Pacific/Kiritimati"]))))
    ids = st.sampled_from([place.id for place in places])
    diaries = []
    for practitioner in range(draw(st.integers(1, 2))):
        weekly = [
            WeeklyHours(
                draw(ids), day.weekday(), *draw(a_time_of_day()),
                first_day=draw(st.sampled_from([None, None, first, first + timedelta(days=1)])),
                last_day=draw(st.sampled_from([None, None, first])),
            )
            for day in days
            for _ in range(draw(st.integers(1, 2)))
        ]  # fmt: skip
        instead = [
            DayHours(days[1], draw(ids), *draw(a_time_of_day()))
            for _ in range(draw(st.sampled_from([0, 0, 0, 1])))
        ]
        breaks = [
            Break(draw(st.sampled_from(days)).weekday(), *draw(a_time_of_day()))
            for _ in range(draw(st.sampled_from([0, 0, 1])))
        ]
        taken = draw(st.lists(a_span(first), max_size=5))
        diaries.append(
            Diary(practitioner, tuple(weekly), tuple(instead), tuple(breaks), tuple(taken))
        )
    needs_room = draw(st.booleans())
    rooms = [
        RoomDiary(room, draw(ids), tuple(draw(st.lists(a_span(first), max_size=4))))
        for room in range(draw(st.integers(0, 3)) if needs_room else 0)
    ]
    terms = Terms(
        minutes=draw(st.sampled_from([15, 30, 45, 60])),
        before=draw(st.sampled_from([0, 0, 15, 30])),
        after=draw(st.sampled_from([0, 0, 15, 30])),
        step=draw(st.sampled_from([15, 30, 45])),
        notice=timedelta(hours=draw(st.integers(0, 12))),
        horizon=timedelta(hours=draw(st.integers(12, 80))),
        needs_room=needs_room,
        rooms=frozenset(draw(st.sets(st.integers(0, 3), max_size=2)))
        if needs_room
        else frozenset(),
    )
    now = instant(datetime.combine(first, time(0), UTC)) + MINUTE * draw(st.integers(-900, 900))
    return {
        "terms": terms, "diaries": diaries, "rooms": rooms, "places": places,
        "first": first, "last": days[draw(st.integers(0, 1))], "now": now,
    }  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(a_book(), st.data())
def test_free_times_are_those_of_the_obvious_search(book, data) -> None:  # type: ignore[no-untyped-def]
    found = slowly(**book)
    terms, diaries, rooms, places = (book[k] for k in ("terms", "diaries", "rooms", "places"))
    first, last, now = (book[k] for k in ("first", "last", "now"))
    assert free_slots(terms, diaries, rooms, places, first=first, last=last, now=now) == found

    # One start fits exactly when it is among them.
    by_who = {(slot.starts, slot.practitioner, slot.place): slot for slot in found}
    begin = instant(datetime.combine(first, time(0), UTC))
    tried = [
        begin + QUARTER * data.draw(st.integers(-60, 230)) + data.draw(st.sampled_from([0, 0, 60]))
        for _ in range(6)
    ]
    for start in [*tried, *(slot.starts for slot in found[:3])]:
        for diary in diaries:
            for place in places:
                if not first <= local(start, place.zone).date() <= last:
                    continue
                answer = fits(terms, diary, rooms, place, starts=start, now=now)
                expected = by_who.get((start, diary.practitioner, place.id))
                assert answer == expected or (expected is None and isinstance(answer, Refusal))
                low, high = reserved(terms, start)
                desk = fits(terms, diary, rooms, place, starts=start, now=now, desk=True)
                assert (desk is Refusal.TAKEN) is is_taken(diary.taken, low, high)
                assert desk is not Refusal.NO_ROOM or terms.needs_room


# --- Examples -------------------------------------------------------------------------------------


def test_starts_are_counted_from_the_opening_and_go_on_after_a_break() -> None:
    diary = Diary(
        1,
        (WeeklyHours(1, 0, time(9, 10), time(11)), WeeklyHours(1, 0, time(14), time(15))),
        breaks=(Break(0, time(10), time(10, 15)),),
    )
    assert starts(on_monday(Terms(30, step=20), diary)) == [
        "09:10",
        "09:30",
        "10:30",
        "14:00",
        "14:20",
    ]


def test_neighbours_keep_their_buffers_apart() -> None:
    terms = Terms(30, before=5, after=10, step=5)
    # A visit from 10:00 to 10:30 took 09:55 to 10:40.
    diary = Diary(1, (NINE_TO_FIVE,), taken=(reserved(terms, at(10)),))
    found = starts(on_monday(terms, diary))
    assert found[:5] == ["09:00", "09:05", "09:10", "09:15", "10:45"]
    # The last one ends when the hours do; tidying up comes after.
    assert found[-1] == "16:30"


def test_the_first_room_that_is_free_with_its_buffers_is_taken() -> None:
    diary = Diary(1, (NINE_TO_FIVE,))
    rooms = [
        RoomDiary(3, 1, ((at(9), at(12)),)),
        RoomDiary(2, 1, ((at(10), at(16)),)),
        RoomDiary(1, 2),
    ]
    terms = Terms(60, after=30, step=30, needs_room=True)
    slots = on_monday(terms, diary, rooms)
    found = dict(zip(starts(slots), (slot.room for slot in slots), strict=True))
    assert found == {
        "12:00": 3, "12:30": 3, "13:00": 3, "13:30": 3, "14:00": 3, "14:30": 3, "15:00": 3,
        "15:30": 3, "16:00": 2,
    }  # fmt: skip
    only_two = Terms(60, step=30, needs_room=True, rooms=frozenset({2}))
    assert starts(on_monday(only_two, diary, rooms)) == ["09:00", "16:00"]


def test_it_says_why_not() -> None:
    terms = Terms(30, notice=timedelta(hours=2), horizon=timedelta(days=7), needs_room=True)
    diary = Diary(
        1, (NINE_TO_FIVE,), breaks=(Break(0, time(13), time(14)),), taken=((at(10), at(11)),)
    )
    rooms = [RoomDiary(1, 1, ((at(15), at(16)),))]
    now = AT_NINE - 3600

    def why(starts: int, *, desk: bool = False) -> Slot | Refusal:
        return fits(terms, diary, rooms, UTC_PLACE, starts=starts, now=now, desk=desk)

    assert why(at(9, 30)) is Refusal.TOO_SOON
    assert why(at(9) + 8 * 86_400) is Refusal.TOO_FAR
    assert why(at(13, 30)) is Refusal.CLOSED
    assert why(at(12, 5)) is Refusal.CLOSED
    assert why(at(10, 45)) is Refusal.TAKEN
    assert why(at(15, 30)) is Refusal.NO_ROOM
    assert why(at(12)) == Slot(at(12), at(12, 30), 1, 1, 1)
    assert why(at(9, 5), desk=True) == Slot(at(9, 5), at(9, 35), 1, 1, 1)
    assert why(at(20), desk=True) == Slot(at(20), at(20, 30), 1, 1, 1)
    assert why(at(10, 45), desk=True) is Refusal.TAKEN


def test_a_day_of_its_own_replaces_the_week_and_a_holiday_closes() -> None:
    off = Diary(1, (NINE_TO_FIVE,), instead=(DayHours(MONDAY),))
    assert on_monday(Terms(30), off) == []
    # Without a place it is where they are on that weekday.
    short = Diary(
        1, (NINE_TO_FIVE,), instead=(DayHours(MONDAY, None, time(18), time(19)),),
        breaks=(Break(0, time(18), time(19)),),
    )  # fmt: skip
    assert starts(on_monday(Terms(30, step=30), short)) == ["18:00", "18:30"]
    closed = Place(1, "UTC", frozenset({MONDAY}))
    assert not free_slots(
        Terms(30), [short], [], [closed], first=MONDAY, last=MONDAY, now=AT_NINE - 86_400
    )
