"""Writes to the journal. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lumbar.journal.models import CheckIn
from lumbar.journal.sent import MorningSent
from lumbar.people.models import Person


class NotTheirs(Exception):
    """The check-in belongs to someone else."""


@transaction.atomic
def keep_morning(*, person: Person, uuid: UUID, sent: MorningSent) -> CheckIn:
    """Keep one morning. A second answer for the same morning, from this device or another,
    replaces the first if it was said later.

    Raises ``NotTheirs`` when the id is another person's check-in.
    """
    # Two devices that send the same morning at once wait for one another here.
    Person.objects.select_for_update().get(pk=person.pk)
    if CheckIn.objects.filter(pk=uuid).exclude(person=person).exists():
        raise NotTheirs
    same = CheckIn.objects.filter(Q(pk=uuid) | Q(morning=sent.morning), person=person)
    known = same.order_by("-said_at").first()
    if known is None:
        return CheckIn.objects.create(pk=uuid, person=person, **sent._asdict())
    if sent.said_at > known.said_at:
        # Both: another device's for this morning, and this id's for a date set right since.
        same.exclude(pk=known.pk).delete()
        known.morning, known.said_at = sent.morning, sent.said_at
        known.pain, known.sleep = sent.pain, sent.sleep
        known.save()
    return known
