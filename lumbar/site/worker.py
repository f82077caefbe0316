"""The process that does what nobody waits for: reminders, notices about visits, times that are let
go, offers to those who wait, calendars elsewhere. It wakes, lets each part do what is due, sleeps.

Several may run at once, on one machine or many: each part claims its work in the database.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.util import find_spec

from django.db import close_old_connections, connections
from django.db.utils import DatabaseError
from django.utils import timezone

from lumbar.booking.notices import worker as notices
from lumbar.conversation import worker as conversation
from lumbar.reminders.worker import Worker as Reminders
from lumbar.site.post import Clock

log = logging.getLogger(__name__)

GoesOn = Callable[[], bool]
Part = Callable[[Clock, GoesOn], int]
"""A round of one part: does what is due now, looks now and then whether to go on, and returns how
much it did, 0 when there is nothing left."""

WAKES_EVERY = 5.0
"""Seconds between two looks at what is due."""
LOOKS_EVERY = 0.5
"""Seconds between two looks at whether to end."""


class Worker:
    """Makes rounds of every part."""

    def __init__(self, clock: Clock = timezone.now) -> None:
        self._clock = clock
        reminders = Reminders(clock)
        self._parts: Sequence[Part] = (
            lambda _clock, goes_on: reminders.round(goes_on),
            notices.round,
            conversation.round,
            *_at_the_moment(
                "lumbar.booking.waiting.worker",
                "lumbar.booking.calendars.worker",
                "lumbar.cases.worker",
            ),
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
            except DatabaseError:
                raise
            except Exception:
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
            except DatabaseError:
                log.exception("the database did not answer; trying again")
                connections.close_all()
            _sleeps(wakes_every, goes_on)


def _at_the_moment(*modules: str) -> list[Part]:
    """The rounds of these modules, which only have to be told what time it is."""
    parts: list[Part] = []
    for name in modules:
        try:
            there = find_spec(name) is not None
        except ModuleNotFoundError:
            there = False
        if there:
            parts.append(_told_the_time(importlib.import_module(name).round))
    return parts


def _told_the_time(round: Callable[[datetime], int]) -> Part:
    return lambda clock, _goes_on: round(clock())


def _sleeps(seconds: float, goes_on: GoesOn) -> None:
    until = time.monotonic() + seconds
    while goes_on() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOKS_EVERY))


def run_worker(goes_on: GoesOn) -> None:
    """Do the work until told otherwise (`beside.py`)."""
    Worker().runs(goes_on)
