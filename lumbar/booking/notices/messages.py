"""The message of a notice: text, page and calendar entry, in the language of the visit.

No word is about health: neither why somebody comes nor what the visit is called.
"""

from __future__ import annotations

from datetime import datetime
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from typing import NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lumbar.booking.links import confirm_path, visit_path
from lumbar.booking.models import Appointment, Notice
from lumbar.booking.notices.calendar import Method, invitation
from lumbar.booking.notices.judging import Ready
from lumbar.booking.waiting.links import offer_path
from lumbar.booking.wording import day_words, time_words, when_words
from lumbar.people.addresses import address_at
from lumbar.scheduling.policy import Status
from lumbar.site.post import written

CALENDAR_TOLD = (Notice.Kind.BOOKED, Notice.Kind.MOVED)
"""These put a visit that is booked into a calendar."""
GONE = (Notice.Kind.CANCELLED, Notice.Kind.DECLINED)
"""These tell that there is no visit any more."""


class Words(NamedTuple):
    """A notice's subject, its sentences, and what its button says."""

    title: str
    sentence: str
    action: str
    hint: str = ""


def message_of(notice: Notice, ready: Ready, now: datetime) -> EmailMultiAlternatives:
    """The message. Made twice it is the same message, by its Message-ID."""
    visit = ready.appointment
    with translation.override(visit.patient.written_in):
        words = _words(ready, now)
        parts = {
            "visit": visit,
            "clinic": visit.clinic,
            "words": words,
            "when": when_words(visit.starts_at, visit.location.time_zone),
            "gone": ready.kind in GONE,
            "phone": visit.location.phone or visit.clinic.phone,
            "link": address_at(visit.clinic, _path(ready)),
        }
        message = written(
            "booking/mail/notice", parts,
            subject=words.title, to=visit.send_to, sender=visit.clinic.name,
            identifier=notice.uuid, now=now,
        )  # fmt: skip
        method = _method(ready)
        if method is not None:
            _with_calendar(message, invitation(visit, method, now).decode(), method)
    return message


def _path(ready: Ready) -> str:
    if ready.kind == Notice.Kind.OFFER:
        return offer_path(ready.appointment)
    if ready.kind == Notice.Kind.CONFIRM:
        return confirm_path(ready.appointment)
    if ready.kind in GONE:
        return reverse("book")
    return visit_path(ready.appointment)


def _method(ready: Ready) -> Method | None:
    """What the calendar is to do; None: nothing, a visit that was never booked is in none."""
    known = _in_calendar(ready.appointment)
    if ready.kind in GONE:
        return "CANCEL" if known else None
    if ready.kind in CALENDAR_TOLD and (ready.appointment.status == Status.BOOKED or known):
        return "REQUEST"
    return None


def _in_calendar(visit: Appointment) -> bool:
    """Whether a message put the visit into the person's calendar."""
    return Notice.objects.filter(
        appointment=visit, state=Notice.State.SENT, kind__in=CALENDAR_TOLD,
        told__startswith=f"{Status.BOOKED}|",
    ).exists()  # fmt: skip


def _with_calendar(message: EmailMultiAlternatives, text: str, method: Method) -> None:
    """The entry twice, as calendars want it: as a form of the message itself, which Gmail, Outlook
    and Apple act on by themselves, and as a file to open."""
    message.attach_alternative(text, f"text/calendar; method={method}")
    attached: MIMEBase = MIMEText(text, "calendar", "utf-8")
    attached.replace_header("Content-Type", 'application/ics; name="visit.ics"')
    attached.add_header("Content-Disposition", "attachment", filename="visit.ics")
    message.attach(attached)


def _words(ready: Ready, now: datetime) -> Words:
    visit = ready.appointment
    zone = visit.location.time_zone
    day = day_words(visit.starts_at, zone)
    change = _("Move or cancel")
    waits = visit.status == Status.PENDING
    match ready.kind:
        case Notice.Kind.CONFIRM:
            until = visit.held_until or visit.starts_at
            held = _("We hold this time for you until %(time)s. Open the link to confirm it.")
            return Words(
                _("Please confirm your visit"),
                held % {"time": time_words(until, zone)}
                if until > now
                # The message took longer than the time was held.
                else _("It is no longer held for you. If it is still free, you get it."),
                _("Confirm the visit"),
                _("If it was not you, do nothing: the time is then free again.")
                if until > now
                else _("If it was not you, do nothing."),
            )
        case Notice.Kind.OFFER:
            until = visit.held_until or visit.starts_at
            return Words(
                _("A time has become free"),
                _("We hold it for you until %(when)s. Open the link to take it.")
                % {"when": when_words(until, zone)},
                _("Look at the offer"),
                _("If it does not suit, do nothing or say so: you stay on the list."),
            )
        case Notice.Kind.REQUESTED:
            return Words(
                _("We have your request for %(day)s") % {"day": day},
                _("The clinic looks at it and writes to you. The time is held for you until then."),
                change,
            )
        case Notice.Kind.MOVED:
            later = _("The clinic confirms the new time and writes to you.")
            return Words(
                _("Your visit has a new time: %(day)s") % {"day": day},
                later if waits else _("The time before no longer holds."),
                change,
            )
        case Notice.Kind.CANCELLED:
            clinic = visit.cancelled_by == "clinic"
            return Words(
                _("Your visit on %(day)s is cancelled") % {"day": day},
                _("The clinic had to cancel it. We are sorry.")
                if clinic
                else _("You need not do anything more."),
                _("Find another time"),
            )
        case Notice.Kind.DECLINED:
            return Words(
                _("The clinic cannot take your request for %(day)s") % {"day": day},
                # Moved by themselves: the time they gave up for it does not come back.
                _(
                    "This time does not work, and the time you had before no longer holds. Please "
                    "choose another, or call."
                )
                if _in_calendar(visit)
                else _("This time does not work. Please choose another, or call."),
                _("Find another time"),
            )
        case Notice.Kind.REMINDER:
            return Words(
                _("Your visit is on %(day)s") % {"day": day},
                _("We look forward to seeing you."),
                change,
            )
        case Notice.Kind.LINK:
            return Words(
                _("Your link to your visit"),
                _("You asked for a new link. It works for three days."),
                _("Open my visit"),
                _("If it was not you, do nothing."),
            )
        case _:
            return Words(
                _("Your visit on %(day)s is booked") % {"day": day},
                _("We look forward to seeing you."),
                change,
            )
