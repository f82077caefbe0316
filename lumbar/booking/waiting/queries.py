"""Reads of the wait list. They start from the clinic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from lumbar.booking.book import Book, read_book
from lumbar.booking.models import Appointment, FreedTime, Offer, Service, WaitingEntry
from lumbar.people.models import Clinic, Patient, Person
from lumbar.scheduling.hours import DAY
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.policy import AHEAD
from lumbar.scheduling.slots import free_slots
from lumbar.scheduling.values import Slot, Span
from lumbar.scheduling.waiting import Entry, Part, in_line, unsuitable

WAITS = (WaitingEntry.State.WAITING, WaitingEntry.State.OFFERED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: the row, and what the order knows of them."""

    row: WaitingEntry
    entry: Entry


def entries_of(clinic: Clinic) -> QuerySet[WaitingEntry]:
    """Everybody who waits at a clinic, those with an open offer too."""
    return clinic.waiting.filter(state__in=WAITS).select_related(
        "patient", "service", "practitioner", "instead_of", "clinic", "made_by"
    )


def line_of(clinic: Clinic) -> list[Waiting]:
    """Who waits at a clinic, first the one who is asked first. Two queries."""
    return line_up(entries_of(clinic))


def line_up(rows: Iterable[WaitingEntry]) -> list[Waiting]:
    """Rows in the order in which they are asked; one more query."""
    by_id = {str(row.pk): row for row in rows}
    asked: dict[str, set[int]] = defaultdict(set)
    made = Offer.objects.filter(entry__in=list(by_id.values())).exclude(state=Offer.State.UNSENT)
    for whose, starts_at in made.values_list("entry_id", "appointment__starts_at"):
        asked[str(whose)].add(instant(starts_at))
    line = in_line(as_entry(row, asked[key]) for key, row in by_id.items())
    return [Waiting(by_id[entry.id], entry) for entry in line]


def as_entry(row: WaitingEntry, asked: Iterable[int] = ()) -> Entry:
    """What the order knows of somebody. What is stored and no longer understood is left out."""
    has = row.instead_of
    return Entry(
        id=str(row.pk),
        since=instant(row.joined_at),
        grid=read_grid(row.grid),
        level=row.level,
        passed=row.offers_passed,
        practitioner=row.practitioner_id,
        until=row.until,
        before=instant(has.starts_at) if has is not None and has.status in AHEAD else None,
        asked=frozenset(asked),
    )


def read_grid(stored: Iterable[str]) -> frozenset[tuple[int, Part]]:
    """``["0:morning"]`` as weekdays and parts of the day."""
    found = set()
    for cell in stored:
        weekday, _, part = cell.partition(":")
        if weekday in {"0", "1", "2", "3", "4", "5", "6"} and part in set(Part):
            found.add((int(weekday), Part(part)))
    return frozenset(found)


def write_grid(grid: Iterable[tuple[int, Part]]) -> list[str]:
    """The other way round, in the order of the week."""
    parts = list(Part)
    cells = sorted(grid, key=lambda cell: (cell[0], parts.index(cell[1])))
    return [f"{weekday}:{part.value}" for weekday, part in cells]


def own_entries(clinic: Clinic, person: Person | None) -> QuerySet[WaitingEntry]:
    """What a person waits for at a clinic."""
    found = clinic.waiting.filter(state__in=WAITS).select_related("service", "practitioner")
    return found.filter(patient__person=person) if person is not None else found.none()


def left_the_list(visit: Appointment) -> bool:
    """Whether they left the wait list because they booked this visit."""
    return visit.ended_waiting.filter(state=WaitingEntry.State.FOUND).exists()


def could_give_up(clinic: Clinic, patient: Q, now: datetime) -> QuerySet[Appointment]:
    """The visits somebody has ahead and could give up for an earlier one."""
    return (
        clinic.appointments.filter(
            patient,
            status__in=[Appointment.Status.BOOKED, Appointment.Status.PENDING],
            starts_at__gt=now,
        )
        .select_related("service", "practitioner", "location")
        .order_by("starts_at")
    )


def visits_ahead(patient: Patient, now: datetime) -> QuerySet[Appointment]:
    """The same for an entry of the register."""
    return could_give_up(patient.clinic, Q(patient=patient), now)


@dataclass(frozen=True, slots=True)
class NewTimes:
    """The times of a service that are free because something was freed."""

    book: Book
    slots: list[Slot]

    def zone(self, slot: Slot) -> str:
        """Of the place of a time."""
        return self.book.places[slot.place].zone


def new_times(freed: FreedTime, service: Service, now: datetime) -> NewTimes:
    """What can be had of a service now and could not while that time was taken. Three queries.

    So a time that was free all along, which everybody saw who joined the list, is not offered.
    """
    span = (instant(freed.starts_at), instant(freed.ends_at))
    book = read_book(
        service=service, practitioners=None, span=(span[0] - DAY, span[1] + DAY), now=now
    )
    known = {
        (slot.starts, slot.practitioner, slot.place)
        for slot in _free(_as_before(book, freed, span), span, now)
    }
    slots = [
        slot
        for slot in _free(book, span, now)
        if (slot.starts, slot.practitioner, slot.place) not in known
    ]
    return NewTimes(book, slots)


def _free(book: Book, span: Span, now: datetime) -> list[Slot]:
    zones = {place.zone for place in book.places.values()} or {"UTC"}
    first = min(local_day(span[0] - DAY, zone) for zone in zones)
    last = max(local_day(span[1], zone) for zone in zones)
    return free_slots(
        book.terms, book.diaries.values(), book.rooms, book.places.values(),
        first=first, last=last, now=instant(now),
    )  # fmt: skip


def _as_before(book: Book, freed: FreedTime, span: Span) -> Book:
    """The book as it was, with the freed time taken."""
    return replace(
        book,
        diaries={
            who: replace(diary, taken=(*diary.taken, span))
            if who == freed.practitioner_id
            else diary
            for who, diary in book.diaries.items()
        },
        rooms=[
            replace(room, taken=(*room.taken, span)) if room.room == freed.room_id else room
            for room in book.rooms
        ],
    )


def matches(line: Iterable[Waiting], slot: Slot, zone: str) -> list[Waiting]:
    """Whom a free time would suit, in order; whoever has an open offer is not asked now."""
    return [
        one
        for one in line
        if one.row.state == WaitingEntry.State.WAITING and unsuitable(one.entry, slot, zone) is None
    ]
