"""When to remind of what. No Django, clock or database here: settings and facts in, moments out.

Every time a person chooses is a time on the wall where they are. It becomes a moment in UTC day by
day, so that half past nine stays half past nine when the clocks change:

- a time that the clocks leap over is moved forward by as much as they leap;
- a time that comes twice counts once, the first time;
- a date that a place leaves out (it moved across the date line) has no reminder.

The same function says what is due when a reminder is planned and again just before it is sent, so
whatever was logged, stopped or changed in between is heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Kind = Literal["tonight", "morning", "measures", "companion"]
KINDS: tuple[Kind, ...] = ("tonight", "morning", "measures", "companion")

NIGHT_ENDS_AT = time(4)
"""Before this hour it is still the evening of the day before (as in ``tonight``)."""

GOOD_FOR: Mapping[Kind, timedelta] = {
    "tonight": timedelta(hours=2),
    "morning": timedelta(hours=4),
    "measures": timedelta(hours=24),
    "companion": timedelta(hours=12),
}
"""How long after its time a reminder still makes sense. Our own choice, no study: an evening is
over after two hours, a morning after four."""
LATEST = max(GOOD_FOR.values())

MEASURES_AGAIN = timedelta(days=7)
MEASURES_TIMES = 4
"""Questions that are due are reminded of on their day and each week after, four times in all."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Where a person is, and their times there."""

    zone: ZoneInfo
    quiet_from: time
    quiet_to: time
    """Nothing is sent from the one to the other; the same twice: no quiet hours."""
    tonight_at: time
    morning_at: time
    measures_at: time


class Moment(NamedTuple):
    """Something that is due at a moment of its own."""

    id: str
    """The same whenever it is worked out; at most 60 characters."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What a person may do, and what they did."""

    may_exercise: bool = True
    """False while a danger sign or a result stands in the way of exercises."""
    evenings: tuple[datetime, ...] = ()
    """When evenings were begun."""
    mornings: frozenset[date] = frozenset()
    """The dates of the mornings that were logged, where the person woke."""
    measures_due: date | None = None
    """Since when a questionnaire is due, or from when the next one will be; None for never."""
    companion: tuple[Moment, ...] = ()
    """What the companion wants to ask, as long as it has not been answered."""


class Occasion(NamedTuple):
    """One reminder that should be sent."""

    kind: Kind
    id: str
    """``tonight:2026-11-27``: the same whenever it is worked out."""
    due_at: datetime
    """In UTC."""
    good_until: datetime
    """After this it makes no sense any more."""


def occasions(
    wished: Mapping[Kind, datetime], hours: Hours, known: Known, start: datetime, end: datetime
) -> tuple[Occasion, ...]:
    """What is due from ``start`` up to, not including, ``end``, by time.

    ``wished`` has the kinds that are wanted and since when: nothing that was due before is
    reminded of. All moments have a zone.
    """
    found = []
    for kind, since in wished.items():
        for name, at in _RAW[kind](hours, known, start - 2 * _DAY, end + 2 * _DAY):
            due = _out_of_quiet(kind, at, hours)
            if due is None or due < since or not start <= due < end:
                continue
            found.append(Occasion(kind, f"{kind}:{name}", due, due + GOOD_FOR[kind]))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.id)))


def moment(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC at which clocks in this zone show this date and time.

    None for a date that was left out there.
    """
    # fold=0: of two the first; in a gap, the offset before it, which is later by the leap.
    utc = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    back = utc.astimezone(zone)
    return None if back.date() != day and back.time() == at else utc


def is_quiet(at: datetime, hours: Hours) -> bool:
    """Whether this moment lies in the person's quiet hours."""
    return within(at.astimezone(hours.zone).time(), hours.quiet_from, hours.quiet_to)


def within(at: time, start: time, end: time) -> bool:
    """Whether a time of day lies from ``start`` up to ``end``, which may be on the next day."""
    if start <= end:
        return start <= at < end
    return at >= start or at < end


def quiet_ends(at: datetime, hours: Hours) -> datetime:
    """When the quiet hours that this moment lies in are over."""
    local = at.astimezone(hours.zone)
    day = local.date()
    # Two days more for the places that leave a date out, and for an end that the clocks show twice.
    for ahead in range(4):
        ends = datetime.combine(day + ahead * _DAY, hours.quiet_to, tzinfo=hours.zone)
        for fold in (0, 1):
            utc = ends.replace(fold=fold).astimezone(UTC)
            if utc > at and not is_quiet(utc, hours):
                return utc
    raise AssertionError("quiet hours that never end")


def _out_of_quiet(kind: Kind, at: datetime, hours: Hours) -> datetime | None:
    """The moment itself, or the end of the quiet hours it lies in; None when it is no use then:
    nobody does this evening's exercises next morning."""
    if not is_quiet(at, hours):
        return at
    return None if kind == "tonight" else quiet_ends(at, hours)


def evening_of(at: datetime, zone: ZoneInfo) -> date:
    """The date of the evening a moment belongs to, where the person is."""
    local = at.astimezone(zone)
    return local.date() - _DAY if local.time() < NIGHT_ENDS_AT else local.date()


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


_Raw = Iterator[tuple[str, datetime]]


def _tonight(hours: Hours, known: Known, start: datetime, end: datetime) -> _Raw:
    if not known.may_exercise:
        return
    done = {evening_of(one, hours.zone) for one in known.evenings}
    for day in _days(start, end, hours.zone):
        at = moment(day, hours.tonight_at, hours.zone)
        if at is None:
            continue
        evening = day - _DAY if hours.tonight_at < NIGHT_ENDS_AT else day
        if evening not in done:
            yield evening.isoformat(), at


def _morning(hours: Hours, known: Known, start: datetime, end: datetime) -> _Raw:
    for day in _days(start, end, hours.zone):
        at = moment(day, hours.morning_at, hours.zone)
        if at is not None and day not in known.mornings:
            yield day.isoformat(), at


def _measures(hours: Hours, known: Known, start: datetime, end: datetime) -> _Raw:
    if known.measures_due is None:
        return
    for again in range(MEASURES_TIMES):
        day = known.measures_due + again * MEASURES_AGAIN
        at = moment(day, hours.measures_at, hours.zone)
        if at is not None and start <= at <= end:
            yield day.isoformat(), at


def _companion(hours: Hours, known: Known, start: datetime, end: datetime) -> _Raw:
    for one in known.companion:
        if start <= one.at <= end:
            yield one.id, one.at


_RAW = {
    "tonight": _tonight,
    "morning": _morning,
    "measures": _measures,
    "companion": _companion,
}


class Verdict(NamedTuple):
    """What to do with a reminder that was planned."""

    do: Literal["send", "wait", "drop"]
    until: datetime
    """When to look again, for ``wait``; until when it makes sense, for ``send``."""


def judge(
    occasion: str,
    wished: Mapping[Kind, datetime],
    hours: Hours,
    known: Known,
    now: datetime,
) -> Verdict:
    """What to do now with a planned reminder: it is worked out anew.

    It is dropped when it is no longer wanted, was logged meanwhile, or is too late, and waits when
    its time has been moved or the quiet hours have begun.
    """
    around = occasions(wished, hours, known, now - LATEST - _DAY, now + 2 * _DAY)
    found = next((one for one in around if one.id == occasion), None)
    if found is None or now > found.good_until:
        return Verdict("drop", now)
    if now < found.due_at:
        return Verdict("wait", found.due_at)
    if not is_quiet(now, hours):
        return Verdict("send", found.good_until)
    ends = quiet_ends(now, hours)
    if found.kind == "tonight" or ends > found.good_until:
        return Verdict("drop", now)
    return Verdict("wait", ends)
