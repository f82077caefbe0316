"""The three queries the book is read by, for SQLite and PostgreSQL.

Dates and times come as text, moments as whole seconds since 1970: so both databases answer alike,
and thousands of moments need not be made into Python's first.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

WORKING = """
SELECT 'who', p.id, s.service_id, NULL, p.name_en, p.name_zh_hant, NULL, NULL, NULL
FROM booking_practitioner p
JOIN booking_service_practitioners s ON s.practitioner_id = p.id
WHERE s.service_id IN (SERVICES) AND p.active AND p.clinic_id = %(clinic)s
UNION ALL
SELECT 'hours', h.practitioner_id, h.location_id, h.weekday, NULL,
       CAST(h.opens AS text), CAST(h.closes AS text),
       CAST(h.first_day AS text), CAST(h.last_day AS text)
FROM booking_hours h
JOIN booking_practitioner p ON p.id = h.practitioner_id
WHERE p.active AND p.clinic_id = %(clinic)s AND p.id IN (
  SELECT practitioner_id FROM booking_service_practitioners WHERE service_id IN (SERVICES)
)
UNION ALL
SELECT 'pause', b.practitioner_id, NULL, b.weekday, NULL,
       CAST(b.starts AS text), CAST(b.ends AS text), NULL, NULL
FROM booking_pause b
JOIN booking_practitioner p ON p.id = b.practitioner_id
WHERE p.active AND p.clinic_id = %(clinic)s AND p.id IN (
  SELECT practitioner_id FROM booking_service_practitioners WHERE service_id IN (SERVICES)
)
UNION ALL
SELECT 'day', d.practitioner_id, d.location_id, NULL, CAST(d.day AS text),
       CAST(d.opens AS text), CAST(d.closes AS text), NULL, NULL
FROM booking_dayexception d
JOIN booking_practitioner p ON p.id = d.practitioner_id
WHERE p.active AND p.clinic_id = %(clinic)s AND p.id IN (
  SELECT practitioner_id FROM booking_service_practitioners WHERE service_id IN (SERVICES)
)
  AND d.day BETWEEN %(first)s AND %(last)s
"""
"""Kind, practitioner, place, weekday, day, from, to, first day, last day; of ``who`` a service they
offer, and their names in the place of day and from."""

PLACES = """
SELECT 'room', r.id, r.location_id, NULL
FROM booking_room r JOIN booking_location l ON l.id = r.location_id
WHERE l.clinic_id = %(clinic)s AND l.active AND r.active
UNION ALL
SELECT 'place', l.id, NULL, l.time_zone
FROM booking_location l WHERE l.clinic_id = %(clinic)s AND l.active
UNION ALL
SELECT 'holiday', NULL, NULL, CAST(h.day AS text)
FROM booking_holiday h WHERE h.clinic_id = %(clinic)s
UNION ALL
SELECT 'suits', s.room_id, s.service_id, NULL
FROM booking_service_rooms s WHERE s.service_id IN (SERVICES)
"""
"""Kind, its id, place (of ``suits`` the service), zone or day. Rooms first: PostgreSQL takes the
types from the first."""

TAKEN = """
SELECT 'who', t.practitioner_id, SECONDS(t.starts_at), SECONDS(t.ends_at)
FROM booking_reservation t
WHERE t.practitioner_id IN (WHOSE) AND t.ends_at > %(since)s AND t.starts_at < %(until)s
  AND (t.held_until IS NULL OR t.held_until > %(now)s) AND t.appointment_id <> %(ignoring)s
UNION ALL
SELECT 'who', t.practitioner_id, SECONDS(t.starts_at), SECONDS(t.ends_at)
FROM booking_block t
WHERE t.clinic_id = %(clinic)s AND t.ends_at > %(since)s AND t.starts_at < %(until)s
  AND t.practitioner_id IN (WHOSE)
UNION ALL
SELECT 'who', t.practitioner_id, SECONDS(t.starts_at), SECONDS(t.ends_at)
FROM booking_outsidebusy t
WHERE t.practitioner_id IN (WHOSE) AND t.ends_at > %(since)s AND t.starts_at < %(until)s
"""
"""Kind, practitioner or room, from, to."""

TAKEN_ROOMS = (
    TAKEN
    + """
UNION ALL
SELECT 'room', t.room_id, SECONDS(t.starts_at), SECONDS(t.ends_at)
FROM booking_reservation t
WHERE t.room_id IN (ROOMS) AND t.ends_at > %(since)s AND t.starts_at < %(until)s
  AND (t.held_until IS NULL OR t.held_until > %(now)s) AND t.appointment_id <> %(ignoring)s
UNION ALL
SELECT 'room', t.room_id, SECONDS(t.starts_at), SECONDS(t.ends_at)
FROM booking_block t
WHERE t.clinic_id = %(clinic)s AND t.ends_at > %(since)s AND t.starts_at < %(until)s
  AND t.room_id IN (ROOMS)
"""
)

_SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM {})::bigint",
    "sqlite": "CAST(strftime('%%s', {}) AS INTEGER)",
}


def statement(text: str, *, services: int = 0, whose: int = 0, rooms: int = 0) -> str:
    """One of these for the database in use, with room for so many services, practitioners and
    rooms, named ``service_0``, ``whose_0`` and ``room_0`` and so on."""
    return _statement(connection.vendor, text, services, whose, rooms)


@lru_cache(maxsize=256)
def _statement(vendor: str, text: str, services: int, whose: int, rooms: int) -> str:
    for column in ("starts_at", "ends_at"):
        name = f"t.{column}"
        text = text.replace(f"SECONDS({name})", _SECONDS[vendor].format(name))
    for word, name, many in (
        ("SERVICES", "service", services), ("WHOSE", "whose", whose), ("ROOMS", "room", rooms),
    ):  # fmt: skip
        text = text.replace(f"({word})", f"({', '.join(f'%({name}_{n})s' for n in range(many))})")
    return text
