"""What staff see of a person: their visits, what they share, and how the plan stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from lumbar.booking.models import Appointment, VisitNote, WaitingEntry
from lumbar.booking.queries import still_holds
from lumbar.journal.models import ProgressFinding
from lumbar.people.models import Clinic, Patient, Person
from lumbar.plans.models import StoredPlan

PAST_SHOWN = 20
FINDINGS_SHOWN = 12
VERSIONS_SHOWN = 12

AHEAD = (
    Appointment.Status.PROPOSED, Appointment.Status.PENDING, Appointment.Status.BOOKED,
    Appointment.Status.ARRIVED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visits:
    """Somebody's visits at one clinic."""

    ahead: tuple[Appointment, ...]
    """By start, today's with them until they are over."""
    past: tuple[Appointment, ...]
    """The latest first, cancelled ones among them."""
    more: int
    """How many older ones there are."""
    no_shows: int
    late_cancels: int
    waiting: tuple[WaitingEntry, ...]
    notes: Mapping[UUID, list[VisitNote]]
    """By visit; clinical ones only for who may see the course."""

    @property
    def clinical(self) -> bool:
        """Whether a note about health is among them."""
        return any(
            note.kind == VisitNote.Kind.CLINICAL for each in self.notes.values() for note in each
        )


def visits_of(patient: Patient, now: datetime, *, clinical: bool) -> Visits:
    """The visits of one patient; five queries, whatever there is."""
    rows = patient.appointments.filter(still_holds(now))
    named = rows.select_related("service", "practitioner", "location")
    is_ahead = Q(status__in=AHEAD, ends_at__gt=now)
    counts = rows.aggregate(
        all=Count("pk"),
        ahead=Count("pk", filter=is_ahead),
        no_shows=Count("pk", filter=Q(status=Appointment.Status.NO_SHOW)),
        late_cancels=Count("pk", filter=Q(late_cancel=True)),
    )
    ahead = list(named.filter(is_ahead).order_by("starts_at"))
    past = list(named.exclude(is_ahead).order_by("-starts_at")[:PAST_SHOWN])
    notes: dict[UUID, list[VisitNote]] = defaultdict(list)
    kinds = [VisitNote.Kind.DESK, *([VisitNote.Kind.CLINICAL] if clinical else [])]
    for note in VisitNote.objects.filter(
        appointment__in=[row.pk for row in (*ahead, *past)], kind__in=kinds
    ).select_related("written_by"):
        notes[note.appointment_id].append(note)
    return Visits(
        ahead=tuple(ahead),
        past=tuple(past),
        more=max(0, counts["all"] - counts["ahead"] - len(past)),
        no_shows=counts["no_shows"],
        late_cancels=counts["late_cancels"],
        waiting=tuple(
            patient.waiting.filter(
                state__in=(WaitingEntry.State.WAITING, WaitingEntry.State.OFFERED)
            ).select_related("service")
        ),
        notes=notes,
    )


def patient_of(clinic: Clinic, uuid: UUID) -> Patient:
    """One of a clinic's patients. Raises ``Patient.DoesNotExist``."""
    return clinic.patients.select_related("clinic", "person").get(pk=uuid)


def findings_of(person: Person) -> list[ProgressFinding]:
    """What rules of progress heard, the latest first."""
    return list(
        ProgressFinding.objects.filter(person=person)
        .select_related("plan")
        .order_by("-found_on", "-found_at")[:FINDINGS_SHOWN]
    )


def versions_of(person: Person) -> list[StoredPlan]:
    """The plan's versions, the newest first, without what is in them."""
    return list(StoredPlan.objects.filter(person=person).defer("plan")[:VERSIONS_SHOWN])
