"""The book of the demo: two years of visits, the next three weeks, and who waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lumbar.booking.models import (
    Appointment,
    Block,
    Location,
    Offer,
    Practitioner,
    Reservation,
    Service,
    VisitNote,
    WaitingEntry,
)
from lumbar.check.models import StoredAssessment
from lumbar.clinics.demo.chance import DAY, Chance
from lumbar.clinics.demo.clinic import DemoClinic
from lumbar.clinics.demo.invented import DESK_NOTES, REASONS, VISIT_NOTES
from lumbar.clinics.demo.journal import Rows
from lumbar.clinics.queries import diaries_of, open_spans, places_of
from lumbar.people.models import Membership, Patient
from lumbar.scheduling.instants import instant, moment

Status = Appointment.Status
STEP = 15 * 60
LATELY, AHEAD = 28, 22
"""Days around today on which the book is filled up."""
BUSY = {-28: 0.6, 0: 0.85, 1: 0.75, 2: 0.65, 7: 0.45, 14: 0.25}
"""How full the book is so many days ahead."""


@dataclass(slots=True)
class Comes:
    """Somebody in the register and when they came first."""

    patient: Patient
    since: date
    until: date
    """The last day of their course."""
    usual: Practitioner
    assessment: StoredAssessment | None = None
    shared: bool = False
    """Whether the check travels along."""
    visits: list[Appointment] = field(default_factory=list)


class Book:
    """Finds times that are free and writes visits into them."""

    def __init__(self, made: DemoClinic, rows: Rows, chance: Chance, now: datetime) -> None:
        self.made, self.rows, self.chance, self.now = made, rows, chance, now
        self.diaries, self.places = diaries_of(made.clinic), places_of(made.clinic)
        self.open: dict[tuple[int, date], list[tuple[Location, int, int]]] = {}
        self.taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for block in Block.objects.filter(clinic=made.clinic, practitioner__isnull=False):
            who = block.practitioner_id
            if who is not None:
                self.taken[who].append((instant(block.starts_at), instant(block.ends_at)))
        self.by_day: dict[tuple[int, date], list[tuple[int, int]]] = defaultdict(list)

    def spans(self, who: Practitioner, day: date) -> list[tuple[Location, int, int]]:
        key = (who.pk, day)
        if key not in self.open:
            self.open[key] = [
                (place, start, end)
                for place in (self.made.harbour, self.made.kwun_tong)
                for start, end in open_spans(self.diaries.get(who.pk), self.places, place, day)
            ]
        return self.open[key]

    def free(self, who: Practitioner, service: Service, day: date) -> list[tuple[Location, int]]:
        """Where and when the service can begin on a day."""
        taken = self.by_day[who.pk, day] + self.taken[who.pk]
        found = []
        for place, opens, closes in self.spans(who, day):
            if service.needs_room and (who.pk, place.pk) not in self.made.rooms:
                continue
            for start in range(opens, closes - service.minutes * 60 + 1, STEP):
                end = start + (service.minutes + service.after) * 60
                if all(end <= one or start >= other for one, other in taken):
                    found.append((place, start))
        return found

    def books(
        self, who: Practitioner, service: Service, comes: Comes, day: date, status: str = ""
    ) -> Appointment | None:
        """A visit on this day or one of the next; None when there is no time within a week."""
        for n in range(8):
            free = self.free(who, service, day + n * DAY)
            if free:
                place, start = self.chance.choice(free)
                return self.writes(who, service, comes, place, start, status)
        return None

    def writes(
        self, who: Practitioner, service: Service, comes: Comes, place: Location, start: int,
        status: str = "",
    ) -> Appointment:  # fmt: skip
        """Write a visit down, as it stands now."""
        chance, starts_at = self.chance, moment(start)
        ends_at = starts_at + timedelta(minutes=service.minutes)
        by_person = service.online and chance.happens(0.55)
        ahead = chance.choice([1, 2, 3, 5, 8, 13])
        visit = Appointment(
            uuid=chance.id(), clinic=self.made.clinic, patient=comes.patient, service=service,
            practitioner=who, location=place, starts_at=starts_at, ends_at=ends_at,
            room=self.made.rooms[who.pk, place.pk] if service.needs_room else None,
            source=Appointment.Source.PERSON if by_person else Appointment.Source.DESK,
            made_by=None if by_person else self.made.desk,
            made_at=min(starts_at - timedelta(days=ahead, hours=3), self.now - timedelta(hours=2)),
            reason=chance.choice(REASONS) if chance.happens(0.6) else "",
            level=comes.assessment.level if comes.assessment and comes.shared else "",
            assessment=comes.assessment if comes.shared else None,
        )  # fmt: skip
        visit.status = status or self._status(visit)
        self._stands(visit)
        if visit.status != Status.CANCELLED:
            end = ends_at + timedelta(minutes=service.after)
            day = starts_at.astimezone(self.now.tzinfo).date()
            self.by_day[who.pk, day].append((start, instant(end)))
            self.rows.add(visit)
            self.rows.add(
                Reservation(
                    appointment=visit, practitioner=who, room=visit.room, starts_at=starts_at,
                    ends_at=end, held_until=visit.held_until,
                )
            )  # fmt: skip
        else:
            self.rows.add(visit)
        comes.visits.append(visit)
        return visit

    def _status(self, visit: Appointment) -> str:
        if visit.ends_at <= self.now:
            return self.chance.weighted(
                [(Status.FULFILLED, 87), (Status.NO_SHOW, 5), (Status.CANCELLED, 8)]
            )
        if visit.starts_at <= self.now:
            return Status.ARRIVED
        return self.chance.weighted([(Status.BOOKED, 96), (Status.CANCELLED, 4)])

    def _stands(self, visit: Appointment) -> None:
        """What was noted of it, by how it stands."""
        chance = self.chance
        if visit.status in (Status.FULFILLED, Status.ARRIVED):
            visit.arrived_at = visit.starts_at - timedelta(minutes=chance.randrange(1, 12))
            visit.version = 1
        if visit.status == Status.FULFILLED:
            visit.ended_at, visit.version = visit.ends_at, 2
        elif visit.status == Status.NO_SHOW:
            visit.ended_at, visit.version = visit.starts_at + timedelta(minutes=20), 1
        elif visit.status == Status.CANCELLED:
            hours = chance.choice([3, 10, 30, 50, 70])
            visit.ended_at = min(visit.starts_at - timedelta(hours=hours), self.now)
            visit.cancelled_by = chance.choice(["person", "person", "clinic"])
            visit.late_cancel = hours < 24 and visit.cancelled_by == "person"
            visit.version = visit.sequence = 1
        if visit.status == Status.FULFILLED and chance.happens(0.3):
            who: Membership = visit.practitioner.membership  # type: ignore[assignment]
            self.rows.add(
                VisitNote(
                    appointment=visit, kind=VisitNote.Kind.CLINICAL,
                    text=chance.choice(VISIT_NOTES), written_by=who, written_at=visit.ends_at,
                )
            )  # fmt: skip
        elif chance.happens(0.06):
            self.rows.add(
                VisitNote(
                    appointment=visit, kind=VisitNote.Kind.DESK, text=chance.choice(DESK_NOTES),
                    written_by=self.made.desk, written_at=visit.made_at,
                )
            )  # fmt: skip

    def follow_up_of(self, who: Practitioner) -> Service:
        """What people come back for."""
        made = self.made
        if who == made.chiropractor:
            return made.follow_up
        if who == made.acupuncturist:
            return made.acupuncture
        return self.chance.choice([made.physiotherapy, made.physiotherapy, made.movement])


def keep_book(book: Book, people: list[Comes], today: date) -> None:
    """Everybody's visits until now, and enough ahead that the desk has something to do."""
    chance, made = book.chance, book.made
    for comes in people:
        first = made.acupuncture if comes.usual == made.acupuncturist else made.first_visit
        day = comes.since + chance.randrange(1, 9) * DAY
        gone = book.books(comes.usual, first, comes, day)
        for _ in range(chance.weighted([(0, 2), (1, 2), (2, 3), (3, 3), (5, 2), (8, 1)])):
            day += chance.choice([5, 7, 7, 10, 14, 21]) * DAY
            if gone is None or day > min(comes.until + 30 * DAY, today + 14 * DAY):
                break
            book.books(comes.usual, book.follow_up_of(comes.usual), comes, day)
    regulars = [one for one in people if one.until > today - 60 * DAY] or people
    for n in range(-LATELY, AHEAD):
        wanted = next(share for days, share in sorted(BUSY.items(), reverse=True) if n >= days)
        for who in made.practitioners:
            _fills(book, who, today + n * DAY, wanted, regulars)


def _fills(
    book: Book, who: Practitioner, day: date, wanted: float, regulars: Iterable[Comes]
) -> None:
    """Visits of people who come anyway, until so much of the day is taken."""
    open_seconds = sum(end - start for _place, start, end in book.spans(who, day))
    choices = list(regulars)
    for _ in range(20):
        taken = sum(end - start for start, end in book.by_day[who.pk, day])
        if not open_seconds or taken >= wanted * open_seconds:
            return
        service = book.follow_up_of(who)
        free = book.free(who, service, day)
        if not free:
            return
        comes = book.chance.choice(choices)
        # Nobody comes twice a day.
        if any(visit.starts_at.astimezone(book.now.tzinfo).date() == day for visit in comes.visits):
            continue
        # Full days fill from their beginning: that is when phones ring.
        book.writes(who, service, comes, *book.chance.choice(free[: max(3, len(free) // 2)]))


def keep_waiting(book: Book, people: list[Comes], today: date) -> None:
    """Requests to confirm, people who wait, and a time that is offered to one of them."""
    chance, made, rows = book.chance, book.made, book.rows
    for comes in people[:3]:
        who = chance.choice([made.chiropractor, made.physiotherapist])
        visit = book.books(who, made.first_visit, comes, today + 3 * DAY, Status.PENDING)
        if visit is not None:
            visit.source, visit.made_by = Appointment.Source.PERSON, None
            visit.made_at, visit.reason = book.now - timedelta(hours=11), chance.choice(REASONS)
    grids = [
        ["0:morning", "2:morning", "4:morning"], ["1:evening", "3:evening"],
        ["0:afternoon", "1:afternoon", "2:afternoon"], ["5:morning"],
        [f"{weekday}:morning" for weekday in range(5)],
        [f"{weekday}:evening" for weekday in range(6)],
    ]  # fmt: skip
    entries = []
    for n, (comes, grid) in enumerate(zip(people[3:], grids, strict=False)):
        entry = WaitingEntry(
            uuid=chance.id(), clinic=made.clinic, patient=comes.patient,
            service=made.first_visit if n % 2 else made.follow_up,
            practitioner=made.chiropractor if n == 1 else None, grid=grid,
            level="clinician_soon" if n == 2 else "",
            reason=chance.choice(REASONS), until=today + 21 * DAY,
            joined_at=book.now - timedelta(days=6 - n, hours=4), confirmed_at=book.now,
        )  # fmt: skip
        entries.append(entry)
        rows.add(entry)
    if not entries:
        return
    entry, comes = entries[0], people[3]
    offered = book.books(made.chiropractor, made.follow_up, comes, today + DAY, Status.PROPOSED)
    if offered is None:
        return
    until = min(book.now + timedelta(hours=6), offered.starts_at)
    offered.source, offered.made_by, offered.held_until = (
        Appointment.Source.WAIT_LIST, None, until,
    )  # fmt: skip
    rows.of[Reservation][-1].held_until = until
    entry.state = WaitingEntry.State.OFFERED
    rows.add(
        Offer(
            uuid=chance.id(), entry=entry, appointment=offered,
            offered_at=book.now - timedelta(minutes=20), answer_until=until,
        )
    )  # fmt: skip
