"""Who on the wait list could have which of the times that are free now.

What frees is offered by itself (`waiting`). Times that were free all along are not: nobody may have
looked. The desk is told of those, once for each who waits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from lumbar.scheduling.hours import spans_of_day
from lumbar.scheduling.slots import free_room, reserved
from lumbar.scheduling.values import RoomDiary, Slot, Terms
from lumbar.scheduling.waiting import NOON, SIX, Entry, Part, unsuitable

_HOURS = {
    Part.MORNING: (time.min, NOON),
    Part.AFTERNOON: (NOON, SIX),
    Part.EVENING: (SIX, time.min),
}

Window = tuple[tuple[int, Part], str, Sequence[Slot]]
"""A part of one day, by the clock of a zone, with the times that begin in it."""


class FreeTimes:
    """The free times of a service, sorted by start, laid into the parts of the days from ``first``
    to ``last``."""

    def __init__(
        self,
        slots: Sequence[Slot],
        zones: Mapping[int, str],
        terms: Terms,
        rooms: Sequence[RoomDiary] = (),
        *,
        first: date,
        last: date,
    ) -> None:
        """``zones``: of the places. ``rooms``: those the times need one of."""
        self.terms = terms
        self.rooms = rooms
        self.windows: list[Window] = []
        used = sorted({zones[slot.place] for slot in slots})
        for zone in used:
            here = slots if len(used) == 1 else [s for s in slots if zones[s.place] == zone]
            starts = [slot.starts for slot in here]
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                for part, (begins, ends) in _HOURS.items():
                    for low, high in spans_of_day(zone, day, begins, ends):
                        found = here[bisect_left(starts, low) : bisect_left(starts, high)]
                        if found:
                            self.windows.append(((day.weekday(), part), zone, found))
        self.windows.sort(key=lambda window: window[2][0].starts)


class Given(NamedTuple):
    """What was named to one: whose time, in which room, from when to when."""

    practitioner: int
    room: int | None
    begins: int
    over: int


def give_out(
    line: Iterable[tuple[Entry, FreeTimes | None]],
) -> dict[str, Slot]:
    """By entry, the earliest time that suits each in the line and is left by those before: nobody's
    time and no room is named to two at once. Who has none is left out."""
    given: list[Given] = []
    found: dict[str, Slot] = {}
    for entry, times in line:
        slot = _first(entry, times, given) if times is not None else None
        if slot is not None and times is not None:
            found[entry.id] = slot
            given.append(Given(slot.practitioner, slot.room, *reserved(times.terms, slot.starts)))
    return found


def _first(entry: Entry, times: FreeTimes, given: Sequence[Given]) -> Slot | None:
    best: Slot | None = None
    for cell, zone, slots in times.windows:
        if cell not in entry.grid or (best is not None and slots[0].starts >= best.starts):
            continue
        for slot in slots:
            if best is not None and slot.starts >= best.starts:
                break
            if unsuitable(entry, slot, zone) is None:
                left = _left(slot, times, given)
                if left is not None:
                    best = left
                    break
    return best


def _left(slot: Slot, times: FreeTimes, given: Sequence[Given]) -> Slot | None:
    """The time, in a room that is left, if there is one; None when it is somebody's."""
    start, end = reserved(times.terms, slot.starts)
    then = [one for one in given if start < one.over and one.begins < end]
    if any(one.practitioner == slot.practitioner for one in then):
        return None
    if slot.room is None or all(one.room != slot.room for one in then):
        return slot
    # The book names the first free room for everybody; another may be free too.
    taken = {one.room for one in then}
    others = [room for room in times.rooms if room.room not in taken]
    room = free_room(times.terms, others, slot.place, (start, end))
    return None if room is None else slot._replace(room=room)
