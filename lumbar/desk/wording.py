"""Words of the desk: times, how a visit stands, why something is not done."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import Appointment
from lumbar.scheduling.instants import instant, local, zone_of
from lumbar.scheduling.slots import Refusal

STATUS = {
    "proposed": gettext_lazy("held, not confirmed yet"),
    "pending": gettext_lazy("asks for your yes"),
    "booked": gettext_lazy("booked"),
    "arrived": gettext_lazy("is here"),
    "fulfilled": gettext_lazy("done"),
    "cancelled": gettext_lazy("cancelled"),
    "noshow": gettext_lazy("did not come"),
}

REFUSED = {
    Refusal.TAKEN: gettext_lazy("Somebody else has that time."),
    Refusal.CLOSED: gettext_lazy("Nobody works at that time."),
    Refusal.TOO_SOON: gettext_lazy("That time has passed."),
    Refusal.TOO_FAR: gettext_lazy("That is too far ahead."),
    Refusal.NO_ROOM: gettext_lazy("No room is free at that time."),
}

NOT_ALLOWED = {
    "status": gettext_lazy("That cannot be done with this visit as it stands now."),
    "past": gettext_lazy("The visit has begun already."),
    "role": gettext_lazy("Your role may not do that."),
    "not_offered": gettext_lazy("This service is not offered there, or by them."),
}

DID = {
    "booked": gettext_lazy("booked it"),
    "approved_visit": gettext_lazy("confirmed it"),
    "declined_visit": gettext_lazy("declined it"),
    "moved_visit": gettext_lazy("moved it"),
    "cancelled_visit": gettext_lazy("cancelled it"),
    "visit_arrive": gettext_lazy("noted that they are here"),
    "visit_run_late": gettext_lazy("noted a delay"),
    "visit_fulfil": gettext_lazy("noted that it is done"),
    "visit_no_show": gettext_lazy("noted that they did not come"),
    "visit_reopen": gettext_lazy("took that back"),
    "wrote_note": gettext_lazy("wrote a note"),
    "looked_at_reason": gettext_lazy("read why they come"),
}
"""What the audit lines about a visit are called."""


def clock(at: int, zone: str) -> str:
    """ "09:30"."""
    return f"{local(at, zone):%H:%M}"


def status_words(appointment: Appointment) -> str:
    """How a visit stands."""
    return str(STATUS[appointment.status])


def day_words(at: int, zone: str) -> str:
    """ "Fri 27 Nov"."""
    return date_format(local(at, zone), _("D j M"))


def when_words(at: datetime | int, zone: str) -> str:
    """ "Fri 27 Nov, 09:30"."""
    here = local(at if isinstance(at, int) else instant(at), zone)
    return date_format(here, _("D j M, H:i"))


def moment_words(at: datetime, zone: str) -> str:
    """ "27 Nov 2026, 09:30"."""
    return date_format(at.astimezone(zone_of(zone)), _("j M Y, H:i"))
