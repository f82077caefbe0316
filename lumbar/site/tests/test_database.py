"""What the database must be set to, and that two writers do not lose anything."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from lumbar.people.models import Clinic
from lumbar.site.sqlite import FIRST_SAFE_WITH_WAL, journal_mode


def value_of(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_is_set_up_for_several_writers():
    assert connection.settings_dict["CONN_MAX_AGE"] is None
    if connection.vendor == "postgresql":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
        assert value_of("SHOW application_name") == "lumbar"
        return
    import sqlite3

    assert sqlite3.sqlite_version_info >= FIRST_SAFE_WITH_WAL
    assert value_of("PRAGMA journal_mode") == "wal"
    assert value_of("PRAGMA synchronous") == 1  # NORMAL
    assert value_of("PRAGMA foreign_keys") == 1
    assert value_of("PRAGMA busy_timeout") == 20_000
    assert value_of("PRAGMA secure_delete") == 1
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_sqlite_that_may_corrupt_the_log_gets_the_rollback_journal():
    assert journal_mode((3, 40, 1)) == "TRUNCATE"
    assert journal_mode((3, 51, 2)) == "TRUNCATE"
    assert journal_mode((3, 51, 3)) == "WAL"


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_wait_and_lose_nothing():
    clinic = Clinic.objects.create(name_en="0", name_zh_hant="甲")
    broken: list[Exception] = []

    def add_one_ten_times() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    mine = Clinic.objects.select_for_update().get(pk=clinic.pk)
                    mine.name_en = str(int(mine.name_en) + 1)
                    mine.save()
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add_one_ten_times) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    clinic.refresh_from_db()
    assert broken == []
    assert clinic.name_en == "60"
