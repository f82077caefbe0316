"""Reads of the book. They start from the clinic or the patient, so another's rows are never in
reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from lumbar.booking.book import read_book
from lumbar.booking.models import Appointment, Block, OutsideBusy, Practitioner, Service
from lumbar.booking.notices.undelivered import in_the_dark, undelivered_at
from lumbar.people.models import Clinic, Patient, Person
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import instant, local_day, moment
from lumbar.scheduling.policy import AHEAD
from lumbar.scheduling.slots import free_slots
from lumbar.scheduling.values import Slot, Span

NEXT_TIMES = 6
"""How many times are shown in the place of one that was taken."""
NEAR = (3, 14)
"""Days before and after the wanted one that are looked at first for them."""


def slots_for(
    *,
    clinic: Clinic,
    service: Service,
    practitioner: Practitioner | None,
    first: date,
    last: date,
    now: datetime,
    ignoring: Appointment | None = None,
) -> list[Slot]:
    """Free times of a service on the local days from ``first`` to ``last``, sorted by start; three
    queries. ``practitioner`` None: with anybody who offers it. ``ignoring``: an appointment that is
    to be moved; what it takes counts as free. Empty for another clinic's service.
    """
    if service.clinic_id != clinic.pk or not service.active:
        return []
    only = None if practitioner is None else [practitioner.pk]
    return _slots(service, only, first, last, now, ignoring)


def _slots(
    service: Service,
    practitioners: list[int] | None,
    first: date,
    last: date,
    now: datetime,
    ignoring: Appointment | None = None,
) -> list[Slot]:
    if last < first:
        return []
    book = read_book(
        service=service, practitioners=practitioners, span=_around(first, last), now=now,
        ignoring=ignoring,
    )  # fmt: skip
    return free_slots(
        book.terms, book.diaries.values(), book.rooms, book.places.values(),
        first=first, last=last, now=instant(now),
    )  # fmt: skip


def _around(first: date, last: date) -> Span:
    """The days in every zone, with room for buffers that reach over midnight."""
    start, end = day_span("UTC", first, last)
    return start - 86400, end + 86400


def next_times(
    *, service: Service, wanted: Slot, now: datetime, limit: int = NEXT_TIMES
) -> list[Slot]:
    """Free times nearest to a wanted one, with anybody; of two equally near the wanted
    practitioner's comes first. Looks at the days around it, and when those are full, as far as the
    service can be booked."""
    # West of Greenwich it may still be yesterday; what is past is not found anyway.
    today = local_day(instant(now), "UTC") - timedelta(days=1)
    day = max(local_day(wanted.starts, "UTC"), today)
    first, last = max(day - timedelta(days=NEAR[0]), today), day + timedelta(days=NEAR[1])
    found = _slots(service, None, first, last, now)
    horizon = today + timedelta(days=service.horizon_days + 2)
    if not found and last < horizon:
        found = _slots(service, None, last, horizon, now)
    found.sort(
        key=lambda slot: (
            abs(slot.starts - wanted.starts),
            slot.practitioner != wanted.practitioner,
            slot.starts,
        )
    )
    return found[:limit]


def still_holds(now: datetime) -> Q:
    """Leaves out requests that were not confirmed in time."""
    return ~Q(status=Appointment.Status.PROPOSED) | Q(held_until__gt=now)


def held_for(clinic: Clinic, person: Person | None, now: datetime) -> Appointment | None:
    """The time that is held for a person who has yet to ask for it."""
    if person is None:
        return None
    return (
        appointments_of(clinic)
        .filter(
            patient__person=person, source=Appointment.Source.HELD,
            status=Appointment.Status.PROPOSED, held_until__gt=now, starts_at__gt=now,
        )
        .first()
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """What a clinic's book has on one day."""

    day: date
    starts_at: datetime
    ends_at: datetime
    """Half open, in UTC."""
    appointments: list[Appointment] = field(default_factory=list)
    """By start, with patient, service, practitioner, location and room; none of the cancelled."""
    cancelled: list[Appointment] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    busy: list[OutsideBusy] = field(default_factory=list)
    """What practitioners' outside calendars say."""
    undelivered: set[UUID] = field(default_factory=set)
    """Visits whose last message did not arrive, of people who should be rung."""


def day_of(clinic: Clinic, day: date, *, now: datetime, zone: str | None = None) -> Day:
    """One day of the book, by the clock of ``zone``, None: the clinic's. Three queries."""
    return week_of(clinic, day, now=now, days=1, zone=zone)[0]


def week_of(
    clinic: Clinic, monday: date, *, now: datetime, days: int = 7, zone: str | None = None
) -> list[Day]:
    """Some days of the book in a row. Three queries."""
    zone = zone or clinic.time_zone
    found = []
    for n in range(days):
        date_ = monday + timedelta(days=n)
        start, end = day_span(zone, date_, date_)
        found.append(Day(date_, moment(start), moment(end)))
    starts_at, ends_at = found[0].starts_at, found[-1].ends_at
    appointments = appointments_of(clinic).filter(
        still_holds(now), starts_at__gte=starts_at, starts_at__lt=ends_at
    )
    appointments = appointments.annotate(undelivered_at=undelivered_at())
    by_day = {one.day: one for one in found}
    for appointment in appointments:
        its_day = by_day[local_day(instant(appointment.starts_at), zone)]
        gone = appointment.status == Appointment.Status.CANCELLED
        (its_day.cancelled if gone else its_day.appointments).append(appointment)
        failed = appointment.undelivered_at is not None
        if failed and in_the_dark(appointment.status, appointment.cancelled_by):
            its_day.undelivered.add(appointment.pk)
    touching = {"starts_at__lt": ends_at, "ends_at__gt": starts_at}
    blocks = list(
        clinic.blocks.filter(**touching).select_related("practitioner", "room", "made_by")
    )
    busy = list(
        OutsideBusy.objects.filter(practitioner__clinic=clinic, **touching).order_by("starts_at")
    )
    for one in found:
        one.blocks.extend(
            row for row in blocks if row.starts_at < one.ends_at and row.ends_at > one.starts_at
        )
        one.busy.extend(
            row for row in busy if row.starts_at < one.ends_at and row.ends_at > one.starts_at
        )
    return found


def appointments_of(clinic: Clinic) -> QuerySet[Appointment]:
    """A clinic's appointments, with everything a line about one names."""
    return clinic.appointments.select_related(
        "patient", "service", "practitioner", "location", "room", "clinic"
    )


def appointment_of(clinic: Clinic, uuid: UUID) -> Appointment:
    """One of a clinic's appointments. Raises ``Appointment.DoesNotExist``."""
    return appointments_of(clinic).get(pk=uuid)


def open_visits(patient: Patient, now: datetime) -> QuerySet[Appointment]:
    """The visits somebody has ahead, held requests included, by start."""
    return (
        Appointment.objects.filter(
            still_holds(now), patient=patient, starts_at__gt=now, status__in=[*AHEAD]
        )
        .select_related("service", "practitioner", "location", "room", "clinic", "patient")
        .order_by("starts_at")
    )


def open_visits_of(patient: Patient, email: str, now: datetime) -> QuerySet[Appointment]:
    """The visits ahead at the clinic that are the patient's, or whose messages go to an e-mail
    address, under whatever name."""
    theirs = Q(patient=patient) | sent_to(email)
    return Appointment.objects.filter(
        still_holds(now), theirs, clinic=patient.clinic_id, starts_at__gt=now, status__in=[*AHEAD]
    )


def sent_to(email: str) -> Q:
    """Appointments whose messages go to this address."""
    return Q(email__iexact=email) | Q(email="", patient__email__iexact=email)


def series_of(appointment: Appointment) -> list[Appointment]:
    """The visits of its series, itself included, by start; itself alone when it has none."""
    if appointment.series is None:
        return [appointment]
    rows = Appointment.objects.filter(clinic=appointment.clinic_id, series=appointment.series)
    return list(rows.select_related("service", "practitioner", "location").order_by("starts_at"))


def waiting_for_the_clinic(clinic: Clinic) -> QuerySet[Appointment]:
    """Requests the clinic has yet to confirm, by start."""
    return appointments_of(clinic).filter(status=Appointment.Status.PENDING).order_by("starts_at")


def blocked_over(appointment: Appointment) -> bool:
    """Whether time was taken out of the book over it: it stays, and staff are told."""
    touching = Block.objects.filter(
        Q(practitioner=appointment.practitioner_id)
        | Q(room__isnull=False, room=appointment.room_id),
        clinic=appointment.clinic_id,
        starts_at__lt=appointment.ends_at,
        ends_at__gt=appointment.starts_at,
    )
    return touching.exists()
