"""What a check-in came to, in plain words: how much, what that means, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lumbar.clinical.library import Library
from lumbar.clinical.measures_schema import Measure, MeasureWords
from lumbar.clinical.scoring import Scored, ScoreError, Verdict, change, shared
from lumbar.journal.measuring.checkin import rescored
from lumbar.journal.models import Goal, MeasureResponse
from lumbar.site.wording import page_language, sentences

LINE = (10, 210)
"""Where the drawn line begins and ends, as in the template."""

WHOLE = 0.01
"""A score this close to a whole number is told as that number."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A change since an earlier check-in."""

    title: str
    since: date
    verdict: Verdict
    words: str
    """From what to what, and what that means where a figure says."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several numbers of a measure, or one goal."""

    name: str
    value: str
    before: str
    """What it was at the beginning, where that was another day."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from the lowest to the highest score, drawn beside the words: where the marks stand
    on it, in the drawing's units."""

    now: float
    first: float | None
    """None at the start itself."""


@dataclass(frozen=True, slots=True)
class Result:
    """One measure of a check-in."""

    measure: str
    name: str
    said: str
    """The score as it is told: "5 of 10", or the chosen words."""
    band: str
    recovered: bool
    parts: tuple[Part, ...]
    shifts: tuple[Shift, ...]
    is_start: bool
    """The first time, with which later ones are compared."""
    worth: tuple[str, ...]
    """Suggestions from the cut-offs that are reached."""
    to_be_seen: bool
    """One of them suggests to see somebody."""
    scale: Scale | None
    next_on: date | None


def results(
    history: dict[str, list[MeasureResponse]],
    day: date,
    knowledge: Library,
    next_on: dict[str, date],
    goals: Sequence[Goal] = (),
) -> list[Result]:
    """What was answered on a day, in the order of the check-in. ``history`` has everything up to
    that day by measure, oldest first."""
    found = []
    for measure in knowledge.care.measures.measure:
        said = history.get(measure.id, [])
        if not said or said[-1].day != day:
            continue
        words = knowledge.care.words(page_language()).measures.measures[measure.id]
        try:
            scored = rescored(measure, said[-1])
        except ScoreError:
            continue
        found.append(
            Result(
                measure=measure.id,
                name=words.name,
                said=_said(measure, words, scored.score),
                band=words.bands.get(scored.band or "", ""),
                recovered=scored.recovered,
                parts=_parts(measure, words, said, goals),
                shifts=_shifts(measure, said, knowledge),
                is_start=len(said) == 1 and not measure.first_after_days,
                worth=_worth(measure, words, scored),
                to_be_seen=any(
                    one.to_be_seen for one in measure.cut_off if one.id in scored.cut_offs
                ),
                scale=_scale(measure, said),
                next_on=next_on.get(measure.id),
            )
        )
    return found


def shown(score: float) -> str:
    """A score without decimals: "4", or "about 4"."""
    whole = round(score)
    if abs(score - whole) < WHOLE:
        return str(whole)
    return _("about %(number)s") % {"number": whole}


def _said(measure: Measure, words: MeasureWords, score: float) -> str:
    if words.options and measure.score == "single":
        return words.options[str(round(score))]
    return _("%(score)s of %(most)s") % {"score": shown(score), "most": measure.range[1]}


def _worth(measure: Measure, words: MeasureWords, scored: Scored) -> tuple[str, ...]:
    """What the reached cut-offs suggest; one that only names a good change says it elsewhere."""
    if words.options and measure.score == "single":
        return ()
    return tuple(dict.fromkeys(words.cut_offs[id] for id in scored.cut_offs))


def _parts(
    measure: Measure, words: MeasureWords, said: list[MeasureResponse], goals: Sequence[Goal]
) -> tuple[Part, ...]:
    now = said[-1].answers
    if measure.per_goal:
        texts = {str(goal.pk): goal.text for goal in goals}
        return tuple(
            Part(texts[goal], _of_ten(value), _first_of(goal, said))
            for goal, value in now.items()
            if goal in texts
        )
    if measure.score == "single" and len(now) > 1:
        return tuple(
            Part(words.items[item], _of_ten(now[item]), "")
            for item in measure.own_items
            if item in now
        )
    return ()


def _first_of(goal: str, said: list[MeasureResponse]) -> str:
    first = next(one for one in said if goal in one.answers)
    return "" if first is said[-1] else _of_ten(first.answers[goal])


def _of_ten(value: int) -> str:
    return _("%(score)s of %(most)s") % {"score": value, "most": 10}


def _shifts(measure: Measure, said: list[MeasureResponse], knowledge: Library) -> tuple[Shift, ...]:
    """The change since last time, and since the first time where that was another."""
    if len(said) < 2 or (measure.score == "single" and measure.first_after_days):
        # What asks for the change itself is not compared with the time before.
        return ()
    found = [_shift(measure, _("Since last time"), said[-2], said[-1], knowledge)]
    if len(said) > 2:
        found.append(_shift(measure, _("Since the first time"), said[0], said[-1], knowledge))
    return tuple(shift for shift in found if shift is not None)


def _shift(
    measure: Measure,
    title: str,
    before: MeasureResponse,
    after: MeasureResponse,
    knowledge: Library,
) -> Shift | None:
    scores: tuple[float, float] | None = (before.score, after.score)
    if measure.per_goal:
        scores = shared(measure, before.answers, after.answers)
    if scores is None:
        return None
    found = change(measure, *scores)
    means = knowledge.care.words(page_language()).measures.changes
    words = [_from_to(shown(scores[0]), shown(scores[1]))]
    if found.verdict != "no-figure":
        words.append(means[found.verdict])
    return Shift(title, before.day, found.verdict, sentences(words))


def _from_to(before: str, after: str) -> str:
    if before == after:
        return _("%(after)s again.") % {"after": after}
    return _("from %(before)s to %(after)s.") % {"before": before, "after": after}


def _scale(measure: Measure, said: list[MeasureResponse]) -> Scale | None:
    """Only where the score is a number on a line, and its ends mean something at a glance."""
    least, most = measure.range
    if measure.answers == "words" or measure.per_goal:
        return None

    def place(score: float) -> float:
        return round(LINE[0] + (LINE[1] - LINE[0]) * (score - least) / (most - least), 1)

    first = said[0] if len(said) > 1 else None
    return Scale(place(said[-1].score), place(first.score) if first else None)
