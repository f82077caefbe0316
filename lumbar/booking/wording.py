"""When a visit is, in the words of the page's language and by the clock of its place; and how it
stands, for the clinic's staff."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import Appointment
from lumbar.scheduling.policy import Status
from lumbar.site.wording import page_language
from lumbar.site.zones import city

STANDS = {
    Status.PROPOSED: gettext_lazy("held, not confirmed yet"),
    Status.PENDING: gettext_lazy("asks for your yes"),
    Status.BOOKED: gettext_lazy("booked"),
    Status.ARRIVED: gettext_lazy("is here"),
    Status.FULFILLED: gettext_lazy("done"),
    Status.CANCELLED: gettext_lazy("cancelled"),
    Status.NO_SHOW: gettext_lazy("did not come"),
}


def status_words(appointment: Appointment) -> str:
    """How a visit stands, as staff read it."""
    return str(STANDS[Status(appointment.status)])


def day_words(at: datetime, zone: str) -> str:
    """ "Tuesday 8 December"."""
    return formatted(at.astimezone(ZoneInfo(zone)), _("l j F"))


def time_words(at: datetime, zone: str) -> str:
    """ "09:30"."""
    return formatted(at.astimezone(ZoneInfo(zone)), "H:i")


def when_words(at: datetime, zone: str) -> str:
    """ "Tuesday 8 December 2026, 09:30 (Hong Kong time)"."""
    day = formatted(at.astimezone(ZoneInfo(zone)), _("l j F Y"))
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day, "time": time_words(at, zone), "zone": zone_words(zone),
    }  # fmt: skip


def zone_words(zone: str) -> str:
    """ "Hong Kong time"."""
    return _("%(city)s time") % {"city": city(zone, page_language())}
