"""Places on the wait list that end by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from lumbar.booking.models import PlaceConfirmation, WaitingEntry
from lumbar.booking.waiting.actions import leave
from lumbar.booking.waiting.links import CONFIRM_FOR
from lumbar.site.outgoing import OPEN


def let_old_places_go(now: datetime) -> int:
    """Who said until when it helps leaves the list after that day; and who was asked whether an
    address is theirs and never said so, when the link works no more. Returns how many."""
    # The day is over everywhere.
    over = Q(until__lt=(now - timedelta(days=1)).date())
    asked = PlaceConfirmation.objects.filter(entry=OuterRef("pk"))
    still = asked.filter(Q(state__in=OPEN) | Q(sent_at__gt=now - CONFIRM_FOR))
    unproved = Q(
        Exists(asked), ~Exists(still), confirmed_at=None, made_by=None,
        joined_at__lte=now - CONFIRM_FOR,
    )  # fmt: skip
    rows = list(WaitingEntry.objects.filter(over | unproved, state=WaitingEntry.State.WAITING))
    for row in rows:
        leave(entry=row, now=now)
    return len(rows)
