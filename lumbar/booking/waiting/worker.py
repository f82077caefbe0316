"""The wait list's part of the process that runs beside the site."""

from __future__ import annotations

from datetime import datetime

from lumbar.booking.waiting.confirming import deliver
from lumbar.booking.waiting.letting_go import let_old_places_go
from lumbar.booking.waiting.offering import end_passed_offers, offer_freed_times


def round(now: datetime) -> int:
    """Ask for addresses to be confirmed, end offers nobody answered, then offer what is free;
    return how many of all. With nothing to do it is a few short queries, so it may run every few
    seconds, and on several machines."""
    let_old_places_go(now)
    return deliver(lambda: now) + end_passed_offers(now) + offer_freed_times(now)
