"""Addresses of a place on the wait list and of an offer, for whoever has them. They are signed and
keep nothing, and their pages say nothing of health: neither why somebody waits nor what for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse

from lumbar.booking.models import Appointment, Offer, WaitingEntry

PLACE_FOR = timedelta(days=180)
"""Nobody needs to stay on a list because a link is too old; all it does is to leave."""
OFFER_FOR = timedelta(days=2)

_PLACE = signing.TimestampSigner(salt="lumbar.booking.waiting")
_OFFER = signing.TimestampSigner(salt="lumbar.booking.offer")


def place_path(entry: WaitingEntry) -> str:
    """The page of somebody's place on the list, on which they leave it."""
    return reverse("waiting_place", args=[_PLACE.sign(entry.pk.hex)])


def offer_path(appointment: Appointment) -> str:
    """The page on which an offer is answered. ``appointment``: the one that holds the time."""
    return reverse("waiting_offer", args=[_OFFER.sign(appointment.pk.hex)])


def read_place(token: str) -> WaitingEntry | None:
    """Whose place a link is of; None when it is broken or too old."""
    number = _read(_PLACE, token, PLACE_FOR)
    rows = WaitingEntry.objects.select_related("clinic", "patient", "service", "practitioner")
    return rows.filter(pk=number).first() if number else None


def read_offer(token: str) -> Offer | None:
    """The offer of a link; None when it is broken or too old."""
    number = _read(_OFFER, token, OFFER_FOR)
    rows = Offer.objects.select_related(
        "entry__patient", "entry__clinic", "entry__instead_of__location", "appointment__clinic",
        "appointment__patient", "appointment__service", "appointment__practitioner",
        "appointment__location", "appointment__room",
    )  # fmt: skip
    return rows.filter(appointment=number).first() if number else None


def _read(signer: signing.TimestampSigner, token: str, good_for: timedelta) -> UUID | None:
    try:
        return UUID(hex=signer.unsign(token, max_age=good_for))
    except signing.BadSignature:
        return None
