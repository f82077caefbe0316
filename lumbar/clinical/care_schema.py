"""The shape of care over time: countries, the companion, self-care, activity, measures.

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


# --- companion and self-care -------------------------------------------------------------------


class Stage(Strict, frozen=True, kw_only=True):
    """A stretch of time after the pain began: what to do and what to leave."""

    id: str
    from_hours: int
    to_hours: int
    ask_danger_signs: bool
    do: list[str]
    leave: list[str] = []
    exercises: list[str] = []
    log: list[Literal["pain", "leg", "sleep", "medicine"]] = []
    source: list[str]
    tag: Tag


class Outcome(Strict, frozen=True, kw_only=True):
    """How a check-in can end. ``level`` empty: carry on, or the danger sign's own level."""

    id: str
    next: Literal["continue", "see-clinician", "own-level"]
    within_days: int | None = None
    level: LevelName | None = None


class CompanionCheckIn(Strict, frozen=True, kw_only=True):
    id: str
    at_hours: int
    outcome: list[Outcome]
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Companion(Strict, frozen=True, kw_only=True):
    stage: list[Stage]
    check_in: list[CompanionCheckIn]
    figure: list[Figure]


class StageWords(Strict, frozen=True, kw_only=True):
    title: str
    do: dict[str, str]
    leave: dict[str, str] = {}


class CheckInWords(Strict, frozen=True, kw_only=True):
    title: str
    ask: str
    outcomes: dict[str, str]


class CompanionWords(Strict, frozen=True, kw_only=True):
    title: str
    intro: str
    stages: dict[str, StageWords]
    check_ins: dict[str, CheckInWords]


class Method(Strict, frozen=True, kw_only=True):
    """Warmth or cold; times in minutes, except ``repeat_hours``."""

    id: Literal["cold", "heat"]
    minutes: tuple[int, int]
    at_most: int
    look_at_skin_every: int | None = None
    repeat_hours: tuple[int, int] | None = None
    rules: list[str]
    never: list[str]
    care: list[str]
    """Ask a clinician first."""
    source: list[str]
    tag: Tag


class Placement(Strict, frozen=True, kw_only=True):
    """Where a cold or warm pack goes."""

    id: Literal["lying", "sitting"]
    source: list[str]
    tag: Tag


class HeatCold(Strict, frozen=True, kw_only=True):
    method: list[Method]
    placement: list[Placement]
    figure: list[Figure]


class MethodWords(Strict, frozen=True, kw_only=True):
    name: str
    how: str
    rules: dict[str, str]
    never: dict[str, str]
    care: dict[str, str]


class PlacementWords(Strict, frozen=True, kw_only=True):
    name: str
    how: str


class HeatColdWords(Strict, frozen=True, kw_only=True):
    methods: dict[str, MethodWords]
    placements: dict[str, PlacementWords]


class Label(Strict, frozen=True, kw_only=True):
    """What a pack's label allows without a doctor. For counting, never for advice."""

    country: str
    unit_mg: int | None = None
    hours_between: tuple[int, int] | None = None
    most_mg_in_24_hours: int
    most_days: int | None = None
    source: list[str]
    tag: Tag


class Medicine(Strict, frozen=True, kw_only=True):
    id: str
    kind: Literal["anti-inflammatory", "paracetamol", "opioid"]
    label: list[Label] = []
    ask_first: list[str] = []
    source: list[str]
    tag: Tag


class LogRule(Strict, frozen=True, kw_only=True):
    """When the log speaks up. It never says that taking something is right."""

    id: Literal["over-a-day", "too-many-days", "two-anti-inflammatories"]
    source: list[str]
    tag: Tag


class Medicines(Strict, frozen=True, kw_only=True):
    adults_from: int
    """Label figures hold from this age."""
    medicine: list[Medicine]
    log_rule: list[LogRule]
    figure: list[Figure]


class MedicineWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str


class MedicinesWords(Strict, frozen=True, kw_only=True):
    before: str
    """Shown above everything about medicines."""
    medicines: dict[str, MedicineWords]
    ask_first: dict[str, str]
    log_rules: dict[str, str]


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


# --- measures ----------------------------------------------------------------------------------


class ScoreBand(Strict, frozen=True, kw_only=True):
    id: str
    least: float
    most: float


class ScoreBands(Strict, frozen=True, kw_only=True):
    """One published way of cutting a score; the first of a measure is the one in use."""

    id: str
    band: list[ScoreBand]
    source: list[str]
    tag: Tag


class CutOff(Strict, frozen=True, kw_only=True):
    """A score from which something is worth a look."""

    id: str
    least: float
    sensitivity: int | None = None
    """In hundredths."""
    specificity: int | None = None
    source: list[str]
    tag: Tag


class Change(Strict, frozen=True, kw_only=True):
    """How much change people notice."""

    id: str
    points: tuple[float, float] | None = None
    percent: int | None = None
    baseline: tuple[float, float] | None = None
    """Only for people who started within this range."""
    source: list[str]
    tag: Tag


class Measure(Strict, frozen=True, kw_only=True):
    """A questionnaire: how it is scored and what may be shipped. Never its licensed text."""

    id: str
    items: int | tuple[int, int]
    item_range: tuple[int, int]
    score: Literal["single", "mean", "sum", "percent-of-answered", "own-scoring"]
    range: tuple[int, int]
    higher_is: Literal["worse", "better"]
    reverse_items: list[int] = []
    parts: dict[str, list[int]] = {}
    """Part scores: the items summed for each."""
    missing: Literal["needs-all", "blank-is-zero", "over-answered", "not-stated"]
    missing_tag: Tag
    bands: list[ScoreBands] = []
    cut_off: list[CutOff] = []
    recovered_at_most: float | None = None
    change: list[Change] = []
    licence: Literal[
        "none-needed",
        "own-wording",
        "public-domain",
        "free",
        "free-non-commercial",
        "licence-needed",
    ]
    licence_tag: Tag
    bundle: bool
    """Whether its items may be part of Lumbar as far as is known."""
    recommended: bool = False
    every_days: int | None = None
    optional: bool = False
    own_items: list[str] = []
    """Items in Lumbar's own words; only where no one else's text is needed."""
    loinc: dict[str, str] = {}
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Vital(Strict, frozen=True, kw_only=True):
    id: str
    loinc: str
    source: list[str]
    tag: Tag


class Measures(Strict, frozen=True, kw_only=True):
    measure: list[Measure]
    vital: list[Vital]


class MeasureWords(Strict, frozen=True, kw_only=True):
    name: str
    about: str
    licence: str
    bands: dict[str, str] = {}
    cut_offs: dict[str, str] = {}
    """What to suggest from the cut-off on; never a diagnosis."""
    items: dict[str, str] = {}


class MeasuresWords(Strict, frozen=True, kw_only=True):
    measures: dict[str, MeasureWords]
    vitals: dict[str, str]
