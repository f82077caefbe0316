"""Writes to the journal. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lumbar.journal.listening.actions import hear
from lumbar.journal.models import CheckIn
from lumbar.journal.sent import MorningSent
from lumbar.people.models import Person

log = logging.getLogger(__name__)


class NotTheirs(Exception):
    """The check-in belongs to someone else."""


@transaction.atomic
def keep_morning(*, person: Person, uuid: UUID, sent: MorningSent, now: datetime) -> CheckIn:
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
        known = CheckIn.objects.create(pk=uuid, person=person, **sent._asdict())
    elif sent.said_at > known.said_at:
        # Both: another device's for this morning, and this id's for a date set right since.
        same.exclude(pk=known.pk).delete()
        known.morning, known.said_at = sent.morning, sent.said_at
        known.pain, known.sleep = sent.pain, sent.sleep
        # What is said beside the two taps is not taken back by tapping them again.
        if sent.stiff_minutes is not None:
            known.stiff_minutes = sent.stiff_minutes
        if sent.areas is not None:
            known.areas = list(sent.areas)
        known.save()
    transaction.on_commit(lambda: listen_again(person=person, now=now))
    return known


def listen_again(*, person: Person, now: datetime) -> None:
    """Let the plan listen. What was kept is kept: a failure here is the operator's business."""
    try:
        hear(person=person, now=now)
    except Exception:
        log.exception("Listening to what was kept failed.")
