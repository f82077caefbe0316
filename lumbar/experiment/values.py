"""What goes into the self-experiment and what comes out of it. Plain values, no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Verdict = Literal["not_enough", "helps", "worse", "no_clear_difference"]

NIGHTS: Final = 28
"""Nights with a morning after them, before anything is said: four weeks."""
NIGHTS_EACH: Final = 8
"""Of them at least so many with the routine, and so many without."""
EXERCISE_NIGHTS_EACH: Final = 10
"""Nights with the routine, with and without one exercise, before anything is said of it."""
WIDEST: Final = 3.0
"""Points of 0 to 10. A wider interval says nothing yet."""
LONGEST: Final = 364
"""Days looked at, the newest: what helped two years ago may not be what helps now."""
EVIDENCE: Final = 20.0
"""How many times likelier the mornings must be with an effect than without one before we claim
it. The chance of ever claiming an effect that is not there is then at most 1 in 20, however
often somebody looks (docs/clinician/what-helps-you.md)."""
CHANCE: Final = 0.9
"""How much of the posterior lies in the interval that is shown."""


@dataclass(frozen=True, slots=True)
class Night:
    """One evening, and the morning after it."""

    evening: date
    routine: bool | None
    """Done; None when it was begun and neither finished nor left undone, which counts as
    neither."""
    exercises: frozenset[str] = frozenset()
    """Those that were done, when the routine was."""
    evening_pain: int | None = None
    """0 to 10, as told before the routine began."""
    coin: bool | None = None
    """What the coin said: True for the routine. None when it was not asked."""
    pain: int | None = None
    """0 to 10 on waking; None when the morning was not told."""
    sleep: int | None = None
    """0 very badly to 10 very well."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one thing seems to change in one number of the morning."""

    verdict: Verdict
    nights_with: int
    """Nights with a morning after them that the answer rests on."""
    nights_without: int
    more_with: int = 0
    """How many nights are still missing before anything can be said."""
    more_without: int = 0
    more: int = 0
    """The same for both together; never less than the two above."""
    mean: float | None = None
    """Points on 0 to 10, with minus without; None when there are too few nights."""
    low: float | None = None
    """The interval that holds the difference with 9 chances in 10."""
    high: float | None = None
    evidence: float | None = None
    """How many times likelier the mornings are with an effect than without (a Bayes factor)."""


@dataclass(frozen=True, slots=True)
class ExerciseEffect:
    """The same for one exercise, among nights with the routine."""

    exercise: str
    pain: Effect


@dataclass(frozen=True, slots=True)
class Findings:
    """All that one person's nights say."""

    by_coin: bool
    """Whether a coin decided (a fair trial), or the person did (only a pattern)."""
    pain: Effect
    sleep: Effect
    exercises: tuple[ExerciseEffect, ...] = ()
    """Only those with enough nights with and without."""
    autocorrelation: float | None = None
    """How much of one morning's pain is left in the next, as estimated."""
    mornings: int = 0
    """Mornings the answer about pain rests on."""
