"""Who on the wait list is offered a time that became free, and how long they have to answer.

Nothing here is secret: the desk reads the same order with the same reasons, and
``docs/operator/wait-list.md`` tells it in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from lumbar.scheduling.hours import DAY, spans_of_day
from lumbar.scheduling.instants import local
from lumbar.scheduling.values import Slot, WeeklyHours

MINUTE = 60


class Part(StrEnum):
    """A part of the day, by the clock of the place."""

    MORNING = "morning"
    """Begins before noon."""
    AFTERNOON = "afternoon"
    """Begins from noon to before 18:00."""
    EVENING = "evening"


NOON, SIX = time(12), time(18)

NEVER_WAITS = frozenset({"emergency", "same_day"})
"""Whoever has such a result is told what to do now; waiting would be wrong."""
FIRST = "clinician_soon"
"""Goes before everybody else."""

SOON = 14 * DAY
"""Who is to be seen soon is not served by a visit that is farther ahead; "soon" is two weeks at
most, as it is where times are offered after a check."""

TO_ANSWER = 60 * MINUTE
"""How long an offer stands."""
LEAST_TO_ANSWER = 10 * MINUTE
"""An offer that would stand for less is not made; the desk can still call."""
TO_GET_THERE = 60 * MINUTE
"""Left between the last moment to answer and the visit."""

MUCH_THE_SAME = 60 * MINUTE
"""Who was offered a time is not offered one that begins within so much of it."""

QUIET_FROM = time(21, 30)
QUIET_TO = time(8)
EARLY = time(7)
"""A time so early that from 08:00 on there is not a whole `TO_ANSWER` is offered from then on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who waits, as far as the order goes."""

    id: str
    since: int
    """When they joined; epoch seconds."""
    grid: frozenset[tuple[int, Part]]
    """When it suits: weekday (0 Monday) and part of the day."""
    level: str = ""
    """Of the check they came from; empty when they came from none."""
    passed: int = 0
    """Offers they did not answer. To say no is an answer."""
    practitioner: int | None = None
    """None: anybody."""
    until: date | None = None
    """The last day that helps."""
    before: int | None = None
    """The start of the visit they would give up: only an earlier one helps."""
    asked: frozenset[int] = frozenset()
    """The starts they were offered already: nobody is asked twice about much the same time."""


def open_parts(weekly: Iterable[WeeklyHours]) -> frozenset[tuple[int, Part]]:
    """The parts of the week in which somebody works: there is no use in waiting for others."""
    found = set()
    for row in weekly:
        begins = {Part.MORNING: time.min, Part.AFTERNOON: NOON, Part.EVENING: SIX}
        ends = {Part.MORNING: NOON, Part.AFTERNOON: SIX, Part.EVENING: None}
        for part in Part:
            end = ends[part]
            opens_before = end is None or row.opens < end
            if opens_before and (row.closes == time.min or row.closes > begins[part]):
                found.add((row.weekday, part))
    return frozenset(found)


class Unsuitable(StrEnum):
    """Why a time is not for somebody."""

    LEVEL = "level"
    PRACTITIONER = "practitioner"
    DAY_OR_PART = "day_or_part"
    TOO_LATE = "too_late"
    """After the last day that helps."""
    NOT_EARLIER = "not_earlier"
    """Than the visit they have."""
    ASKED = "asked"


def part_of(starts: int, zone: str) -> tuple[int, Part]:
    """Weekday and part of the day in which a visit begins."""
    read = local(starts, zone)
    if read.time() < NOON:
        return read.weekday(), Part.MORNING
    return read.weekday(), Part.AFTERNOON if read.time() < SIX else Part.EVENING


def unsuitable(entry: Entry, slot: Slot, zone: str) -> Unsuitable | None:
    """Why the time is not for this one, or None when it is."""
    if entry.level in NEVER_WAITS:
        return Unsuitable.LEVEL
    if entry.practitioner not in (None, slot.practitioner):
        return Unsuitable.PRACTITIONER
    if part_of(slot.starts, zone) not in entry.grid:
        return Unsuitable.DAY_OR_PART
    if entry.until is not None and local(slot.starts, zone).date() > entry.until:
        return Unsuitable.TOO_LATE
    if entry.before is not None and slot.starts >= entry.before:
        return Unsuitable.NOT_EARLIER
    if any(abs(slot.starts - starts) < MUCH_THE_SAME for starts in entry.asked):
        return Unsuitable.ASKED
    return None


def serves(entry: Entry, starts: int, zone: str, now: int) -> bool:
    """Whether a visit that was booked now otherwise is what this one waits for. A routine one later
    on is not: it is after the last day that helps, not before the visit they have, or not soon."""
    if entry.until is not None and local(starts, zone).date() > entry.until:
        return False
    if entry.before is not None and starts >= entry.before:
        return False
    return entry.level != FIRST or starts <= now + SOON


def place_in_line(entry: Entry) -> tuple[bool, int, int, str]:
    """What the line is sorted by: who is to be seen soon before all others; then who has left fewer
    offers unanswered; then who has waited longest."""
    return entry.level != FIRST, entry.passed, entry.since, entry.id


def in_line(entries: Iterable[Entry]) -> list[Entry]:
    """Everybody who waits, first the one who is asked first. Whom a wait list is wrong for is not
    in it."""
    return sorted((entry for entry in entries if entry.level not in NEVER_WAITS), key=place_in_line)


def order(entries: Iterable[Entry], slot: Slot, zone: str, now: int) -> list[Entry]:
    """Whom a free time is offered to, one after the other; nobody when it has begun."""
    if slot.starts <= now:
        return []
    return [entry for entry in in_line(entries) if unsuitable(entry, slot, zone) is None]


def answer_until(starts: int, now: int) -> int | None:
    """Until when somebody who is offered a time now may answer: an hour; nearer to the visit half
    of what is left before they would have to set out. None: it is too late to ask."""
    to_answer = min(TO_ANSWER, (starts - TO_GET_THERE - now) // 2)
    return now + to_answer if to_answer >= LEAST_TO_ANSWER else None


def offers_from(starts: int, zone: str, now: int) -> int:
    """The first instant, from now on, at which an offer of this time may be sent: now, or the end
    of the quiet hours. ``zone``: of the place. Nobody is written to from 21:30 to 08:00; a time of
    which 08:00 would leave too little is offered from 07:00."""
    today = local(now, zone).date()
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        awake = spans_of_day(zone, day, QUIET_TO, QUIET_FROM)
        if not awake or now >= awake[-1][1]:
            continue
        begins = awake[0][0]
        if starts - TO_GET_THERE - begins < 2 * TO_ANSWER:
            early = spans_of_day(zone, day, EARLY, QUIET_FROM)[0][0]
            begins = early if early < starts else begins
        return max(now, begins)
    return now + DAY
