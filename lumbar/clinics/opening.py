"""Telling the wait list of time that opens: new hours, a day off or a holiday taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from lumbar.booking.waiting.freed import note_opened
from lumbar.booking.waiting.queries import WAITS
from lumbar.clinics.queries import diaries_of, places_of
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import working_time
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.spans import subtract
from lumbar.scheduling.values import Span

LOOKS_AHEAD = timedelta(days=28)
"""New weekly hours open time without end; who waits hopes for one soon."""


@contextmanager
def noting_what_opens(clinic: Clinic, now: datetime) -> Iterator[None]:
    """Within a transaction, around a change of hours or days: what is worked after it and was not
    before is offered to those who wait, if anybody does."""
    if not clinic.waiting.filter(state__in=WAITS).exists():
        yield
        return
    before = _working(clinic, now)
    yield
    for practitioner, spans in _working(clinic, now).items():
        note_opened(clinic, practitioner, subtract(spans, before.get(practitioner, [])), now)


def _working(clinic: Clinic, now: datetime) -> dict[int, list[Span]]:
    """When everybody works in the next weeks, by practitioner."""
    first, places = local_day(instant(now), clinic.time_zone), places_of(clinic)
    return {
        who: working_time(diary, places, first, first + LOOKS_AHEAD)
        for who, diary in diaries_of(clinic).items()
    }
