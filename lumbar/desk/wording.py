"""Words of the desk: times, what was done, why something is not."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.scheduling.instants import instant, local, zone_of
from lumbar.scheduling.slots import Refusal

REFUSED = {
    Refusal.TAKEN: gettext_lazy("Somebody else has that time."),
    Refusal.CLOSED: gettext_lazy("Nobody works at that time."),
    Refusal.TOO_SOON: gettext_lazy("That time has passed."),
    Refusal.TOO_FAR: gettext_lazy("That is too far ahead."),
    Refusal.NO_ROOM: gettext_lazy("No room is free at that time."),
}

PRESSED = {
    **{str(why): words for why, words in REFUSED.items()},
    "too_long": gettext_lazy("It is too long for this gap."),
    "not_offered": gettext_lazy("It is not offered by them."),
}
"""Why a service does not fit a time that was pressed in the day (`times.Pressed`)."""

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
    "sent_again": gettext_lazy("sent the e-mail again"),
    "wrote_note": gettext_lazy("wrote a note"),
    "looked_at_reason": gettext_lazy("read why they come"),
}
"""What the audit lines about a visit are called."""


def clock(at: int, zone: str) -> str:
    """ "09:30"."""
    return f"{local(at, zone):%H:%M}"


def day_words(at: int, zone: str) -> str:
    """ "Fri 27 Nov"."""
    return date_format(local(at, zone), _("D j M"))


def long_day_words(day: date) -> str:
    """ "Friday 27 November 2026"."""
    return date_format(day, _("l j F Y"))


def short_day_words(day: date) -> str:
    """ "Fri 27"."""
    words = {"weekday": date_format(day, "D"), "day": day.day}
    return _("%(weekday)s %(day)s") % words


def when_words(at: datetime | int, zone: str) -> str:
    """ "Fri 27 Nov, 09:30"."""
    here = local(at if isinstance(at, int) else instant(at), zone)
    return date_format(here, _("D j M, H:i"))


def moment_words(at: datetime, zone: str) -> str:
    """ "27 Nov 2026, 09:30"."""
    return date_format(at.astimezone(zone_of(zone)), _("j M Y, H:i"))
