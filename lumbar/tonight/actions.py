"""Writes to evenings. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lumbar.clinical.library import library
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.records import Copy, Done, Hurt, merge, within
from lumbar.tonight.routines import planned_seconds, tonight_of


class NotTheirs(Exception):
    """The evening belongs to someone else, or was erased."""


@transaction.atomic
def begin_evening(
    *,
    person: Person,
    plan: StoredPlan,
    uuid: UUID,
    pain_before: int | None,
    now: datetime,
) -> SessionRecord:
    """Open an evening under the id its page was given; the same id opens it once.

    Raises ``NotTheirs`` when the id is another person's evening.
    """
    record, _made = SessionRecord.objects.get_or_create(
        pk=uuid,
        defaults={"person": person, "plan": plan, "started_at": now, "pain_before": pain_before},
    )
    if record.person_id != person.pk:
        raise NotTheirs
    return record


@transaction.atomic
def keep_progress(*, person: Person, uuid: UUID, copy: Copy, now: datetime) -> SessionRecord:
    """Join a copy from the page with what is known. Nothing that was kept is ever lost.

    Raises ``RecordError`` for what the plan does not have, ``NotTheirs`` for another's evening.
    """
    record = _locked(person, uuid)
    held = within(copy, planned_seconds(tonight_of(record.plan)), library().stop_rules)
    return _store(record, merge(record.copy(), held), now)


@transaction.atomic
def keep_said(
    *,
    person: Person,
    uuid: UUID,
    items: Iterable[int],
    pain_after: int | None,
    now: datetime,
) -> SessionRecord:
    """Keep which exercises the person says they did, without the timer; closes the evening."""
    record = _locked(person, uuid)
    planned = planned_seconds(tonight_of(record.plan))
    wanted = set(items)
    said = Copy(
        steps=tuple(Done(item, side, None, "done") for item, side in planned if item in wanted),
        state="done",
    )
    record.pain_after = pain_after if pain_after is not None else record.pain_after
    return _store(record, merge(record.copy(), said), now)


@transaction.atomic
def keep_pain_after(*, person: Person, uuid: UUID, pain_after: int | None) -> SessionRecord:
    """Keep the pain at the end, 0 to 10; ``None`` leaves what is there."""
    record = _locked(person, uuid)
    if pain_after is not None:
        record.pain_after = pain_after
        record.save(update_fields=["pain_after", "updated_at"])
    return record


def _locked(person: Person, uuid: UUID) -> SessionRecord:
    record = (
        SessionRecord.objects.select_for_update(of=("self",))
        .select_related("plan", "person")
        .filter(person=person, pk=uuid)
        .first()
    )
    if record is None:
        raise NotTheirs
    return record


def _store(record: SessionRecord, joined: Copy, now: datetime) -> SessionRecord:
    state = "stopped" if any(_stops(hurt) for hurt in joined.hurts) else joined.state
    record.position = joined.position
    record.steps = [step.to_json() for step in joined.steps]
    record.hurts = [hurt.to_json() for hurt in joined.hurts]
    record.state = state
    if state != SessionRecord.State.OPEN and record.finished_at is None:
        record.finished_at = now
    record.save()
    return record


def _stops(hurt: Hurt) -> bool:
    """A danger sign ends the evening, whatever else the copy says."""
    return library().stop_rules[hurt.answer].then == "evening-over"
