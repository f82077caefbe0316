"""What came out of published cases beside what was expected, and how often that fits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lumbar.clinical.library import Library
from lumbar.clinical.triage import assess, pattern_scores, suspicion_scores
from lumbar.clinical.values import Answers, Assessment, Level
from lumbar.clinical.vignettes.reading import CaseError, read_case

LEVELS = {
    "emergency_now": Level.EMERGENCY,
    "same_day": Level.SAME_DAY,
    "clinician_days_to_2_weeks": Level.CLINICIAN_SOON,
    "self_care": Level.SELF_CARE,
}


FAINT_PATTERN = 0.5
"""How much a pattern too faint to mention to the person counts in the clinician's ranking."""


def clinician_words(answers: Answers, assessment: Assessment, library: Library) -> tuple[str, ...]:
    """Suspicions and patterns together, best first, in the published cases' vocabulary."""
    scores: dict[str, float] = {}
    fired = [library.compiled.by_rule[finding.rule] for finding in assessment.findings]
    for suspect, points in suspicion_scores(fired).items():
        word = library.suspicions[suspect].clinician_word
        scores[word] = scores.get(word, 0.0) + points
    for pattern, score in pattern_scores(answers, library).items():
        word = library.patterns[pattern].clinician_word
        mentioned = score >= library.patterns[pattern].needs
        scores[word] = max(scores.get(word, 0.0), score if mentioned else score * FAINT_PATTERN)
    return tuple(sorted(scores, key=lambda word: (-scores[word], word)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: what came out beside what was expected."""

    id: str
    level: Level
    expected: Level
    acceptable: frozenset[Level]
    patterns: tuple[str, ...]
    acceptable_patterns: frozenset[str]
    findings: tuple[str, ...]
    scored: bool
    diagnosis: str
    unread: tuple[str, ...] = ()
    """What the case states in words the check cannot take."""

    @property
    def level_fits(self) -> bool:
        return self.level in self.acceptable

    @property
    def under(self) -> bool:
        """Less urgent than the least urgent acceptable level."""
        return self.level.urgency < min(level.urgency for level in self.acceptable)

    @property
    def over(self) -> bool:
        return self.level.urgency > max(level.urgency for level in self.acceptable)

    @property
    def pattern_fits(self) -> bool:
        """An acceptable pattern is among the first three."""
        return bool(self.acceptable_patterns & set(self.patterns[:3]))


def run(cases: Iterable[Mapping[str, Any]], library: Library) -> list[Outcome]:
    """Put every case through the check.

    Raises:
        CaseError: a case has an unknown feature, level or shape.
    """
    return [_outcome(case, library) for case in cases]


def _outcome(case: Mapping[str, Any], library: Library) -> Outcome:
    if not isinstance(case, Mapping):
        raise CaseError(f"a case is a table, not {case!r}")
    id = str(case.get("id", "?"))
    answers, unread = read_case(case, library)
    assessment = assess(answers, library)
    try:
        truth = case["truth"]
        expected = _level(id, truth["expected_disposition"])
        acceptable = truth.get("acceptable_dispositions") or ()
        return Outcome(
            id=id,
            level=assessment.level,
            expected=expected,
            acceptable=frozenset({expected, *(_level(id, word) for word in acceptable)}),
            patterns=clinician_words(answers, assessment, library),
            acceptable_patterns=frozenset(
                {truth["pattern"], *(truth.get("acceptable_patterns") or ())}
            ),
            findings=tuple(finding.rule for finding in assessment.findings),
            scored=case.get("score_triage") is not False,
            diagnosis=str(truth.get("diagnosis", "")),
            unread=unread,
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise CaseError(f"{id}: its truth cannot be read: {error}") from error


def _level(id: str, word: str) -> Level:
    try:
        return LEVELS[word]
    except KeyError:
        raise CaseError(f"{id}: {word!r} is none of {', '.join(LEVELS)}") from None


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a proportion, as two numbers from 0 to 1."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    p = hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def totals(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Confusion table and rates. Cases marked unscored count for patterns only."""
    scored = [outcome for outcome in outcomes if outcome.scored]

    def rate(of: Sequence[Outcome], fits: Callable[[Outcome], bool]) -> dict[str, Any]:
        hits = sum(1 for outcome in of if fits(outcome))
        low, high = wilson(hits, len(of))
        return {"hits": hits, "of": len(of), "low": round(low, 3), "high": round(high, 3)}

    urgent = [o for o in scored if o.expected in (Level.EMERGENCY, Level.SAME_DAY)]
    home = [o for o in scored if o.expected is Level.SELF_CARE]
    confusion = {
        str(expected): {
            str(level): sum(1 for o in scored if o.expected is expected and o.level is level)
            for level in LEVELS.values()
        }
        for expected in LEVELS.values()
    }
    return {
        "cases": len(outcomes),
        "scored": len(scored),
        "confusion": confusion,
        "acceptable": rate(scored, lambda o: o.level_fits),
        "under_triage": rate(scored, lambda o: o.under),
        "over_triage": rate(scored, lambda o: o.over),
        "urgent_missed": rate(urgent, lambda o: o.under),
        "self_care_kept": rate(home, lambda o: o.level is Level.SELF_CARE),
        "pattern_in_three": rate(outcomes, lambda o: o.pattern_fits),
    }
