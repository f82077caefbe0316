"""A practitioner's visits as a calendar to subscribe to: initials and service, nothing else.

Calendars keep copies on servers and phones of others; so no name, no phone, no reason, no health.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.prop import vDuration

from lumbar.booking.models import Appointment, Block, Practitioner
from lumbar.booking.queries import still_holds
from lumbar.scheduling.policy import Status

BACK, AHEAD = timedelta(days=30), timedelta(days=400)
FETCH_EVERY = timedelta(minutes=15)
"""What calendars are asked to do; most take longer."""


def initials(name: str) -> str:
    """ "Chan Siu Ming" is "C. S. M.", 「陳小明」 is 「陳」 with dots: enough to know who comes, too
    little to tell."""
    words = [word for word in name.replace(",", " ").split() if word]
    if len(words) == 1 and not words[0].isascii():
        return words[0][0] + "…"
    return " ".join(word[0].upper() + "." for word in words)


def feed(practitioner: Practitioner, *, host: str, now: datetime) -> bytes:
    """The calendar as it is sent, in the language of the page."""
    found = Calendar()
    found.add("PRODID", "-//Lumbar//Practitioner//EN")
    found.add("VERSION", "2.0")
    found.add("METHOD", "PUBLISH")
    name = f"{practitioner.name}, {practitioner.clinic.name}"
    found.add("X-WR-CALNAME", name)
    found.add("NAME", name)
    found.add("REFRESH-INTERVAL", vDuration(FETCH_EVERY), parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", vDuration(FETCH_EVERY))
    shown = Q(starts_at__lt=now + AHEAD, ends_at__gt=now - BACK)
    visits = Appointment.objects.filter(shown, still_holds(now), practitioner=practitioner)
    for visit in visits.exclude(status=Status.CANCELLED).select_related(
        "patient", "service", "location", "room"
    ):
        found.add_component(_visit(visit, host))
    for block in Block.objects.filter(shown, practitioner=practitioner):
        found.add_component(_block(block, host))
    text: bytes = found.to_ical()
    return text


def _visit(visit: Appointment, host: str) -> Event:
    event = Event()
    event.add("UID", f"booked-{visit.pk}@{host}")
    event.add("SEQUENCE", visit.sequence)
    event.add("DTSTAMP", visit.made_at.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", visit.starts_at.astimezone(UTC))
    event.add("DTEND", visit.ends_at.astimezone(UTC))
    event.add("SUMMARY", f"{initials(visit.patient.name)} · {visit.service.name}")
    where = [visit.location.name, visit.room.name if visit.room else ""]
    event.add("LOCATION", ", ".join(part for part in where if part))
    tentative = visit.status in {Status.PROPOSED, Status.PENDING}
    event.add("STATUS", "TENTATIVE" if tentative else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    return event


def _block(block: Block, host: str) -> Event:
    event = Event()
    event.add("UID", f"booked-{block.pk}@{host}")
    event.add("DTSTAMP", block.starts_at.astimezone(UTC))
    event.add("DTSTART", block.starts_at.astimezone(UTC))
    event.add("DTEND", block.ends_at.astimezone(UTC))
    event.add("SUMMARY", _("Blocked"))
    event.add("CLASS", "PRIVATE")
    return event
