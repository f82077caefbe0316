"""How one visit that runs late carries over to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lumbar.booking.models import Appointment
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Status

MINUTE = 60
TO_COME = frozenset({Status.PENDING, Status.BOOKED, Status.ARRIVED})


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit of one practitioner's day; instants in epoch seconds."""

    starts: int
    ends: int
    after: int
    """Seconds of buffer behind it, which are kept."""
    before: int
    """And before it."""
    late: int
    """Minutes late, as the desk said of this very visit."""


def expected_late(visits: Iterable[Planned]) -> list[int]:
    """How many minutes late each visit is likely to begin: what the desk said of it, or what is
    left of the delay before it once the pause between the two is used up. ``visits`` are those
    still to come or going on, by start; whoever has been seen is left out."""
    found: list[int] = []
    free_from: int | None = None
    for visit in visits:
        carried = 0 if free_from is None else free_from + visit.before - visit.starts
        late = max(visit.late * MINUTE, carried, 0)
        # Visits are told apart by minutes, not by seconds.
        late = -(-late // MINUTE)
        found.append(late)
        free_from = visit.ends + late * MINUTE + visit.after
    return found


def likely_late(visits: Iterable[Appointment]) -> dict[UUID, int]:
    """Minutes each visit of a day is likely to begin later; a delay carries over within the day of
    one practitioner."""
    coming: dict[int, list[Appointment]] = defaultdict(list)
    for visit in sorted(visits, key=lambda one: one.starts_at):
        if visit.status in TO_COME:
            coming[visit.practitioner_id].append(visit)
    found: dict[UUID, int] = {}
    for own in coming.values():
        late = expected_late(
            Planned(
                instant(visit.starts_at), instant(visit.ends_at), visit.service.after * MINUTE,
                visit.service.before * MINUTE, visit.late_minutes,
            )
            for visit in own
        )  # fmt: skip
        found |= {visit.pk: minutes for visit, minutes in zip(own, late, strict=True)}
    return found
