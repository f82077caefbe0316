"""Which messages about visits never arrived, so that the desk can ring instead."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lumbar.booking.models import Appointment, Notice
from lumbar.booking.notices.planning import STANDS
from lumbar.scheduling.policy import AHEAD, Status
from lumbar.site.outgoing import OPEN

TRIES = 6
"""After so many, more than half an hour, the desk is told, though it is tried on."""


def in_the_dark(status: str, cancelled_by: str) -> bool:
    """Whether somebody whose last message did not arrive should be rung: the visit is to come, or
    the clinic called it off."""
    return status in AHEAD or (status == Status.CANCELLED and cancelled_by == "clinic")


def undelivered_at() -> Subquery:
    """For appointments: when the newest message that did not arrive was due; null where the last
    one arrived, or none went out yet."""
    theirs = Notice.objects.filter(appointment=OuterRef("pk"))
    return Subquery(_failed(theirs).values("due_at")[:1])


def undelivered_to(appointment: Appointment) -> str:
    """The mailbox that did not take the last message about a visit; empty when it did."""
    newest = _failed(Notice.objects.filter(appointment=appointment)).first()
    return newest.failed_to or appointment.send_to if newest is not None else ""


def to_send_again(appointment: Appointment) -> Notice | None:
    """The message that would be sent again: of those that did not arrive the newest that tells how
    the visit stands, since it says it all; else the newest. None: all arrived, or are tried on."""
    rows = list(_failed(appointment.notices.all()).filter(state=Notice.State.FAILED))
    return next((row for row in rows if row.kind in STANDS), rows[0] if rows else None)


def address_instead(appointment: Appointment) -> str:
    """Where it would go: what the register says, where the visit's own address took nothing."""
    own, theirs = appointment.email, appointment.patient.email
    return (
        theirs if theirs and own.lower() == undelivered_to(appointment).lower() else own or theirs
    )


def _failed(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those that were given up, or have failed for a while, and have none after them that arrived,
    newest first."""
    arrived = Notice.objects.filter(
        appointment=OuterRef("appointment"), state=Notice.State.SENT, due_at__gte=OuterRef("due_at")
    )
    failed = Q(state=Notice.State.FAILED) | Q(state__in=OPEN, attempts__gte=TRIES)
    return notices.filter(failed, ~Exists(arrived)).order_by("-due_at")
