"""Who on the wait list could have which of the times that are free now.

What frees is offered by itself (`waiting`). Times that were free all along are not: nobody may have
looked. The desk is told of those, once for each who waits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from lumbar.scheduling.hours import spans_of_day
from lumbar.scheduling.slots import reserved
from lumbar.scheduling.values import Slot, Terms
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
        *,
        first: date,
        last: date,
    ) -> None:
        """``zones``: of the places."""
        self.terms = terms
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


def give_out(
    line: Iterable[tuple[Entry, FreeTimes | None]],
) -> dict[str, Slot]:
    """By entry, the earliest time that suits each in the line and is left by those before: no time
    is named to two. Who has none is left out."""
    given: list[tuple[int, int, int]] = []
    found: dict[str, Slot] = {}
    for entry, times in line:
        slot = _first(entry, times, given) if times is not None else None
        if slot is not None and times is not None:
            found[entry.id] = slot
            given.append((slot.practitioner, *reserved(times.terms, slot.starts)))
    return found


def _first(entry: Entry, times: FreeTimes, given: Sequence[tuple[int, int, int]]) -> Slot | None:
    best: Slot | None = None
    for cell, zone, slots in times.windows:
        if cell not in entry.grid or (best is not None and slots[0].starts >= best.starts):
            continue
        for slot in slots:
            if best is not None and slot.starts >= best.starts:
                break
            start, end = reserved(times.terms, slot.starts)
            if unsuitable(entry, slot, zone) is None and not any(
                who == slot.practitioner and start < over and begun < end
                for who, begun, over in given
            ):
                best = slot
                break
    return best
