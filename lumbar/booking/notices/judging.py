"""Whether a planned notice is still needed when it is due, and what it says then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lumbar.booking.models import Appointment, Notice
from lumbar.booking.notices.planning import LAPSES_AFTER, STANDS
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Status
from lumbar.scheduling.telling import Say, Stand, to_say

TOO_OLD = timedelta(days=1)
"""What could not be sent within this is no news any more."""


class Ready(NamedTuple):
    """A notice that is to be sent now."""

    appointment: Appointment
    kind: Notice.Kind
    """What it says, which may be another than was planned."""
    stands: Stand
    told: Stand | None
    """What the person was told before."""


def judged(notice: Notice, now: datetime) -> Ready | datetime | None:
    """What is to be sent, or when to look again; None when it is no longer needed."""
    visit = (
        Appointment.objects.select_related(
            "clinic", "patient", "service", "practitioner", "location"
        )
        .filter(pk=notice.appointment_id)
        .first()
    )
    if visit is None or not visit.send_to or now > notice.due_at + TOO_OLD:
        return None
    stands = stand_of(visit)
    kind = Notice.Kind(notice.kind)
    if kind in STANDS:
        return _standing(notice, visit, stands, now)
    held_until = visit.held_until if visit.status == Status.PROPOSED else None
    match kind:
        case Notice.Kind.CONFIRM:
            # A mail server that was away must not be the end of it: the link still takes the time
            # when it is free.
            needed = held_until is not None and now < min(
                held_until + LAPSES_AFTER, visit.starts_at
            )
        case Notice.Kind.OFFER:
            needed = held_until is not None and held_until > now
        case Notice.Kind.REMINDER:
            sequence = notice.occasion.rpartition(":")[2]
            needed = (
                visit.status == Status.BOOKED
                and sequence == str(visit.sequence)
                and visit.starts_at > now
            )
        case _:
            needed = visit.status in {Status.PENDING, Status.BOOKED} and visit.ends_at > now
    return Ready(visit, kind, stands, None) if needed else None


def stand_of(visit: Appointment) -> Stand:
    """How the visit stands, as the pure core knows it."""
    return Stand(
        Status(visit.status), instant(visit.starts_at), visit.practitioner_id, visit.location_id
    )


def _standing(
    notice: Notice, visit: Appointment, stands: Stand, now: datetime
) -> Ready | datetime | None:
    others = Notice.objects.filter(appointment=visit, kind__in=STANDS).exclude(pk=notice.pk)
    sending = others.filter(state=Notice.State.SENDING).order_by("next_try_at").first()
    if sending is not None:
        # Another is on its way this moment; what it tells is known when it is through.
        return max(sending.next_try_at, now + timedelta(seconds=1))
    last = others.filter(state=Notice.State.SENT).order_by("-sent_at").first()
    told = Stand.read(last.told) if last is not None else None
    by_desk = visit.source == Appointment.Source.DESK
    say = to_say(
        stands,
        told,
        declined=notice.kind == Notice.Kind.DECLINED,
        unasked=visit.cancelled_by == "person" or by_desk,
    )
    if say is None or (visit.ends_at <= now and say is not Say.CANCELLED):
        return None
    return Ready(visit, Notice.Kind(say.value), stands, told)
