"""What has to hold in every book, whoever changed it at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from lumbar.booking.models import Appointment, Reservation

Status = Appointment.Status
KEEPS_TIME = {Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW}


def broken(now: datetime) -> list[str]:
    """Everything that is wrong with the book; nothing when it is sound."""
    wrong = []
    by_resource: dict[tuple[str, Any], list[Reservation]] = defaultdict(list)
    held = {}
    for row in Reservation.objects.order_by("starts_at"):
        held[row.appointment_id] = row
        by_resource["practitioner", row.practitioner_id].append(row)
        if row.room_id is not None:
            by_resource["room", row.room_id].append(row)
    for resource, rows in by_resource.items():
        wrong += [
            f"{resource}: {one.pk} and {other.pk} overlap"
            for one, other in pairwise(rows)
            if other.starts_at < one.ends_at
        ]
    for visit in Appointment.objects.select_related("service"):
        own = held.pop(visit.pk, None)
        if own is None:
            if visit.status in KEEPS_TIME:
                wrong.append(f"{visit.pk} is {visit.status} and has no time")
            elif visit.status == Status.PROPOSED and (visit.held_until or now) > now:
                wrong.append(f"{visit.pk} is held and has no time")
            continue
        if visit.status == Status.CANCELLED:
            wrong.append(f"{visit.pk} is cancelled and keeps its time")
        service = visit.service
        if (
            own.starts_at != visit.starts_at - timedelta(minutes=service.before)
            or own.ends_at != visit.ends_at + timedelta(minutes=service.after)
            or own.practitioner_id != visit.practitioner_id
            or own.room_id != visit.room_id
            or own.held_until != visit.held_until
            or (service.needs_room and own.room_id is None)
        ):
            wrong.append(f"{visit.pk} and its time differ")
    return wrong + [f"{key} has time and is no visit" for key in held]
