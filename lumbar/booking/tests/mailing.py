"""A clock to set, and a mail server that is set up, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone

from lumbar.booking.tests.book import NOW


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What time it is for every page."""
    stands = Clock(NOW)
    monkeypatch.setattr(timezone, "now", stands)
    return stands


@pytest.fixture
def mail_server(settings: Any) -> None:
    settings.LUMBAR = site.LUMBAR._replace(
        email={"EMAIL_HOST": "127.0.0.1"},
        email_from="Lumbar <desk@back.example.org>",
        public_url="https://back.example.org",
    )
    settings.DEFAULT_FROM_EMAIL = "Lumbar <desk@back.example.org>"
