"""What is heard: in its place, with time to be said, quieter towards sleep, nothing forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.clinical.cues import BREATH, COUNT_DOWN, MANY, Voice
from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES
from lumbar.clinical.routine import evening, find, lay_out
from lumbar.clinical.sayings import evening_sayings, item_sayings, sayings, speaking_seconds
from lumbar.clinical.tests.test_routine import ALL_WAYS, SLEEP, plans
from lumbar.clinical.values import Cue, Plan, PlanItem, Step, Tonight
from lumbar.clinical.words import LANGUAGES

L = library()
EXPLAINED = ("move", "hold", "release")
ROUNDING = 0.011
"""Seconds: a cue's moment is rounded to hundredths."""
SPOKEN = {language: set(sayings(L, language)) for language in LANGUAGES}


@st.composite
def evenings(draw: st.DrawFn) -> Tonight:
    """Any calm grown-up's evening: place, minutes and sleeping position as they come."""
    plan, sleep = draw(plans()), draw(st.sampled_from(SLEEP))
    return evening(plan, L, minutes=draw(st.sampled_from(MINUTES)), sleep=sleep)


def every_way() -> Iterator[Tonight]:
    """Each way of each exercise alone, in each place, short, usual and long, and without holds."""
    for slug, variant in ALL_WAYS:
        for gentle in (False, True):
            item = PlanItem(slug, variant, half_range=gentle, no_holds=gentle)
            for place in find(item, L)[1].places:
                for minutes in (0, 5, 1000):
                    plan = Plan((item,), place, minutes, "usual", (), L.version)
                    yield lay_out(plan, L)


EVERY_WAY = tuple(every_way())


def voice_of(tonight: Tonight) -> Voice:
    return Voice(L, tonight.items, tonight.place, tonight.sleep)


def seconds_of(cue: Cue, voice: Voice) -> float:
    return voice.seconds(cue.what, None if cue.item < 0 else cue.item)


def starts_of(tonight: Tonight) -> list[float]:
    return [0.0, *accumulate(step.seconds for step in tonight.steps)]


def said_in(tonight: Tonight, number: int) -> list[str]:
    """What is said in one step, in order."""
    return [cue.what for cue in tonight.cues if cue.does == "say" and cue.step == number]


def tones_at_start(tonight: Tonight, number: int) -> list[str]:
    start = starts_of(tonight)[number]
    return [
        cue.what
        for cue in tonight.cues
        if cue.does == "tone" and cue.step == number and abs(cue.at - start) < ROUNDING
    ]


def steps_of(tonight: Tonight, *kinds: str) -> list[tuple[int, Step]]:
    return [(n, step) for n, step in enumerate(tonight.steps) if step.kind in kinds]


def told(tonight: Tonight, index: int) -> set[str]:
    """Everything that is said of one exercise."""
    return {cue.what for cue in tonight.cues if cue.does == "say" and cue.item == index}


# --- time -----------------------------------------------------------------------------------------


def cues_stand_in_their_steps(tonight: Tonight) -> None:
    times = [cue.at for cue in tonight.cues]
    assert times == sorted(times)
    starts = starts_of(tonight)
    for cue in tonight.cues:
        begins, ends = starts[cue.step], starts[cue.step + 1]
        assert begins - ROUNDING <= cue.at < ends, cue


def nobody_is_spoken_over(tonight: Tonight) -> None:
    voice = voice_of(tonight)
    says = [cue for cue in tonight.cues if cue.does == "say"]
    assert all(seconds_of(cue, voice) > 0 for cue in says), "nothing is said without words"
    for one, following in pairwise(says):
        if one.what in COUNT_DOWN:
            # A second each, whatever is allowed for a sentence; recordings of them are shorter.
            continue
        assert one.at + seconds_of(one, voice) <= following.at + ROUNDING, (one, following)
    assert says[-1].at + seconds_of(says[-1], voice) <= tonight.seconds


@given(evenings())
@settings(max_examples=30)
def test_cues_stand_in_order_of_time_each_within_its_step(tonight: Tonight) -> None:
    cues_stand_in_their_steps(tonight)


@given(evenings())
@settings(max_examples=30)
def test_no_sentence_runs_into_the_next(tonight: Tonight) -> None:
    nobody_is_spoken_over(tonight)


def test_each_way_alone_keeps_time_too() -> None:
    for tonight in EVERY_WAY:
        cues_stand_in_their_steps(tonight)
        nobody_is_spoken_over(tonight)


def test_there_is_time_for_whichever_language_is_slower() -> None:
    for tonight in EVERY_WAY:
        voice = voice_of(tonight)
        for language in LANGUAGES:
            words, speed = L.words(language), L.evening.speed[language]
            for what, text in item_sayings(words, tonight.items[0]).items():
                assert voice.seconds(what, 0) >= speaking_seconds(text, speed)
            for what, text in evening_sayings(words, tonight.place, tonight.sleep).items():
                assert voice.seconds(what) >= speaking_seconds(text, speed)


def test_each_exercise_begins_after_three_two_one() -> None:
    for tonight in EVERY_WAY:
        starts = starts_of(tonight)
        ((number, _),) = steps_of(tonight, "ready")
        ends = starts[number + 1]
        for does, whats in (("say", COUNT_DOWN), ("tone", ("count",) * 3)):
            last = [c for c in tonight.cues if c.step == number and c.does == does][-3:]
            assert [cue.what for cue in last] == list(whats)
            assert [ends - cue.at for cue in last] == pytest.approx([3, 2, 1], abs=ROUNDING)
        assert said_in(tonight, number)[0] == "ready"


@given(evenings())
@settings(max_examples=20)
def test_it_gets_quieter_towards_sleep_and_never_louder(tonight: Tonight) -> None:
    loudness = [cue.loudness for cue in tonight.cues]
    assert loudness == sorted(loudness, reverse=True)
    assert all(L.evening.quiet_to <= one <= 1 for one in loudness)
    loud = [c for c in tonight.cues if c.at <= tonight.seconds - L.evening.quiet_seconds]
    assert all(cue.loudness == 1 for cue in loud)
    assert loudness[-1] < 0.5


# --- words ----------------------------------------------------------------------------------------


@given(evenings())
@settings(max_examples=30)
def test_only_what_is_in_the_list_of_sayings_is_said(tonight: Tonight) -> None:
    for language in LANGUAGES:
        words = L.words(language)
        general = evening_sayings(words, tonight.place, tonight.sleep)
        own = [item_sayings(words, item) for item in tonight.items]
        for cue in tonight.cues:
            if cue.does == "say":
                table = general if cue.item < 0 else own[cue.item]
                assert table[cue.what] in SPOKEN[language]


@given(evenings())
@settings(max_examples=30)
def test_an_evening_begins_with_a_name_and_ends_with_good_night(tonight: Tonight) -> None:
    says = [cue for cue in tonight.cues if cue.does == "say"]
    assert (says[0].what, says[0].at, says[0].item) == ("name", BREATH, 0)
    assert says[-1].what == "finish"
    assert [cue.what for cue in says].count("name") == 1
    for number, step in steps_of(tonight, "settle"):
        first = ["name"] if step.index == 0 else []
        side = [f"side_{step.side}"] if step.side else []
        said = said_in(tonight, number)
        assert said in ([*first, "settle", *side], [*first, "settle"])
        assert bool(side and voice_of(tonight).seconds(side[0], step.index)) == (
            len(said) > len(first) + 1
        )
    for number, step in steps_of(tonight, "rest"):
        nexts = [c.item for c in tonight.cues if c.step == number and c.what == "next"]
        assert said_in(tonight, number) == ["rest", "next"]
        assert nexts == [step.index + 1]
    ((number, _),) = steps_of(tonight, "sleep")
    assert said_in(tonight, number) == ["sleep_from", "sleep"]


def left_out(tonight: Tonight) -> set[tuple[str, str, str]]:
    """Explanations that an evening has steps for, but never the time to say."""
    voice = voice_of(tonight)
    return {
        (item.exercise, item.variant, what)
        for index, item in enumerate(tonight.items)
        for what in EXPLAINED
        if voice.seconds(what, index)
        and any(step.index == index for _, step in steps_of(tonight, what))
        and what not in told(tonight, index)
    }


def test_breathing_is_explained_before_it_begins() -> None:
    for tonight in EVERY_WAY:
        if steps_of(tonight, "breathe_in") and voice_of(tonight).seconds("move", 0):
            ((ready, _),) = steps_of(tonight, "ready")
            assert "move" in said_in(tonight, ready)


def test_everything_there_are_words_for_is_said_once_at_least() -> None:
    for tonight in EVERY_WAY:
        assert left_out(tonight) == set()


@given(evenings())
@settings(max_examples=20)
def test_one_exercise_takes_no_words_from_another(tonight: Tonight) -> None:
    """Each is explained in an evening as it is alone."""
    assert left_out(tonight) == set()


def test_both_sides_are_announced() -> None:
    for tonight in EVERY_WAY:
        voice, sides = voice_of(tonight), steps_of(tonight, "switch")
        assert len(sides) == len({step.side for step in tonight.steps} & {"left"})
        for number, _ in sides:
            left = ["side_left"] if voice.seconds("side_left", 0) else []
            assert said_in(tonight, number) == ["switch", *left]
            assert tones_at_start(tonight, number) == ["side"]
            first = [w for w in told(tonight, 0) if w == "side_right"]
            assert bool(first) == bool(voice.seconds("side_right", 0))


def test_the_last_of_many_is_announced_as_it_begins() -> None:
    for tonight in EVERY_WAY:
        for cue in tonight.cues:
            if cue.what == "last":
                step = tonight.steps[cue.step]
                assert step.kind == "move"
                assert step.repetition == step.of >= MANY


def test_breaths_are_led_aloud_and_then_by_tones_alone() -> None:
    for tonight in EVERY_WAY:
        for number, step in steps_of(tonight, "breathe_in", "breathe_out"):
            aloud = step.repetition <= L.evening.breathe_aloud
            again = (step.repetition - L.evening.breathe_aloud) % L.evening.breathe_again == 0
            assert said_in(tonight, number) == ([step.kind] if aloud or again else [])


def test_a_long_hold_has_a_word_half_way() -> None:
    for tonight in EVERY_WAY:
        starts = starts_of(tonight)
        for number, step in steps_of(tonight, "hold"):
            halfway = [c.at for c in tonight.cues if c.step == number if c.what == "keep_breathing"]
            assert len(halfway) == (step.seconds >= L.evening.long_hold)
            assert all(at >= starts[number] + step.seconds / 2 - ROUNDING for at in halfway)


# --- tones ----------------------------------------------------------------------------------------


def test_a_hold_begins_with_a_tone_and_ends_with_another() -> None:
    for tonight in EVERY_WAY:
        for number, _ in steps_of(tonight, "hold"):
            assert tones_at_start(tonight, number) == ["start"]
            assert tones_at_start(tonight, number + 1) == ["end"]
            assert tones_at_start(tonight, number - 1) == ["move"]


def test_a_movement_without_a_hold_has_its_two_tones_too() -> None:
    for tonight in EVERY_WAY:
        for number, step in steps_of(tonight, "move"):
            following = tonight.steps[number + 1].kind
            if following == "release":
                assert tones_at_start(tonight, number) == ["start"], step
                assert tones_at_start(tonight, number + 1) == ["end"], step
            else:
                assert following == "hold"


def test_a_breath_in_and_a_breath_out_have_their_tones() -> None:
    for tonight in EVERY_WAY:
        for kind, tone in (("breathe_in", "in"), ("breathe_out", "out")):
            for number, _ in steps_of(tonight, kind):
                assert tones_at_start(tonight, number) == [tone]


@given(evenings())
@settings(max_examples=20)
def test_it_closes_softly_and_leads_the_last_breaths_after_the_words(tonight: Tonight) -> None:
    for number, _ in steps_of(tonight, "rest", "sleep"):
        assert tones_at_start(tonight, number) == ["close"]
    ((number, _),) = steps_of(tonight, "sleep")
    voice, ends = voice_of(tonight), starts_of(tonight)[number + 1]
    breaths = [c for c in tonight.cues if c.step == number and c.what in ("in", "out")]
    assert [c.what for c in breaths] == ["in", "out"] * L.evening.seconds.sleep_breaths
    breath_in, breath_out = voice.breath
    assert breaths[-1].at == pytest.approx(ends - breath_out, abs=ROUNDING)
    assert breaths[-2].at == pytest.approx(ends - breath_out - breath_in, abs=ROUNDING)
    last = [c for c in tonight.cues if c.step == number and c.does == "say"][-1]
    assert last.at + seconds_of(last, voice) <= breaths[0].at
