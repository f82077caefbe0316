"""Measures: answers → score, and what a change of the score means.

What a measure asks, its ranges and rules are data (``knowledge/measures/measures.toml``). Here is
only the arithmetic. What cannot be scored is refused with a reason for each item; nothing is
guessed for an answer that was not given, except where the measure's own rule says how.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from lumbar.clinical.measures_schema import Change, Measure

Reason = Literal["unknown-item", "not-an-integer", "out-of-range", "missing", "too-many-missing"]
Verdict = Literal["better", "worse", "perhaps-better", "perhaps-worse", "same", "no-figure"]

EXACT = 1e-9
"""Scores that differ by less are the same: a third of a point cannot be written down exactly."""


class ScoreError(ValueError):
    """Answers that give no score. ``problems`` has a reason for each item that is wrong; the
    item ``""`` stands for all of them together (``too-many-missing``)."""

    def __init__(self, measure: str, problems: Mapping[str, Reason]) -> None:
        self.measure = measure
        self.problems = dict(problems)
        told = ", ".join(f"{item or 'all'}: {reason}" for item, reason in problems.items())
        super().__init__(f"{measure} cannot be scored: {told}")


@dataclass(frozen=True, slots=True)
class Scored:
    """A measure's score and what its knowledge says of it."""

    score: float
    parts: dict[str, float]
    """Part scores by name: STarT's ``distress``."""
    band: str | None
    """Of the measure's way of cutting that is in use; None where it has none."""
    group: str | None
    """Of ``own-scoring``; for a clinician's eyes only."""
    cut_offs: tuple[str, ...]
    """Reached ones: of those held against the same score only the highest."""
    recovered: bool
    left_out: tuple[str, ...]
    """Items without an answer that the measure can do without."""


@dataclass(frozen=True, slots=True)
class ChangeFound:
    """What came of a measure between two times."""

    verdict: Verdict
    """``better`` and ``worse``: every figure that applies calls it a change people notice.
    ``perhaps-…``: some do and some do not. ``same``: none does. ``no-figure``: nobody says."""
    gain: float
    """Points toward the better; below nought it got worse."""
    met: tuple[str, ...]
    """The figures that call it a change, as ``usual.points`` or ``usual.percent``."""
    unmet: tuple[str, ...]


def score(
    measure: Measure, answers: Mapping[str, object], items: Collection[str] | None = None
) -> Scored:
    """Score a measure.

    Args:
        answers: by item (``measure.item_ids()``); an item left out was not answered.
        items: what was asked, for a measure that asks once for each goal.

    Raises:
        ScoreError: an unknown item, an answer that is no whole number or out of its range, or
            more left out than the measure allows.
    """
    asked = list(items) if items is not None else measure.item_ids()
    values = _values(measure, answers, asked)
    left_out = tuple(item for item in asked if item not in values)
    given = _with_missing(measure, values, left_out, len(asked))
    total = _total(measure, given)
    parts = {
        name: float(sum(given[measure.item_ids()[place - 1]] for place in places))
        for name, places in measure.parts.items()
    }
    return Scored(
        score=total,
        parts=parts,
        band=band(measure, total),
        group=_group(measure, total, parts),
        cut_offs=_cut_offs(measure, total, parts),
        recovered=measure.recovered_at_most is not None and total <= measure.recovered_at_most,
        left_out=left_out,
    )


def change(measure: Measure, before: float, after: float) -> ChangeFound:
    """What the way from one score to another means, by the figures the measure's knowledge has.

    A figure in points with a range (1 to 1.75) is two: from the first on it may be a change, from
    the second on it is one. Percent are of the score before; of nought there is none.
    """
    sign = 1 if measure.higher_is == "better" else -1
    gain = sign * (after - before)
    met: list[str] = []
    unmet: list[str] = []
    for rule in measure.change:
        for name, least in _figures(rule, before):
            (met if abs(gain) >= least - EXACT else unmet).append(name)
    verdict: Verdict
    if not met and not unmet:
        verdict = "no-figure"
    elif not met or abs(gain) < EXACT:
        verdict = "same"
    elif gain > 0:
        verdict = "perhaps-better" if unmet else "better"
    else:
        verdict = "perhaps-worse" if unmet else "worse"
    return ChangeFound(verdict, gain, tuple(met), tuple(unmet))


def shared(
    measure: Measure, before: Mapping[str, int], after: Mapping[str, int]
) -> tuple[float, float] | None:
    """The two scores of a measure that asks for each goal, over the goals that both times have;
    None when there is none. Goals come and go, and only the same ones can be compared."""
    both = [item for item in after if item in before]
    if not both:
        return None
    one, other = ({item: answers[item] for item in both} for answers in (before, after))
    return score(measure, one, both).score, score(measure, other, both).score


def _figures(rule: Change, before: float) -> list[tuple[str, float]]:
    """The figures of a rule that apply, each with the points from which it is met."""
    if rule.baseline is not None and not rule.baseline[0] <= before <= rule.baseline[1]:
        return []
    figures = []
    if rule.points is not None:
        least, surely = rule.points
        figures.append((f"{rule.id}.points", least))
        if surely > least:
            figures.append((f"{rule.id}.points-surely", surely))
    if rule.percent is not None and before > EXACT:
        figures.append((f"{rule.id}.percent", before * rule.percent / 100))
    return figures


def _values(measure: Measure, answers: Mapping[str, object], asked: list[str]) -> dict[str, int]:
    """The answers, each held against its item."""
    problems: dict[str, Reason] = {}
    values: dict[str, int] = {}
    for item, value in answers.items():
        least, most = measure.range_of(item)
        if item not in asked:
            problems[item] = "unknown-item"
        elif isinstance(value, bool) or not isinstance(value, int):
            problems[item] = "not-an-integer"
        elif not least <= value <= most:
            problems[item] = "out-of-range"
        else:
            values[item] = value
    if problems:
        raise ScoreError(measure.id, problems)
    return values


def _with_missing(
    measure: Measure, values: Mapping[str, int], left_out: tuple[str, ...], asked: int
) -> dict[str, int]:
    """The values to score: by the measure's rule on what was left out, and turned round where a
    high answer means less."""
    if asked < measure.fewest_items():
        raise ScoreError(measure.id, {"": "too-many-missing"})
    given = dict(values)
    if measure.missing == "blank-is-zero":
        given |= dict.fromkeys(left_out, 0)
    elif measure.missing == "over-answered":
        if len(values) < max(1, measure.answered_at_least or 1):
            raise ScoreError(measure.id, {"": "too-many-missing"})
    elif left_out:
        # A rule that nobody states is read as the strict one.
        raise ScoreError(measure.id, dict.fromkeys(left_out, "missing"))
    for place in measure.reverse_items:
        item = measure.item_ids()[place - 1]
        if item in given:
            least, most = measure.range_of(item)
            given[item] = least + most - given[item]
    return given


def _total(measure: Measure, given: Mapping[str, int]) -> float:
    match measure.score:
        case "single":
            item = measure.scored_item or next(iter(given))
            return float(given[item])
        case "mean":
            return sum(given.values()) / len(given)
        case "sum" | "own-scoring":
            return float(sum(given.values()))
        case "percent-of-answered":
            most = sum(measure.range_of(item)[1] for item in given)
            return 100 * sum(given.values()) / most


def band(measure: Measure, total: float) -> str | None:
    """The highest band that is reached: between 20 and 21 it is still the one up to 20."""
    if not measure.bands:
        return None
    reached = [band.id for band in measure.bands[0].band if band.least <= total + EXACT]
    return reached[-1] if reached else None


def _group(measure: Measure, total: float, parts: Mapping[str, float]) -> str | None:
    for group in measure.group:
        if group.total_at_most is not None and total > group.total_at_most:
            continue
        if any(parts[name] < least for name, least in group.part_at_least.items()):
            continue
        return group.id
    return None


def _cut_offs(measure: Measure, total: float, parts: Mapping[str, float]) -> tuple[str, ...]:
    highest: dict[str | None, tuple[float, str]] = {}
    for cut_off in measure.cut_off:
        held = total if cut_off.part is None else parts[cut_off.part]
        known = highest.get(cut_off.part)
        if held >= cut_off.least - EXACT and (known is None or cut_off.least > known[0]):
            highest[cut_off.part] = (cut_off.least, cut_off.id)
    return tuple(id for _, id in highest.values())
