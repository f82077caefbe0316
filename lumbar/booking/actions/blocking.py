"""Taking time out of the book."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.locking import lock_book
from lumbar.booking.models import Block, Practitioner, Room
from lumbar.booking.waiting.freed import note_freed_block
from lumbar.people.models import Clinic, Membership
from lumbar.people.who import staff_did


@transaction.atomic
def block_time(
    *,
    clinic: Clinic,
    practitioner: Practitioner | None,
    room: Room | None = None,
    starts_at: datetime,
    ends_at: datetime,
    why: str = "",
    by: Membership,
    now: datetime,
) -> Block:
    """Take time of a practitioner or a room out of the book. It may lie over visits: they stay, and
    `queries.blocked_over` tells. Nothing is booked into it from then on: booking and blocking one
    time at once wait for each other, and what comes second sees the first.

    Raises ``ValueError`` for nothing to block, no length, or another clinic's rows.
    """
    if by.clinic_id != clinic.pk or (practitioner is None and room is None):
        raise ValueError("nothing to block here")
    if practitioner is not None and practitioner.clinic_id != clinic.pk:
        raise ValueError("another clinic's practitioner")
    if room is not None and room.location.clinic_id != clinic.pk:
        raise ValueError("another clinic's room")
    if ends_at <= starts_at:
        raise ValueError("no length")
    lock_book(
        [] if practitioner is None else [practitioner.pk],
        [] if room is None else [room.location_id],
    )
    block = Block.objects.create(
        clinic=clinic, practitioner=practitioner, room=room, starts_at=starts_at, ends_at=ends_at,
        why=why.strip(), made_by=by,
    )  # fmt: skip
    staff_did(by, "blocked_time", now=now, subject=f"block:{block.pk}")
    return block


@transaction.atomic
def unblock_time(*, block: Block, by: Membership, now: datetime) -> None:
    """Give blocked time back. Twice is once."""
    if by.clinic_id != block.clinic_id:
        raise ValueError("of another clinic")
    gone, _rows = Block.objects.filter(pk=block.pk).delete()
    if gone:
        note_freed_block(block, now)
        staff_did(by, "unblocked_time", now=now, subject=f"block:{block.pk}")
