"""Writes of the check-in and the goals. Each is one transaction; doing it twice does no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lumbar.clinical.library import Library
from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.questionnaire import Form, read_questionnaire
from lumbar.clinical.scoring import score
from lumbar.journal.measuring.forms import GOAL_LENGTH
from lumbar.journal.models import AlsoAsked, Goal, MeasureResponse, Questionnaire
from lumbar.people.models import Person


class GoalError(ValueError):
    """A goal that cannot be set. ``code``: ``empty``, ``too-long`` or ``too-many``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def keep_response(
    *,
    person: Person,
    measure: Measure,
    answers: Mapping[str, int],
    items: list[str],
    now: datetime,
    knowledge: Library,
    chosen: Mapping[str, int] | None = None,
) -> MeasureResponse:
    """Keep a measure as it was answered today. A second time on a day replaces the first.

    ``items`` is all that was asked.

    Raises:
        ScoreError: it cannot be scored; nothing is kept.
    """
    scored = score(measure, answers, items)
    Person.objects.select_for_update().get(pk=person.pk)
    response, _made = MeasureResponse.objects.update_or_create(
        person=person,
        measure=measure.id,
        day=timezone.localdate(now),
        defaults={
            "answers": dict(answers),
            "chosen": dict(chosen or {}),
            "score": scored.score,
            "knowledge_version": knowledge.version,
            "said_at": now,
        },
    )
    return response


@transaction.atomic
def set_goal(*, person: Person, text: str, now: datetime, most: int) -> Goal:
    """Set a goal. One that says the same is not set twice.

    Raises:
        GoalError: nothing is said, too much is, or the person has ``most`` goals already.
    """
    said = " ".join(text.split())
    if not said:
        raise GoalError("empty")
    if len(said) > GOAL_LENGTH:
        raise GoalError("too-long")
    Person.objects.select_for_update().get(pk=person.pk)
    mine = Goal.objects.filter(person=person, ended_on=None)
    same = mine.filter(text=said).first()
    if same is not None:
        return same
    if mine.count() >= most:
        raise GoalError("too-many")
    return Goal.objects.create(person=person, text=said, set_at=now)


@transaction.atomic
def end_goal(*, goal: Goal, now: datetime) -> None:
    """Put a goal away. What was said of it stays."""
    Goal.objects.filter(pk=goal.pk, ended_on=None).update(ended_on=timezone.localdate(now))


@transaction.atomic
def resume_goal(*, goal: Goal, most: int) -> None:
    """Take a goal up again.

    Raises:
        GoalError: the person has ``most`` goals already.
    """
    Person.objects.select_for_update().get(pk=goal.person_id)
    if Goal.objects.filter(pk=goal.pk, ended_on=None).exists():
        return
    if Goal.objects.filter(person=goal.person_id, ended_on=None).count() >= most:
        raise GoalError("too-many")
    Goal.objects.filter(pk=goal.pk).update(ended_on=None)


@transaction.atomic
def also_ask(*, person: Person, measure: str, on: bool, now: datetime) -> None:
    """Switch an optional measure on or off for a person. What was said of it stays."""
    if on:
        AlsoAsked.objects.get_or_create(
            person=person, measure=measure, defaults={"since": timezone.localdate(now)}
        )
    else:
        AlsoAsked.objects.filter(person=person, measure=measure).delete()


@transaction.atomic
def install_questionnaire(
    *, resource: object, measure: Measure, now: datetime
) -> tuple[Form, bool]:
    """Bring in a clinic's FHIR Questionnaire for a measure; one that is there is replaced.

    Returns the form, and whether one was replaced.

    Raises:
        QuestionnaireError: it does not fit; nothing is changed.
    """
    form = read_questionnaire(resource, measure)
    _row, made = Questionnaire.objects.update_or_create(
        measure=measure.id, defaults={"resource": resource, "installed_at": now}
    )
    return form, not made


@transaction.atomic
def remove_questionnaire(*, measure: str) -> bool:
    """Ask it no more; what people answered stays. Returns whether it was there."""
    removed, _rows = Questionnaire.objects.filter(pk=measure).delete()
    return removed > 0
