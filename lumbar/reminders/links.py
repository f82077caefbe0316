"""Addresses that work for whoever has them, without a cookie.

A *calendar address* holds a random value of 256 bits; only its digest is kept. A *stop link* and
a *confirmation link* are signed and keep nothing: they name a mailbox, browser or calendar by a
digest, so that they go on working after two devices were joined, and tell nobody an address.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from lumbar.reminders.models import Kind, Way

CONFIRM_WITHIN = timedelta(days=1)
ALL = "all"
"""In the place of a kind: every kind by this way."""

_STOP = signing.Signer(salt="lumbar.reminders.stop")
_CONFIRM = signing.TimestampSigner(salt="lumbar.reminders.confirm")


class Stop(NamedTuple):
    """What a stop link stops."""

    way: str
    kind: str
    """One kind, or ``ALL``."""
    identity: str


def new_calendar_token() -> str:
    """The secret part of a calendar address: 256 random bits as 43 characters."""
    return secrets.token_urlsafe(32)


def identity(what: str) -> str:
    """The digest by which a link finds a mailbox, a browser or a calendar: of its address, its
    endpoint or its token."""
    return hashlib.sha256(what.encode()).hexdigest()


def stop_path(way: str, kind: str, identity: str) -> str:
    """The address of the page that stops one kind by one way."""
    return reverse("stop_reminders", args=[_STOP.sign(f"{way}.{kind}.{identity}")])


def read_stop(token: str) -> Stop | None:
    """What a stop link says; None when it is not one of ours."""
    try:
        way, kind, digest = _STOP.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if way not in Way.values or kind not in {*Kind.values, ALL}:
        return None
    return Stop(way, kind, digest)


def confirm_path(person_id: object, email_hash: str) -> str:
    """The address of the page that confirms a mailbox for a person; it works for a day."""
    return reverse("confirm_email", args=[_CONFIRM.sign(f"{person_id}.{email_hash}")])


def read_confirm(token: str) -> tuple[str, str] | None:
    """The person's id and the mailbox's digest; None for a link that is broken or too old."""
    try:
        person_id, _, digest = _CONFIRM.unsign(token, max_age=CONFIRM_WITHIN).partition(".")
    except signing.BadSignature:
        return None
    return person_id, digest
