"""Reads of messages. They start from the person or the clinic, so another's are never in reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from lumbar.booking.actions import patient_of
from lumbar.conversation.models import Conversation, Message
from lumbar.people.models import Clinic, Patient, Person, Sharing
from lumbar.people.queries import scope_of

SHOWN = 200
"""Messages a page shows; older ones stand in the person's export."""


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation in the clinic's list. What is written in it is read on its own page, where
    reading is noted."""

    patient: Patient
    waits_since: datetime | None
    last_at: datetime
    unread: bool
    """There is something of the person that no member of staff has had before their eyes."""


def patient_here(clinic: Clinic | None, person: Person | None) -> Patient | None:
    """The clinic's entry of this person, if there is one with a name. One without is only there
    while a time is held for them (`booking.actions.reserving`)."""
    return None if clinic is None else patient_of(clinic, person)


def may_write(clinic: Clinic | None, person: Person | None) -> bool:
    """Whether this person and this clinic know each other: they are in its register, or share
    something with it."""
    if clinic is None or person is None:
        return False
    known = patient_here(clinic, person) is not None
    return known or scope_of(clinic, person) != Sharing.Scope.NOTHING


def conversation_of(clinic: Clinic | None, person: Person | None) -> Conversation | None:
    """What this person and this clinic wrote; None before the first message."""
    if clinic is None or person is None:
        return None
    return Conversation.objects.filter(clinic=clinic, person=person).first()


def messages_in(conversation: Conversation | None, last: int = SHOWN) -> list[Message]:
    """The last so many messages and all that wait for an answer, the oldest of them first."""
    if conversation is None:
        return []
    if conversation.waits_since is not None:
        waiting = conversation.messages.filter(written_at__gte=conversation.waits_since)
        last = min(max(last, waiting.count()), SHOWN)
    return list(conversation.messages.order_by("-written_at")[:last])[::-1]


def last_of(written: Sequence[Message]) -> UUID | None:
    """The last message of those a page shows: its form sends it along (see `actions.newer`)."""
    return written[-1].pk if written else None


def unread_by_person(person: Person | None) -> int:
    """How many messages of clinics the person has not read."""
    if person is None:
        return 0
    return (
        Message.objects.filter(conversation__person=person, by_person=False)
        .filter(
            Q(conversation__person_read_at__isnull=True)
            | Q(written_at__gt=F("conversation__person_read_at"))
        )
        .count()
    )


def lines_of(clinic: Clinic, most: int = 100) -> list[Line]:
    """The clinic's conversations: those that wait first, the longest wait on top; then the others,
    the latest first. Two queries."""
    unread = Message.objects.filter(
        Q(conversation__staff_read_at__isnull=True)
        | Q(written_at__gt=F("conversation__staff_read_at")),
        conversation=OuterRef("pk"),
        by_person=True,
    )
    found = list(
        clinic.conversations.annotate(unread=Exists(unread)).order_by(
            F("waits_since").asc(nulls_last=True), "-last_at"
        )[:most]
    )
    patients = {
        patient.person_id: patient
        for patient in clinic.patients.filter(person__in=[one.person_id for one in found])
    }
    return [
        Line(patients[one.person_id], one.waits_since, one.last_at, one.unread)
        for one in found
        if one.person_id in patients
    ]
