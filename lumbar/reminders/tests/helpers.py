"""People with reminders, a clock to set, and a mail server that is set up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.test import Client

from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest
from lumbar.reminders.links import identity
from lumbar.reminders.models import ReminderSettings, Wish

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def local(text: str, zone: ZoneInfo = HONG_KONG) -> datetime:
    """ "2027-01-10 21:30" on a wall there."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


EVENING = local("2027-01-10 21:30")
A_WEEK_AGO = local("2027-01-04 12:00")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


def set_up_mail(settings: object) -> None:
    """As if the operator had given a mail server; Django's tests keep what is sent."""
    settings.LUMBAR = site.LUMBAR._replace(  # type: ignore[attr-defined]
        email={"EMAIL_HOST": "127.0.0.1"},
        email_from="Lumbar <reminders@back.example.org>",
        public_url="https://back.example.org",
    )
    settings.DEFAULT_FROM_EMAIL = "Lumbar <reminders@back.example.org>"  # type: ignore[attr-defined]


@pytest.fixture
def mail_server(settings: object) -> None:
    set_up_mail(settings)


def reminded(
    *wishes: str, email: str = "ada@example.org", since: datetime = A_WEEK_AGO, **changes: object
) -> tuple[Person, Client]:
    """Somebody who may have exercises and wishes these, as ``"tonight:email"``; and their
    browser. They have for a week, in Hong Kong, at the usual hours."""
    person, browser, _assessment = calm_guest()
    values = {
        "time_zone": "Asia/Hong_Kong",
        "language": "en",
        "hours_changed_at": since,
        "email": email,
        "email_hash": identity(email.lower()),
        "email_state": "confirmed" if email else "none",
    }
    ReminderSettings.objects.create(person=person, **(values | changes))
    for wish in wishes:
        kind, _, way = wish.partition(":")
        Wish.objects.create(person=person, kind=kind, way=way, made_at=since)
    return person, browser
