"""From what a browser sends to answers, one screen at a time.

Nothing typed is lost: where something is missing or does not fit, ``ScreenForm.given`` still
holds what was sent, and the screen is shown again with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from lumbar.clinical.conditions import NOT_SURE
from lumbar.clinical.library import Library
from lumbar.clinical.schema import Question, Screen
from lumbar.clinical.values import Answers, Value

NONE_OF_THESE = "none_of_these"
"""Sent for "none of these"; stored as an empty list, which says no to every option."""

REST_IS_NO = "rest"
"""The name of the one button that turns blank rows of a checklist into "no"."""


@dataclass(frozen=True, slots=True)
class ScreenForm:
    """What one screen was answered with.

    ``answers`` are complete and valid only when ``errors`` (question id to reason) is empty.
    Reasons: ``missing``, ``none_and_some``, ``unknown_option``, ``out_of_range``, ``no_area``.
    """

    answers: dict[str, Value]
    given: dict[str, Value]
    errors: dict[str, str] = field(default_factory=dict)


def is_checklist(screen: Screen, library: Library) -> bool:
    """Several yes-or-no questions and nothing else: statements to tick."""
    kinds = [library.questions[question].kind for question in screen.questions]
    return len(kinds) > 1 and all(kind == "yes_no" for kind in kinds)


def is_body_map(screen: Screen, library: Library) -> bool:
    """Every question is answered with areas of the body."""
    return all(library.questions[question].kind == "areas" for question in screen.questions)


def read_screen(screen: Screen, data: QueryDict, library: Library) -> ScreenForm:
    """Read one screen's answers from a submitted form."""
    rest_is_no = is_checklist(screen, library) and data.get(REST_IS_NO) == "no"
    answers: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for question_id in screen.questions:
        question = library.questions[question_id]
        match question.kind:
            case "yes_no":
                value, error = _one(question, data, ("yes", "no"))
                if value is None and error == "missing" and rest_is_no:
                    value, error = "no", ""
            case "one":
                value, error = _one(question, data, tuple(question.options))
            case "number":
                value, error = _number(question, data)
            case "many":
                value, error = _many(question, data)
            case "areas":
                value, error = _areas(question, data, library)
        if value is not None:
            answers[question_id] = value
        if error:
            errors[question_id] = error
    return ScreenForm(answers=answers, given=dict(answers), errors=errors)


def _one(question: Question, data: QueryDict, options: tuple[str, ...]) -> tuple[Value | None, str]:
    sent = data.get(question.id, "")
    if not sent:
        return (None, "") if question.optional else (None, "missing")
    if sent in options or (sent == NOT_SURE and not question.sure):
        return sent, ""
    return None, "unknown_option"


def _number(question: Question, data: QueryDict) -> tuple[Value | None, str]:
    sent = data.get(question.id, "").strip()
    if not sent:
        return (None, "") if question.optional else (None, "missing")
    if sent == NOT_SURE and not question.sure:
        return NOT_SURE, ""
    try:
        number = int(sent)
    except ValueError:
        return None, "out_of_range"
    least = question.minimum if question.minimum is not None else number
    most = question.maximum if question.maximum is not None else number
    return (number, "") if least <= number <= most else (None, "out_of_range")


def _many(question: Question, data: QueryDict) -> tuple[Value | None, str]:
    sent = set(data.getlist(question.id))
    special = sent & {NONE_OF_THESE, NOT_SURE}
    chosen = tuple(sorted(sent - special))
    if any(option not in question.options for option in chosen):
        return None, "unknown_option"
    if chosen and special:
        return chosen, "none_and_some"
    if NONE_OF_THESE in special:
        return (), ""
    if NOT_SURE in special:
        return NOT_SURE, ""
    if chosen or question.optional:
        return chosen, ""
    return None, "missing"


def _areas(question: Question, data: QueryDict, library: Library) -> tuple[Value | None, str]:
    """Areas marked so far, plus those ticked under the feeling that is in hand.

    Without JavaScript the ticks arrive as ``region`` and ``brush`` names their question.
    """
    sent = set(data.getlist(question.id))
    unsure = NOT_SURE in sent and not question.sure
    sent.discard(NOT_SURE)
    if data.get("brush") == question.id:
        sent |= set(data.getlist("region"))
    taken_off = {
        area
        for name, _, area in (mark.partition(":") for mark in data.getlist("remove"))
        if name == question.id
    }
    known = {region.id for region in library.body_map}
    if not sent <= known:
        return None, "unknown_option"
    areas = tuple(sorted(sent - taken_off))
    if areas:
        return areas, ""
    if unsure:
        return NOT_SURE, ""
    if question.optional:
        return (), ""
    return None, "no_area"


def with_screen(answers: Answers, form: ScreenForm, screen: Screen) -> Answers:
    """The answers so far with this screen's put in their place."""
    return answers.with_(**{question: form.answers.get(question) for question in screen.questions})
