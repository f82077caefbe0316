"""The rules as anyone may read them: when each fires, why, where it comes from, and examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext, ngettext

from lumbar.check.presenters.body_map import feeling_name
from lumbar.check.presenters.result import SourceView, source_view
from lumbar.check.presenters.told import answer_text
from lumbar.clinical.conditions import NOT_SURE
from lumbar.clinical.library import Library
from lumbar.clinical.schema import ConditionData, Example, Rule
from lumbar.clinical.values import Answers, Level
from lumbar.clinical.words import Words
from lumbar.site.wording import enumeration, page_language


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A condition as an outline: a sentence, or a heading over further conditions."""

    text: str
    parts: tuple[ConditionView, ...] = ()


@dataclass(frozen=True, slots=True)
class ExampleView:
    """Answers with which the rule fires, or does not."""

    fires: bool
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule, in words."""

    id: str
    name: str
    reason: str
    when: ConditionView
    unless: ConditionView | None
    sources: tuple[SourceView, ...]
    checked: str
    since: str
    examples: tuple[ExampleView, ...]


@dataclass(frozen=True, slots=True)
class LevelRules:
    """All rules of one level."""

    level: str
    label: str
    by_when: str
    rules: tuple[RuleRow, ...]

    @property
    def count(self) -> str:
        """How many, in words."""
        return ngettext("%(count)s rule", "%(count)s rules", len(self.rules)) % {
            "count": len(self.rules)
        }


def tag_words(tag: Literal["verified", "secondary", "not-verified", "design"]) -> str:
    return {
        "verified": gettext("Read in the source itself"),
        "secondary": gettext("Read in a summary of the source"),
        "not-verified": gettext("General professional knowledge, not checked against a source"),
        "design": gettext("A cautious choice made for this site"),
    }[tag]


def _ask(question: str, library: Library, words: Words) -> str:
    if library.questions[question].kind == "areas":
        return feeling_name(question)
    return words.questions[question].ask


def condition_view(data: ConditionData, library: Library, words: Words) -> ConditionView:
    """A condition as the knowledge file writes it, in words."""
    if "of" in data:
        heading = gettext("At least %(count)s of these:") % {"count": data["at_least"]}
        return ConditionView(heading, _parts(data["of"], library, words))
    ((key, value),) = data.items()
    if key == "all":
        return ConditionView(gettext("All of these:"), _parts(value, library, words))
    if key == "any":
        return ConditionView(gettext("Any of these:"), _parts(value, library, words))
    if key == "not":
        return ConditionView(gettext("Not this:"), (condition_view(value, library, words),))
    ask = _ask(key, library, words)
    return ConditionView(f"{ask} – {_leaf_answer(key, value, words)}")


def _parts(data: list[ConditionData], library: Library, words: Words) -> tuple[ConditionView, ...]:
    return tuple(condition_view(part, library, words) for part in data)


def _leaf_answer(question: str, value: Any, words: Words) -> str:
    if isinstance(value, Mapping):
        if "at_least" in value and "at_most" in value:
            return gettext("%(least)s to %(most)s") % {
                "least": value["at_least"],
                "most": value["at_most"],
            }
        if "at_least" in value:
            return gettext("%(number)s or more") % {"number": value["at_least"]}
        return gettext("%(number)s or less") % {"number": value["at_most"]}
    fixed = {"yes": gettext("Yes"), "no": gettext("No"), NOT_SURE: gettext("Not sure")}
    return enumeration(
        fixed.get(option) or words.option(question, option) or option for option in value
    )


def _example_view(example: Example, library: Library, words: Words) -> ExampleView:
    answers = Answers.from_json(example.answers)
    return ExampleView(
        example.fires,
        tuple(
            (_ask(question, library, words), answer_text(library.questions[question], value, words))
            for question, value in answers.items()
        ),
    )


def _row(rule: Rule, library: Library, words: Words) -> RuleRow:
    return RuleRow(
        id=rule.id,
        name=words.rules[rule.id].name,
        reason=words.rules[rule.id].reason,
        when=condition_view(rule.when, library, words),
        unless=condition_view(rule.unless, library, words) if rule.unless else None,
        sources=tuple(source_view(source, library) for source in rule.source),
        checked=tag_words(rule.tag),
        since=rule.since,
        examples=tuple(_example_view(example, library, words) for example in rule.example),
    )


def rules_by_level(library: Library) -> tuple[LevelRules, ...]:
    """Every rule in force, most urgent level first."""
    words = library.words(page_language())
    return tuple(
        LevelRules(
            level=level.value,
            label=words.levels[level.value].label,
            by_when=words.levels[level.value].by_when,
            rules=rows,
        )
        for level in Level
        if (
            rows := tuple(
                _row(rule, library, words)
                for rule in library.rules.values()
                if rule.level == level.value
            )
        )
    )
