"""Care loads, refuses what is broken, and is readable and complete in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lumbar.clinical.care import Care, CareWords, load_care
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.tests.reading import grade

ROOT = Path(__file__).parents[1] / "knowledge"

CARE_FOLDERS = (
    "learn",
    "companion",
    "self-care",
    "medicines",
    "prognosis",
    "activity",
    "measures",
    "board",
    "progress",
    "booking",
    "cases",
    "sources",
)

NEVER_IN_ENGLISH = (
    r"\bslipped\b",
    r"wear and tear",
    r"crumbl",
    r"all clear",
    r"safe to\b",
    r"\bcures?\b",
    r"nothing serious",
    r"guarantee",
    r"proven to heal",
    r"replaces your doctor",
    r"\byou have an? (disc|hernia|sprain|stenosis|infection|fracture|tumour)",
    r"%",
    r"\d\.\d",
    r"\bper ?cent\b",
)
NEVER_IN_CHINESE = ("您", "磨損", "根治", "治癒", "碎裂", "滑脫", "移位", "百分之", "%", "急診")


@pytest.fixture(scope="module")
def care() -> Care:
    return load_care(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The care part of the knowledge, to break."""
    for folder in CARE_FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for path in ROOT.glob("co*.toml"):
        shutil.copy(path, tmp_path)
    for path in ROOT.glob("exercises/*/exercise.toml"):
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True)
        shutil.copy(path, target)
    return tmp_path


def texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with its place."""
    if isinstance(value, str):
        if value:
            yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{where}.{number}")


def sentences(words: CareWords) -> list[tuple[str, str]]:
    return [
        found
        for field in fields(words)
        if field.name != "language"
        for found in texts(msgspec.to_builtins(getattr(words, field.name)), field.name)
    ]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_part_is_there(care: Care) -> None:
    kinds = [topic.kind for topic in care.topics.values()]
    assert kinds.count("cause") == 3
    assert {"look-alike", "evidence", "care"} <= set(kinds)
    assert sorted(conflict.number for conflict in care.conflicts.values()) == list(range(1, 22))
    assert set(care.countries) == {"HK", "GB", "EU", "US", "CA", "AU"}
    assert care.home.code == "HK"
    assert care.home.emergency_number == "999"
    assert all(len(conflict.side) >= 2 for conflict in care.conflicts.values())


def test_every_pair_is_shown_and_every_view_of_the_clinic_has_one(care: Care) -> None:
    shown = {pair for topic in care.topics.values() for s in topic.section for pair in s.pairs}
    assert shown == set(care.pairs)
    disputed = {"A3", "A5", "A6", "A7", "A11", "A12", "A16", "A17", "A18", "A19"}
    assert disputed <= {article for pair in care.pairs.values() for article in pair.article}


def test_a_section_shows_what_exists(care: Care) -> None:
    shown = [s.shows for topic in care.topics.values() for s in topic.section if s.shows]
    assert {"guidelines", "all-pairs", "conflicts", "course"} <= set(shown)
    assert len(shown) == len(set(shown)), "two places would have to be kept alike"


def test_languages_say_the_same_amount(care: Care) -> None:
    """Same keys, same number of paragraphs and points, so that nothing is left untold."""
    english = [place for place, _ in sentences(care.words("en"))]
    chinese = [place for place, _ in sentences(care.words("zh-hant"))]
    assert english == chinese or sorted(english) == sorted(chinese)


def test_english_is_plain(care: Care) -> None:
    for place, text in sentences(care.words("en")):
        for pattern in NEVER_IN_ENGLISH:
            assert not re.search(pattern, text, re.IGNORECASE), f"{place}: {text}"
        # A long sentence hides in a page that reads well as a whole.
        if len(text.split()) >= 25:
            assert grade(text) <= 7, f"{place}: {grade(text):.1f} {text}"


def test_english_reading_grade(care: Care) -> None:
    words = care.words("en")
    pages = {f"learn/{id}": list(texts(msgspec.to_builtins(t))) for id, t in words.topics.items()}
    # Names of countries and services are not sentences.
    others = [field.name for field in fields(words) if field.name not in ("language", "topics")]
    for name in others:
        if name != "countries":
            pages[name] = list(texts(msgspec.to_builtins(getattr(words, name))))
    for page, said in pages.items():
        whole = "\n".join(text for _, text in said)
        assert grade(whole) <= 6, f"{page}: {grade(whole):.1f}"


def test_chinese_is_written_for_hong_kong(care: Care) -> None:
    han = "[\u4e00-\u9fff]"
    for place, text in sentences(care.words("zh-hant")):
        for never in NEVER_IN_CHINESE:
            assert never not in text, f"{place}: {text}"
        assert not re.search(f"{han}[,;:?!.()]|[,;:?!()]{han}", text), (
            f"half-width: {place}: {text}"
        )
        assert not re.search(f"{han} [0-9A-Za-z]|[0-9A-Za-z] {han}|{han} {han}", text), (
            f"space: {place}: {text}"
        )
        assert not re.search("[０-９Ａ-Ｚａ-ｚ]", text), f"full-width digits: {place}: {text}"


def test_a_label_counts_and_never_advises(care: Care) -> None:
    for medicine in care.medicines.medicine:
        if medicine.kind == "anti-inflammatory":
            assert {"ulcer-or-bleed", "blood-thinner", "pregnant", "kidney"} <= set(
                medicine.ask_first
            )
            assert medicine.label
    for _, text in texts(msgspec.to_builtins(care.words("en").medicines)):
        assert not re.search(r"\byou (should|can|may) take\b", text, re.IGNORECASE)


def test_licensed_questionnaires_are_not_shipped(care: Care) -> None:
    for measure in care.measures.measure:
        if measure.licence in ("licence-needed", "free-non-commercial"):
            assert not measure.bundle, measure.id
        if measure.own_items:
            assert measure.bundle, measure.id
            assert measure.licence not in ("licence-needed", "free-non-commercial"), measure.id
        for bands in measure.bands:
            assert bands.band[0].least == measure.range[0]
            assert bands.band[-1].most == measure.range[1]


def test_pain_guide_and_pressure_bands_are_in_order(care: Care) -> None:
    edges = [(band.least, band.most) for band in care.activity.pain_guide.band]
    assert edges == [(0, 3), (4, 5), (6, 10)]
    for standard in care.blood_pressure.standard:
        systolic = [band.systolic for band in standard.band if band.systolic is not None]
        assert systolic == sorted(systolic), standard.id


def test_course_starts_at_week_nought(care: Care) -> None:
    for cohort in care.course.cohort:
        weeks = [point.week for point in cohort.point]
        assert weeks[0] == 0 and weeks == sorted(set(weeks)), cohort.id
        assert all(0 <= point.pain <= 100 for point in cohort.point)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("learn/topics.toml", 'id = "sprain"', 'id = "sprain"\nmood = "grim"', "mood"),
        ("learn/topics.toml", '"hancock-2007"', '"hancock-2070"', "hancock-2070"),
        ("learn/topics.toml", 'pairs = ["ice"]', 'pairs = ["snow"]', "snow"),
        ("learn/spine.toml", 'id = "ring"', 'id = "hoop"', "hoop"),
        ("learn/spine.toml", 'id = "sprain"', 'id = "sprain"\nlevel = 4', "level"),
        ("learn/spine.toml", '"lumbar-ct-2021"', '"lumbar-ct"', "lumbar-ct"),
        ("learn/spine.en.toml", "[parts.ring]", "[parts.hoop]", "learn/spine.en.toml"),
        ("learn/spine.zh-hant.toml", 'band = "', 'bend = "', "learn/spine.zh-hant.toml: sprain"),
        ("learn/pairs.toml", 'conflict = "ice-or-heat"', 'conflict = "ice"', "ice"),
        ("learn/sprain.zh-hant.toml", "[sections.feel]", "[sections.felt]", "sprain.zh-hant"),
        ("conflicts.en.toml", "[traffic-light]", "[traffic]", "conflicts.en"),
        ("countries.toml", 'blood_pressure = "nice-ng136"', 'blood_pressure = "nice"', "GB"),
        ("countries.toml", "default = true", "default = false", "default"),
        ("companion/companion.toml", '"pelvic-tilt"', '"pelvic-tlit"', "pelvic-tlit"),
        ("medicines/words.en.toml", 'asthma = "', 'astma = "', "asthma"),
        ("medicines/words.zh-hant.toml", "[log_rules.too-soon]", "[log_rules.soon]", "log_rules"),
        ("medicines/medicines.toml", "mg = 5000", "mg = 4000", "paracetamol: far over"),
        ("medicines/names.toml", 'id = "opioid"', 'id = "poppy"', "opioid is not there"),
        ("medicines/names.toml", '["feldene"]', '["piroxicam"]', "piroxicam: a name"),
        ("measures/measures.toml", 'higher_is = "worse"', 'higher_is = "bad"', "measures.toml"),
        ("activity/activity.en.toml", 'pulse = "', 'puls = "', "activity.en.toml"),
        ("self-care/breathing.en.toml", 'stop = "If', 'stop = ""\n# "If', "breathing.stop"),
    ],
)
def test_a_broken_file_stops_the_start(
    copy: Path, file: str, old: str, new: str, says: str
) -> None:
    edit(copy / file, old, new)
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        load_care(copy)


def test_a_missing_language_stops_the_start(copy: Path) -> None:
    (copy / "learn" / "sprain.zh-hant.toml").unlink()
    with pytest.raises(KnowledgeError, match=r"sprain\.zh-hant\.toml is missing"):
        load_care(copy)


def test_an_unknown_language_is_a_key_error(care: Care) -> None:
    with pytest.raises(KeyError):
        care.words("fr")
