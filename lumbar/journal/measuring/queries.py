"""What a person said in their check-ins, and what they are asked next. Reads start from them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Min

from lumbar.clinical.due import Asking, due_now
from lumbar.clinical.library import library
from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.questionnaire import Form, QuestionnaireError, read_questionnaire
from lumbar.journal.models import AlsoAsked, Goal, MeasureResponse, Questionnaire
from lumbar.people.models import Person

GOALS = "goals"

log = logging.getLogger(__name__)


class Point(NamedTuple):
    """A measure's score on a day."""

    day: date
    score: float


def series(person: Person | None, measure: str) -> list[Point]:
    """Every score of one measure, oldest first. That of the goals is a mean over those a person
    had that day, which may be others than before; ``goal_series`` has each of its own."""
    if person is None:
        return []
    rows = person.responses.filter(measure=measure).order_by("day")
    return [Point(day, score) for day, score in rows.values_list("day", "score")]


def goal_series(person: Person | None) -> dict[str, list[Point]]:
    """By the id of a goal how well it went, 0 to 10, oldest first."""
    found: dict[str, list[Point]] = {}
    if person is not None:
        rows = person.responses.filter(measure=GOALS).order_by("day")
        for day, answers in rows.values_list("day", "answers"):
            for goal, value in answers.items():
                found.setdefault(goal, []).append(Point(day, value))
    return found


def goals_of(person: Person | None, *, ended: bool = False) -> list[Goal]:
    """The goals a person has now, oldest first; or those they have ended, newest end first."""
    if person is None:
        return []
    mine = person.goals.filter(ended_on__isnull=not ended)
    return list(mine.order_by("-ended_on", "set_at") if ended else mine)


def goal_of(person: Person | None, uuid: UUID) -> Goal | None:
    """One of the person's own goals; None for anyone else's."""
    return person.goals.filter(pk=uuid).first() if person is not None else None


def responses_on(person: Person | None, day: date) -> dict[str, MeasureResponse]:
    """What was answered on a day, by measure."""
    if person is None:
        return {}
    return {one.measure: one for one in person.responses.filter(day=day)}


def responses_until(person: Person, day: date) -> dict[str, list[MeasureResponse]]:
    """Everything answered up to a day, by measure, oldest first."""
    found: dict[str, list[MeasureResponse]] = {}
    for one in person.responses.filter(day__lte=day).order_by("day"):
        found.setdefault(one.measure, []).append(one)
    return found


def last_check_in(person: Person | None) -> date | None:
    """The day on which a person last answered a measure."""
    if person is None:
        return None
    return person.responses.values_list("day", flat=True).first()


def also_asked(person: Person | None) -> set[str]:
    """The optional measures a person has switched on."""
    if person is None:
        return set()
    return set(AlsoAsked.objects.filter(person=person).values_list("measure", flat=True))


def optional_measures() -> list[Measure]:
    """Those of ours that are asked only of people who want them."""
    return [
        one
        for one in library().care.measures.measure
        if one.optional and one.own_items and one.every_days is not None
    ]


def installed_forms() -> dict[str, Form]:
    """The questionnaires the clinic brought in, by measure. One that no longer fits its measure
    is left out: asking it would give no score."""
    return {form.measure: form for form in _readable(Questionnaire.objects.all())}


def installed_form(measure: str) -> Form | None:
    """The clinic's questionnaire for one measure."""
    return next(_readable(Questionnaire.objects.filter(pk=measure)), None)


def _readable(rows: Iterable[Questionnaire]) -> Iterator[Form]:
    measures = library().care.measures
    for row in rows:
        try:
            yield read_questionnaire(row.resource, measures.of(row.measure))
        except (KeyError, QuestionnaireError):
            log.warning("The installed questionnaire %s no longer fits its measure.", row.measure)


def askings(person: Person, today: date) -> list[Asking]:
    """Every measure this person is asked, in the order of the check-in, and when it is due."""
    measures = library().care.measures
    said = {
        measure: (first, last)
        for measure, first, last in person.responses.values_list("measure")
        .annotate(first=Min("day"), last=Max("day"))
        .order_by()
    }
    begun = min((first for first, _ in said.values()), default=today)
    installed, wanted = installed_forms(), also_asked(person)
    found = []
    for measure in measures.measure:
        if measure.every_days is None:
            continue
        if measure.optional and measure.own_items and measure.id not in wanted:
            continue
        if not measure.own_items and measure.id not in installed:
            continue
        last = said[measure.id][1] if measure.id in said else None
        if measure.per_goal:
            open_goals = {str(goal.pk) for goal in goals_of(person)}
            if not open_goals:
                continue
            if last is not None and not open_goals <= _rated(person, measure.id):
                # One that was never rated has no beginning to be compared with.
                last = None
        not_before = begun + timedelta(days=measure.first_after_days)
        found.append(Asking(measure.id, measure.every_days, last, not_before))
    return found


def _rated(person: Person, measure: str) -> set[str]:
    """The goals that were rated at least once."""
    rows = person.responses.filter(measure=measure).values_list("answers", flat=True)
    return {goal for answers in rows for goal in answers}


def measures_due(person: Person | None, today: date) -> list[str]:
    """The measures of today's check-in, in its order; empty when none is due. For whoever is new
    it is due at once: the beginning is what later weeks are held against."""
    if person is None:
        return []
    together = library().care.measures.rhythm.together_days
    return due_now(today, askings(person, today), together)


def next_check_in(person: Person | None, today: date) -> date | None:
    """The day of the next check-in, today when it is due already; None when nothing is asked."""
    if person is None:
        return None
    days = [one.next_on() for one in askings(person, today)]
    return max(today, min(days)) if days else None
