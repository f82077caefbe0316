"""The process that sends reminders: it wakes, plans the next minutes, sends what is due."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connections
from django.db.utils import DatabaseError
from django.utils import timezone

from lumbar.reminders.planning import FIRST_LOOK_BACK, plan, tidy
from lumbar.reminders.sending import Clock, deliver

log = logging.getLogger(__name__)

WAKES_EVERY = 5.0
"""Seconds between two looks at what is due."""
PLANS_EVERY = timedelta(seconds=30)
TIDIES_EVERY = timedelta(days=1)
LOOKS_EVERY = 0.5
"""Seconds between two looks at whether to end."""


class Worker:
    """Plans and sends, round by round. Several may run at once, on one machine or many."""

    def __init__(self, clock: Clock = timezone.now) -> None:
        self._clock = clock
        self._planned_at: datetime | None = None
        self._tidied_at: datetime | None = None

    def round(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Do everything there is to do now; return how many deliveries were looked at."""
        now = self._clock()
        if self._planned_at is None or now - self._planned_at >= PLANS_EVERY:
            plan(now, self._planned_at or now - FIRST_LOOK_BACK)
            self._planned_at = now
        if self._tidied_at is None or now - self._tidied_at >= TIDIES_EVERY:
            tidy(now)
            self._tidied_at = now
        return deliver(self._clock, goes_on)

    def runs(self, goes_on: Callable[[], bool], wakes_every: float = WAKES_EVERY) -> None:
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


def _sleeps(seconds: float, goes_on: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while goes_on() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOKS_EVERY))


def run_worker(goes_on: Callable[[], bool]) -> None:
    """Send reminders until told otherwise (`site/beside.py`)."""
    Worker().runs(goes_on)
