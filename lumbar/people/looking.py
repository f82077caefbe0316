"""Looking somebody up in a clinic's register by what was typed: a few short index scans, however
long the register is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from lumbar.people.finding import LAST, LONGEST, end_of_number, plain, same_name, wanted
from lumbar.people.models import Clinic, Patient, PatientKey

Term = tuple[str, ...]
"""Beginnings of keys; an entry has the term when one of its keys begins so."""
TABLE = PatientKey._meta.db_table
AS_MANY = 12
"""How many are shown; who typed a letter more needs no more."""
MOST = 2000
"""Of several words the rarest leads, and the others are asked of so many entries at most. Where
even the rarest is commoner (two surnames, begun) whoever is found is right, and a letter more finds
the rest."""
OF_ONE_NUMBER = 50
"""Entries that are compared when one number is looked for; a household has fewer."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who fits what was typed."""

    patients: list[Patient]
    """Those whose name begins so first, by name; at most as many as asked for."""
    more: bool
    """There are others, or may be."""


def find(clinic: Clinic, query: str, *, limit: int = AS_MANY) -> Found:
    """Who in the register has every word, number or address that was typed, each from its
    beginning (`finding`). Nothing typed finds nobody."""
    asked = wanted(query)
    if not asked.terms:
        return Found([], False)
    found: dict[UUID, None] = {}
    if len(asked.terms) == 1:
        for beginning in asked.terms[0]:
            if _scan(clinic, beginning, found, limit):
                break
        return _shown(found, limit)
    if asked.phrase is not None and _scan(clinic, asked.phrase, found, limit):
        return _shown(found, limit)
    leading, common = _rarest(clinic, asked.terms)
    others = [term for term in asked.terms if term is not leading]
    for patient in _with_all(clinic, leading, others, limit + 1 + len(found)):
        found.setdefault(patient)
    return _shown(found, limit, more=common)


def same_number(clinic: Clinic, *, name: str, phone: str) -> list[Patient]:
    """Entries of this name whose phone is the same one, however both are written; the oldest
    first."""
    end = end_of_number(phone)
    return [
        one
        for one in _with_key(clinic, "r" + end[::-1] if end else "")
        if end_of_number(one.phone) == end and same_name(one.name, name)
    ]


def look_alikes(patient: Patient) -> list[Patient]:
    """Other entries of the register that may be the same human: of the same name, with the same
    phone or e-mail. Whether they are is for somebody to ask; the oldest first."""
    email = plain(patient.email.strip())
    found = same_number(patient.clinic, name=patient.name, phone=patient.phone) + [
        one
        for one in _with_key(patient.clinic, f"e{email}"[:LONGEST] if email else "")
        if plain(one.email.strip()) == email and same_name(one.name, patient.name)
    ]
    others = {one.pk: one for one in found if one.pk != patient.pk}
    return sorted(others.values(), key=lambda one: one.made_at)


def _with_key(clinic: Clinic, beginning: str) -> list[Patient]:
    if not beginning:
        return []
    keys = _beginning(clinic, [beginning]).order_by("key").values_list("patient_id", flat=True)
    return list(Patient.objects.filter(pk__in=keys[:OF_ONE_NUMBER]).order_by("made_at"))


def _shown(found: dict[UUID, None], limit: int, *, more: bool = False) -> Found:
    shown = list(found)[:limit]
    by_id = Patient.objects.in_bulk(shown)
    return Found([by_id[pk] for pk in shown if pk in by_id], more or len(found) > limit)


def _with_all(clinic: Clinic, leading: Term, others: Sequence[Term], limit: int) -> list[UUID]:
    """Who has the leading term and all others. Written out, for it to be the same walk on every
    database: along the index of the leading term, at most `MOST` steps, and at each step a look
    into the index of that patient's keys. ``OFFSET 0`` keeps PostgreSQL from turning the looks
    round, which for two common words is slower by seconds."""
    asked: list[str | int] = [clinic.pk, *_bounds(leading)]
    looks = []
    for term in others:
        looks.append(
            f"EXISTS (SELECT 1 FROM {TABLE} AS other WHERE other.patient_id = first.patient_id"  # noqa: S608
            f" AND ({_ranges(term)}) LIMIT 1 OFFSET 0)"
        )
        asked += _bounds(term)
    sql = (
        f"SELECT DISTINCT first.patient_id FROM (SELECT patient_id FROM {TABLE}"  # noqa: S608
        f' WHERE clinic_id = %s AND ({_ranges(leading)}) ORDER BY "key", patient_id'
        f" LIMIT {MOST}) AS first WHERE {' AND '.join(looks)} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*asked, limit])
        # SQLite keeps an id as its 32 digits.
        return [pk if isinstance(pk, UUID) else UUID(pk) for (pk,) in cursor.fetchall()]


def _ranges(term: Term) -> str:
    return " OR ".join(['("key" >= %s AND "key" < %s)'] * len(term))


def _bounds(term: Term) -> list[str]:
    return [bound for beginning in term for bound in (beginning, beginning + LAST)]


def _any(beginnings: Iterable[str]) -> Q:
    asked = Q()
    for beginning in beginnings:
        asked |= Q(key__gte=beginning, key__lt=beginning + LAST)
    return asked


def _beginning(clinic: Clinic, beginnings: Iterable[str]) -> QuerySet[PatientKey]:
    return PatientKey.objects.filter(_any(beginnings), clinic=clinic)


def _scan(clinic: Clinic, beginning: str, found: dict[UUID, None], limit: int) -> bool:
    """Add those with a key that begins so, in the order of the index, until there are enough."""
    rows = _beginning(clinic, [beginning]).order_by("key", "patient")
    # Several keys of one name may begin alike, and some may have been found before.
    most = 4 * (limit + 1) + len(found)
    for patient in rows.values_list("patient_id", flat=True)[:most]:
        found.setdefault(patient)
        if len(found) > limit:
            return True
    return False


def _rarest(clinic: Clinic, terms: Sequence[Term]) -> tuple[Term, bool]:
    """The term the fewest have, so that the others are asked of few; and whether even that one is
    common."""

    def how_many(term: Term) -> int:
        return _beginning(clinic, term).order_by().values("pk")[:MOST].count()

    counted = [(how_many(term), -len(term[0]), term) for term in terms]
    # Of equally common ones the longest, which is likely the rarer.
    fewest, _length, term = min(counted)
    return term, fewest >= MOST
