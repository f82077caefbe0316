"""Arbitrary valid answers, for the property tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from lumbar.clinical.conditions import NOT_SURE, SKIPPED
from lumbar.clinical.library import library
from lumbar.clinical.triage import next_screen

DANGER = tuple(sorted(q.id for q in library().questions.values() if q.danger))
"""Danger signs; all of them are yes-or-no questions."""


@cache
def values(id: str) -> st.SearchStrategy[Any]:
    """Everything that may be answered to a question, as JSON."""
    knowledge = library()
    question = knowledge.questions[id]
    options = sorted(knowledge.options(question.id))
    choices: st.SearchStrategy[Any]
    if question.kind == "number":
        choices = st.integers(question.minimum or 0, question.maximum or 0)
    elif question.kind in ("many", "areas"):
        choices = st.lists(st.sampled_from(options), unique=True, max_size=5)
    else:
        choices = st.sampled_from(options)
    if not question.sure:
        choices = choices | st.just(NOT_SURE)
    if question.optional:
        choices = choices | st.just(SKIPPED)
    return choices


@st.composite
def partial(draw: st.DrawFn) -> dict[str, Any]:
    """Any subset of the questions, answered in any way."""
    knowledge = library()
    asked = draw(st.sets(st.sampled_from(sorted(knowledge.questions)), max_size=40))
    return {id: draw(values(id)) for id in sorted(asked)}


@st.composite
def calm(draw: st.DrawFn) -> dict[str, Any]:
    """A whole check without danger signs, otherwise answered in any way: plans come from these."""
    return walk(draw, dict.fromkeys(DANGER, "no"))


@st.composite
def whole(draw: st.DrawFn) -> dict[str, Any]:
    """A check as a person goes through it, screen by screen, to its end."""
    yes = draw(st.sets(st.sampled_from(DANGER), max_size=3))
    return walk(draw, {id: "yes" if id in yes else "no" for id in DANGER})


def walk(draw: st.DrawFn, fixed: dict[str, Any]) -> dict[str, Any]:
    """Answer every screen that is asked: as fixed, or drawn."""
    knowledge = library()
    said: dict[str, Any] = {}
    while (screen := next_screen(knowledge.answers(said), knowledge)) is not None:
        for id in screen.questions:
            said[id] = fixed[id] if id in fixed else draw(values(id))
    return said


def anyone() -> st.SearchStrategy[dict[str, Any]]:
    """Answers of any of these kinds."""
    return partial() | calm() | whole()


def well() -> dict[str, Any]:
    """The simplest case: a low back that hurts since a strain, nothing else."""
    knowledge = library()
    chosen: dict[str, Any] = {
        "age": "20_to_44",
        "pregnancy": "not_for_me",
        "pain_areas": ["low_back_left", "low_back_middle"],
        "started": "strain",
        "duration": "2_to_14_days",
        "pain_now": 4,
        "trend": "same",
        "worse_when": ["bending"],
        "better_when": ["lying_down"],
        "place": "bed",
        "minutes": "10",
    }
    said: dict[str, Any] = {}
    while (screen := next_screen(knowledge.answers(said), knowledge)) is not None:
        for id in screen.questions:
            kind = knowledge.questions[id].kind
            said[id] = chosen.get(id, [] if kind in ("many", "areas") else "no")
    return said
