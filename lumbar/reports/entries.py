"""What changed when: checks, plans and why, what the plan heard, the first days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from lumbar.clinical.library import Library
from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.scoring import band, change
from lumbar.plans.models import StoredPlan
from lumbar.plans.wording import heard_words, made_words
from lumbar.reports.queries import Records
from lumbar.reports.told import day_words, year_words

MOST_ENTRIES = 30
"""On the page; older ones are counted."""

Kind = Literal["check", "plan", "heard", "companion"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened on a day."""

    day: date
    kind: Kind
    title: str
    more: str
    address: str
    """Where it can be read in full; empty where there is no more of it."""


@dataclass(frozen=True, slots=True)
class Entries:
    shown: tuple[Entry, ...]
    """Newest first."""
    more: int
    """How many older ones are in this range."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure's first and last score, and what people say of such a change."""

    name: str
    first: str
    last: str
    """A dash where it was filled in once."""
    first_day: date
    last_day: date
    change: str
    times: int
    band: str = ""
    """What the questionnaire calls the last score; empty where it names none."""


def entries(records: Records, library: Library, language: str, most: int = MOST_ENTRIES) -> Entries:
    """Everything of the window that changed something."""
    found = [one for one in _all(records, library, language) if records.window.has(one.day)]
    # Of one day what was made last stands first.
    found = sorted(found, key=lambda one: one.day)[::-1]
    return Entries(tuple(found[:most]), max(0, len(found) - most))


def _all(records: Records, library: Library, language: str) -> Iterator[Entry]:
    words = library.words(language)
    for begun in records.companions:
        yield Entry(begun, "companion", _("The first 48 hours begun"), "", "")
    for check in records.checks:
        address = reverse("check_result", args=[check.id])
        yield Entry(check.day, "check", _("Check"), words.levels[check.level].label, address)
    said = library.care.words(language).companion.check_ins
    for review in records.reviews:
        outcome = said[review.check_in].outcomes[review.outcome]
        yield Entry(review.day, "companion", said[review.check_in].title, outcome, "")
    for heard in records.heard:
        title = words.progress.rules[heard.rule].title
        more = heard_words(heard.rule, dict(heard.evidence), words, changed=False)
        yield Entry(heard.day, "heard", title, more, "")
    for plan in records.plans:
        title = _("Plan %(version)s") % {"version": plan.version}
        made = StoredPlan(
            made_because=plan.why, rule=plan.rule, evidence=plan.evidence, made_by_name=plan.by
        )
        address = reverse("plan_version", args=[plan.id])
        yield Entry(plan.day, "plan", title, made_words(made, words), address)


def measure_rows(records: Records, library: Library, language: str) -> tuple[MeasureRow, ...]:
    """Every measure that was filled in, in the order of the knowledge, whatever the range; each
    goal on its own, as goals come and go."""
    words = library.care.words(language).measures.measures
    rows: list[MeasureRow] = []
    for measure in library.care.measures.measure:
        filled = [one for one in records.measures if one.measure == measure.id]
        if measure.per_goal:
            for goal, text in records.goals.items():
                told = [
                    (one.day, float(one.answers[goal])) for one in filled if goal in one.answers
                ]
                rows += _row(text, told, measure, {})
        else:
            told = [(one.day, one.score) for one in filled]
            rows += _row(words[measure.id].name, told, measure, words[measure.id].bands)
    return tuple(rows)


def _row(
    name: str,
    told: Sequence[tuple[date, float]],
    measure: Measure,
    bands: Mapping[str, str],
) -> list[MeasureRow]:
    if not told:
        return []
    (first_day, first), (last_day, last) = told[0], told[-1]
    verdict = change(measure, first, last).verdict if len(told) > 1 else ""
    return [
        MeasureRow(
            name=name,
            first=_score(first),
            last=_score(last) if len(told) > 1 else "–",
            first_day=first_day,
            last_day=last_day,
            change=change_words(verdict),
            times=len(told),
            band=bands.get(band(measure, last) or "", ""),
        )
    ]


def change_words(verdict: str) -> str:
    """What a verdict of ``scoring.change`` means, in a few words; a dash for none."""
    return {
        "better": _("clearly better"),
        "perhaps-better": _("perhaps better"),
        "same": _("about the same"),
        "perhaps-worse": _("perhaps worse"),
        "worse": _("clearly worse"),
    }.get(verdict, "–")


def measure_days(row: MeasureRow) -> str:
    """From which day to which."""
    if row.times == 1:
        return year_words(row.first_day)
    if row.first_day.year == row.last_day.year:
        return f"{day_words(row.first_day)} – {year_words(row.last_day)}"
    return f"{year_words(row.first_day)} – {year_words(row.last_day)}"


def _score(score: float) -> str:
    """A score without a tenth that says nothing."""
    return f"{score:.1f}".removesuffix(".0")
