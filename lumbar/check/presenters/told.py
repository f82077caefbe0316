"""What was told, in words: every answer, what was heard, and why a rule holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from lumbar.check.presenters.body_map import feeling_name
from lumbar.clinical.conditions import NOT_SURE, SKIPPED
from lumbar.clinical.library import Library
from lumbar.clinical.schema import Question, Screen
from lumbar.clinical.values import Answers, Because, Value
from lumbar.clinical.words import Words
from lumbar.site.wording import enumeration, page_language


@dataclass(frozen=True, slots=True)
class Told:
    """One question and its answer, as they read back."""

    question: str
    ask: str
    answer: str
    danger: bool
    positive: bool
    """Something to hear: neither "no" nor "none"."""


@dataclass(frozen=True, slots=True)
class ToldScreen:
    """The answers of one screen, with the way back to it."""

    id: str
    title: str
    told: tuple[Told, ...]


def answer_text(question: Question, value: Value, words: Words) -> str:
    """An answer in words."""
    if value == NOT_SURE:
        return gettext("Not sure")
    if value == SKIPPED:
        return gettext("Left out")
    if question.kind == "yes_no":
        return gettext("Yes") if value == "yes" else gettext("No")
    if question.kind == "number":
        return gettext("%(number)s of 10") % {"number": value}
    options = value if isinstance(value, tuple) else (str(value),)
    if not options:
        return gettext("None of these")
    return enumeration(words.option(question.id, option) or option for option in options)


def told_screens(answers: Answers, screens: Iterable[Screen], library: Library) -> list[ToldScreen]:
    """All answers of these screens."""
    words = library.words(page_language())
    return [
        ToldScreen(
            screen.id,
            words.screens[screen.id].title,
            tuple(
                Told(
                    question=id,
                    ask=feeling_name(id)
                    if library.questions[id].kind == "areas"
                    else words.questions[id].ask,
                    answer=answer_text(library.questions[id], answers[id], words),
                    danger=library.questions[id].danger,
                    positive=answers[id] not in NOTHING_TO_HEAR,
                )
                for id in screen.questions
                if id in answers
            ),
        )
        for screen in screens
    ]


NOTHING_TO_HEAR: tuple[Value, ...] = ("no", "not_for_me", (), SKIPPED)
"""Answers that say that something is not there, or does not concern the person."""


def heard(answers: Answers, library: Library) -> list[str]:
    """What was heard, in phrases: everything that was not a "no"."""
    words = library.words(page_language())
    phrases = []
    for screen in library.screens:
        for id in screen.questions:
            value = answers.get(id)
            if value is None or value in NOTHING_TO_HEAR or screen.part == "tonight":
                continue
            phrases.append(_heard_phrase(library.questions[id], value, words))
    return phrases


def _heard_phrase(question: Question, value: Value, words: Words) -> str:
    text = words.questions[question.id].heard
    answer = answer_text(question, value, words)
    if value == NOT_SURE:
        if "{answer}" in text:
            text = text.replace("{answer}", gettext("not sure"))
            return text
        return gettext("%(heard)s (not sure)") % {"heard": text}
    return text.replace("{answer}", answer)


def because_text(because: Because, library: Library, words: Words) -> str:
    """One reason of a finding, read back in the person's words."""
    question = library.questions[because.question]
    text = words.questions[because.question].heard
    if because.options == (NOT_SURE,):
        return _heard_phrase(question, NOT_SURE, words)
    if question.kind == "yes_no" and because.options == ("no",):
        return gettext("“%(question)s” – no") % {"question": words.questions[because.question].ask}
    options = [words.option(because.question, option) or option for option in because.options]
    return text.replace("{answer}", enumeration(options))
