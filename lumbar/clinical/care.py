"""Care beside the decisions: what people can read, and the numbers of self-care.

The structure (ids, numbers, sources) stands in ``<topic>.toml``, the words in one file per
language beside it (``words.en.toml``, ``words.zh-hant.toml`` or ``<id>.en.toml``). ``load_care``
reads all of it, holds words against structure and every source against ``sources/``, and raises
with the file's name where something is missing, left over or unknown.

For pages::

    care = library().care
    for topic in care.topics.values():             # in the order they are shown
        words = care.topic_words("en")[topic.id]   # .title .summary
        for section in topic.section:              # .shows .pairs .source .article
            text = words.sections[section.id]      # .heading .paragraphs .points

    care.pairs["ice"]; care.pair_words("en")["ice"].clinic_says      # also .research_says …
    care.conflicts["two-day-rule"].side; care.conflict_words("en")["two-day-rule"].choice
    care.countries["HK"].emergency_number; care.country_words("zh-hant")["HK"].emergency_department
    care.guidelines.row; care.words("en").guidelines.rows["needles"].cells["nice"]

``care.companion``, ``heat_cold``, ``medicines``, ``sleep_positions``, ``course``, ``breathing``,
``activity``, ``blood_pressure`` and ``measures`` hold the numbers; their words are the fields of
the same name in ``care.words(language)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from lumbar.clinical.errors import KnowledgeError, decode
from lumbar.clinical.schema import LevelName, SourceFile, Strict, Tag
from lumbar.clinical.words import LANGUAGES, same

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

Kind = Literal["cause", "look-alike", "evidence", "care"]
Shows = Literal[
    "", "drawn-spine", "drawn-disc", "drawn-back", "guidelines", "all-pairs", "conflicts", "course"
]
ArticleId = Literal[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14",
    "A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22", "A23", "A24",
]


class Figure(Strict, kw_only=True):
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


# --- Learn -------------------------------------------------------------------------------------


class Section(Strict, kw_only=True):
    """One heading of a topic: where it comes from and what is drawn beside it."""

    id: str
    source: list[str]
    tag: Tag
    article: list[ArticleId] = []
    shows: Shows = ""
    pairs: list[str] = []
    """Views of clinic and research shown under the section."""


class Topic(Strict, kw_only=True):
    """One page of the Learn section."""

    id: str
    kind: Kind
    article: list[ArticleId]
    since: str
    section: list[Section]


class TopicFile(Strict, kw_only=True):
    topic: list[Topic]


class SectionWords(Strict, kw_only=True):
    heading: str
    paragraphs: list[str]
    points: list[str] = []
    """A list after the paragraphs."""


class TopicWords(Strict, kw_only=True):
    title: str
    summary: str
    sections: dict[str, SectionWords]


class Pair(Strict, kw_only=True):
    """A statement of the clinic's article beside what research says."""

    id: str
    article: list[ArticleId]
    view: Literal["agrees", "partly", "differs"]
    conflict: str | None = None
    source: list[str]
    """Of the research side; the other side is the article itself."""
    tag: Tag
    since: str


class PairFile(Strict, kw_only=True):
    pair: list[Pair]


class PairWords(Strict, kw_only=True):
    topic: str
    clinic_says: str
    research_says: str
    our_wording: str


class Guideline(Strict, kw_only=True):
    id: str
    source: str
    tag: Tag


class GuidelineRow(Strict, kw_only=True):
    """One line of the table; ``cells`` are the guidelines that say something about it."""

    id: str
    cells: list[str]
    differs: bool = False


class Guidelines(Strict, kw_only=True):
    guideline: list[Guideline]
    row: list[GuidelineRow]


class GuidelineName(Strict, kw_only=True):
    name: str
    about: str


class GuidelineRowWords(Strict, kw_only=True):
    name: str
    cells: dict[str, str] = {}


class GuidelinesWords(Strict, kw_only=True):
    not_seen: str
    """Stands in a cell the source says nothing about."""
    guidelines: dict[str, GuidelineName]
    rows: dict[str, GuidelineRowWords]


# --- disagreements and countries ---------------------------------------------------------------


class Side(Strict, kw_only=True):
    id: str
    source: list[str]


class Conflict(Strict, kw_only=True):
    """A disagreement between sources that stays visible (clinical facts H)."""

    id: str
    number: int
    """The row of H."""
    side: list[Side]
    configurable: bool = False
    """A clinic may choose another side."""
    since: str


class ConflictFile(Strict, kw_only=True):
    conflict: list[Conflict]


class ConflictWords(Strict, kw_only=True):
    topic: str
    sides: dict[str, str]
    choice: str


class Country(Strict, kw_only=True):
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


class CountryFile(Strict, kw_only=True):
    country: list[Country]


class CountryWords(Strict, kw_only=True):
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


class Stage(Strict, kw_only=True):
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


class Outcome(Strict, kw_only=True):
    """How a check-in can end. ``level`` empty: carry on, or the danger sign's own level."""

    id: str
    next: Literal["continue", "see-clinician", "own-level"]
    within_days: int | None = None
    level: LevelName | None = None


class CompanionCheckIn(Strict, kw_only=True):
    id: str
    at_hours: int
    outcome: list[Outcome]
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Companion(Strict, kw_only=True):
    stage: list[Stage]
    check_in: list[CompanionCheckIn]
    figure: list[Figure]


class StageWords(Strict, kw_only=True):
    title: str
    do: dict[str, str]
    leave: dict[str, str] = {}


class CheckInWords(Strict, kw_only=True):
    title: str
    ask: str
    outcomes: dict[str, str]


class CompanionWords(Strict, kw_only=True):
    title: str
    intro: str
    stages: dict[str, StageWords]
    check_ins: dict[str, CheckInWords]


class Method(Strict, kw_only=True):
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


class HeatCold(Strict, kw_only=True):
    method: list[Method]
    figure: list[Figure]


class MethodWords(Strict, kw_only=True):
    name: str
    how: str
    rules: dict[str, str]
    never: dict[str, str]
    care: dict[str, str]


class HeatColdWords(Strict, kw_only=True):
    methods: dict[str, MethodWords]


class Label(Strict, kw_only=True):
    """What a pack's label allows without a doctor. For counting, never for advice."""

    country: str
    unit_mg: int | None = None
    hours_between: tuple[int, int] | None = None
    most_mg_in_24_hours: int
    most_days: int | None = None
    source: list[str]
    tag: Tag


class Medicine(Strict, kw_only=True):
    id: str
    kind: Literal["anti-inflammatory", "paracetamol", "opioid"]
    label: list[Label] = []
    ask_first: list[str] = []
    source: list[str]
    tag: Tag


class LogRule(Strict, kw_only=True):
    """When the log speaks up. It never says that taking something is right."""

    id: Literal["over-a-day", "too-many-days", "two-anti-inflammatories"]
    source: list[str]
    tag: Tag


class Medicines(Strict, kw_only=True):
    adults_from: int
    """Label figures hold from this age."""
    medicine: list[Medicine]
    log_rule: list[LogRule]
    figure: list[Figure]


class MedicineWords(Strict, kw_only=True):
    name: str
    about: str


class MedicinesWords(Strict, kw_only=True):
    before: str
    """Shown above everything about medicines."""
    medicines: dict[str, MedicineWords]
    ask_first: dict[str, str]
    log_rules: dict[str, str]


class SleepPosition(Strict, kw_only=True):
    id: str
    pillow: Literal["between-knees", "under-knees", "under-tummy"]
    avoid: list[str] = []
    """Flags for which it is not offered."""
    source: list[str]
    tag: Tag


class SleepPositions(Strict, kw_only=True):
    position: list[SleepPosition]


class SleepPositionWords(Strict, kw_only=True):
    name: str
    how: str
    honest: str


class SleepPositionsWords(Strict, kw_only=True):
    positions: dict[str, SleepPositionWords]


class Breathing(Strict, kw_only=True):
    """Slow breathing, in seconds a breath."""

    breath_in: float
    breath_out: float
    minutes: float
    source: list[str]
    tag: Tag
    figure: list[Figure]


class BreathingWords(Strict, kw_only=True):
    title: str
    how: list[str]
    stop: str
    honest: str


# --- course over time --------------------------------------------------------------------------


class CoursePoint(Strict, kw_only=True):
    week: int
    pain: float
    """Mean pain, 0 to 100."""


class Cohort(Strict, kw_only=True):
    id: str
    year: int
    main: bool
    """Drawn first; the others are drawn beside it on demand."""
    point: list[CoursePoint]
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Course(Strict, kw_only=True):
    cohort: list[Cohort]
    figure: list[Figure]


class CohortWords(Strict, kw_only=True):
    name: str
    about: str


class CourseWords(Strict, kw_only=True):
    title: str
    pain_axis: str
    time_axis: str
    honest: str
    cohorts: dict[str, CohortWords]


# --- activity, pulse and blood pressure ---------------------------------------------------------


class Effort(Strict, kw_only=True):
    """How hard an activity is."""

    id: Literal["moderate", "vigorous"]
    minutes_a_week: tuple[int, int]
    share_of_highest_pulse: tuple[int, int]
    """In hundredths of the highest heart rate."""
    borg: tuple[int, int] | None = None
    zero_to_ten: tuple[int, int] | None = None
    source: list[str]
    tag: Tag


class PainBand(Strict, kw_only=True):
    """What pain of 0 to 10 during exercise means for going on."""

    id: Literal["go", "less", "stop"]
    least: int
    most: int
    settles_within_hours: int | None = None


class PainGuide(Strict, kw_only=True):
    conflict: str
    source: list[str]
    tag: Tag
    band: list[PainBand]


class Walking(Strict, kw_only=True):
    """What to build up to after recovery."""

    minutes: int
    days_a_week: int
    months: int
    source: list[str]
    tag: Tag


class HighestPulse(Strict, kw_only=True):
    """``at_birth`` minus ``a_year`` times the age, beats a minute."""

    id: str
    at_birth: float
    a_year: float
    error: tuple[int, int] | None = None
    beta_blocker: bool = False
    source: list[str]
    tag: Tag


class Activity(Strict, kw_only=True):
    strength_days_a_week: int
    effort: list[Effort]
    pain_guide: PainGuide
    walking: Walking
    resting_pulse: tuple[int, int]
    resting_pulse_tag: Tag
    highest_pulse: list[HighestPulse]
    figure: list[Figure]


class EffortWords(Strict, kw_only=True):
    name: str
    feel: str


class ActivityWords(Strict, kw_only=True):
    any_counts: str
    efforts: dict[str, EffortWords]
    strength: str
    walking: str
    pain_bands: dict[str, str]
    pulse: str


class PressureBand(Strict, kw_only=True):
    """From these values on, either of the two (mmHg); the highest band reached counts."""

    id: str
    systolic: int | None = None
    diastolic: int | None = None


class PressureStandard(Strict, kw_only=True):
    id: str
    home: tuple[int, int]
    """The home average from which it counts as high."""
    band: list[PressureBand]
    source: list[str]
    tag: Tag


class HomeReadings(Strict, kw_only=True):
    readings: int
    minutes_apart: int
    times: list[Literal["morning", "evening"]]
    days: tuple[int, int]
    drop_first_day: bool
    source: list[str]
    tag: Tag


class PressureAct(Strict, kw_only=True):
    """A reading that wants action: above either value (mmHg)."""

    id: str
    systolic_above: int
    diastolic_above: int
    with_any: list[str] = []
    rest_minutes: int | None = None
    level: LevelName
    source: list[str]
    tag: Tag


class BloodPressure(Strict, kw_only=True):
    conflict: str
    default: str
    standard: list[PressureStandard]
    home_readings: HomeReadings
    act: list[PressureAct]


class PressureActWords(Strict, kw_only=True):
    do: str
    with_any: dict[str, str] = {}


class BloodPressureWords(Strict, kw_only=True):
    standards: dict[str, str]
    bands: dict[str, str]
    home_readings: list[str]
    acts: dict[str, PressureActWords]


# --- measures ----------------------------------------------------------------------------------


class ScoreBand(Strict, kw_only=True):
    id: str
    least: float
    most: float


class ScoreBands(Strict, kw_only=True):
    """One published way of cutting a score; the first of a measure is the one in use."""

    id: str
    band: list[ScoreBand]
    source: list[str]
    tag: Tag


class CutOff(Strict, kw_only=True):
    """A score from which something is worth a look."""

    id: str
    least: float
    sensitivity: int | None = None
    """In hundredths."""
    specificity: int | None = None
    source: list[str]
    tag: Tag


class Change(Strict, kw_only=True):
    """How much change people notice."""

    id: str
    points: tuple[float, float] | None = None
    percent: int | None = None
    baseline: tuple[float, float] | None = None
    """Only for people who started within this range."""
    source: list[str]
    tag: Tag


class Measure(Strict, kw_only=True):
    """A questionnaire: how it is scored and what may be shipped. Never its licensed text."""

    id: str
    items: int | tuple[int, int]
    item_range: tuple[int, int]
    score: Literal["single", "mean", "sum", "percent-of-answered", "own-scoring"]
    range: tuple[int, int]
    higher_is: Literal["worse", "better"]
    reverse_items: list[int] = []
    missing: Literal["needs-all", "blank-is-zero", "over-answered", "not-stated"]
    missing_tag: Tag
    bands: list[ScoreBands] = []
    cut_off: list[CutOff] = []
    recovered_at_most: float | None = None
    change: list[Change] = []
    licence: Literal[
        "none-needed", "own-wording", "public-domain", "free", "free-non-commercial",
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


class Vital(Strict, kw_only=True):
    id: str
    loinc: str
    source: list[str]
    tag: Tag


class Measures(Strict, kw_only=True):
    measure: list[Measure]
    vital: list[Vital]


class MeasureWords(Strict, kw_only=True):
    name: str
    about: str
    licence: str
    bands: dict[str, str] = {}
    cut_offs: dict[str, str] = {}
    """What to suggest from the cut-off on; never a diagnosis."""
    items: dict[str, str] = {}


class MeasuresWords(Strict, kw_only=True):
    measures: dict[str, MeasureWords]
    vitals: dict[str, str]


# --- everything --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CareWords:
    """All the words of care in one language, by id."""

    language: str
    topics: dict[str, TopicWords]
    pairs: dict[str, PairWords]
    guidelines: GuidelinesWords
    conflicts: dict[str, ConflictWords]
    countries: dict[str, CountryWords]
    companion: CompanionWords
    heat_cold: HeatColdWords
    medicines: MedicinesWords
    sleep_positions: SleepPositionsWords
    breathing: BreathingWords
    course: CourseWords
    activity: ActivityWords
    blood_pressure: BloodPressureWords
    measures: MeasuresWords


@dataclass(frozen=True, slots=True)
class Care:
    """What is known about care, checked; see the module's docstring for how pages use it."""

    topics: dict[str, Topic]
    pairs: dict[str, Pair]
    guidelines: Guidelines
    conflicts: dict[str, Conflict]
    countries: dict[str, Country]
    companion: Companion
    heat_cold: HeatCold
    medicines: Medicines
    sleep_positions: SleepPositions
    breathing: Breathing
    course: Course
    activity: Activity
    blood_pressure: BloodPressure
    measures: Measures
    languages: dict[str, CareWords]

    def words(self, language: str) -> CareWords:
        """The words of ``en`` or ``zh-hant``; an unknown language is a ``KeyError``."""
        return self.languages[language]

    def topic_words(self, language: str) -> dict[str, TopicWords]:
        return self.words(language).topics

    def pair_words(self, language: str) -> dict[str, PairWords]:
        return self.words(language).pairs

    def conflict_words(self, language: str) -> dict[str, ConflictWords]:
        return self.words(language).conflicts

    def country_words(self, language: str) -> dict[str, CountryWords]:
        return self.words(language).countries

    @property
    def home(self) -> Country:
        """The country used where none was chosen."""
        return next(country for country in self.countries.values() if country.default)

    def sources(self) -> Iterator[tuple[str, str]]:
        """Every cited source as (where, source id)."""
        for name in (field.name for field in fields(self) if field.name != "languages"):
            yield from _cited(name, getattr(self, name))


def load_care(root: Path) -> Care:
    """Load everything beside the decisions from a knowledge folder.

    Raises:
        KnowledgeError: a file is missing or malformed, a word is missing or left over, a source
            or another id is unknown. The message names the file and the key.
    """
    care = Care(
        topics=_by_id("learn/topics.toml", decode(root / "learn/topics.toml", TopicFile).topic),
        pairs=_by_id("learn/pairs.toml", decode(root / "learn/pairs.toml", PairFile).pair),
        guidelines=decode(root / "learn/guidelines.toml", Guidelines),
        conflicts=_by_id("conflicts.toml", decode(root / "conflicts.toml", ConflictFile).conflict),
        countries={
            country.code: country
            for country in decode(root / "countries.toml", CountryFile).country
        },
        companion=decode(root / "companion/companion.toml", Companion),
        heat_cold=decode(root / "self-care/heat-cold.toml", HeatCold),
        medicines=decode(root / "medicines/medicines.toml", Medicines),
        sleep_positions=decode(root / "self-care/sleep-positions.toml", SleepPositions),
        breathing=decode(root / "self-care/breathing.toml", Breathing),
        course=decode(root / "prognosis/course.toml", Course),
        activity=decode(root / "activity/activity.toml", Activity),
        blood_pressure=decode(root / "activity/blood-pressure.toml", BloodPressure),
        measures=decode(root / "measures/measures.toml", Measures),
        languages={},
    )
    _check_references(care, root)
    for language in LANGUAGES:
        words = _load_words(root, language, care)
        _check_words(care, words)
        care.languages[language] = words
    return care


def _load_words(root: Path, language: str, care: Care) -> CareWords:
    def read(name: str, kind: type[S]) -> S:
        return decode(root / f"{name}.{language}.toml", kind)

    def table(name: str, kind: type[S]) -> dict[str, S]:
        path = root / f"{name}.{language}.toml"
        try:
            return msgspec.toml.decode(path.read_bytes(), type=dict[str, kind])  # type: ignore[valid-type]
        except FileNotFoundError:
            raise KnowledgeError(f"{path.parent.name}/{path.name} is missing") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{path.parent.name}/{path.name}: {error}") from error

    return CareWords(
        language=language,
        topics={id: read(f"learn/{id}", TopicWords) for id in care.topics},
        pairs=table("learn/pairs", PairWords),
        guidelines=read("learn/guidelines", GuidelinesWords),
        conflicts=table("conflicts", ConflictWords),
        countries=table("countries", CountryWords),
        companion=read("companion/words", CompanionWords),
        heat_cold=read("self-care/heat-cold", HeatColdWords),
        medicines=read("medicines/words", MedicinesWords),
        sleep_positions=read("self-care/sleep-positions", SleepPositionsWords),
        breathing=read("self-care/breathing", BreathingWords),
        course=read("prognosis/words", CourseWords),
        activity=read("activity/activity", ActivityWords),
        blood_pressure=read("activity/blood-pressure", BloodPressureWords),
        measures=read("measures/words", MeasuresWords),
    )


def _check_references(care: Care, root: Path) -> None:
    """Hold every id that names something elsewhere against what is there."""
    known = {
        source.id
        for path in sorted((root / "sources").glob("*.toml"))
        for source in decode(path, SourceFile).source
    }
    for where, source in care.sources():
        if source not in known:
            raise KnowledgeError(f"{where}: unknown source {source!r}")
    for where, conflict in _named("conflict", care):
        if conflict not in care.conflicts:
            raise KnowledgeError(f"{where}: unknown conflict {conflict!r}")
    for topic in care.topics.values():
        for section in topic.section:
            _known(f"learn/topics.toml: {topic.id}.{section.id}", section.pairs, care.pairs)
    columns = {guideline.id for guideline in care.guidelines.guideline}
    for row in care.guidelines.row:
        _known(f"learn/guidelines.toml: {row.id}", row.cells, columns)
    standards = {standard.id for standard in care.blood_pressure.standard}
    _known("activity/blood-pressure.toml", [care.blood_pressure.default], standards)
    for country in care.countries.values():
        _known(f"countries.toml: {country.code}", [country.blood_pressure], standards)
    if sum(country.default for country in care.countries.values()) != 1:
        raise KnowledgeError("countries.toml: exactly one country is the default")
    exercises = {path.parent.name for path in (root / "exercises").glob("*/exercise.toml")}
    for stage in care.companion.stage:
        _known(f"companion/companion.toml: {stage.id}", stage.exercises, exercises)


def _check_words(care: Care, words: CareWords) -> None:
    """Hold the words of one language against the structure, file by file."""
    tail = f"{words.language}.toml"
    for id, topic in care.topics.items():
        same(f"learn/{id}.{tail}", words.topics[id].sections, _ids(topic.section))
    same(f"learn/pairs.{tail}", words.pairs, care.pairs)

    table, where = words.guidelines, f"learn/guidelines.{tail}"
    same(where, table.guidelines, _ids(care.guidelines.guideline))
    same(where, table.rows, _ids(care.guidelines.row))
    for row in care.guidelines.row:
        same(f"{where}: {row.id}", table.rows[row.id].cells, row.cells)

    same(f"conflicts.{tail}", words.conflicts, care.conflicts)
    for id, conflict in care.conflicts.items():
        same(f"conflicts.{tail}: {id}", words.conflicts[id].sides, _ids(conflict.side))
    same(f"countries.{tail}", words.countries, care.countries)
    for code, country in care.countries.items():
        same(f"countries.{tail}: {code}", words.countries[code].also, country.also)

    where = f"companion/words.{tail}"
    same(where, words.companion.stages, _ids(care.companion.stage))
    for stage in care.companion.stage:
        same(f"{where}: {stage.id}", words.companion.stages[stage.id].do, stage.do)
        same(f"{where}: {stage.id}", words.companion.stages[stage.id].leave, stage.leave)
    same(where, words.companion.check_ins, _ids(care.companion.check_in))
    for check_in in care.companion.check_in:
        said = words.companion.check_ins[check_in.id].outcomes
        same(f"{where}: {check_in.id}", said, _ids(check_in.outcome))

    where = f"self-care/heat-cold.{tail}"
    same(where, words.heat_cold.methods, _ids(care.heat_cold.method))
    for method in care.heat_cold.method:
        told = words.heat_cold.methods[method.id]
        same(f"{where}: {method.id}.rules", told.rules, method.rules)
        same(f"{where}: {method.id}.never", told.never, method.never)
        same(f"{where}: {method.id}.care", told.care, method.care)

    where = f"medicines/words.{tail}"
    same(where, words.medicines.medicines, _ids(care.medicines.medicine))
    asked = {id for medicine in care.medicines.medicine for id in medicine.ask_first}
    same(f"{where}: ask_first", words.medicines.ask_first, asked)
    same(f"{where}: log_rules", words.medicines.log_rules, _ids(care.medicines.log_rule))

    where = f"self-care/sleep-positions.{tail}"
    same(where, words.sleep_positions.positions, _ids(care.sleep_positions.position))
    same(f"prognosis/words.{tail}", words.course.cohorts, _ids(care.course.cohort))
    where = f"activity/activity.{tail}"
    same(where, words.activity.efforts, _ids(care.activity.effort))
    same(where, words.activity.pain_bands, _ids(care.activity.pain_guide.band))

    where, pressure = f"activity/blood-pressure.{tail}", care.blood_pressure
    same(where, words.blood_pressure.standards, _ids(pressure.standard))
    bands = {band.id for standard in pressure.standard for band in standard.band}
    same(f"{where}: bands", words.blood_pressure.bands, bands)
    same(f"{where}: acts", words.blood_pressure.acts, _ids(pressure.act))
    for act in pressure.act:
        same(f"{where}: {act.id}", words.blood_pressure.acts[act.id].with_any, act.with_any)

    where = f"measures/words.{tail}"
    same(where, words.measures.measures, _ids(care.measures.measure))
    same(f"{where}: vitals", words.measures.vitals, _ids(care.measures.vital))
    for measure in care.measures.measure:
        said_of = words.measures.measures[measure.id]
        used = _ids(measure.bands[0].band) if measure.bands else []
        same(f"{where}: {measure.id}.bands", said_of.bands, used)
        same(f"{where}: {measure.id}.cut_offs", said_of.cut_offs, _ids(measure.cut_off))
        same(f"{where}: {measure.id}.items", said_of.items, measure.own_items)
    for place, text in _texts("", words):
        if not text.strip():
            raise KnowledgeError(f"{words.language}: empty words at {place}")


def _by_id(where: str, items: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        id: str = getattr(item, "id")
        if id in found:
            raise KnowledgeError(f"{where}: {id!r} is there twice")
        found[id] = item
    return found


def _ids(items: Iterable[object]) -> list[str]:
    return [getattr(item, "id") for item in items]


def _known(where: str, ids: Iterable[str], known: Iterable[str]) -> None:
    unknown = set(ids) - set(known)
    if unknown:
        raise KnowledgeError(f"{where}: unknown {sorted(unknown)}")


def _walk(where: str, value: Any) -> Iterator[tuple[str, str, Any]]:
    """Every field below a value as (path, field name, value)."""
    if isinstance(value, msgspec.Struct) or is_dataclass(value):
        names = (
            value.__struct_fields__
            if isinstance(value, msgspec.Struct)
            else [field.name for field in fields(value)]
        )
        for name in names:
            inner = getattr(value, name)
            yield f"{where}.{name}", name, inner
            yield from _walk(f"{where}.{name}", inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{where}.{key}", "", inner
            yield from _walk(f"{where}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            below = f"{where}.{getattr(inner, 'id', '')}".rstrip(".")
            yield below, "", inner
            yield from _walk(below, inner)


def _cited(where: str, value: Any) -> Iterator[tuple[str, str]]:
    for place, name, inner in _walk(where, value):
        if name == "source":
            cited = [inner] if isinstance(inner, str) else inner
            if not cited:
                raise KnowledgeError(f"{place}: no source")
            yield from ((place, source) for source in cited)


def _named(field: str, care: Care) -> Iterator[tuple[str, str]]:
    for place, name, inner in _walk("care", care):
        if name == field and isinstance(inner, str):
            yield place, inner


def _texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every sentence below a value as (path, text)."""
    for place, _, inner in _walk(where, value):
        if isinstance(inner, str):
            yield place, inner
