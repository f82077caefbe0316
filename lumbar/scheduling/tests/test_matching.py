"""Free times shared out among those who wait: like looking at every time for each in turn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.scheduling.instants import instant
from lumbar.scheduling.matching import FreeTimes, give_out
from lumbar.scheduling.slots import reserved
from lumbar.scheduling.values import RoomDiary, Slot, Terms
from lumbar.scheduling.waiting import Entry, Part, unsuitable

FIRST = date(2026, 3, 27)
"""London's clock changes two days later."""
ZONES = {1: "Asia/Hong_Kong", 2: "Europe/London"}
BEGIN = instant(datetime(2026, 3, 27, tzinfo=UTC))
CELLS = [(weekday, part) for weekday in range(7) for part in Part]

slots = st.builds(
    lambda quarter, who, place: Slot(
        BEGIN + quarter * 900, BEGIN + quarter * 900 + 1800, who, place, None
    ),
    st.integers(0, 4 * 24 * 6), st.integers(1, 2), st.sampled_from([1, 2]),
)  # fmt: skip
entries = st.builds(
    lambda grid, who: Entry("", 0, frozenset(grid), practitioner=who),
    st.lists(st.sampled_from(CELLS), min_size=1, max_size=8), st.sampled_from([None, 1, 2]),
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(slots, max_size=25, unique_by=lambda slot: slot[:1] + slot[2:4]),
    st.lists(entries, max_size=5),
)
def test_each_has_the_earliest_that_is_left(free: list[Slot], wait: list[Entry]) -> None:
    free.sort()
    terms = Terms(minutes=30, after=10)
    line = [Entry(str(n), n, one.grid, practitioner=one.practitioner) for n, one in enumerate(wait)]
    last = FIRST + timedelta(days=8)
    times = FreeTimes(free, ZONES, terms, first=FIRST - timedelta(days=1), last=last)
    found = give_out((entry, times) for entry in line)
    taken: list[tuple[int, int, int]] = []
    for entry in line:
        left = [
            slot
            for slot in free
            if unsuitable(entry, slot, ZONES[slot.place]) is None
            and all(
                who != slot.practitioner
                or reserved(terms, slot.starts)[1] <= start
                or end <= reserved(terms, slot.starts)[0]
                for who, start, end in taken
            )
        ]
        assert (entry.id in found) == bool(left)
        if left:
            assert found[entry.id].starts == left[0].starts and found[entry.id] in left
            taken.append((found[entry.id].practitioner,
                          *reserved(terms, found[entry.id].starts)))  # fmt: skip


def test_no_room_is_named_to_two() -> None:
    terms = Terms(minutes=30, needs_room=True)
    free = [
        Slot(BEGIN + n * 900, BEGIN + n * 900 + 1800, who, 1, 5) for n in (0, 4) for who in (1, 2)
    ]
    line = [Entry(str(n), n, frozenset(CELLS)) for n in range(4)]

    def rooms(*numbers: int) -> list[tuple[int, int | None]]:
        diaries = [RoomDiary(number, 1) for number in numbers]
        last = FIRST + timedelta(days=1)
        times = FreeTimes(free, ZONES, terms, diaries, first=FIRST, last=last)
        found = give_out((entry, times) for entry in line).values()
        return [((slot.starts - BEGIN) // 900, slot.room) for slot in found]

    assert rooms(5) == [(0, 5), (4, 5)]
    assert rooms(5, 6) == [(0, 5), (0, 6), (4, 5), (4, 6)]
