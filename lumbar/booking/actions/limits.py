"""How many requests may come from one e-mail, one device, one address and one network.

Kept for a day: keyed digests of these, from which nobody reads them back. The key is the
installation's secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from types import MappingProxyType

from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac

from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, RequestTrace

KEPT = timedelta(days=1)
OPEN_HOLDS: Mapping[str, int] = MappingProxyType(
    {"email": 2, "device": 3, "new": 5, "address": 10, "network": 30}
)
"""How many requests that nobody has confirmed yet, the person or the clinic, may hold a time at
once. Behind one address there may be a whole company, or all who use one telephone network; devices
that were never here before (``new``) cannot be told apart and share what one address may."""
A_DAY: Mapping[str, int] = MappingProxyType(
    {"email": 8, "device": 12, "new": 30, "address": 60, "network": 180, "place": 3}
)
"""How many requests may be made in a day, confirmed or not. ``place``: an e-mail address that was
typed for a place on the wait list, to which a message goes each time."""
ONE_SITE = 64
"""Bits of an IPv6 address that name who has the connection; the others they choose at will."""
ONE_NETWORK = 48
"""Bits of the largest network that is commonly given to one customer."""


def digests_of(contact: Contact, origin: Origin) -> dict[str, str]:
    """Keyed digests of what a request is known by; without what it does not have."""
    address, network = _places(origin.address)
    known = {
        "email": contact.tidy().email, "device": origin.device, "address": address,
        "network": network, "new": "" if origin.device else address,
    }  # fmt: skip
    return {kind: _digest(kind, value) for kind, value in known.items() if value}


def place_digests(contact: Contact, origin: Origin, *, proved: bool) -> dict[str, str]:
    """What somebody who joins the wait list is known by. An address that is only typed counts by
    itself, so that whoever types another's keeps them from nothing; one that is ``proved`` to be
    theirs does not count."""
    digests = digests_of(contact, origin)
    if digests.pop("email", None) and not proved:
        digests["place"] = _digest("place", contact.tidy().email)
    return digests


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"lumbar.booking.{kind}", value, algorithm="sha256").hexdigest()


def _places(address: str) -> tuple[str, str]:
    """What one visitor has of an address, and the wider network where there is one to speak of;
    what is no address counts as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address, ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        site, network = (
            ip_network((found, bits), strict=False) for bits in (ONE_SITE, ONE_NETWORK)
        )
        return str(site), str(network)
    return str(getattr(found, "ipv4_mapped", None) or found), ""


def lock_mailbox(email: str) -> None:
    """Requests that go to one mailbox are counted one after the other."""
    if email:
        _lock({"email": _digest("email", email.lower())})


def check_limits(digests: Mapping[str, str], now: datetime) -> None:
    """Raise `NotAllowed` when one more request from there is too many. Requests from one place wait
    for each other here, so that many at once are counted too."""
    _lock(digests)
    since = now - KEPT
    unconfirmed = Q(
        appointment__status=Appointment.Status.PROPOSED, appointment__held_until__gt=now
    )
    waits = Q(appointment__status=Appointment.Status.PENDING)
    for kind, digest in digests.items():
        lately = RequestTrace.objects.filter(kind=kind, digest=digest, made_at__gt=since)
        most = OPEN_HOLDS.get(kind)
        # What waits for the clinic's word is no fault of strangers who share an address.
        holds = lately.filter(unconfirmed if kind == "new" else unconfirmed | waits)
        if lately.count() >= A_DAY[kind] or (most is not None and holds.count() >= most):
            raise NotAllowed("too_many")


def keep_trace(appointment: Appointment | None, digests: Mapping[str, str], now: datetime) -> None:
    """Remember where a request came from; None: one for a place on the wait list. What is older
    than a day is forgotten."""
    RequestTrace.objects.filter(made_at__lte=now - KEPT).delete()
    RequestTrace.objects.bulk_create(
        RequestTrace(appointment=appointment, kind=kind, digest=digest, made_at=now)
        for kind, digest in digests.items()
    )


def _lock(digests: Mapping[str, str]) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for digest in sorted(digests.values()):
            # The first 64 bits of the digest, as the signed number a lock is named by.
            number = int.from_bytes(bytes.fromhex(digest[:16]), signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
