"""The wait list's part of the process that runs beside the site."""

from __future__ import annotations

from collections.abc import Callable

from lumbar.booking.waiting.confirming import deliver
from lumbar.booking.waiting.letting_go import let_old_places_go
from lumbar.booking.waiting.offering import end_passed_offers, offer_freed_times
from lumbar.site.outgoing import Clock


def round(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Ask for addresses to be confirmed, end offers nobody answered, then offer what is free;
    return how many of all. With nothing to do it is a few short queries, so it may run every few
    seconds, and on several machines."""
    let_old_places_go(clock())
    done = deliver(clock, goes_on)
    # Mail may take its time: what is over is over by the clock after it.
    return done + end_passed_offers(clock(), goes_on) + offer_freed_times(clock(), goes_on)
