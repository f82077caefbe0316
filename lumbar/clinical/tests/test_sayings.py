"""What may be said: every sentence is on one list, and the time it takes grows with it."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.library import library
from lumbar.clinical.sayings import evening_sayings, item_sayings, sayings, speaking_seconds
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import PlanItem
from lumbar.clinical.words import LANGUAGES

L = library()
PLACES: tuple[PlaceName, ...] = get_args(PlaceName)
SLEEP = tuple(position.id for position in L.care.sleep_positions.position)
ALL_WAYS = [(slug, variant.id) for slug, e in L.exercises.items() for variant in e.variant]

texts = st.text(st.sampled_from("ab’- 12.,!?;:\n一二呼吸，。？！"), max_size=30) | st.text(
    max_size=30
)
languages = st.sampled_from(LANGUAGES)


@given(texts, texts, languages)
def test_more_text_never_takes_less_time(one: str, more: str, language: str) -> None:
    speed = L.evening.speed[language]
    assert speed.lead <= speaking_seconds(one, speed) <= speaking_seconds(one + more, speed)


@given(texts, languages)
def test_a_word_a_character_or_a_pause_more_takes_longer(one: str, language: str) -> None:
    speed = L.evening.speed[language]
    for more in (" word", "字", " 7", ", word"):
        assert speaking_seconds(one + more, speed) > speaking_seconds(one, speed)


def test_a_comma_is_a_pause() -> None:
    for language, text in (("en", "Rest, and breathe"), ("zh-hant", "休息，呼吸")):
        speed = L.evening.speed[language]
        without = text.replace(",", "").replace("，", "")
        assert speaking_seconds(text, speed) == pytest.approx(
            speaking_seconds(without, speed) + speed.pause
        )


def test_a_full_stop_at_the_end_is_no_pause() -> None:
    for language, text, stop in (("en", "Good night", "."), ("zh-hant", "晚安", "。")):
        speed = L.evening.speed[language]
        assert speaking_seconds(text + stop, speed) == speaking_seconds(text, speed)


def test_nothing_to_say_takes_no_more_than_the_silence_round_it() -> None:
    speed = L.evening.speed["en"]
    assert speaking_seconds("", speed) == speed.lead


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_sentence_once_and_nothing_unfinished(language: str) -> None:
    listed = sayings(L, language)
    assert list(listed) == sorted(set(listed))
    for text in listed:
        assert text.strip() == text != ""
        assert not re.search(r"[{}<>&]", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_all_that_an_evening_can_say(language: str) -> None:
    words, listed = L.words(language), set(sayings(L, language))
    for place in PLACES:
        for sleep in SLEEP:
            assert set(evening_sayings(words, place, sleep).values()) <= listed
    for slug, variant in ALL_WAYS:
        assert set(item_sayings(words, PlanItem(slug, variant)).values()) <= listed
    assert {*words.routine.hurt_answers.values(), *words.routine.hurt_advice.values()} <= listed


def test_both_languages_explain_the_same_parts_of_an_exercise() -> None:
    english, chinese = (L.words(language) for language in LANGUAGES)
    for slug, variant in ALL_WAYS:
        item = PlanItem(slug, variant)
        assert set(item_sayings(english, item)) == set(item_sayings(chinese, item)), item


def test_every_way_has_a_name_and_tells_how_to_settle_and_move() -> None:
    for language in LANGUAGES:
        for slug, variant in ALL_WAYS:
            said = item_sayings(L.words(language), PlanItem(slug, variant))
            assert {"name", "next", "settle", "move"} <= set(said)
            assert said["name"] in said["next"]


def test_what_the_knowledge_does_not_have_is_a_key_error() -> None:
    words = L.words("en")
    for item in (PlanItem("handstand", "standard"), PlanItem("bridge", "upside-down")):
        with pytest.raises(KeyError):
            item_sayings(words, item)
    with pytest.raises(KeyError):
        evening_sayings(words, "bed", "standing")
    with pytest.raises(KeyError):
        evening_sayings(words, "roof", "side")  # type: ignore[arg-type]
