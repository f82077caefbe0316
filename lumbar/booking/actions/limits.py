"""How many requests may come from one e-mail, one device and one address.

Kept for a day: keyed digests of the three, from which nobody reads them back. The key is the
installation's secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac

from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, RequestTrace

KEPT = timedelta(days=1)
OPEN_HOLDS: Mapping[str, int] = MappingProxyType({"email": 2, "device": 3, "address": 10})
"""How many requests that nobody has confirmed yet, the person or the clinic, may hold a time at
once. Behind one address there may be a whole company, or all who use one telephone network."""
A_DAY: Mapping[str, int] = MappingProxyType({"email": 8, "device": 12, "address": 60})
"""How many requests may be made in a day, confirmed or not."""


def digests_of(contact: Contact, origin: Origin) -> dict[str, str]:
    """Keyed digests of what a request is known by; without what it does not have."""
    known = {
        "email": contact.tidy().email, "device": origin.device, "address": origin.address,
    }  # fmt: skip
    return {
        kind: salted_hmac(f"lumbar.booking.{kind}", value, algorithm="sha256").hexdigest()
        for kind, value in known.items()
        if value
    }


def check_limits(digests: Mapping[str, str], now: datetime) -> None:
    """Raise `NotAllowed` when one more request from there is too many. Requests from one place wait
    for each other here, so that many at once are counted too."""
    _lock(digests)
    since = now - KEPT
    open_hold = Q(
        appointment__status=Appointment.Status.PROPOSED, appointment__held_until__gt=now
    ) | Q(appointment__status=Appointment.Status.PENDING)
    for kind, digest in digests.items():
        lately = RequestTrace.objects.filter(kind=kind, digest=digest, made_at__gt=since)
        if lately.filter(open_hold).count() >= OPEN_HOLDS[kind] or lately.count() >= A_DAY[kind]:
            raise NotAllowed("too_many")


def keep_trace(appointment: Appointment, digests: Mapping[str, str], now: datetime) -> None:
    """Remember where a request came from; what is older than a day is forgotten."""
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
