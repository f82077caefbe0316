"""Every sentence a person reads: there in both languages, plain, and never frightening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import msgspec
import pytest

from lumbar.clinical.library import library
from lumbar.clinical.tests.reading import grade
from lumbar.clinical.words import LANGUAGES

L = library()
HARDEST = 7.0
# What a place, a profession, a medicine or a part of the body is called: no plainer word is right.
NAMES = re.compile(
    r"emergency department( \(A&E\))?|emergency|ambulance|physiotherapists?|chiropractors?"
    r"|pharmacist|maternity|genitals?|osteoporosis|arthritis|psoriasis|dialysis|infections?"
    r"|operations?|prednisolone|warfarin|apixaban|rivaroxaban|dabigatran|heparin|ibuprofen|naproxen"
    r"|anti-inflammatory|inflammation|immunity|medicines?|exercises?",
    re.IGNORECASE,
)
CLINICIAN_ONLY = ("suspicions", "stages", "roots")

# Clinical facts G.2.
NEVER_IN_ENGLISH = (
    r"\bslipp(ed|ing) dis[ck]",
    r"\bslipped\b",
    r"wear and tear",
    r"crumbl",
    r"degenerat",
    r"all clear",
    r"safe to\b",
    r"\bcur(e|es|ed)\b",
    r"nothing serious",
    r"nothing to worry",
    r"guarantee",
    r"bone out of place",
    r"fixes? (your )?alignment",
    r"proven to heal",
    r"replaces? your doctor",
    r"\byou have (an? )?(disc|hernia|sprain|stenosis|sciatica|infection|fracture|tumour|cancer)\b",
    r"\b[LS][1-5]\b",
    r"%",
    r"\bper ?cent\b",
    r"\bprobab",
    r"\d\.\d",
    r"\b(color|center|fiber|tumor|numbing out)\b",
)
NEVER_IN_CHINESE = (
    "您",
    "磨損",
    "退化",
    "根治",
    "治癒",
    "治好",
    "碎裂",
    "滑脫",
    "移位",
    "椎間盤突出",
    "百分之",
    "機率",
    "急診",
    "並無大礙",
    "沒有大礙",
    "可以放心",
    "完全安全",
    "保證",
    "%",
)
# Characters that are only used in Simplified Chinese.
SIMPLIFIED = set("医药疗诊师头颈发烧热觉这们为时间问题应该让说话还进过运动练习张紧压软关节伤检")


def texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every sentence with its place."""
    if isinstance(value, str):
        if value:
            yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{where}.{number}")


def sentences(language: str) -> dict[str, str]:
    """Everything worded in a language, by its place."""
    words = L.words(language)
    return dict(
        found
        for field in fields(words)
        if field.name != "language"
        for found in texts(msgspec.to_builtins(getattr(words, field.name)), field.name)
    )


def for_the_person(language: str) -> dict[str, str]:
    return {
        where: text
        for where, text in sentences(language).items()
        if where.partition(".")[0] not in CLINICIAN_ONLY
    }


ENGLISH, CHINESE = for_the_person("en"), for_the_person("zh-hant")


def test_both_languages_word_the_same_things() -> None:
    english, chinese = sentences("en"), sentences("zh-hant")
    optional = re.compile(r"\.(help|hold|side_first|side_second|setup|move|release)$|\.\d+$")
    apart = {where for where in set(english) ^ set(chinese) if not optional.search(where)}
    assert apart == set()
    # Lists may be cut differently, but nothing is left out altogether.
    for where in set(english) ^ set(chinese):
        parent = where.rpartition(".")[0]
        assert any(w.startswith(parent) for w in english)
        assert any(w.startswith(parent) for w in chinese)


def test_steps_are_as_many_in_both_languages() -> None:
    for slug in L.exercises:
        one, other = (L.words(language).exercises[slug] for language in LANGUAGES)
        assert len(one.steps) == len(other.steps), slug
    for level in L.words("en").levels:
        one_level, other_level = (L.words(language).levels[level] for language in LANGUAGES)
        assert len(one_level.do) == len(other_level.do), level


def prose(text: str) -> str:
    """A text as it is read out: a filled-in word for each placeholder, a plain one for a name."""
    return NAMES.sub("name", re.sub(r"\{\w+\}", "ten", text))


def test_sentences_read_at_grade_seven_or_below() -> None:
    hard = {}
    for where, text in ENGLISH.items():
        # The formula says nothing about a label of a few words.
        if len(text.split()) >= 10 and (reached := grade(prose(text))) > HARDEST:
            hard[where] = f"{reached:.1f}: {text}"
    assert hard == {}


def test_what_is_read_together_reads_at_grade_seven_or_below() -> None:
    together: dict[str, list[str]] = {}
    for where, text in ENGLISH.items():
        together.setdefault(".".join(where.split(".")[:2]), []).append(prose(text))
    hard = {
        where: round(reached, 1)
        for where, parts in together.items()
        if len(" ".join(parts).split()) >= 20 and (reached := grade("\n".join(parts))) > HARDEST
    }
    assert hard == {}


def test_everything_together_reads_at_grade_six_or_below() -> None:
    assert grade("\n".join(prose(text) for text in ENGLISH.values())) <= 6


def test_sentences_are_short() -> None:
    long = [
        f"{where}: {sentence}"
        for where, text in ENGLISH.items()
        for sentence in re.split(r"(?<=[.!?:;])\s", text)
        if len(sentence.split()) > 28
    ]
    assert long == []


@pytest.mark.parametrize("never", NEVER_IN_ENGLISH)
def test_english_never_says(never: str) -> None:
    assert [f"{w}: {t}" for w, t in ENGLISH.items() if re.search(never, t, re.IGNORECASE)] == []


@pytest.mark.parametrize("never", NEVER_IN_CHINESE)
def test_chinese_never_says(never: str) -> None:
    assert [f"{w}: {t}" for w, t in CHINESE.items() if never in t] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    english, chinese = sentences("en"), sentences("zh-hant")
    for where in set(english) & set(chinese):
        one, other = (
            sorted(re.findall(r"\{(\w*)\}", text)) for text in (english[where], chinese[where])
        )
        assert one == other, where


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_only_hold_names(language: str) -> None:
    for where, text in sentences(language).items():
        assert "{" not in re.sub(r"\{[a-z_]+\}", "", text), where
        assert "}" not in re.sub(r"\{[a-z_]+\}", "", text), where


def test_chinese_punctuation_is_full_width() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,.;:?!()]|[,.;:?!()][\u4e00-\u9fff]|[\"“”]")
    wrong = {where: text for where, text in sentences("zh-hant").items() if half.search(text)}
    assert wrong == {}


def test_chinese_digits_are_half_width_and_stand_without_spaces() -> None:
    spaced = re.compile(r"[\uff10-\uff19]|[\u4e00-\u9fff] +[\d\u4e00-\u9fff]|\d +[\u4e00-\u9fff]")
    wrong = {where: text for where, text in sentences("zh-hant").items() if spaced.search(text)}
    assert wrong == {}


def test_chinese_is_chinese_and_traditional() -> None:
    for where, text in CHINESE.items():
        assert re.search(r"[\u4e00-\u9fff]", text) or re.fullmatch(r"[\d\W]+", text), where
    assert {where: text for where, text in CHINESE.items() if set(text) & SIMPLIFIED} == {}


def test_every_question_says_why_it_is_asked_and_how_it_reads_back() -> None:
    for language in LANGUAGES:
        for id, words in L.words(language).questions.items():
            assert words.why, id
            assert words.heard, id
            if L.questions[id].kind != "yes_no":
                assert "{answer}" in words.heard, f"{language}: {id}"


def test_every_result_is_honest_about_what_it_cannot_say() -> None:
    for language in LANGUAGES:
        words = L.words(language)
        assert words.not_everything
        assert words.watch_for
        for level in words.levels.values():
            assert level.honest
            assert level.do


def test_the_emergency_number_is_the_country_s() -> None:
    for language in LANGUAGES:
        emergency = L.words(language).levels["emergency"]
        assert any("{emergency}" in step for step in emergency.do)
        for where, text in for_the_person(language).items():
            assert not re.search(r"(call|dial|致電|打) *(999|112|911)", text), where


def test_an_option_is_named_by_its_question_or_the_body_map() -> None:
    for language in LANGUAGES:
        words = L.words(language)
        assert words.option("age", "20_to_44")
        assert words.option("pain_areas", "low_back_left")
        assert words.option("pain_areas", "below_knee")
        assert words.option("fever", "yes") is None
