"""When somebody is busy, out of a calendar file (iCalendar, RFC 5545).

Of an event only its times are taken: no title, no place, nobody's name.
"""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from recurring_ical_events import CalendarQuery, EventAdapter, Occurrence
from recurring_ical_events.selection.name import ComponentsWithName

from lumbar.scheduling.instants import instant, zone_of
from lumbar.scheduling.spans import merge
from lumbar.scheduling.values import Span

MOST_BYTES = 4 * 1024**2
MOST_EVENTS = 20_000
MOST_REPEATED = 2_000
MOST_TIMES = 20_000
"""Times of events, fifty a day; a few lines can say many more."""
LONGEST = 5.0
"""Seconds that working them out may take. A calendar must not hold up the others, nor a page."""
OLDEST = 1900
"""The first year of an event that is repeated by days: every one since is counted through."""
BY_MONTHS = {"MONTHLY", "YEARLY"}
"""Few to count through; birthdays without a year stand in 1604 (Apple, Outlook)."""
TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
"""No calendar of a person has such; working them out would take for ever."""
_ALSO_OFTEN = ("BYHOUR", "BYMINUTE", "BYSECOND")
OURS = ("visit-", "booked-")
"""How the ids of our own entries begin: a visit that was put into that calendar keeps nobody out of
the time it no longer has here."""


class UnreadableCalendar(Exception):
    """It could not be read. ``code``: ``not_a_calendar``, ``too_large``, ``too_many``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def busy_times(data: bytes, *, zone: str, window: Span) -> list[Span]:
    """The times at which a calendar says busy, as far as they touch the window; sorted, joined.

    ``zone``: by whose clock whole days are, and times without a zone. Not busy is what is
    cancelled, shown as free, or without length; a whole day is busy unless it is shown as free.
    Raises `UnreadableCalendar`.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableCalendar("too_large")
    calendar = _parsed(data)
    events = calendar.walk("VEVENT")
    repeated = [event for event in events if "RRULE" in event]
    if len(events) > MOST_EVENTS or len(repeated) > MOST_REPEATED or any(map(_too_much, repeated)):
        raise UnreadableCalendar("too_many")
    here = zone_of(zone)
    spans = [*_events(calendar, here, window), *_free_busy(calendar)]
    low, high = window
    return merge(
        [(max(start, low), min(end, high)) for start, end in spans if start < high and end > low]
    )


def _parsed(data: bytes) -> Calendar:
    try:
        found = Calendar.from_ical(data)
    except Exception as error:
        # Whatever the parser stumbles over, it is the same to whoever gave us the file.
        raise UnreadableCalendar("not_a_calendar") from error
    if not isinstance(found, Calendar):
        raise UnreadableCalendar("not_a_calendar")
    return found


def _too_much(event: Any) -> bool:
    """Whether an event is repeated so often, or since so long, that nobody lives by it."""
    starts = getattr(event.get("DTSTART"), "dt", None)
    rules = _listed(event["RRULE"])
    by_days = any({str(one).upper() for one in rule.get("FREQ", [])} - BY_MONTHS for rule in rules)
    long_ago = starts is not None and starts.year < OLDEST
    return (long_ago and by_days) or any(_too_often(rule) for rule in rules)


def _too_often(rule: Any) -> bool:
    often = {str(word).upper() for word in rule.get("FREQ", [])}
    return bool(often & TOO_OFTEN) or any(len(rule.get(part, [])) > 1 for part in _ALSO_OFTEN)


class _Event(EventAdapter):  # type: ignore[misc]
    """An event, of which only its times are wanted and whether it is busy."""

    @property
    def busy(self) -> bool:
        event = self._component
        return (
            str(event.get("STATUS", "")).upper() != "CANCELLED"
            and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
            and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
            and not str(event.get("UID", "")).startswith(OURS)
        )


class _Time(Occurrence):  # type: ignore[misc]
    """One time of an event. No copy of the event is made for it, which takes most of the time."""

    def __init__(self, adapter: _Event, *times: Any, **more: Any) -> None:
        super().__init__(adapter, *times, **more)
        self.busy = adapter.busy


def _events(calendar: Calendar, here: ZoneInfo, window: Span) -> Iterator[Span]:
    # A day more at each end: a time without a zone may be meant by any clock.
    since, until = (
        datetime.fromtimestamp(window[0] - 86400, UTC),
        datetime.fromtimestamp(window[1] + 86400, UTC),
    )
    bad = tuple(CalendarQuery.suppressed_errors)
    ends, left = clock.monotonic() + LONGEST, MOST_TIMES
    # Each event by itself, so that the count is looked at in between.
    kind = ComponentsWithName("VEVENT", adapter=_Event, occurrence=_Time)
    for series in kind.collect_series_from(calendar, bad):
        with suppress(*bad):
            for one in series.between(since, until):
                left -= 1
                if left < 0 or clock.monotonic() > ends:
                    raise UnreadableCalendar("too_many")
                start, end = _instant(one.start, here), _instant(one.end, here)
                if one.busy and start < end:
                    yield start, end
        if clock.monotonic() > ends:
            raise UnreadableCalendar("too_many")


def _free_busy(calendar: Calendar) -> Iterator[Span]:
    """What calendars that tell no events say: periods in UTC."""
    for part in calendar.walk("VFREEBUSY"):
        for line in _listed(part.get("FREEBUSY", [])):
            if str(line.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            for period in _listed(getattr(line, "dts", line)):
                start, end = _period(period)
                if start.tzinfo is not None and start < end:
                    yield instant(start), instant(end)


def _period(value: Any) -> tuple[datetime, datetime]:
    start, end = getattr(value, "dt", None) or (value.start, value.end)
    return start, start + end if isinstance(end, timedelta) else end


def _instant(when: date, here: ZoneInfo) -> int:
    if not isinstance(when, datetime):
        return instant(datetime.combine(when, time.min, tzinfo=here))
    return instant(when if when.tzinfo is not None else when.replace(tzinfo=here))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
