"""One screen of the check: its questions and choices, with what was answered or sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from lumbar.check.forms import NONE_OF_THESE, is_body_map, is_checklist
from lumbar.clinical.conditions import NOT_SURE
from lumbar.clinical.library import Library
from lumbar.clinical.schema import Question, Screen
from lumbar.clinical.values import Value
from lumbar.clinical.words_schema import QuestionWords
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is shown."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is shown, with what was answered or sent so far."""

    id: str
    kind: str
    ask: str
    help: str
    why: str
    choices: tuple[Choice, ...]
    none_chosen: bool
    unsure: Choice | None
    numbers: tuple[Choice, ...]
    error: str
    optional: bool

    @property
    def described_by(self) -> str:
        """Ids of the elements that explain the question, for ``aria-describedby``."""
        parts = (("help", self.help), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, words in parts if words)


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One screen as it is shown."""

    id: str
    title: str
    help: str
    kind: str
    """``checklist``, ``body-map``, ``single`` or ``several``."""
    questions: tuple[QuestionView, ...]

    @property
    def errors(self) -> tuple[QuestionView, ...]:
        return tuple(question for question in self.questions if question.error)

    @property
    def only(self) -> QuestionView:
        """The question of a ``single`` screen."""
        return self.questions[0]


def _error_message(reason: str, kind: str) -> str:
    if reason == "none_and_some":
        return gettext("Tick what fits, or “None of these”, but not both.")
    if reason == "unknown_option":
        return gettext("That answer is not one of the choices. Please choose again.")
    if reason == "out_of_range":
        return gettext("Choose a number from 0 to 10.")
    if reason == "no_area":
        return gettext("Mark where it hurts, or choose “I can’t point to it”.")
    if kind == "number":
        return gettext("Choose a number, or “I’m not sure”.")
    if kind == "many":
        return gettext("Tick what fits, or choose “None of these”.")
    return gettext("Choose the answer that fits best.")


def _question_view(
    question: Question, words: QuestionWords, given: Value | None, error: str
) -> QuestionView:
    sent = given if isinstance(given, tuple) else (str(given),) if given is not None else ()
    if question.kind == "yes_no":
        choices: tuple[Choice, ...] = (
            Choice("yes", gettext("Yes"), chosen="yes" in sent),
            Choice("no", gettext("No"), chosen="no" in sent),
        )
    else:
        choices = tuple(
            Choice(option, words.options[option], words.hints.get(option, ""), option in sent)
            for option in question.options
        )
    numbers: tuple[Choice, ...] = ()
    if question.kind == "number":
        least, most = question.minimum or 0, question.maximum or 10
        numbers = tuple(Choice(str(n), str(n), chosen=given == n) for n in range(least, most + 1))
    unsure = None
    if not question.sure:
        label = (
            gettext("I can’t point to it") if question.kind == "areas" else gettext("I’m not sure")
        )
        unsure = Choice(NOT_SURE, label, chosen=given == NOT_SURE)
    return QuestionView(
        id=question.id,
        kind=question.kind,
        ask=words.ask,
        help=words.help,
        why=words.why,
        choices=choices,
        none_chosen=given == () or NONE_OF_THESE in sent,
        unsure=unsure,
        numbers=numbers,
        error=_error_message(error, question.kind) if error else "",
        optional=question.optional,
    )


def screen_view(
    screen: Screen,
    given: Mapping[str, Value],
    library: Library,
    errors: Mapping[str, str] | None = None,
) -> ScreenView:
    """A screen with what was answered before, or with what was just sent and its errors."""
    words = library.words(page_language())
    errors = errors or {}
    questions = tuple(
        _question_view(
            library.questions[question],
            words.questions[question],
            given.get(question),
            errors.get(question, ""),
        )
        for question in screen.questions
    )
    if is_checklist(screen, library):
        kind = "checklist"
    elif is_body_map(screen, library):
        kind = "body-map"
    else:
        kind = "single" if len(questions) == 1 else "several"
    screen_words = words.screens[screen.id]
    return ScreenView(screen.id, screen_words.title, screen_words.help, kind, questions)
