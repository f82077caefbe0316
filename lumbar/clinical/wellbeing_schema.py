"""The shape of what is noted by day: home blood pressure beyond its standards, walking, tension.

Beside ``care_schema.py``, which has the standards, the home protocol and the efforts.
"""

from __future__ import annotations

from lumbar.clinical.schema import LevelName, Strict, Tag


class PressureLimits(Strict, frozen=True, kw_only=True):
    """What a reading can be (mmHg, beats a minute), both ends included. Beyond it is a slip of
    the finger, and the person is asked again."""

    systolic: tuple[int, int]
    diastolic: tuple[int, int]
    pulse: tuple[int, int]
    source: list[str]
    tag: Tag


class PressureDay(Strict, frozen=True, kw_only=True):
    """How readings are put together, where the protocol leaves it open."""

    noon: int
    """The hour (0 to 23) from which a reading belongs to the evening."""
    act_hours: int
    """For so long a very high reading asks for action, and one before it counts as the first of
    two."""
    source: list[str]
    tag: Tag


class LowPressure(Strict, frozen=True, kw_only=True):
    """Below either value (mmHg) a pressure is called low."""

    systolic_below: int
    diastolic_below: int
    source: list[str]
    tag: Tag


class HomePressure(Strict, frozen=True, kw_only=True):
    limits: PressureLimits
    day: PressureDay
    low: LowPressure


class WalkingStart(Strict, frozen=True, kw_only=True):
    """Where the way to the walking of ``activity.toml`` begins for somebody who walks less."""

    minutes: int
    days_a_week: int
    remembered_weeks: int
    """A week noted no longer ago than this is what the next one builds on."""
    source: list[str]
    tag: Tag


class TensionRule(Strict, frozen=True, kw_only=True):
    """Tension of at least ``high`` on at least ``days`` of the last ``of_days`` days."""

    high: int
    days: int
    of_days: int
    level: LevelName
    source: list[str]
    tag: Tag


class Wellbeing(Strict, frozen=True, kw_only=True):
    pressure: HomePressure
    walking_start: WalkingStart
    tension: TensionRule


class SignsWords(Strict, frozen=True, kw_only=True):
    """The question asked at a very high reading, and nowhere else."""

    ask: str
    none: str
    not_sure: str


class HomePressureWords(Strict, frozen=True, kw_only=True):
    low: str
    """The name of the low band."""
    averages: dict[str, str]
    """What an average in this band means and what to do, by band and for ``low``."""
    honest: str
    signs: SignsWords
    rested: str
    """After a second very high reading."""
    sheet: str
    """For whoever is shown the emergency page."""


class WalkingWords(Strict, frozen=True, kw_only=True):
    start: str
    grow: str
    there: str
    hold: str
    seen_first: str
    gentle: str


class TensionWords(Strict, frozen=True, kw_only=True):
    ask: str
    calm: str
    tense: str
    talk: str
    """The suggestion to talk to somebody."""
    honest: str


class PulseWords(Strict, frozen=True, kw_only=True):
    """Where a resting pulse lies beside the usual range."""

    below: str
    within: str
    above: str


class WellbeingWords(Strict, frozen=True, kw_only=True):
    pressure: HomePressureWords
    walking: WalkingWords
    tension: TensionWords
    pulse: PulseWords
    activity: dict[str, str]
    """The week beside WHO's range: ``none``, ``some``, ``within``, ``above``."""


WEEK_STATES = ("none", "some", "within", "above")
