"""What a clinic offers, when and where, and what is booked."""

from __future__ import annotations

from lumbar.booking.models.calendars import OutsideBusy, OutsideCalendar, PractitionerFeed
from lumbar.booking.models.hours import Block, DayException, Holiday, Hours, Pause
from lumbar.booking.models.offered import Location, Named, Practitioner, Room, Service
from lumbar.booking.models.telling import Notice, NoticeSettings
from lumbar.booking.models.visits import Appointment, RequestTrace, Reservation, VisitNote
from lumbar.booking.models.waiting import FreedTime, Offer, PlaceConfirmation, WaitingEntry

__all__ = [
    "Appointment",
    "Block",
    "DayException",
    "FreedTime",
    "Holiday",
    "Hours",
    "Location",
    "Named",
    "Notice",
    "NoticeSettings",
    "Offer",
    "OutsideBusy",
    "OutsideCalendar",
    "Pause",
    "PlaceConfirmation",
    "Practitioner",
    "PractitionerFeed",
    "RequestTrace",
    "Reservation",
    "Room",
    "Service",
    "VisitNote",
    "WaitingEntry",
]
