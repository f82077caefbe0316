"""The result of a check as a clinician reads it: with suspicions, levels and every answer."""

from __future__ import annotations

from dataclasses import dataclass

from lumbar.check.forms import is_body_map
from lumbar.check.presenters.body_map import BodyMapView, body_map_view
from lumbar.check.presenters.result import ResultView, result_view
from lumbar.check.presenters.told import ToldScreen, told_screens
from lumbar.clinical.library import Library
from lumbar.clinical.values import Answers, Assessment
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class RootView:
    """A nerve level the marked areas hint at."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What a clinician reads: the same result with suspicions, levels and every answer."""

    result: ResultView
    suspicions: tuple[str, ...]
    roots: tuple[RootView, ...]
    stages: tuple[tuple[str, str], ...]
    """Grading of pressure on the cauda equina, when that is a suspicion."""
    patterns: tuple[str, ...]
    screens: tuple[ToldScreen, ...]
    map: BodyMapView | None


CAUDA_EQUINA = "cauda-equina"


def summary_view(
    assessment: Assessment, answers: Answers, library: Library, emergency_number: str
) -> SummaryView:
    """The print-and-take-along page."""
    words = library.words(page_language())
    map_questions = [q for s in library.screens if is_body_map(s, library) for q in s.questions]
    has_marks = any(isinstance(answers.get(q), tuple) and answers.get(q) for q in map_questions)
    screens = [s for s in library.screens if any(q in answers for q in s.questions)]
    return SummaryView(
        result=result_view(assessment, answers, library, emergency_number),
        suspicions=tuple(words.suspicions[s] for s in assessment.suspicions),
        roots=tuple(
            RootView(words.roots[root].name, words.roots[root].reason) for root in assessment.roots
        ),
        stages=tuple(words.stages.items()) if CAUDA_EQUINA in assessment.suspicions else (),
        patterns=tuple(words.patterns[match.pattern].name for match in assessment.patterns),
        screens=tuple(told_screens(answers, screens, library)),
        map=body_map_view(map_questions, answers, library) if has_marks else None,
    )
