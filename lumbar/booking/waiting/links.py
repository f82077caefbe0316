"""Addresses of a place on the wait list and of an offer, for whoever has them. They are signed and
keep nothing, and their pages say nothing of health: neither why somebody waits nor what for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from lumbar.booking.models import Appointment, Offer, WaitingEntry

PLACE_FOR = timedelta(days=180)
"""Nobody needs to stay on a list because a link is too old; all it does is to leave."""
OFFER_FOR = timedelta(days=2)
CONFIRM_FOR = timedelta(days=14)

_PLACE = signing.TimestampSigner(salt="lumbar.booking.waiting")
_CONFIRM = signing.TimestampSigner(salt="lumbar.booking.waiting.confirm")
_OFFER = signing.TimestampSigner(salt="lumbar.booking.offer")


def place_path(entry: WaitingEntry) -> str:
    """The page of somebody's place on the list, on which they leave it."""
    return reverse("waiting_place", args=[_PLACE.sign(entry.pk.hex)])


def offer_path(appointment: Appointment) -> str:
    """The page on which an offer is answered. ``appointment``: the one that holds the time. It
    works for the mailbox of that only, as links to a visit do: once taken it leads to one."""
    named = f"{appointment.pk.hex}.{_mailbox(appointment.send_to)}"
    return reverse("waiting_offer", args=[_OFFER.sign(named)])


def confirm_place_path(entry: WaitingEntry) -> str:
    """The page that says that the address it was sent to is theirs. It works for that address
    only."""
    named = f"{entry.pk.hex}.{_mailbox(entry.address)}"
    return reverse("waiting_confirm", args=[_CONFIRM.sign(named)])


def read_confirm(token: str) -> WaitingEntry | None:
    """Whose place a link confirms; None when it is broken, too old, or went to another address."""
    try:
        number, _, mailbox = _CONFIRM.unsign(token, max_age=CONFIRM_FOR).partition(".")
    except signing.BadSignature:
        return None
    rows = WaitingEntry.objects.select_related("clinic", "patient", "service", "practitioner")
    entry = rows.filter(pk=UUID(hex=number)).first()
    return entry if entry and constant_time_compare(mailbox, _mailbox(entry.address)) else None


def _mailbox(address: str) -> str:
    return salted_hmac("lumbar.booking.place", address.lower()).hexdigest()[:16]


def read_place(token: str) -> WaitingEntry | None:
    """Whose place a link is of; None when it is broken or too old."""
    try:
        number = UUID(hex=_PLACE.unsign(token, max_age=PLACE_FOR))
    except signing.BadSignature:
        return None
    rows = WaitingEntry.objects.select_related("clinic", "patient", "service", "practitioner")
    return rows.filter(pk=number).first()


def read_offer(token: str) -> Offer | None:
    """The offer of a link; None when it is broken, too old, or went to another address."""
    try:
        number, _, mailbox = _OFFER.unsign(token, max_age=OFFER_FOR).partition(".")
    except signing.BadSignature:
        return None
    rows = Offer.objects.select_related(
        "entry__patient", "entry__clinic", "entry__instead_of__location", "appointment__clinic",
        "appointment__patient", "appointment__service", "appointment__practitioner",
        "appointment__location", "appointment__room",
    )  # fmt: skip
    offer = rows.filter(appointment=UUID(hex=number)).first()
    known = offer and constant_time_compare(mailbox, _mailbox(offer.appointment.send_to))
    return offer if known else None
