"""Reads. All start from the person, so another's rows are never in reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from django.utils import timezone

from lumbar.check.queries import newest_assessment
from lumbar.clinical.labels import OTHER, LabelBook, label_book
from lumbar.clinical.library import library
from lumbar.clinical.medicine_log import (
    Entry,
    LogWarning,
    medicines_in,
    standing,
    warnings,
)
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.models import Person
from lumbar.people.queries import the_clinic

LOOKED_BACK = timedelta(days=400)
"""How far back entries are counted: a run of days may be long."""
UNDO_FOR = timedelta(minutes=10)
"""So long what was taken out last is offered to be put back."""


@dataclass(frozen=True, slots=True)
class MedicineDay:
    """What was logged on one date."""

    day: date
    counts: dict[str, int]
    """By medicine (an id of the knowledge, or ``other``), how often; an entry with two medicines
    in it counts for both."""


def medicine_days(person: Person | None, since: date | None = None) -> list[MedicineDay]:
    """The days with an entry, oldest first, from ``since`` on or all of them."""
    found: dict[date, Counter[str]] = {}
    for entry in entries_of(_doses(person, since)):
        of_day = found.setdefault(entry.taken_at.date(), Counter())
        of_day.update(medicines_in(entry, book_of_the_clinic()) or {OTHER})
    return [MedicineDay(day, dict(sorted(of_day.items()))) for day, of_day in sorted(found.items())]


def newest_warnings(person: Person | None, now: datetime) -> tuple[LogWarning, ...]:
    """What the log has to say at ``now``, most urgent first; ``wording.shown`` puts it in words."""
    book = book_of_the_clinic()
    return standing(warnings(entries_of(recent(person, now)), book), now, book)


def recent(person: Person | None, now: datetime) -> list[Dose]:
    """The entries that count at ``now``, newest first."""
    return list(_doses(person, timezone.localdate(now - LOOKED_BACK)))


def dose_of(person: Person | None, identifier: UUID) -> Dose | None:
    """One of the person's own entries; ``None`` for anyone else's and what was taken out."""
    return Dose.objects.filter(person=person, pk=identifier).first() if person else None


def is_anothers(person: Person | None, identifier: UUID) -> bool:
    """Whether an id is that of somebody else's entry."""
    taken = Dose.with_removed.filter(pk=identifier)
    return (taken.exclude(person=person) if person else taken).exists()


def just_removed(person: Person | None, now: datetime) -> Dose | None:
    """What the person took out last, while it can be put back with one tap."""
    if person is None:
        return None
    lately = Dose.with_removed.filter(person=person, removed_at__gt=now - UNDO_FOR)
    return lately.order_by("-removed_at").first()


def asked_of(person: Person | None) -> dict[str, AskedFirst]:
    """By medicine, what the person said to the questions that come first."""
    if person is None:
        return {}
    return {asked.medicine: asked for asked in AskedFirst.objects.filter(person=person)}


def is_not_adult(person: Person | None) -> bool:
    """Whether the newest check says that they are too young for the figures of labels."""
    newest = newest_assessment(person)
    return newest is not None and newest.answers.get("age") in library().care.medicines.not_adults


def entries_of(doses: Iterable[Dose]) -> list[Entry]:
    """Rows as the log counts them, with the clinic's dates."""
    zone = timezone.get_current_timezone()
    return [
        Entry(one.medicine, one.milligrams, one.taken_at.astimezone(zone), one.name)
        for one in doses
    ]


def country() -> str:
    """Where the clinic is, or the country used while there is none."""
    clinic = the_clinic()
    return clinic.country if clinic else library().care.home.code


def book_of_the_clinic() -> LabelBook:
    """What the log counts with where the clinic is."""
    return _book(country())


@cache
def _book(code: str) -> LabelBook:
    return label_book(library().care, code)


def _doses(person: Person | None, since: date | None) -> Iterable[Dose]:
    if person is None:
        return ()
    doses = Dose.objects.filter(person=person)
    if since is not None:
        doses = doses.filter(taken_at__gte=timezone.make_aware(datetime.combine(since, time())))
    return doses
