"""What a browser sends becomes answers, and nothing sent is lost."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from lumbar.check.forms import ScreenForm, read_screen
from lumbar.clinical.library import library
from lumbar.clinical.schema import Screen


def screen(identifier: str) -> Screen:
    return next(screen for screen in library().screens if screen.id == identifier)


def read(identifier: str, sent: str) -> ScreenForm:
    return read_screen(screen(identifier), QueryDict(sent), library())


def test_blank_rows_of_a_checklist_become_no_only_through_its_button() -> None:
    pressed = read("nerves", "saddle_numbness=not_sure&rest=no")
    assert not pressed.errors
    assert pressed.answers["saddle_numbness"] == "not_sure"
    assert {pressed.answers[q] for q in screen("nerves").questions[1:]} == {"no"}

    without = read("nerves", "saddle_numbness=not_sure")
    assert set(without.errors) == set(screen("nerves").questions[1:])
    assert without.given == {"saddle_numbness": "not_sure"}


def test_the_button_does_not_turn_nonsense_into_no() -> None:
    form = read("nerves", "saddle_numbness=perhaps&rest=no")
    assert form.errors == {"saddle_numbness": "unknown_option"}


def test_the_button_means_nothing_on_other_screens() -> None:
    assert read("night", "rest=no").answers or "night_pain" in read("night", "").errors
    assert set(read("about_you", "rest=no").errors) == {"age", "pregnancy"}


def test_age_cannot_be_not_sure() -> None:
    assert read("about_you", "age=not_sure&pregnancy=no").errors == {"age": "unknown_option"}


@pytest.mark.parametrize(
    ("sent", "answer", "reason"),
    [("0", 0, ""), ("10", 10, ""), ("11", None, "out_of_range"), ("-1", None, "out_of_range"),
     ("six", None, "out_of_range"), ("not_sure", "not_sure", ""), ("", None, "missing")],
)  # fmt: skip
def test_numbers(sent: str, answer: int | str | None, reason: str) -> None:
    form = read("amount", f"pain_now={sent}&trend=same")
    assert form.answers.get("pain_now") == answer
    assert form.errors.get("pain_now", "") == reason


def test_none_of_these_is_an_empty_choice_and_not_silence() -> None:
    assert read("limits", "limits=none_of_these").answers == {"limits": ()}
    assert read("limits", "").errors == {"limits": "missing"}


def test_none_of_these_beside_a_choice_is_asked_again_with_the_choice_kept() -> None:
    form = read("limits", "limits=none_of_these&limits=knee")
    assert form.errors == {"limits": "none_and_some"}
    assert form.given == {"limits": ("knee",)}


def test_body_map_adds_ticks_to_the_feeling_in_hand() -> None:
    form = read(
        "body_map",
        "pain_areas=calf_left&brush=pain_areas&region=low_back_left&region=buttock_left",
    )
    assert not form.errors
    assert form.answers == {
        "pain_areas": ("buttock_left", "calf_left", "low_back_left"),
        "tingling_areas": (),
        "numb_areas": (),
        "burning_areas": (),
    }


def test_body_map_takes_marks_off() -> None:
    form = read("body_map", "pain_areas=calf_left&pain_areas=sole_left&remove=pain_areas:sole_left")
    assert form.answers["pain_areas"] == ("calf_left",)


def test_body_map_needs_a_place_or_the_word_that_there_is_none() -> None:
    assert read("body_map", "numb_areas=calf_left").errors == {"pain_areas": "no_area"}
    assert read("body_map", "pain_areas=not_sure").answers["pain_areas"] == "not_sure"
    assert read("body_map", "pain_areas=wing").errors == {"pain_areas": "unknown_option"}
