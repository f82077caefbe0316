"""Reads the calendars elsewhere again and again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from lumbar.booking.calendars.actions import keep_busy, note_read, window_at, zone_of_work
from lumbar.booking.models import OutsideCalendar

log = logging.getLogger(__name__)

READ_EVERY = timedelta(minutes=15)
A_ROUND = 5
"""Calendars read in one round: an address that does not answer holds up the others that long."""
WHOLE_EVERY = timedelta(hours=12)
"""Repeated events reach further ahead by the day: now and then it is read though nothing changed.
"""


def round(now: datetime) -> int:
    """Read the calendars that were not read lately; return how many."""
    due = OutsideCalendar.objects.exclude(url="").filter(
        Q(tried_at=None) | Q(tried_at__lte=now - READ_EVERY), practitioner__active=True
    )
    read = 0
    for calendar in due.select_related("practitioner__clinic").order_by("tried_at")[:A_ROUND]:
        # Two workers: whoever changes the row as it was has it.
        mine = OutsideCalendar.objects.filter(pk=calendar.pk, tried_at=calendar.tried_at)
        if mine.update(tried_at=now):
            _read(calendar, now)
            read += 1
    return read


def _read(calendar: OutsideCalendar, now: datetime) -> None:
    # The parser is loaded by the first who has something to read.
    from lumbar.booking.calendars.fetching import fetch
    from lumbar.booking.calendars.reading import UnreadableCalendar, busy_times

    lately = calendar.read_at is not None and now - calendar.read_at < WHOLE_EVERY
    zone, busy, error = zone_of_work(calendar.practitioner), None, ""
    try:
        came = fetch(calendar.url, calendar.etag if lately else "")
        if came.data is not None:
            busy = busy_times(came.data, zone=zone, window=window_at(now))
    except UnreadableCalendar as unreadable:
        error = unreadable.code
    except Exception:
        # A calendar nobody foresaw; the others are read all the same. Nothing of it is logged.
        log.warning("a calendar elsewhere could not be read", extra={"calendar": calendar.pk})
        error = "not_a_calendar"
    if busy is None:
        note_read(calendar=calendar, error=error)
    else:
        keep_busy(calendar=calendar, busy=busy, etag=came.etag, now=now)
