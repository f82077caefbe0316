"""This app's part of erasing a person: the book keeps that a time was taken, and no word of why."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from lumbar.booking.actions import give_up_hold
from lumbar.booking.models import Appointment, Notice, Reservation, VisitNote, WaitingEntry
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.people.models import Clinic, Person

_OPEN = (Appointment.Status.PROPOSED, Appointment.Status.PENDING, Appointment.Status.BOOKED)


def erase_person(person: Person) -> None:
    """Cancel the visits ahead, take every word out of those that were, leave the wait list."""
    now = timezone.now()
    for clinic in Clinic.objects.filter(
        appointments__patient__person=person, appointments__source=Appointment.Source.HELD
    ).distinct():
        give_up_hold(clinic=clinic, person=person, now=now)
    visits = Appointment.objects.filter(patient__person=person)
    ahead = visits.filter(status__in=_OPEN, starts_at__gt=now)
    for held in Reservation.objects.filter(appointment__in=ahead).select_related("appointment"):
        held.delete()
        note_freed_visit(held.appointment, held, now)
    ahead.update(
        status=Appointment.Status.CANCELLED, cancelled_by="person", ended_at=now, held_until=None,
        sequence=F("sequence") + 1,
    )  # fmt: skip
    visits.update(reason="", level="", assessment=None, email="", version=F("version") + 1)
    VisitNote.objects.filter(appointment__in=visits).delete()
    # Nobody is written to any more: with the register's entry their address is gone.
    Notice.objects.filter(appointment__in=visits).delete()
    WaitingEntry.objects.filter(patient__person=person).delete()
