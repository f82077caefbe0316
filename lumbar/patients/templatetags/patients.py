"""How a visit stands, and the notes to it."""

from __future__ import annotations

from django import template

from lumbar.booking.models import Appointment, VisitNote
from lumbar.booking.wording import status_words
from lumbar.patients.queries import Visits

register = template.Library()


register.filter("status_words", status_words)


@register.filter
def notes_of(visits: Visits, visit: Appointment) -> list[VisitNote]:
    """The notes to this visit that the reader may see."""
    return visits.notes.get(visit.pk, [])
