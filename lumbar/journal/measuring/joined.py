"""The check-ins' and goals' part of joining two people."""

from __future__ import annotations

from typing import Any

from lumbar.clinical.library import library
from lumbar.clinical.scoring import score
from lumbar.journal.measuring.queries import GOALS
from lumbar.journal.models import AlsoAsked, Goal, MeasureResponse
from lumbar.people.models import Person


def join_measures(*, one: Person, into: Person) -> None:
    """Goals that say the same become one; of two answers to a measure on a day the later stays,
    and of the goals each that was rated; what one of the two switched on is on."""
    same = _join_goals(one, into)
    known = {(row.measure, row.day): row for row in MeasureResponse.objects.filter(person=into)}
    for row in MeasureResponse.objects.filter(person=one):
        if row.measure == GOALS:
            row.answers = {same.get(goal, goal): value for goal, value in row.answers.items()}
        other = known.get((row.measure, row.day))
        if other is not None:
            row = _later(row, other)
        row.person = into
        row.save()
    wanted = AlsoAsked.objects.filter(person=into).values("measure")
    AlsoAsked.objects.filter(person=one).exclude(measure__in=wanted).update(person=into)


def _join_goals(one: Person, into: Person) -> dict[str, str]:
    """Hand the goals over; returns by the id of one that went the id that stands for it."""
    known = {goal.text: goal for goal in Goal.objects.filter(person=into, ended_on=None)}
    same: dict[str, str] = {}
    for goal in Goal.objects.filter(person=one):
        other = known.get(goal.text) if goal.ended_on is None else None
        if other is None:
            goal.person = into
            goal.save(update_fields=["person"])
            continue
        same[str(goal.pk)] = str(other.pk)
        if goal.set_at < other.set_at:
            other.set_at = goal.set_at
            other.save(update_fields=["set_at"])
        goal.delete()
    return same


def _later(row: MeasureResponse, other: MeasureResponse) -> MeasureResponse:
    """Of two answers to a measure on one day the later, with each goal that only the other has."""
    first, last = sorted((row, other), key=lambda each: each.said_at)
    if last.measure == GOALS:
        answers: dict[str, Any] = {**first.answers, **last.answers}
        last.answers = answers
        last.score = score(library().care.measures.of(GOALS), answers, list(answers)).score
    first.delete()
    return last
