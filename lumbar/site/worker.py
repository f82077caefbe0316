"""The process that does what nobody waits for: reminders, notices about visits, times that are let
go, offers to those who wait, calendars elsewhere, sessions that are over. It wakes, lets each part
do what is due, sleeps.

Several may run at once, on one machine or many: each part claims its work in the database.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import close_old_connections, connection, connections
from django.db.utils import Error
from django.utils import timezone

from lumbar.booking.calendars import worker as calendars
from lumbar.booking.notices import worker as notices
from lumbar.booking.waiting import worker as waiting
from lumbar.cases import worker as cases
from lumbar.conversation import worker as conversation
from lumbar.people.accounts import worker as sessions
from lumbar.reminders.worker import Worker as Reminders
from lumbar.site.outgoing import Clock

log = logging.getLogger(__name__)

GoesOn = Callable[[], bool]
Part = Callable[[Clock, GoesOn], int]
"""A round of one part: does what is due now, looks now and then whether to go on, and returns how
much it did, 0 when there is nothing left."""

WAKES_EVERY = 5.0
"""Seconds between two looks at what is due."""
LOOKS_EVERY = 0.5
"""Seconds between two looks at whether to end."""
DAY = timedelta(days=1)


class Worker:
    """Makes rounds of every part."""

    def __init__(self, clock: Clock = timezone.now) -> None:
        self._clock = clock
        reminders = Reminders(clock)
        self._parts: Sequence[Part] = (
            lambda _clock, goes_on: reminders.round(goes_on),
            notices.round,
            conversation.round,
            waiting.round,
            _told_the_time(calendars.round),
            _told_the_time(cases.round),
            Daily(sessions.round),
        )

    def round(self, goes_on: GoesOn = lambda: True) -> int:
        """Do everything there is to do now; return how much it was.

        What goes wrong in one part does not keep the others waiting; a database that does not
        answer is the caller's.
        """
        done = 0
        for part in self._parts:
            if not goes_on():
                break
            try:
                done += part(self._clock, goes_on)
            except Exception as wrong:
                if isinstance(wrong, Error) and not _answers():
                    raise
                log.exception("a part of the worker failed; it is tried again")
        return done

    def runs(self, goes_on: GoesOn, wakes_every: float = WAKES_EVERY) -> None:
        """Round after round until told otherwise. A database that is away is waited for."""
        while goes_on():
            try:
                close_old_connections()
                if self.round(goes_on):
                    # There may be more than one round takes.
                    continue
            except Error:
                log.exception("the database did not answer; trying again")
                connections.close_all()
            _sleeps(wakes_every, goes_on)


def _answers() -> bool:
    """Whether the database is there: then what it refused was one part's alone."""
    try:
        connection.ensure_connection()
        return connection.is_usable()
    except Error:
        return False


class Daily:
    """A round that is made once a day, and when the worker starts."""

    def __init__(self, round: Callable[[datetime], int]) -> None:
        self._round = round
        self._made_at: datetime | None = None

    def __call__(self, clock: Clock, _goes_on: GoesOn) -> int:
        now = clock()
        if self._made_at is not None and now - self._made_at < DAY:
            return 0
        self._made_at = now
        return self._round(now)


def _told_the_time(round: Callable[[datetime], int]) -> Part:
    """A round that only has to be told what time it is."""
    return lambda clock, _goes_on: round(clock())


def _sleeps(seconds: float, goes_on: GoesOn) -> None:
    until = time.monotonic() + seconds
    while goes_on() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOKS_EVERY))


def run_worker(goes_on: GoesOn) -> None:
    """Do the work until told otherwise (`beside.py`)."""
    Worker().runs(goes_on)
