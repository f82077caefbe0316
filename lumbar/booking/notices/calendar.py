"""A visit as a calendar entry (iCalendar, RFC 5545 and 5546).

The entry's UID is the visit's and stays; SEQUENCE grows with each change calendars should take
over, so an update replaces the entry and a cancellation takes it out. Times are in UTC, which every
calendar shows on its own wall. No word is about health: a calendar hangs in an office.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from lumbar.booking.models import Appointment
from lumbar.people.addresses import address_at
from lumbar.scheduling.policy import Status

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
"""REQUEST puts an entry in or replaces it, CANCEL takes it out, both by e-mail; PUBLISH is a file
somebody opens."""

_STATUS = {
    Status.PROPOSED: "TENTATIVE",
    Status.PENDING: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
}


def uid(appointment: Appointment) -> str:
    """The name of the entry in every calendar, for ever."""
    return f"visit-{appointment.pk}"


def title(appointment: Appointment) -> str:
    """What the entry is called, in the language of the page or of ``translation.override``."""
    return _("Visit: %(clinic)s") % {"clinic": appointment.clinic.name}


def invitation(appointment: Appointment, method: Method, now: datetime) -> bytes:
    """The file. ``now`` is when it is made, by which calendars tell which of two is newer."""
    found = Calendar()
    found.add("PRODID", "-//Lumbar//Visits//EN")
    found.add("VERSION", "2.0")
    found.add("METHOD", method)
    event = Event()
    event.add("UID", uid(appointment))
    event.add("SEQUENCE", appointment.sequence)
    event.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", appointment.starts_at.astimezone(UTC))
    event.add("DTEND", appointment.ends_at.astimezone(UTC))
    event.add("SUMMARY", title(appointment))
    event.add("STATUS", _STATUS.get(Status(appointment.status), "CONFIRMED"))
    event.add("LOCATION", where(appointment))
    event.add("DESCRIPTION", _description(appointment))
    event.add("CLASS", "PRIVATE")
    if method != "PUBLISH":
        event.add("ORGANIZER", _organizer(appointment), encode=False)
        event.add("ATTENDEE", _attendee(appointment), encode=False)
    found.add_component(event)
    text: bytes = found.to_ical()
    return text


def where(appointment: Appointment) -> str:
    """The place with its address, on one line."""
    place = appointment.location
    return ", ".join(part for part in (appointment.clinic.name, place.name, place.address) if part)


def _description(appointment: Appointment) -> str:
    with_whom = _("With %(name)s") % {"name": appointment.practitioner.name}
    phone = appointment.location.phone or appointment.clinic.phone
    # Not the link to the visit: it would be too old by the time it is wanted.
    ask = _("To move or cancel, ask for a link: %(address)s") % {
        "address": address_at(appointment.clinic, reverse("visit_link"))
    }
    return "\n".join(part for part in (with_whom, phone, ask) if part)


def _organizer(appointment: Appointment) -> vCalAddress:
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = vText(appointment.clinic.name)
    return address


def _attendee(appointment: Appointment) -> vCalAddress:
    address = vCalAddress(f"mailto:{appointment.send_to}")
    # They booked it: no calendar should ask them whether they come, nor write to us.
    address.params["PARTSTAT"] = vText("ACCEPTED")
    address.params["RSVP"] = vText("FALSE")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    return address
