"""The queries by which the board reads what people share, for SQLite and PostgreSQL.

They are asked again every half minute for every open board, and putting them together anew out of
Django's parts took longer than all that is then done with the rows. Days come as text; a moment
comes as text from SQLite.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection

SHARING = """
SELECT s.person_id, s.scope, e.uuid, e.name, e.phone, e.language
FROM people_sharing s
LEFT JOIN people_patient e ON e.person_id = s.person_id AND e.clinic_id = s.clinic_id
WHERE s.clinic_id = %(clinic)s AND s.scope <> 'nothing'
"""
"""Person and scope; their entry in the clinic's register, its name, phone and language."""

CHECKS = """
SELECT a.person_id, a.created_at, a.level, INSIDE(a.answers, pain_now),
       CASE WHEN a.level IN ('emergency', 'same_day') THEN INSIDE(a.assessment, findings) END
FROM check_storedassessment a
WHERE a.person_id IN (SELECT person_id FROM people_sharing
                      WHERE clinic_id = %(clinic)s AND scope IN ('result', 'journal'))
  AND a.created_at >= %(since)s
ORDER BY a.created_at DESC
"""
"""Person, when, level, pain as it was answered, and of red flags what fired, as JSON."""

EVENTS = """
SELECT 'called', r.person_id, r.asked_at, r.by, ''
FROM check_recheck r
WHERE r.person_id IN (WHO) AND r.asked_at >= %(since)s
UNION ALL
SELECT 'sign', c.person_id, d.asked_at, '', ''
FROM companion_dangersignsasked d JOIN companion_companion c ON c.uuid = d.companion_id
WHERE c.person_id IN (WHO) AND d.any_sign AND d.asked_at >= %(since)s
UNION ALL
SELECT 'review', c.person_id, r.said_at, r.check_in, r.outcome
FROM companion_review r JOIN companion_companion c ON c.uuid = r.companion_id
WHERE c.person_id IN (WHO) AND r.said_at >= %(since)s
UNION ALL
SELECT 'hours', c.person_id, c.began_at, CAST(c.started_at AS text),
       CASE WHEN EXISTS (SELECT 1 FROM companion_review r
                         WHERE r.companion_id = c.uuid AND r.check_in = 'two-days')
            THEN 'two-days' ELSE '' END
FROM companion_companion c
WHERE c.person_id IN (WHO) AND c.ended_at IS NULL AND c.began_at >= %(began)s
"""
"""Kind, person, when; then who called for a new check, or a check-in and its answer, or when the
first hours were started and which check-in was answered in them."""

MORNINGS = """
SELECT m.person_id, JOINED(CAST(m.morning AS text) || '/' || CAST(m.pain AS text))
FROM journal_checkin m
WHERE m.person_id IN (WHO) AND m.morning > %(after)s AND m.morning <= %(today)s
GROUP BY m.person_id
"""
"""Person, and all their mornings as one text: a row of each person instead of one of each day, as
most of what a row costs is not reading it."""

NIGHTS = """
SELECT s.person_id, JOINED(CAST(s.started_at AS text))
FROM tonight_sessionrecord s
WHERE s.person_id IN (WHO) AND s.started_at >= %(since)s
  AND (s.state = 'done' OR CAST(s.steps AS text) LIKE '%%"done"%%')
GROUP BY s.person_id
"""
"""Person, and the moments of their evenings as one text."""

LAST_EVENINGS = """
SELECT CAST(h.weekday AS text), CAST(h.closes AS text)
FROM booking_hours h JOIN booking_practitioner p ON p.id = h.practitioner_id
WHERE p.clinic_id = %(clinic)s AND p.active
  AND (h.first_day IS NULL OR h.first_day < %(today)s)
  AND (h.last_day IS NULL OR h.last_day >= %(today)s)
UNION ALL
SELECT CAST(d.day AS text), ''
FROM booking_holiday d
WHERE d.clinic_id = %(clinic)s AND d.day < %(today)s AND d.day >= %(after)s
"""
"""Weekday and closing time of everybody's hours; a holiday, and nothing."""

WHO = "SELECT person_id FROM people_sharing WHERE clinic_id = %(clinic)s AND scope = 'journal'"
_INSIDE = {"postgresql": "{} ->> '{}'", "sqlite": "JSON_EXTRACT({}, '$.{}')"}
_JOINED = {"postgresql": "STRING_AGG", "sqlite": "GROUP_CONCAT"}


def rows_of(text: str, *, people: list[Any] | None = None, **named: Any) -> list[tuple[Any, ...]]:
    """The rows of one of these; ``people``: only of these of those who share their journal, by the
    ids the database keeps."""
    only = dict(enumerate(people or ()))
    named |= {f"one_{n}": id for n, id in only.items()}
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, text, len(only)), named)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@lru_cache(maxsize=64)
def _statement(vendor: str, text: str, people: int) -> str:
    who = WHO
    if people:
        who += f" AND person_id IN ({', '.join(f'%(one_{n})s' for n in range(people))})"
    text = text.replace("(WHO)", f"({who})")
    for column, key in (("a.answers", "pain_now"), ("a.assessment", "findings")):
        text = text.replace(f"INSIDE({column}, {key})", _INSIDE[vendor].format(column, key))
    begins = text.find("JOINED(")
    if begins < 0:
        return text
    ends = text.index(")\nFROM", begins)
    inside = text[begins + len("JOINED(") : ends]
    return f"{text[:begins]}{_JOINED[vendor]}({inside}, ','){text[ends + 1 :]}"
