"""Addresses of a visit that work for whoever has them, without an account.

A link is signed and keeps nothing. It names the visit and, by a digest, the mailbox it was sent to:
when the visit's address is changed, links sent to the old one stop working. It is short-lived;
whoever opens an older one has a fresh one sent to the same mailbox.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from lumbar.booking.models import Appointment

VISIT_FOR = timedelta(days=3)
"""How long a link to a visit works. Every message about it has a fresh one."""
CONFIRM_FOR = timedelta(days=2)
"""How long a link to confirm is looked at; whether there is still something to confirm is another
matter."""
DONE_FOR = timedelta(hours=2)
"""How long the page that follows a booking can be opened again."""

_VISIT = signing.TimestampSigner(salt="lumbar.booking.visit")
_CONFIRM = signing.TimestampSigner(salt="lumbar.booking.confirm")
_DONE = signing.TimestampSigner(salt="lumbar.booking.done")


class Found(NamedTuple):
    """What a link names."""

    appointment: Appointment | None
    """None: broken, of another mailbox, or of a visit that is no more."""
    expired: bool = False
    """It was right, and is too old."""


def visit_token(appointment: Appointment) -> str:
    """The secret part of a link to a visit."""
    return _VISIT.sign(_named(appointment))


def visit_path(appointment: Appointment) -> str:
    """The page on which a visit is looked at, moved, cancelled."""
    return reverse("visit", args=[visit_token(appointment)])


def confirm_path(appointment: Appointment) -> str:
    """The page that confirms a request, or takes an offer."""
    return reverse("confirm_visit", args=[_CONFIRM.sign(_named(appointment))])


def done_path(appointment: Appointment) -> str:
    """The page that follows a booking. It confirms nothing: it is shown to whoever typed the
    address, who may not be its reader."""
    return reverse("booking_done", args=[_DONE.sign(_named(appointment))])


def read_visit(token: str) -> Found:
    """The visit of a link."""
    return _read(_VISIT, token, VISIT_FOR)


def read_confirm(token: str) -> Found:
    """The visit of a link that confirms."""
    return _read(_CONFIRM, token, CONFIRM_FOR)


def read_done(token: str) -> Found:
    """The visit that was just booked."""
    return _read(_DONE, token, DONE_FOR)


def _named(appointment: Appointment) -> str:
    return f"{appointment.pk.hex}.{_mailbox(appointment)}"


def _mailbox(appointment: Appointment) -> str:
    """A digest of where messages about a visit go."""
    return salted_hmac("lumbar.booking.mailbox", appointment.send_to.lower()).hexdigest()[:16]


def _read(signer: signing.TimestampSigner, token: str, good_for: timedelta) -> Found:
    expired = False
    try:
        value = signer.unsign(token, max_age=good_for)
    except signing.SignatureExpired:
        value, expired = signer.unsign(token), True
    except signing.BadSignature:
        return Found(None)
    number, _, mailbox = value.partition(".")
    found = (
        Appointment.objects.select_related(
            "clinic", "patient", "service", "practitioner", "location", "room"
        )
        .filter(pk=UUID(hex=number))
        .first()
    )
    if found is None or not constant_time_compare(mailbox, _mailbox(found)):
        return Found(None)
    return Found(found, expired)
