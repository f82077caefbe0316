"""Mornings and evenings → what they say about the plan, and what should become of it.

``listen`` reads a ``Course`` by the rules of ``knowledge/progress/progress.toml`` and returns what
was heard; ``revision.py`` makes the new plan. Nothing here knows the time: "today" is part of the
course. A rule speaks of what came after it last spoke, so that one bad week is heard once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from lumbar.clinical import progress_schema as schema
from lumbar.clinical.library import Library
from lumbar.clinical.values import Adjustments

Evidence = dict[str, str | int | float]
"""What was heard, for the sentence that explains it: ``exercise``, ``pain``, ``before`` …"""

NEVER = date.min


@dataclass(frozen=True, slots=True)
class Morning:
    """How a person woke."""

    day: date
    pain: int
    areas: frozenset[str] | None = None
    """Regions of the body map; None when it was not said where."""


@dataclass(frozen=True, slots=True)
class Hurt:
    """An answer to "this hurts" during an exercise."""

    exercise: str
    answer: str


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening, by the date it belongs to."""

    day: date
    done: bool
    hurts: tuple[Hurt, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that is listened to. Mornings and evenings are oldest first."""

    today: date
    checked_on: date
    """When the check was made that the plan comes from."""
    pain_then: int | None
    areas_then: frozenset[str]
    planned_on: date
    """When the current version of the plan was made."""
    mornings: Sequence[Morning]
    evenings: Sequence[Evening]
    adjust: Adjustments
    spoke: Mapping[str, Sequence[date]] = field(default_factory=dict)
    """By rule, the days on which it has spoken since the check."""
    put_back: Mapping[str, date] = field(default_factory=dict)
    """Exercises that had hurt and that a clinician put in again, with the day: what was felt
    before it is answered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A rule that spoke."""

    rule: schema.ProgressRule
    evidence: Evidence
    offers: tuple[schema.OfferName, ...]


def listen(course: Course, library: Library) -> tuple[Heard, ...]:
    """Every rule that has something to say today, in the order of the rules."""
    return tuple(
        Heard(rule, evidence, _offers(rule, course))
        for rule in library.progress.rule
        if (evidence := _evidence(rule, course, library)) is not None
    )


def reach(areas: Iterable[str], library: Library) -> int:
    """How far down a leg these regions go: 0 for no leg, 1 for the buttock, up to the foot."""
    groups = {region.group for region in library.body_map if region.id in set(areas)}
    steps = library.progress.reach.step
    return max((n for n, step in enumerate(steps, 1) if groups.intersection(step)), default=0)


def _offers(rule: schema.ProgressRule, course: Course) -> tuple[schema.OfferName, ...]:
    lately = course.today - timedelta(days=rule.again_days)
    again = rule.offer_again and any(day >= lately for day in course.spoke.get(rule.id, ()))
    return tuple(rule.offer_again if again else rule.offer)


def _evidence(rule: schema.ProgressRule, course: Course, library: Library) -> Evidence | None:
    spoke = max(course.spoke.get(rule.id, ()), default=NEVER)
    if spoke != NEVER and (course.today - spoke).days < rule.quiet_days:
        return None
    since = _Since(spoke, course)
    return _SIGNALS[type(rule.signal)](rule.signal, since, course, library)


class _Since:
    """The part of a course that a rule has not spoken of yet."""

    def __init__(self, spoke: date, course: Course) -> None:
        self.mornings = [
            morning
            for morning in course.mornings
            if morning.day > spoke and morning.day >= course.checked_on
        ]
        self.evenings = [
            evening for evening in course.evenings if evening.day >= max(spoke, course.checked_on)
        ]


def _mornings_worse(
    signal: schema.MorningsWorse, since: _Since, course: Course, _library: Library
) -> Evidence | None:
    return worse_on_waking(signal, since.mornings, course.mornings, course.pain_then, course.today)


def worse_on_waking(
    signal: schema.MorningsWorse,
    lately: Sequence[Morning],
    mornings: Sequence[Morning],
    pain_then: int | None,
    today: date,
) -> Evidence | None:
    """Whether the newest of ``lately`` are worse than usual: ``pain`` now and ``before``.

    ``mornings`` are all that are known, oldest first, and tell what is usual; ``pain_then``, at the
    check, stands in where none came before. None: not worse, or too little is known.
    """
    row = lately[-signal.mornings :]
    if len(row) < signal.mornings or (today - row[-1].day).days > signal.apart_days:
        return None
    if any((b.day - a.day).days > signal.apart_days for a, b in pairwise(row)):
        return None
    earlier = [morning.pain for morning in mornings if morning.day < row[0].day]
    before = earlier[-signal.before :]
    if not before and pain_then is not None:
        before = [pain_then]
    if not before:
        return None
    usual = median(before)
    if any(morning.pain < usual + signal.points for morning in row):
        return None
    return {"pain": row[-1].pain, "before": usual}


def _leg_further_down(
    signal: schema.LegFurtherDown, since: _Since, course: Course, library: Library
) -> Evidence | None:
    felt = _last_hurt(since, signal.answers, course)
    if felt is not None:
        return {"exercise": felt}
    told = [m for m in course.mornings if m.areas is not None and m.day >= course.checked_on]
    if not told or not since.mornings or told[-1] is not since.mornings[-1]:
        return None
    before = told[-2].areas if len(told) > 1 else course.areas_then
    now, then = reach(told[-1].areas or (), library), reach(before or (), library)
    return {"now": now, "before": then} if now > then else None


def _leg_drawing_back(
    signal: schema.LegDrawingBack, since: _Since, course: Course, library: Library
) -> Evidence | None:
    told = [m for m in since.mornings if m.areas is not None]
    newest = told[-signal.mornings :]
    if len(newest) < signal.mornings:
        return None
    earlier = [
        m.areas
        for m in course.mornings
        if m.areas is not None and course.checked_on <= m.day < newest[0].day
    ]
    then = reach(earlier[-1] if earlier else course.areas_then, library)
    now = [reach(m.areas or (), library) for m in newest]
    if max(now) >= then or now != sorted(now, reverse=True):
        return None
    return {"now": now[-1], "before": then}


def _hurt_in_exercise(
    signal: schema.HurtInExercise, since: _Since, course: Course, _library: Library
) -> Evidence | None:
    felt = _last_hurt(since, signal.answers, course)
    return None if felt is None else {"exercise": felt}


def _nothing_done(
    signal: schema.NothingDone, since: _Since, course: Course, _library: Library
) -> Evidence | None:
    done = max((evening.day for evening in course.evenings if evening.done), default=NEVER)
    # Tonight is still to come: the last night that could have been is yesterday's.
    idle_from = max(done + timedelta(days=1), course.checked_on)
    nights = (course.today - idle_from).days
    return {"nights": nights} if nights >= signal.nights else None


def _better(
    signal: schema.Better, since: _Since, course: Course, _library: Library
) -> Evidence | None:
    start = course.today - timedelta(days=signal.days)
    week = [m.pain for m in since.mornings if m.day > max(start, course.planned_on)]
    evenings = [e for e in since.evenings if e.day >= start and e.done]
    earlier = [m.pain for m in course.mornings if m.day <= start]
    before = course.pain_then if course.pain_then is not None else None
    if before is None and earlier:
        before = round(median(earlier[:3]))
    if before is None or len(week) < signal.mornings or len(evenings) < signal.evenings:
        return None
    if any(evening.hurts for evening in since.evenings if evening.day >= start):
        return None
    less = min(float(signal.points), before * signal.hundredths / 100)
    # Half a point is no change anybody could tell: whole numbers were tapped.
    if less < 1 or any(pain > before - less for pain in week):
        return None
    return {"before": before, "pain": max(week)}


def _recovered(
    signal: schema.Recovered, since: _Since, course: Course, _library: Library
) -> Evidence | None:
    if course.adjust.stay_well:
        return None
    start = course.today - timedelta(days=signal.days)
    week = [m.pain for m in since.mornings if m.day > start]
    if len(week) < signal.mornings or max(week) > signal.pain_at_most:
        return None
    return {"mornings": len(week)}


def _last_hurt(since: _Since, answers: Sequence[str], course: Course) -> str | None:
    """The exercise in which one of these was felt last; those held back already are answered.

    The evening on which the rule spoke is looked at again: another exercise may hurt after it.
    """
    found: Iterator[str] = (
        hurt.exercise
        for evening in reversed(since.evenings)
        for hurt in reversed(evening.hurts)
        if hurt.answer in answers
        and hurt.exercise not in course.adjust.held
        and evening.day >= course.put_back.get(hurt.exercise, NEVER)
    )
    return next(found, None)


_SIGNALS: dict[type, Callable[[Any, _Since, Course, Library], Evidence | None]] = {
    schema.MorningsWorse: _mornings_worse,
    schema.LegFurtherDown: _leg_further_down,
    schema.LegDrawingBack: _leg_drawing_back,
    schema.HurtInExercise: _hurt_in_exercise,
    schema.NothingDone: _nothing_done,
    schema.Better: _better,
    schema.Recovered: _recovered,
}
