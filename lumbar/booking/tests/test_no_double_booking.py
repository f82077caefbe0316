"""The database refuses two reservations that overlap, whoever writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from lumbar.booking.actions import book_at_desk
from lumbar.booking.models import Reservation
from lumbar.booking.tests.book import NOW, a_book

pytestmark = pytest.mark.django_db


def refused(statement, arguments=()):
    """Whether the database refuses it, asked past Django's models."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
    except IntegrityError:
        return True
    return False


def booked(book, n, who=0):
    return book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(n, who=who),
        patient=book.patient(f"Patient {n} {who}"), by=book.staff, now=NOW,
    )  # fmt: skip


INSERT = """
    INSERT INTO booking_reservation (appointment_id, practitioner_id, room_id, starts_at, ends_at)
    SELECT a.uuid, r.practitioner_id, r.room_id, r.starts_at, r.ends_at
    FROM booking_appointment a, booking_reservation r WHERE a.uuid = %s AND r.appointment_id = %s
"""


def test_raw_sql_cannot_book_twice_either():
    book = a_book(practitioners=2, rooms=2, before=10, after=5)
    first, second, other = booked(book, 0), booked(book, 2), booked(book, 0, who=1)
    ids = {visit: visit.pk.hex for visit in (first, second, other)}
    if connection.vendor == "postgresql":
        ids = {visit: visit.pk for visit in (first, second, other)}
    Reservation.objects.get(appointment=second).delete()
    for words in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"):
        if words == "INSERT" or connection.vendor == "sqlite":
            statement = INSERT.replace("INSERT", words, 1)
            assert refused(statement, [ids[second], ids[first]]), words
    # Another practitioner in the same room.
    assert refused(
        "UPDATE booking_reservation SET room_id = %s WHERE appointment_id = %s",
        [first.room_id, ids[other]],
    )
    # The same practitioner in another room.
    assert refused(
        "UPDATE booking_reservation SET practitioner_id = %s WHERE appointment_id = %s",
        [first.practitioner_id, ids[other]],
    )
    if connection.vendor == "sqlite":
        # Not written as Django writes it, it would compare as another time.
        assert refused("UPDATE booking_reservation SET ends_at = '2026-12-08T09:00:00+08:00'")
        assert refused("UPDATE booking_reservation SET starts_at = 1796691600")
    assert Reservation.objects.count() == 2


def test_buffers_count_and_touching_does_not():
    book = a_book(minutes=30, before=10, after=5, step=5)
    first = booked(book, 0)
    held = first.reservation
    assert held.starts_at == first.starts_at - timedelta(minutes=10)
    assert held.ends_at == first.ends_at + timedelta(minutes=5)
    # 45 minutes later its buffer begins as the other's ends.
    second = booked(book, 9)
    assert second.reservation.starts_at == held.ends_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(appointment=second).update(
            starts_at=held.ends_at - timedelta(seconds=1)
        )


@pytest.mark.django_db(transaction=True)
def test_the_guard_can_be_taken_down_and_put_up_again():
    executor = MigrationExecutor(connection)
    executor.migrate([("booking", "0002_addresses_and_traces")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    book = a_book()
    first, second = booked(book, 0), booked(book, 1)
    assert refused(
        "UPDATE booking_reservation SET starts_at = %s, ends_at = %s",
        [first.reservation.starts_at, first.reservation.ends_at],
    )
    assert second.reservation.starts_at == first.reservation.ends_at
