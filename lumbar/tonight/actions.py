"""Writes to evenings. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lumbar.clinical.library import library
from lumbar.clinical.values import PlanItem, Tonight
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.records import Copy, Done, Hurt, merge, within
from lumbar.tonight.routines import Choice, items_to_json, planned_seconds
from lumbar.tonight.signals import evening_kept

log = logging.getLogger(__name__)


class NotTheirs(Exception):
    """The evening or its plan belongs to someone else, or was erased."""


@transaction.atomic
def begin_evening(
    *,
    person: Person,
    plan: StoredPlan,
    uuid: UUID,
    tonight: Tonight,
    pain_before: int | None,
    now: datetime,
) -> SessionRecord:
    """Open an evening under the id its page was given; the same id opens it once.

    Raises ``NotTheirs`` when the id is another person's evening.
    """
    choice = Choice(tonight.minutes, tonight.sleep, tonight.bad_night)
    return _begun(person, plan, uuid, tonight.items, choice, now, pain_before)


@transaction.atomic
def keep_evening(
    *,
    person: Person,
    uuid: UUID,
    plan: UUID,
    items: tuple[PlanItem, ...],
    choice: Choice,
    started_at: datetime,
    copy: Copy,
    now: datetime,
) -> SessionRecord:
    """Join a device's copy with what is known, and open the evening if it is not known yet.
    Nothing that was kept is ever lost.

    ``items`` and ``choice`` are as the evening was begun; a known evening keeps its own.
    Raises ``RecordError`` for what the evening does not have, ``NotTheirs`` for another's.
    """
    stored = StoredPlan.objects.filter(person=person, pk=plan).first()
    if stored is None:
        raise NotTheirs
    _begun(person, stored, uuid, items, choice, started_at, None)
    record = _locked(person, uuid)
    held = within(copy, planned_seconds(record.tonight()), library().stop_rules)
    record.started_at = min(record.started_at, started_at)
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
    wanted = set(items)
    said = Copy(
        steps=tuple(
            Done(item, side, None, "done")
            for item, side in planned_seconds(record.tonight())
            if item in wanted
        ),
        state="done",
        pain_after=pain_after,
    )
    return _store(record, merge(record.copy(), said), now)


def _begun(
    person: Person,
    plan: StoredPlan,
    uuid: UUID,
    items: tuple[PlanItem, ...],
    choice: Choice,
    started_at: datetime,
    pain_before: int | None,
) -> SessionRecord:
    record, _made = SessionRecord.objects.get_or_create(
        pk=uuid,
        defaults={
            "person": person,
            "plan": plan,
            "items": items_to_json(items),
            "minutes": choice.minutes,
            "sleep": choice.sleep,
            "bad_night": choice.bad_night,
            "started_at": started_at,
            "pain_before": pain_before,
        },
    )
    if record.person_id != person.pk:
        raise NotTheirs
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
    record.pain_before = joined.pain_before
    record.pain_after = joined.pain_after
    record.state = state
    if state != SessionRecord.State.OPEN and record.finished_at is None:
        record.finished_at = now
    record.save()
    person = record.person
    transaction.on_commit(
        lambda: _tell(evening_kept.send_robust(SessionRecord, person=person, now=now))
    )
    return record


def _tell(answers: Iterable[tuple[object, object]]) -> None:
    """A listener's failure is the operator's business; the evening is kept."""
    for _listener, answer in answers:
        if isinstance(answer, Exception):
            log.error("A listener to a kept evening failed.", exc_info=answer)


def _stops(hurt: Hurt) -> bool:
    """A danger sign ends the evening, whatever else the copy says."""
    return library().stop_rules[hurt.answer].then == "evening-over"
