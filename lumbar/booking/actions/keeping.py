"""A change of a visit that is in the book: whether it may be made, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lumbar.booking.actions.locking import lock_appointment
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment
from lumbar.booking.notices.planning import plan_for
from lumbar.people.models import Membership
from lumbar.people.who import staff_did
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Change, Status, Who, refused

DID = {
    Change.APPROVE: "approved_visit",
    Change.DECLINE: "declined_visit",
    Change.MOVE: "moved_visit",
    Change.CANCEL: "cancelled_visit",
    Change.ARRIVE: "visit_arrive",
    Change.RUN_LATE: "visit_run_late",
    Change.FULFIL: "visit_fulfil",
    Change.NO_SHOW: "visit_no_show",
    Change.REOPEN: "visit_reopen",
}
"""What the audit line of a change says."""


def changeable(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    version: int | None,
    now: datetime,
) -> Appointment:
    """The appointment, locked and of this version, when the change may be made to it. ``by`` None:
    by the person. Raises `Changed`, `NotAllowed`."""
    fresh = lock_appointment(appointment, version)
    if by is not None and by.clinic_id != fresh.clinic_id:
        raise ValueError("of another clinic")
    who = Who.PERSON if by is None else Who.CLINIC
    no = refused(
        change, Status(fresh.status), who, starts=instant(fresh.starts_at), now=instant(now)
    )
    if no is not None:
        raise NotAllowed(str(no))
    return fresh


def keep(
    appointment: Appointment,
    change: Change,
    by: Membership | None,
    now: datetime,
    *,
    calendars: bool = False,
) -> Appointment:
    """Store a change with its audit line and its notices. ``calendars``: calendars take it over."""
    appointment.version += 1
    if calendars:
        appointment.sequence += 1
    appointment.save()
    if by is not None:
        did(by, DID[change], appointment, now)
    plan_for(appointment, change, now)
    return appointment


def did(
    by: Membership,
    what: str,
    appointment: Appointment,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note that staff did something with a visit."""
    staff_did(
        by, what, now=now, person=appointment.patient.person,
        subject=f"appointment:{appointment.pk}", details=details,
    )  # fmt: skip
