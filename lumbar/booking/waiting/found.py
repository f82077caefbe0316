"""Leaving the wait list because of a visit that was booked otherwise. Called by the book's own
actions, in their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lumbar.booking.models import Appointment, Offer, Service, WaitingEntry
from lumbar.booking.waiting.queries import as_entry
from lumbar.people.models import Patient
from lumbar.scheduling.instants import instant
from lumbar.scheduling.waiting import serves

State = WaitingEntry.State


def lock_waits(patient: Patient, service: Service) -> list[WaitingEntry]:
    """What somebody waits for of a service, locked. After their own row, and before appointments
    and diaries: who is offered a time has the entry first and then the diary."""
    rows = WaitingEntry.objects.select_for_update(no_key=True).filter(
        patient=patient, service=service, state__in=[State.WAITING, State.OFFERED]
    )
    return list(rows.order_by("pk"))


def end_waits(entries: Iterable[WaitingEntry], visit: Appointment, now: datetime) -> list[Offer]:
    """They have a visit now and wait no longer, where it is what they wait for. Returns their open
    offers, now declined, whose times the caller lets go."""
    ended = []
    starts, zone = instant(visit.starts_at), visit.location.time_zone
    for entry in entries:
        if not serves(as_entry(entry), starts, zone, instant(now)):
            continue
        entry.state, entry.found = State.FOUND, visit
        entry.save(update_fields=["state", "found"])
        open_ones = entry.offers.filter(state=Offer.State.OPEN).exclude(appointment=visit)
        for one in open_ones.select_related("appointment"):
            one.state = Offer.State.DECLINED
            one.save(update_fields=["state"])
            ended.append(one)
    return ended
