"""Keeps what is counted of people up to date, a few at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from lumbar.cases.actions import work_out
from lumbar.cases.models import Counted

GOOD_FOR = timedelta(days=1)
AT_ONCE = 50


def round(now: datetime) -> int:
    """Work out those who wait longest; return how many."""
    waits = Q(worked_out_at=None) | Q(worked_out_at__lt=now - GOOD_FOR)
    due = Counted.objects.filter(waits).select_related("person")
    people = [
        one.person for one in due.order_by(F("worked_out_at").asc(nulls_first=True))[:AT_ONCE]
    ]
    for person in people:
        work_out(person=person, now=now)
    return len(people)
