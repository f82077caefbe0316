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
    care.spine.part; care.words("en").spine.parts["disc"].about      # also .causes
    care.guidelines.row; care.words("en").guidelines.rows["needles"].cells["nice"]

``care.companion``, ``heat_cold``, ``medicines``, ``sleep_positions``, ``course``, ``breathing``,
``activity``, ``blood_pressure``, ``wellbeing``, ``measures`` and ``board`` hold the numbers; their
words are the fields of the same name in ``care.words(language)``. Shapes: ``care_schema.py``,
``learn_schema.py``, ``measures_schema.py``, ``board_schema.py`` and ``wellbeing_schema.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from lumbar.clinical.board_schema import (
    BoardFile,
    BoardWords,
    check_board,
    check_board_words,
)
from lumbar.clinical.booking_schema import Booking
from lumbar.clinical.care_schema import (
    Activity,
    ActivityWords,
    BloodPressure,
    BloodPressureWords,
    Breathing,
    BreathingWords,
    Country,
    CountryFile,
    CountryWords,
    Course,
    CourseWords,
    SleepPositions,
    SleepPositionsWords,
)
from lumbar.clinical.cases_schema import CasesFile, check_cases
from lumbar.clinical.companion_schema import (
    Companion,
    CompanionWords,
    HeatCold,
    HeatColdWords,
    check_companion,
    check_companion_words,
)
from lumbar.clinical.errors import KnowledgeError, decode
from lumbar.clinical.learn_schema import (
    SPINE,
    Conflict,
    ConflictFile,
    ConflictWords,
    Guidelines,
    GuidelinesWords,
    Pair,
    PairFile,
    PairWords,
    Spine,
    SpineWords,
    Topic,
    TopicFile,
    TopicWords,
)
from lumbar.clinical.measures_schema import Measures, MeasuresWords
from lumbar.clinical.medicines_schema import (
    MedicineNames,
    Medicines,
    MedicinesWords,
    check_medicine_words,
    check_medicines,
)
from lumbar.clinical.progress_schema import ProgressFile
from lumbar.clinical.schema import SourceFile
from lumbar.clinical.values import Level
from lumbar.clinical.wellbeing_schema import WEEK_STATES, Wellbeing, WellbeingWords
from lumbar.clinical.words import LANGUAGES, same


class HasId(Protocol):
    """Anything of the structure that words are given for."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)
S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class CareWords:
    """All the words of care in one language, by id."""

    language: str
    topics: dict[str, TopicWords]
    pairs: dict[str, PairWords]
    spine: SpineWords
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
    wellbeing: WellbeingWords
    measures: MeasuresWords
    board: BoardWords


@dataclass(frozen=True, slots=True)
class Care:
    """What is known about care, checked; see the module's docstring for how pages use it."""

    topics: dict[str, Topic]
    pairs: dict[str, Pair]
    spine: Spine
    guidelines: Guidelines
    conflicts: dict[str, Conflict]
    countries: dict[str, Country]
    companion: Companion
    heat_cold: HeatCold
    medicines: Medicines
    medicine_names: MedicineNames
    sleep_positions: SleepPositions
    breathing: Breathing
    course: Course
    activity: Activity
    blood_pressure: BloodPressure
    wellbeing: Wellbeing
    measures: Measures
    board: BoardFile
    booking: Booking
    cases: CasesFile
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
        spine=decode(root / "learn/spine.toml", Spine),
        guidelines=decode(root / "learn/guidelines.toml", Guidelines),
        conflicts=_by_id("conflicts.toml", decode(root / "conflicts.toml", ConflictFile).conflict),
        countries={
            country.code: country
            for country in decode(root / "countries.toml", CountryFile).country
        },
        companion=decode(root / "companion/companion.toml", Companion),
        heat_cold=decode(root / "self-care/heat-cold.toml", HeatCold),
        medicines=decode(root / "medicines/medicines.toml", Medicines),
        medicine_names=decode(root / "medicines/names.toml", MedicineNames),
        sleep_positions=decode(root / "self-care/sleep-positions.toml", SleepPositions),
        breathing=decode(root / "self-care/breathing.toml", Breathing),
        course=decode(root / "prognosis/course.toml", Course),
        activity=decode(root / "activity/activity.toml", Activity),
        blood_pressure=decode(root / "activity/blood-pressure.toml", BloodPressure),
        wellbeing=decode(root / "activity/wellbeing.toml", Wellbeing),
        measures=decode(root / "measures/measures.toml", Measures),
        booking=decode(root / "booking/booking.toml", Booking),
        cases=decode(root / "cases/cases.toml", CasesFile),
        board=decode(root / "board/board.toml", BoardFile),
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
        spine=read("learn/spine", SpineWords),
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
        wellbeing=read("activity/wellbeing", WellbeingWords),
        measures=read("measures/words", MeasuresWords),
        board=read("board/words", BoardWords),
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
            where = f"learn/topics.toml: {topic.id}.{section.id}"
            _known(where, section.pairs, care.pairs)
            if section.shows.startswith(SPINE):
                _known(where, [section.shows.removeprefix(SPINE)], _ids(care.spine.cause))
    for cause in _by_id("learn/spine.toml", care.spine.cause).values():
        parts = _by_id("learn/spine.toml", care.spine.part)
        _known(f"learn/spine.toml: {cause.id}", cause.changes, parts)
    columns = {guideline.id for guideline in care.guidelines.guideline}
    for row in care.guidelines.row:
        _known(f"learn/guidelines.toml: {row.id}", row.cells, columns)
    try:
        care.measures.check()
    except ValueError as error:
        raise KnowledgeError(f"measures/measures.toml: {error}") from error
    standards = {standard.id for standard in care.blood_pressure.standard}
    _known("activity/blood-pressure.toml", [care.blood_pressure.default], standards)
    for country in care.countries.values():
        _known(f"countries.toml: {country.code}", [country.blood_pressure], standards)
    if sum(country.default for country in care.countries.values()) != 1:
        raise KnowledgeError("countries.toml: exactly one country is the default")
    exercises = {path.parent.name for path in (root / "exercises").glob("*/exercise.toml")}
    for stage in care.companion.stage:
        slugs = [reference.partition(":")[0] for reference in stage.exercises]
        _known(f"companion/companion.toml: {stage.id}", slugs, exercises)
    same("booking/booking.toml", _ids(care.booking.door), list(Level))
    check_companion(care.companion, care.heat_cold)
    check_cases(care.cases, care.measures)
    progress = decode(root / "progress/progress.toml", ProgressFile)
    check_board(care.board, care.companion, progress)
    check_medicines(care.medicines, care.medicine_names, care.countries)


def _check_words(care: Care, words: CareWords) -> None:
    """Hold the words of one language against the structure, file by file."""
    tail = f"{words.language}.toml"
    for id, topic in care.topics.items():
        same(f"learn/{id}.{tail}", words.topics[id].sections, _ids(topic.section))
    same(f"learn/pairs.{tail}", words.pairs, care.pairs)

    where = f"learn/spine.{tail}"
    same(where, words.spine.parts, _ids(care.spine.part))
    same(where, words.spine.causes, _ids(care.spine.cause))
    for cause in care.spine.cause:
        same(f"{where}: {cause.id}", words.spine.causes[cause.id].changes, cause.changes)

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

    check_board_words(care.board, words.board, tail)
    check_companion_words(care.companion, words.companion, care.heat_cold, words.heat_cold, tail)

    check_medicine_words(care.medicines, care.medicine_names, words.medicines, tail)

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

    where = f"activity/wellbeing.{tail}"
    same(f"{where}: averages", words.wellbeing.pressure.averages, {*bands, "low"})
    same(f"{where}: activity", words.wellbeing.activity, WEEK_STATES)

    where = f"measures/words.{tail}"
    same(where, words.measures.measures, _ids(care.measures.measure))
    same(f"{where}: vitals", words.measures.vitals, _ids(care.measures.vital))
    for measure in care.measures.measure:
        said_of = words.measures.measures[measure.id]
        used = _ids(measure.bands[0].band) if measure.bands else []
        same(f"{where}: {measure.id}.bands", said_of.bands, used)
        same(f"{where}: {measure.id}.cut_offs", said_of.cut_offs, _ids(measure.cut_off))
        same(f"{where}: {measure.id}.items", said_of.items, measure.own_items)
        same(f"{where}: {measure.id}.options", said_of.options, measure.worded_values())
        ends = [name for name in ("least", "most") if getattr(said_of, name)]
        same(f"{where}: {measure.id}", ends, ["least", "most"] if measure.has_ends() else [])
    for place, text in _texts("", words):
        if not text.strip():
            raise KnowledgeError(f"{words.language}: empty words at {place}")


def _by_id(where: str, items: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        if item.id in found:
            raise KnowledgeError(f"{where}: {item.id!r} is there twice")
        found[item.id] = item
    return found


def _ids(items: Iterable[HasId]) -> list[str]:
    return [item.id for item in items]


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
