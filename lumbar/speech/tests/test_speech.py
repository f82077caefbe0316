"""What is committed under built/ is fresh, complete, small enough, and can be heard."""

from __future__ import annotations

import numpy as np
import pytest

from lumbar import speech
from lumbar.clinical.library import library
from lumbar.clinical.sayings import sayings
from lumbar.clinical.words import LANGUAGES
from lumbar.speech import catalogue
from lumbar.speech.making import build, readings, sound

LANGUAGE_BYTES = 3_500_000
QUIET_BYTES = 12_500


def test_nothing_recorded_is_stale() -> None:
    stale = build.stale()
    assert not stale, "run `lumbar speech build`: " + "; ".join(stale[:8])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_holds_what_the_manifest_names_and_nothing_else(language: str) -> None:
    there = {path.name for path in (catalogue.BUILT / language).iterdir()}
    named = {f"{name}.mp3" for name in catalogue.read()[language].recordings}
    assert there == named


def test_nothing_else_is_built() -> None:
    there = {path.name for path in catalogue.BUILT.iterdir()}
    assert there == {*LANGUAGES, "manifest.json", "quiet.mp3"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_address(language: str) -> None:
    for text in sayings(library(), language):
        name = speech.address_name(text, language)
        assert name is not None
        assert catalogue.read()[language].recordings[name].text == text


def test_what_nobody_recorded_has_no_address() -> None:
    assert speech.address_name("Jump up and down.", "en") is None
    # The same words in another language are another recording.
    assert speech.address_name("Rest.", "zh-hant") is None
    assert speech.address_name("Rest.", "fr") is None


def test_a_stem_is_the_digest_of_language_and_text() -> None:
    assert catalogue.stem("Rest.", "en") == "9e4d00a890204945"


@pytest.mark.parametrize("language", LANGUAGES)
def test_recordings_last_a_sane_time_and_fit_their_budget(language: str) -> None:
    for name, recording in catalogue.read()[language].recordings.items():
        assert 0.2 <= recording.seconds <= 25.0, recording.text
        # Never fewer than 8 kbit/s, never more than 64.
        size = catalogue.recording_file(name, language).stat().st_size
        assert 1_000 * recording.seconds <= size <= 8_000 * recording.seconds + 500, recording.text
    total = sum(path.stat().st_size for path in (catalogue.BUILT / language).iterdir())
    assert total <= LANGUAGE_BYTES


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Breathe out"), ("zh-hant", "呼氣"), ("zh-hant", "髖前伸展")]
)
def test_a_recording_can_be_heard(language: str, text: str) -> None:
    name = catalogue.stem(text, language)
    samples, rate = sound.decoded(catalogue.recording_file(name, language))
    assert samples.ndim == 1
    recorded = catalogue.read()[language].recordings[name]
    assert len(samples) / rate == pytest.approx(recorded.seconds, abs=0.1)
    assert sound.loudness(samples, rate) == pytest.approx(sound.LOUDNESS, abs=1.5)
    assert float(np.abs(samples).max()) < 1.0


def test_the_quiet_file_is_quiet_and_small() -> None:
    samples, rate = sound.decoded(catalogue.QUIET)
    assert float(np.abs(samples).max()) == 0.0
    assert len(samples) / rate == pytest.approx(sound.QUIET_SECONDS, abs=0.1)
    assert catalogue.QUIET.stat().st_size <= QUIET_BYTES


# --- Readings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (4, "四"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (208, "二百零八"),
        (1000, "一千"),
        (1010, "一千零一十"),
    ],
)
def test_numbers_are_read_as_they_are_said(number: int, said: str) -> None:
    assert readings.in_characters(number) == said


def test_every_character_is_read() -> None:
    for recording in catalogue.read()["zh-hant"].recordings.values():
        characters = [sign for sign in readings.spelled(recording.text) if sign.isalpha()]
        assert readings.weight(recording.said, "zh-hant") == len(characters), recording.text


def test_given_readings_are_kept() -> None:
    said = {r.text: r.said for r in catalogue.read()["zh-hant"].recordings.values()}
    for word, reading in readings.table("zh-hant").items():
        with_it = [text for text in said if word in text]
        assert with_it, f"nobody says {word}; take it out of {readings.FILE.name}"
        assert all(reading in said[text] for text in with_it), word


def test_english_is_read_as_in_britain() -> None:
    said = catalogue.read()["en"].recordings[catalogue.stem("Last one.", "en")].said
    assert said == "lˈɑːst wˈʌn."


# --- Sound ----------------------------------------------------------------------------------------


def test_silence_goes_loudness_comes_and_nothing_clips() -> None:
    rate = 24_000
    tone = 0.02 * np.sin(np.arange(rate) * 2 * np.pi * 220 / rate)
    silence = np.zeros(rate)
    out = sound.finished(np.concatenate([silence, tone, silence]), rate)
    assert len(out) / rate == pytest.approx(1.0 + 2 * sound.KEPT, abs=0.02)
    assert sound.loudness(out, rate) == pytest.approx(sound.LOUDNESS, abs=0.5)
    assert out[0] == out[-1] == 0.0
    click = np.concatenate([tone, [0.9], tone])
    assert sound.decibels(float(np.abs(sound.finished(click, rate)).max())) <= sound.CEILING + 0.01


def test_sentences_are_joined_with_a_pause() -> None:
    rate = 24_000
    tone = np.sin(np.arange(rate) * 2 * np.pi * 220 / rate)
    out = sound.joined([tone, tone], rate, 0.5)
    assert len(out) / rate == pytest.approx(2.5 + 2 * sound.KEPT, abs=0.03)


def test_silence_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="silence"):
        sound.finished(np.zeros(1000), 24_000)
