"""Writes of practitioners' calendars. Each is one transaction and takes its arguments by name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from lumbar.booking.actions.locking import lock_book
from lumbar.booking.calendars.reading import busy_times
from lumbar.booking.models import (
    Hours,
    OutsideBusy,
    OutsideCalendar,
    Practitioner,
    PractitionerFeed,
)
from lumbar.people.models import Membership
from lumbar.people.who import staff_did
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.values import Span

READ_AHEAD = timedelta(days=400)
"""How far ahead busy times are taken over: more than anything can be booked ahead."""


def token_hash(token: str) -> str:
    """What is kept of a feed's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, practitioner: Practitioner, by: Membership, now: datetime) -> str:
    """A new secret address for a practitioner's calendar; the one before stops working. Returns the
    secret, which is told this once."""
    token = secrets.token_urlsafe(24)
    PractitionerFeed.objects.update_or_create(
        practitioner=practitioner, defaults={"token_hash": token_hash(token), "made_at": now}
    )
    _audit(by, "made_feed", practitioner, now)
    return token


@transaction.atomic
def stop_feed(*, practitioner: Practitioner, by: Membership, now: datetime) -> None:
    """The practitioner's calendar can no longer be subscribed to. Twice is once."""
    gone, _rows = PractitionerFeed.objects.filter(practitioner=practitioner).delete()
    if gone:
        _audit(by, "stopped_feed", practitioner, now)


@transaction.atomic
def add_calendar(
    *, practitioner: Practitioner, name: str, url: str, by: Membership, now: datetime
) -> OutsideCalendar:
    """Read a calendar elsewhere from now on: the worker does, within a minute. The same address
    twice is once."""
    found, new = OutsideCalendar.objects.get_or_create(
        practitioner=practitioner, url=url, defaults={"name": name}
    )
    if new:
        _audit(by, "added_calendar", practitioner, now)
    return found


def add_calendar_file(
    *, practitioner: Practitioner, name: str, data: bytes, by: Membership, now: datetime
) -> OutsideCalendar:
    """Take over a calendar's busy times from a file, once; one of the same name is replaced. Raises
    `UnreadableCalendar`."""
    # Read first: nobody waits for a lock meanwhile.
    busy = busy_times(data, zone=zone_of_work(practitioner), window=window_at(now))
    with transaction.atomic():
        found, _new = OutsideCalendar.objects.update_or_create(
            practitioner=practitioner, name=name, url="",
            defaults={"read_at": now, "tried_at": now, "error": ""},
        )  # fmt: skip
        _keep(found, busy)
        _audit(by, "added_calendar", practitioner, now)
    return found


@transaction.atomic
def remove_calendar(*, calendar: OutsideCalendar, by: Membership, now: datetime) -> None:
    """Forget a calendar with its busy times. Twice is once."""
    practitioner = calendar.practitioner
    gone, _rows = OutsideCalendar.objects.filter(pk=calendar.pk).delete()
    if gone:
        _audit(by, "removed_calendar", practitioner, now)


@transaction.atomic
def keep_busy(*, calendar: OutsideCalendar, busy: Sequence[Span], etag: str, now: datetime) -> None:
    """Put the busy times that were read in the place of the ones before. A booking of the same
    practitioner waits until it is done. A calendar removed meanwhile stays so."""
    lock_book([calendar.practitioner_id], [])
    if OutsideCalendar.objects.filter(pk=calendar.pk).update(etag=etag, read_at=now, error=""):
        _keep(calendar, busy)


def note_read(*, calendar: OutsideCalendar, error: str = "") -> None:
    """It is as it was, or could not be read: then the busy times stay, and the page says so."""
    OutsideCalendar.objects.filter(pk=calendar.pk).update(error=error)


def zone_of_work(practitioner: Practitioner) -> str:
    """By whose clock times without a zone are meant: that of the places they work at where it is
    one, else the clinic's."""
    hours = Hours.objects.filter(practitioner=practitioner, location__active=True)
    zones = set(hours.order_by().values_list("location__time_zone", flat=True))
    return zones.pop() if len(zones) == 1 else practitioner.clinic.time_zone


def window_at(now: datetime) -> Span:
    """From when until when busy times are taken over."""
    return instant(now - timedelta(days=1)), instant(now + READ_AHEAD)


def _keep(calendar: OutsideCalendar, busy: Sequence[Span]) -> None:
    OutsideBusy.objects.filter(calendar=calendar).delete()
    OutsideBusy.objects.bulk_create(
        (
            OutsideBusy(
                calendar=calendar, practitioner_id=calendar.practitioner_id,
                starts_at=moment(start), ends_at=moment(end),
            )
            for start, end in busy
        ),
        batch_size=500,
    )  # fmt: skip


def _audit(by: Membership, did: str, practitioner: Practitioner, now: datetime) -> None:
    staff_did(by, did, now=now, subject=f"practitioner:{practitioner.pk}")
