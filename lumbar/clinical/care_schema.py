"""The shape of care over time: countries, self-care and activity.

Structure (ids, numbers, sources, tags) and words have shapes of their own, as in ``schema.py``:
``*Words`` are one language of the structure before them. ``care.py`` loads both.
"""

from __future__ import annotations

from typing import Literal

from lumbar.clinical.schema import LevelName, Strict, Tag


class Figure(Strict, frozen=True, kw_only=True):
    """One number from a source, with its interval where the source gives one."""

    id: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str
    people: int | None = None
    """How many took part."""
    source: list[str]
    tag: Tag


# --- countries ---------------------------------------------------------------------------------


class Country(Strict, frozen=True, kw_only=True):
    """Where to turn, and in which units."""

    code: str
    """ISO 3166 code; ``EU`` stands for the countries of the European Union."""
    default: bool = False
    emergency_number: str
    also: list[str] = []
    """Other emergency numbers, named in words."""
    temperature: Literal["celsius", "fahrenheit"]
    weight: Literal["kg", "lb"]
    distance: Literal["km", "mi"]
    blood_pressure: str
    """Id of a blood pressure standard."""
    source: list[str]
    tag: Tag


class CountryFile(Strict, frozen=True, kw_only=True):
    country: list[Country]


class CountryWords(Strict, frozen=True, kw_only=True):
    name: str
    emergency_department: str
    """"A&E": where to go now."""
    ambulance: str
    """Who answers the emergency number."""
    same_day: str
    """Whom to see today."""
    soon: str
    """Whom to book within two weeks."""
    also: dict[str, str] = {}


# --- self-care ---------------------------------------------------------------------------------


class SleepPosition(Strict, frozen=True, kw_only=True):
    id: str
    pillow: Literal["between-knees", "under-knees", "under-tummy"]
    avoid: list[str] = []
    """Flags for which it is not offered."""
    source: list[str]
    tag: Tag


class SleepPositions(Strict, frozen=True, kw_only=True):
    position: list[SleepPosition]


class SleepPositionWords(Strict, frozen=True, kw_only=True):
    name: str
    how: str
    honest: str


class SleepPositionsWords(Strict, frozen=True, kw_only=True):
    positions: dict[str, SleepPositionWords]


class Breathing(Strict, frozen=True, kw_only=True):
    """Slow breathing, in seconds a breath."""

    breath_in: float
    breath_out: float
    minutes: float
    source: list[str]
    tag: Tag
    figure: list[Figure]


class BreathingWords(Strict, frozen=True, kw_only=True):
    title: str
    how: list[str]
    stop: str
    honest: str


# --- course over time --------------------------------------------------------------------------


class CoursePoint(Strict, frozen=True, kw_only=True):
    week: int
    pain: float
    """Mean pain, 0 to 100."""


class Cohort(Strict, frozen=True, kw_only=True):
    id: str
    year: int
    main: bool
    """Drawn first; the others are drawn beside it on demand."""
    fits: dict[str, int] = {}
    """Whom it is drawn for: options of the question ``duration``, each with how many days the
    pain has lasted at most."""
    point: list[CoursePoint]
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Course(Strict, frozen=True, kw_only=True):
    cohort: list[Cohort]
    figure: list[Figure]


class CohortWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str


class CourseWords(Strict, frozen=True, kw_only=True):
    title: str
    pain_axis: str
    time_axis: str
    honest: str
    cohorts: dict[str, CohortWords]


# --- activity, pulse and blood pressure ---------------------------------------------------------


class Effort(Strict, frozen=True, kw_only=True):
    """How hard an activity is."""

    id: Literal["moderate", "vigorous"]
    minutes_a_week: tuple[int, int]
    share_of_highest_pulse: tuple[int, int]
    """In hundredths of the highest heart rate."""
    borg: tuple[int, int] | None = None
    zero_to_ten: tuple[int, int] | None = None
    source: list[str]
    tag: Tag


class PainBand(Strict, frozen=True, kw_only=True):
    """What pain of 0 to 10 during exercise means for going on."""

    id: Literal["go", "less", "stop"]
    least: int
    most: int
    settles_within_hours: int | None = None


class PainGuide(Strict, frozen=True, kw_only=True):
    conflict: str
    source: list[str]
    tag: Tag
    band: list[PainBand]


class Walking(Strict, frozen=True, kw_only=True):
    """What to build up to after recovery."""

    minutes: int
    days_a_week: int
    months: int
    source: list[str]
    tag: Tag


class HighestPulse(Strict, frozen=True, kw_only=True):
    """``at_birth`` minus ``a_year`` times the age, beats a minute."""

    id: str
    at_birth: float
    a_year: float
    error: tuple[int, int] | None = None
    beta_blocker: bool = False
    source: list[str]
    tag: Tag


class Activity(Strict, frozen=True, kw_only=True):
    strength_days_a_week: int
    effort: list[Effort]
    pain_guide: PainGuide
    walking: Walking
    resting_pulse: tuple[int, int]
    resting_pulse_tag: Tag
    highest_pulse: list[HighestPulse]
    figure: list[Figure]


class EffortWords(Strict, frozen=True, kw_only=True):
    name: str
    feel: str


class ActivityWords(Strict, frozen=True, kw_only=True):
    any_counts: str
    efforts: dict[str, EffortWords]
    strength: str
    walking: str
    pain_bands: dict[str, str]
    pulse: str


class PressureBand(Strict, frozen=True, kw_only=True):
    """From these values on, either of the two (mmHg); the highest band reached counts."""

    id: str
    systolic: int | None = None
    diastolic: int | None = None


class PressureStandard(Strict, frozen=True, kw_only=True):
    id: str
    home: tuple[int, int]
    """The home average from which it counts as high."""
    urgent: tuple[int, int] | None = None
    """From here on the standard asks for urgent care, where it differs from ``act``."""
    band: list[PressureBand]
    source: list[str]
    tag: Tag


class HomeReadings(Strict, frozen=True, kw_only=True):
    readings: int
    minutes_apart: int
    times: list[Literal["morning", "evening"]]
    days: tuple[int, int]
    drop_first_day: bool
    source: list[str]
    tag: Tag


class PressureAct(Strict, frozen=True, kw_only=True):
    """A reading that wants action: above either value (mmHg)."""

    id: str
    systolic_above: int
    diastolic_above: int
    with_any: list[str] = []
    rest_minutes: int | None = None
    level: LevelName
    source: list[str]
    tag: Tag


class BloodPressure(Strict, frozen=True, kw_only=True):
    conflict: str
    default: str
    standard: list[PressureStandard]
    home_readings: HomeReadings
    act: list[PressureAct]


class PressureActWords(Strict, frozen=True, kw_only=True):
    do: str
    with_any: dict[str, str] = {}


class BloodPressureWords(Strict, frozen=True, kw_only=True):
    standards: dict[str, str]
    bands: dict[str, str]
    home_readings: list[str]
    acts: dict[str, PressureActWords]
