"""The rounds of reminders: plan the next minutes, send what is due. The process that makes them is
`lumbar.site.worker`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from lumbar.reminders.planning import FIRST_LOOK_BACK, plan, tidy
from lumbar.reminders.sending import deliver
from lumbar.site.outgoing import Clock

PLANS_EVERY = timedelta(seconds=30)
TIDIES_EVERY = timedelta(days=1)


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
