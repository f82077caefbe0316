"""From what a browser sends to a measure's answers. Nothing that was chosen is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from lumbar.clinical.scoring import ScoreError, score
from lumbar.journal.measuring.asking import Asked

GOAL_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Sent:
    """What one screen was answered with. ``answers`` can be scored only without ``errors``."""

    answers: dict[str, int]
    chosen: dict[str, int]
    """By item of a clinic's form, the place of the option in its file."""
    given: dict[str, str]
    """The key of each choice as it was sent, to show it again."""
    errors: dict[str, str] = field(default_factory=dict)
    """A reason for each item; the item ``""`` stands for all of them together."""


def read_answers(asked: Asked, data: QueryDict) -> Sent:
    """Read a submitted screen. Blank is left out; the measure says whether that can be."""
    answers, chosen, given = dict(asked.known), {}, {}
    errors: dict[str, str] = {}
    for question in asked.questions:
        key = data.get(question.id, "")
        if not key:
            continue
        choice = question.choice(key)
        if choice is None:
            errors[question.id] = "unknown-option"
            continue
        given[question.id] = key
        answers[question.id] = choice.value
        if asked.form is not None:
            chosen[question.id] = int(key)
    if not errors:
        try:
            score(asked.measure, answers, asked.items)
        except ScoreError as error:
            errors = dict(error.problems)
    return Sent(answers, chosen, given, errors)


def kept_choices(asked: Asked, answers: dict[str, int], chosen: dict[str, int]) -> dict[str, str]:
    """The keys of what was answered before, to show it again."""
    found = {}
    for question in asked.questions:
        if question.id not in answers:
            continue
        value, place = answers[question.id], chosen.get(question.id)
        fits = [one.key for one in question.choices if one.value == value]
        key = str(place) if str(place) in fits else next(iter(fits), "")
        if key:
            found[question.id] = key
    return found
