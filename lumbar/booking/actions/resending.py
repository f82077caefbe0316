"""Sending a message again that did not arrive."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lumbar.booking.actions.keeping import did
from lumbar.booking.actions.locking import lock_appointment
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment
from lumbar.booking.notices.planning import plan_again
from lumbar.booking.notices.undelivered import address_instead, to_send_again
from lumbar.people.models import Membership


@transaction.atomic
def send_again(
    *, appointment: Appointment, by: Membership, version: int | None, now: datetime
) -> Appointment:
    """Send the message that did not arrive again, to the address the register says by now; what it
    tells is how the visit stands then. An address of the visit's own that took nothing gives way to
    the register's, and links that were sent to it stop working.

    Raises `Changed`; `NotAllowed` (``status``: nothing failed, or no address is known).
    """
    fresh = lock_appointment(appointment, version)
    if by.clinic_id != fresh.clinic_id:
        raise ValueError("of another clinic")
    failed = to_send_again(fresh)
    address = address_instead(fresh)
    if failed is None or not address:
        raise NotAllowed("status")
    if fresh.email and address != fresh.email:
        fresh.email = ""
    fresh.version += 1
    fresh.save()
    plan_again(failed, now)
    did(by, "sent_again", fresh, now)
    return fresh
