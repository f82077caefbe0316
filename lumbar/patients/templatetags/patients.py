"""How a visit stands, and the notes to it."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from lumbar.booking.models import Appointment, VisitNote
from lumbar.patients.queries import Visits

register = template.Library()


@register.filter
def status_words(visit: Appointment) -> str:
    """How the visit stands, in a word."""
    return {
        Appointment.Status.PROPOSED: _("not confirmed yet"),
        Appointment.Status.PENDING: _("to be confirmed by us"),
        Appointment.Status.BOOKED: _("booked"),
        Appointment.Status.ARRIVED: _("here"),
        Appointment.Status.FULFILLED: _("seen"),
        Appointment.Status.CANCELLED: _("cancelled"),
        Appointment.Status.NO_SHOW: _("did not come"),
    }[Appointment.Status(visit.status)]


@register.filter
def notes_of(visits: Visits, visit: Appointment) -> list[VisitNote]:
    """The notes to this visit that the reader may see."""
    return visits.notes.get(visit.pk, [])
