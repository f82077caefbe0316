"""The wait list's part of the process that runs beside the site."""

from __future__ import annotations

from datetime import datetime

from lumbar.booking.waiting.offering import (
    end_passed_offers,
    let_old_entries_go,
    offer_freed_times,
)


def round(now: datetime) -> int:
    """End offers nobody answered, then offer what is free; return how many of both. With nothing to
    do it is three short queries, so it may run every few seconds, and on several machines."""
    let_old_entries_go(now)
    return end_passed_offers(now) + offer_freed_times(now)
