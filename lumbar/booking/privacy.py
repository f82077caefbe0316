"""This app's part of a person's export."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lumbar.booking.models import Appointment, WaitingEntry
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Every visit and every place on a wait list, oldest first. What the clinic wrote to a visit
    goes with it, as it stands there."""
    visits = Appointment.objects.filter(patient__person=person).order_by("made_at", "starts_at")
    waiting = WaitingEntry.objects.filter(patient__person=person).order_by("joined_at")
    return {
        "visits": [
            _visit(one)
            for one in visits.select_related(
                "clinic", "service", "practitioner", "location", "room"
            ).prefetch_related("notes", "notices")
        ],
        "waiting": [
            _waiting(one)
            for one in waiting.select_related("clinic", "service", "practitioner").prefetch_related(
                "offers"
            )
        ],
    }


def _visit(one: Appointment) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "clinic": one.clinic.name_en,
        "service": one.service.name_en,
        "practitioner": one.practitioner.name_en,
        "location": one.location.name_en,
        "room": one.room.name_en if one.room else None,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "status": one.status,
        "email": one.email,
        "reason": one.reason,
        "level": one.level,
        "check": str(one.assessment_id) if one.assessment_id else None,
        "made_at": one.made_at.isoformat(),
        "made_by": one.source,
        "arrived_at": _at(one.arrived_at),
        "ended_at": _at(one.ended_at),
        "cancelled_by": one.cancelled_by,
        "cancelled_late": one.late_cancel,
        "moved_late": one.moved_late,
        "notes": [
            {"kind": note.kind, "text": note.text, "written_at": note.written_at.isoformat()}
            for note in one.notes.all()
        ],
        "messages": [
            {"kind": notice.kind, "state": notice.state, "sent_at": _at(notice.sent_at)}
            for notice in one.notices.all()
        ],
    }


def _waiting(one: WaitingEntry) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "clinic": one.clinic.name_en,
        "service": one.service.name_en,
        "practitioner": one.practitioner.name_en if one.practitioner else None,
        "when": one.grid,
        "email": one.email,
        "email_confirmed_at": _at(one.confirmed_at),
        "level": one.level,
        "reason": one.reason,
        "until": one.until.isoformat() if one.until else None,
        "state": one.state,
        "left_for_visit": str(one.found_id) if one.found_id else None,
        "joined_at": one.joined_at.isoformat(),
        "offers": [
            {"offered_at": offer.offered_at.isoformat(), "state": offer.state}
            for offer in one.offers.all()
        ],
    }


def _at(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
