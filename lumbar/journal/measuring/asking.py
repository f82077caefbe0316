"""A measure as it is asked: its questions and what can be chosen, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lumbar.clinical.library import Library
from lumbar.clinical.measures_schema import FROM_ANOTHER, Measure, MeasureWords
from lumbar.clinical.questionnaire import Form, FormItem
from lumbar.journal.models import Goal

Kind = Literal["numbers", "options", "tick", "yes-no"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what a form sends for it, and what it counts."""

    key: str
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it is asked. ``tick`` is a box: ticked counts 1, blank counts 0."""

    id: str
    ask: str
    kind: Kind
    choices: tuple[Choice, ...]
    lead: str = ""
    least: str = ""
    most: str = ""

    def choice(self, key: str) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure to be answered."""

    measure: Measure
    name: str
    about: str
    language: str
    """Of the questions; another than the page's where a clinic's form has only one."""
    questions: tuple[Question, ...]
    known: dict[str, int]
    """Items that another measure of the same check-in has asked already."""
    form: Form | None

    @property
    def items(self) -> list[str]:
        """Everything that is scored."""
        return [*self.known, *(question.id for question in self.questions)]


def known_answers(measure: Measure, said: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """What need not be asked again: ``said`` has today's answers by measure."""
    found = {}
    for item, place in measure.taken_from.items():
        other, _, name = place.partition(FROM_ANOTHER)
        if name in said.get(other, {}):
            found[item] = said[other][name]
    return found


def asked_measure(
    measure: Measure,
    knowledge: Library,
    language: str,
    *,
    form: Form | None = None,
    goals: Sequence[Goal] = (),
    known: Mapping[str, int] | None = None,
) -> Asked:
    """A measure's questions in a language: our own words, one for each goal, or a clinic's form.

    Raises:
        LookupError: it has no words of ours and there is no form.
    """
    words = knowledge.care.words(language).measures.measures[measure.id]
    name, spoken = words.name, language
    already = dict(known or {})
    if form is not None:
        spoken = form.language(language)
        name = form.title.get(spoken, name)
        questions = [_of_the_form(item, spoken, measure) for item in form.items]
    elif measure.per_goal:
        lead = next(iter(words.items.values()))
        questions = [
            Question(str(goal.pk), goal.text, "numbers", _numbers(0, 10), lead, *_ends(words))
            for goal in goals
        ]
    elif measure.own_items:
        asked = [item for item in measure.own_items if item not in already]
        questions = [_of_ours(item, measure, words) for item in asked]
    else:
        raise LookupError(measure.id)
    return Asked(measure, name, words.about, spoken, tuple(questions), already, form)


def _of_ours(item: str, measure: Measure, words: MeasureWords) -> Question:
    if measure.answers == "words":
        choices = tuple(Choice(key, int(key), label) for key, label in words.options.items())
        return Question(item, words.items[item], "options", choices)
    numbers = _numbers(*measure.range_of(item))
    return Question(item, words.items[item], "numbers", numbers, "", *_ends(words))


def _of_the_form(item: FormItem, language: str, measure: Measure) -> Question:
    kind: Kind = "options"
    if item.kind == "number":
        kind = "numbers"
    elif item.kind == "yes-no":
        kind = "tick" if measure.missing == "blank-is-zero" else "yes-no"
    choices = tuple(
        Choice(str(place), option.value, option.text.get(language, ""))
        for place, option in enumerate(item.options)
    )
    return Question(item.id, item.text[language], kind, choices, item.lead.get(language, ""))


def _numbers(least: int, most: int) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), value, str(value)) for value in range(least, most + 1))


def _ends(words: MeasureWords) -> tuple[str, str]:
    return words.least or "", words.most or ""
