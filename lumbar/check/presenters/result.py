"""The result of a check as the person reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from lumbar.check.presenters.told import because_text, heard
from lumbar.clinical.library import Library
from lumbar.clinical.values import Answers, Assessment, Because
from lumbar.clinical.words_schema import LevelWords
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a fact comes from."""

    title: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule that fired: what was heard, why it matters, where that comes from."""

    id: str
    level: str
    level_label: str
    name: str
    reason: str
    because: tuple[str, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One answer that would make the result more urgent."""

    heard: str
    level: str
    level_label: str


@dataclass(frozen=True, slots=True)
class PatternView:
    """What the answers resemble."""

    name: str
    like: str
    about: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything a result shows to the person."""

    level: str
    words: LevelWords
    do: tuple[str, ...]
    patterns: tuple[PatternView, ...]
    watch_for: tuple[str, ...]
    not_everything: str
    heard: tuple[str, ...]
    rules: tuple[RuleView, ...]
    changes: tuple[ChangeView, ...]
    gates: tuple[tuple[str, str], ...]
    ask_again: tuple[str, ...]
    may_have_plan: bool
    knowledge_version: str

    @property
    def why_summary(self) -> str:
        """One line over the folded reasons."""
        fired = ngettext(
            "%(count)s rule fits your answers", "%(count)s rules fit your answers", len(self.rules)
        )
        return fired % {"count": len(self.rules)}


def source_view(source_id: str, library: Library) -> SourceView:
    """A source, with a link to follow where there is one."""
    source = library.sources[source_id]
    url = source.url or (f"https://doi.org/{source.doi}" if source.doi else "")
    return SourceView(source.title, source.year, url)


def result_view(
    assessment: Assessment, answers: Answers, library: Library, emergency_number: str
) -> ResultView:
    """The result for the person. Suspicions and nerve levels stay out of it."""
    words = library.words(page_language())
    level_words = words.levels[assessment.level.value]

    def put_number(text: str) -> str:
        return text.replace("{emergency}", emergency_number)

    do: dict[str, None] = {}
    for pathway in assessment.pathways:
        do.update(dict.fromkeys(put_number(step) for step in words.pathways[pathway].do))
    do.update(dict.fromkeys(put_number(step) for step in level_words.do))
    changes: dict[tuple[str, str], ChangeView] = {}
    for change in assessment.would_change:
        phrase = because_text(Because(change.question, (change.option,)), library, words)
        changes.setdefault(
            (phrase, change.level.value),
            ChangeView(phrase, change.level.value, words.levels[change.level.value].label),
        )
    return ResultView(
        level=assessment.level.value,
        words=level_words,
        do=tuple(do),
        patterns=tuple(
            PatternView(w.name, w.like, w.about)
            for match in assessment.patterns_for_person[:2]
            for w in (words.patterns[match.pattern],)
        ),
        watch_for=tuple(put_number(text) for text in words.watch_for),
        not_everything=put_number(words.not_everything),
        heard=tuple(heard(answers, library)),
        rules=tuple(
            RuleView(
                id=finding.rule,
                level=finding.level.value,
                level_label=words.levels[finding.level.value].label,
                name=words.rules[finding.rule].name,
                reason=words.rules[finding.rule].reason,
                because=tuple(because_text(b, library, words) for b in finding.because),
                sources=tuple(source_view(s, library) for s in library.rules[finding.rule].source),
            )
            for finding in assessment.findings
        ),
        changes=tuple(changes.values()),
        gates=tuple(
            (words.gates[gate].name, words.gates[gate].reason) for gate in assessment.gates
        ),
        ask_again=tuple(words.questions[question].ask for question in assessment.ask_again),
        may_have_plan=assessment.may_have_plan,
        knowledge_version=assessment.knowledge_version,
    )
