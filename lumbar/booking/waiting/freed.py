"""Noting that time became free. Called by the book's own actions, so it imports none of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lumbar.booking.models import Appointment, Block, FreedTime, Reservation
from lumbar.people.models import Clinic
from lumbar.scheduling.instants import moment
from lumbar.scheduling.values import Span


def note_freed_visit(visit: Appointment, held: Reservation, at: datetime) -> None:
    """The time ``held`` for a visit, buffers included, is free from ``at`` on, unless somebody has
    it again by then."""
    _note(visit.clinic_id, held, at)


def note_freed_block(block: Block, at: datetime) -> None:
    """Time that was blocked is free from ``at`` on."""
    _note(block.clinic_id, block, at)


def note_opened(clinic: Clinic, practitioner: int, spans: Iterable[Span], now: datetime) -> None:
    """Time in which somebody works now and did not before."""
    FreedTime.objects.bulk_create(
        FreedTime(
            clinic=clinic, practitioner_id=practitioner, starts_at=moment(start),
            ends_at=moment(end), look_at=now,
        )
        for start, end in spans
        if moment(end) > now
    )  # fmt: skip


def _note(clinic: int, was: Reservation | Block, at: datetime) -> None:
    if was.ends_at > at:
        FreedTime.objects.create(
            clinic_id=clinic, practitioner_id=was.practitioner_id, room_id=was.room_id,
            starts_at=was.starts_at, ends_at=was.ends_at, look_at=at,
        )  # fmt: skip
