"""This part's rounds of the worker (`lumbar.site.worker`)."""

from __future__ import annotations

from collections.abc import Callable

from lumbar.booking.actions import end_holds, lapse_expired
from lumbar.booking.notices.sending import deliver
from lumbar.site.outgoing import Clock


def round(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send the notices that are due, and put away requests nobody confirmed."""
    return deliver(clock, goes_on) + lapse_expired(now=clock()) + end_holds(now=clock())
