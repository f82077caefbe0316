"""A visit as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Appointment
from lumbar.booking.notices.undelivered import (
    address_instead,
    in_the_dark,
    to_send_again,
    undelivered_to,
)
from lumbar.desk.times import code_of
from lumbar.desk.wording import DID, clock, day_words, moment_words
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import AHEAD, Change, Status, Who, refused
from lumbar.scheduling.values import Slot

CHANGES = (
    Change.APPROVE, Change.DECLINE, Change.ARRIVE, Change.RUN_LATE, Change.FULFIL, Change.NO_SHOW,
    Change.MOVE, Change.CANCEL, Change.REOPEN,
)  # fmt: skip


def allowed(appointment: Appointment, now: datetime) -> dict[str, bool]:
    """What can be done with a visit as it stands, by the names of `Change`."""
    status, starts = Status(appointment.status), instant(appointment.starts_at)
    return {
        str(change): refused(change, status, Who.CLINIC, starts=starts, now=instant(now)) is None
        for change in CHANGES
    }


def is_ahead(appointment: Appointment) -> bool:
    return appointment.status in AHEAD


def undelivered(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The mailbox that did not take the last message about a visit, and whether to ring; of one
    nobody came to only the first, as it may be why."""
    dark = in_the_dark(appointment.status, appointment.cancelled_by)
    if not dark and appointment.status != Status.NO_SHOW:
        return {}
    again = is_ahead(appointment) and to_send_again(appointment) is not None
    return {
        "undelivered": undelivered_to(appointment), "ring": dark and appointment.ends_at > now,
        "send_again_to": address_instead(appointment) if again else "",
    }  # fmt: skip


def late(appointment: Appointment, minutes: Mapping[UUID, int], zone: str) -> str:
    """The time a visit is likely to begin, when that is later than its own; else empty."""
    own = minutes.get(appointment.pk, 0)
    return clock(instant(appointment.starts_at) + own * 60, zone) if own else ""


def carried(
    appointment: Appointment, same: Iterable[Appointment], minutes: Mapping[UUID, int], zone: str
) -> list[tuple[Appointment, str, str]]:
    """The later visits of that clinician's day that begin later too: visit, its time, the likely
    one."""
    if not minutes.get(appointment.pk):
        return []
    return [
        (
            row, clock(instant(row.starts_at), zone),
            clock(instant(row.starts_at) + minutes[row.pk] * 60, zone),
        )
        for row in same
        if row.starts_at > appointment.starts_at and minutes.get(row.pk)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """Something that was done with a visit."""

    when: str
    who: str
    did: str


def history(lines: Iterable[AuditLine], zone: str) -> list[Past]:
    """What staff did, in words."""
    return [
        Past(moment_words(line.at, zone), line.name, str(DID.get(line.did, line.did)))
        for line in lines
    ]


def source(appointment: Appointment) -> str:
    """Who made it."""
    if appointment.source == Appointment.Source.DESK:
        return _("Booked at the desk")
    if appointment.source == Appointment.Source.WAIT_LIST:
        return _("From the wait list")
    if appointment.source == Appointment.Source.HELD:
        return _("Held for somebody who has yet to ask for it")
    return _("Asked for by themselves")


def times(slots: Sequence[Slot], zone: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Times to choose from."""
    return [
        {
            "code": code_of(slot), "day": day_words(slot.starts, zone),
            "clock": clock(slot.starts, zone), "who": names.get(slot.practitioner, ""),
        }
        for slot in slots
    ]  # fmt: skip
