"""The worker's rounds that belong to no other part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.utils import DataError, IntegrityError, InterfaceError, OperationalError

from lumbar.people.models import Account
from lumbar.site.worker import Worker

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)


def session(key, *, ends):
    Session.objects.create(session_key=key, session_data="", expire_date=ends)


@pytest.mark.django_db
def test_sessions_that_are_over_go_once_a_day():
    now = [NOW]
    worker = Worker(lambda: now[0])
    account = Account.objects.create(email="ada@example.org")
    session("over", ends=NOW - timedelta(minutes=1))
    session("soon", ends=NOW + timedelta(minutes=1))
    for key in ("over", "soon"):
        UserSession.objects.create(user=account, session_key=key, ip="::", user_agent="")

    def left():
        return [
            set(model.objects.values_list("session_key", flat=True))
            for model in (Session, UserSession)
        ]

    worker.round()
    assert left() == [{"soon"}, {"soon"}]
    now[0] += timedelta(hours=23)
    worker.round()
    assert left() == [{"soon"}, {"soon"}], "not every few seconds"
    now[0] += timedelta(hours=1)
    worker.round()
    assert left() == [set(), set()]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [IntegrityError, DataError, OperationalError, InterfaceError])
def test_a_part_that_fails_does_not_starve_the_others(monkeypatch, wrong):
    """Also where it is the database that refuses: only where that does not answer is it waited
    for."""
    worker, ran = Worker(lambda: NOW), []

    def fails(_clock, _goes_on):
        raise wrong("one poisoned row")

    def works(_clock, _goes_on):
        ran.append(1)
        return 0

    monkeypatch.setattr(worker, "_parts", (fails, works))
    assert worker.round() == 0 and ran == [1]
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    with pytest.raises(wrong):
        worker.round()
    assert ran == [1]
