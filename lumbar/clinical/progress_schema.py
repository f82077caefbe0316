"""The shape of the rules of progress: what mornings and evenings can say, and what follows.

The words stand in ``words/<language>/progress.toml`` (``ProgressWordsFile``).
"""

from __future__ import annotations

from typing import Literal

from lumbar.clinical.schema import Strict, Tag

ChangeName = Literal[
    "none", "halve", "hold-exercise", "hold-direction", "fuller", "stay-well", "shorter"
]
"""What becomes of the plan.

``halve`` halves the repeats, ``hold-exercise`` takes out the exercise that hurt,
``hold-direction`` all that move the back the same way, ``fuller`` gives back what was halved or
else makes one exercise harder, ``stay-well`` puts strength first, ``shorter`` takes the next
shorter evening.
"""
OfferName = Literal["danger-signs", "be-seen", "shorter", "walking"]
"""What the person is asked or offered beside it."""


class MorningsWorse(Strict, frozen=True, kw_only=True, tag_field="kind", tag="mornings-worse"):
    """The newest mornings in a row are all worse than usual."""

    mornings: int
    points: int
    """On 0 to 10, above the median of the mornings before."""
    before: int
    """How many mornings before are looked at."""
    apart_days: int
    """Mornings further apart are no row."""


class LegFurtherDown(Strict, frozen=True, kw_only=True, tag_field="kind", tag="leg-further-down"):
    """Pain reaches further down a leg than the time before, or was felt to, in an exercise."""

    answers: list[str]
    """The stop rules that say so."""


class LegDrawingBack(Strict, frozen=True, kw_only=True, tag_field="kind", tag="leg-drawing-back"):
    """Pain reaches less far down a leg than before, on so many mornings that told where."""

    mornings: int


class HurtInExercise(Strict, frozen=True, kw_only=True, tag_field="kind", tag="hurt-in-exercise"):
    """An exercise was stopped with one of these answers."""

    answers: list[str]


class NothingDone(Strict, frozen=True, kw_only=True, tag_field="kind", tag="nothing-done"):
    """No evening was done on the last nights, though there was a plan."""

    nights: int


class Better(Strict, frozen=True, kw_only=True, tag_field="kind", tag="better"):
    """Every morning of so many days hurt less than before the plan began to help."""

    days: int
    mornings: int
    """At least so many were told."""
    evenings: int
    """At least so many were done."""
    points: int
    hundredths: int
    """By so many points, or by this share of the pain before where that is less."""


class Recovered(Strict, frozen=True, kw_only=True, tag_field="kind", tag="recovered"):
    """No morning of so many days hurt more than ``pain_at_most``."""

    days: int
    mornings: int
    pain_at_most: int


Signal = (
    MorningsWorse
    | LegFurtherDown
    | LegDrawingBack
    | HurtInExercise
    | NothingDone
    | Better
    | Recovered
)


class ProgressRule(Strict, frozen=True, kw_only=True):
    """What is listened for and what follows; rules are tried in order, the first that changes the
    plan changes it."""

    id: str
    signal: Signal
    change: ChangeName = "none"
    recheck: bool = False
    """A danger sign may have come: no exercises until a new check is finished."""
    offer: list[OfferName] = []
    offer_again: list[OfferName] = []
    """Instead of ``offer``, when the rule has spoken within ``again_days`` before."""
    again_days: int = 0
    quiet_days: int = 0
    """After it has spoken it is silent for so many days."""
    reversible: bool = False
    """Whether the person may take the change back."""
    topic: str | None = None
    """What to read about it (``learn/topics.toml``)."""
    source: list[str]
    tag: Tag


class StayWell(Strict, frozen=True, kw_only=True):
    """Exercises for the time after recovery, best first, each still held against the flags."""

    first: list[str]
    source: list[str]
    tag: Tag


class Reach(Strict, frozen=True, kw_only=True):
    """How far down a leg pain reaches: groups of the body map, nearest first."""

    step: list[list[str]]
    source: list[str]
    tag: Tag


class ProgressFile(Strict, frozen=True, kw_only=True):
    """``progress/progress.toml``."""

    keep_days: int
    """A new check's plan keeps what was held back or halved within so many days."""
    neutral: list[str]
    """Directions in which the back hardly moves; they stay when a direction is held back."""
    reach: Reach
    stay_well: StayWell
    rule: list[ProgressRule]


class ProgressRuleWords(Strict, frozen=True, kw_only=True):
    title: str
    said: str
    """One sentence: what was heard and what it changed. ``{exercise}`` is the one that hurt."""
    unchanged: str = ""
    """The same where the plan stays as it is; empty where it says nothing then."""


class ProgressWordsFile(Strict, frozen=True, kw_only=True):
    rules: dict[str, ProgressRuleWords]
    adjusted: dict[str, str]
    """Why an exercise is in the plan, or in this way: ``halved``, ``stay-well``, ``held``."""
    be_seen: str
    """Where being seen is offered: when, and by whom."""
    danger_ask: str
    """Above the list of danger signs."""
    taken_back: str
