"""Where a person is in today's check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lumbar.clinical.due import due_now
from lumbar.clinical.library import Library
from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.scoring import Scored, ScoreError, score
from lumbar.journal.measuring import queries
from lumbar.journal.measuring.asking import Asked, asked_measure, known_answers
from lumbar.journal.models import MeasureResponse
from lumbar.people.models import Person


@dataclass(frozen=True, slots=True)
class Today:
    """Today's check-in: ``run`` has every measure of it in order, answered or not."""

    run: tuple[str, ...]
    due: tuple[str, ...]
    """Not answered yet."""
    said: dict[str, MeasureResponse]
    next_on: dict[str, date]
    """By measure, when it is due again."""

    @property
    def begun(self) -> bool:
        """Whether a part is answered and a part is not."""
        return bool(self.said) and bool(self.due)

    @property
    def next_day(self) -> date | None:
        """The day on which anything is due again."""
        return min(self.next_on.values(), default=None)

    def after(self, measure: str) -> str | None:
        """The measure that follows in the run."""
        place = self.run.index(measure) + 1
        return self.run[place] if place < len(self.run) else None

    def before(self, measure: str) -> str | None:
        place = self.run.index(measure)
        return self.run[place - 1] if place else None


def todays_check_in(person: Person, today: date, knowledge: Library) -> Today:
    """Today's check-in of a person."""
    asked = queries.askings(person, today)
    said = queries.responses_on(person, today)
    due = due_now(today, asked, knowledge.care.measures.rhythm.together_days)
    return Today(
        run=tuple(one.measure for one in asked if one.measure in due or one.measure in said),
        due=tuple(due),
        said=said,
        next_on={one.measure: max(today, one.next_on()) for one in asked},
    )


def as_asked(person: Person, measure: str, today: Today, knowledge: Library, page: str) -> Asked:
    """One measure of the run, with what need not be asked again left out."""
    found = knowledge.care.measures.of(measure)
    answers = {id: response.answers for id, response in today.said.items()}
    return asked_measure(
        found,
        knowledge,
        page,
        form=None if found.own_items else queries.installed_form(measure),
        goals=queries.goals_of(person) if found.per_goal else (),
        known=known_answers(found, answers),
    )


def rescored(measure: Measure, response: MeasureResponse) -> Scored:
    """What the knowledge of today says of a response.

    Raises:
        ScoreError: it can no longer be scored.
    """
    items = list(response.answers) if measure.per_goal else measure.item_ids()
    return score(measure, response.answers, items)


def needs_crisis_help(said: Mapping[str, MeasureResponse], knowledge: Library) -> bool:
    """Whether an answer of the day asks to say where to turn when life is too hard to bear."""
    for id, response in said.items():
        try:
            measure = knowledge.care.measures.of(id)
            reached = rescored(measure, response).cut_offs
        except (KeyError, ScoreError):
            continue
        if any(one.crisis_help and one.id in reached for one in measure.cut_off):
            return True
    return False
