"""The private calendar (iCalendar, RFC 5545): entries in, text out.

Evenings and mornings recur at a time on the person's wall, so they stand in their zone, with its
rules (VTIMEZONE) beside them; what is due at one moment stands in UTC. Calendars fetch it anew
every few hours: what was done or stopped meanwhile is gone from it then.

Something else that belongs into a person's calendar is one more ``Entry``: visits (`visits.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vDuration

from lumbar.reminders.schedule import (
    MEASURES_TIMES,
    NIGHT_ENDS_AT,
    Hours,
    Kind,
    Known,
    evening_of,
    occasions,
)

FETCH_EVERY = timedelta(hours=1)
"""What calendars are asked to do; most take longer."""
SHOWN_AHEAD = timedelta(days=60)
_RULES_REACH = 5
"""Years the zone's rules reach ahead. Whoever subscribes gets new ones long before."""
_LASTS: Mapping[Kind, timedelta] = {
    "tonight": timedelta(minutes=15),
    "morning": timedelta(minutes=5),
    "measures": timedelta(minutes=10),
    "companion": timedelta(minutes=5),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the calendar, which may recur."""

    uid: str
    title: str
    text: str
    url: str
    start: datetime
    """With a ``ZoneInfo``: a time on the wall; with UTC: a moment."""
    lasts: timedelta
    repeats: Mapping[str, object] | None
    """An RRULE's parts."""
    left_out: tuple[datetime, ...]
    """Starts at which it does not take place."""
    changed_at: datetime
    sequence: int = 0
    """How often it was changed so that calendars should take it over."""
    where: str = ""
    busy: bool = False
    """It takes the person's time; they are reminded of it elsewhere."""


def entries(
    wished: Mapping[Kind, datetime],
    hours: Hours,
    known: Known,
    now: datetime,
    secret: str,
    said: Mapping[Kind, tuple[str, str, str]],
    changed_at: datetime,
) -> Iterator[Entry]:
    """The reminders as entries.

    ``secret`` makes the ids of the entries, which never change, ``said`` has title, text and
    address for each kind, and ``changed_at`` is when the person last chose anything.
    """
    for kind, since in sorted(wished.items()):
        for name, start, repeats, left_out in _PARTS[kind](hours, known, since, now):
            uid = hashlib.sha256(f"{secret}:{kind}:{name}".encode()).hexdigest()[:32]
            yield Entry(
                uid, *said[kind], start, _LASTS[kind], repeats, left_out, max(since, changed_at)
            )


_Part = tuple[str, datetime, Mapping[str, object] | None, tuple[datetime, ...]]
"""A name among those of its kind, the first start, the rule, and the starts that are left out."""


def _tonight(hours: Hours, known: Known, since: datetime, now: datetime) -> Iterator[_Part]:
    if known.may_exercise:
        yield "", *_daily(hours.tonight_at, hours, since, _evening_done(hours, known, now))


def _morning(hours: Hours, known: Known, since: datetime, now: datetime) -> Iterator[_Part]:
    today = now.astimezone(hours.zone).date()
    yield "", *_daily(hours.morning_at, hours, since, today if today in known.mornings else None)


def _measures(hours: Hours, known: Known, since: datetime, now: datetime) -> Iterator[_Part]:
    due = known.measures_due
    if due is not None:
        start = datetime.combine(due, hours.measures_at, tzinfo=hours.zone)
        yield due.isoformat(), start, {"FREQ": "WEEKLY", "COUNT": MEASURES_TIMES}, ()


def _companion(hours: Hours, known: Known, since: datetime, now: datetime) -> Iterator[_Part]:
    shown = (now - SHOWN_AHEAD, now + SHOWN_AHEAD)
    for one in occasions({"companion": since}, hours, known, *shown):
        yield one.id, one.due_at, None, ()


_PARTS = {
    "tonight": _tonight,
    "morning": _morning,
    "measures": _measures,
    "companion": _companion,
}


def _daily(
    at: time, hours: Hours, since: datetime, done: date | None
) -> tuple[datetime, Mapping[str, object], tuple[datetime, ...]]:
    """The first start, the rule, and the start that is left out because it is done."""
    local = since.astimezone(hours.zone)
    first = local.date() + timedelta(days=local.time() > at)
    left_out = () if done is None else (datetime.combine(done, at, tzinfo=hours.zone),)
    return datetime.combine(first, at, tzinfo=hours.zone), {"FREQ": "DAILY"}, left_out


def _evening_done(hours: Hours, known: Known, now: datetime) -> date | None:
    """The date on which this evening's entry stands, if it is done. Evenings before stay as they
    are: what rang once need not vanish."""
    evening = evening_of(now, hours.zone)
    if evening not in {evening_of(one, hours.zone) for one in known.evenings}:
        return None
    return evening + timedelta(days=hours.tonight_at < NIGHT_ENDS_AT)


def calendar(entries: Iterable[Entry], name: str, host: str, now: datetime) -> bytes:
    """The calendar as it is sent. It changes only when something in it does."""
    found = Calendar()
    found.add("PRODID", "-//Lumbar//Reminders//EN")
    found.add("VERSION", "2.0")
    found.add("METHOD", "PUBLISH")
    # The name in the old way, which every calendar reads, and in the new one (RFC 7986).
    found.add("X-WR-CALNAME", name)
    found.add("NAME", name)
    found.add("REFRESH-INTERVAL", vDuration(FETCH_EVERY), parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", vDuration(FETCH_EVERY))
    first = now.year
    for entry in entries:
        found.add_component(_event(entry, host))
        first = min(first, entry.start.year)
    found.add_missing_timezones(date(first - 1, 1, 1), date(now.year + _RULES_REACH, 1, 1))
    text: bytes = found.to_ical()
    return text


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("UID", f"{entry.uid}@{host}")
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", entry.start)
    event.add("DURATION", entry.lasts)
    if entry.repeats is not None:
        event.add("RRULE", dict(entry.repeats))
    if entry.left_out:
        event.add("EXDATE", list(entry.left_out))
    event.add("SUMMARY", entry.title)
    event.add("DESCRIPTION", entry.text)
    event.add("URL", entry.url)
    event.add("CLASS", "PRIVATE")
    if entry.sequence:
        event.add("SEQUENCE", entry.sequence)
    if entry.where:
        event.add("LOCATION", entry.where)
    if entry.busy:
        return event
    # It takes nobody's time away: who shares a calendar stays free.
    event.add("TRANSP", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(0))
    alarm.add("DESCRIPTION", entry.title)
    event.add_component(alarm)
    return event
