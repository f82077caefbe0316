"""Kokoro-82M, which speaks English."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import onnxruntime

from lumbar.speech.making import sources
from lumbar.speech.making.errors import SpeechError
from lumbar.speech.making.sound import Samples
from lumbar.speech.making.voices import Voice

RATE = 24_000
LONGEST = 500
"""Phonemes in one go."""


def version() -> str:
    """Of the weights; what runs them does not change how they sound."""
    return "82M v1.0 int8"


@lru_cache(maxsize=256)
def speak(phonemes: str, voice: Voice) -> tuple[Samples, int]:
    """The sound of the phonemes, and its samples a second. The same ones sound the same.

    A full stop at the very end is left out: after a short sentence it makes a sound of its own
    ("Bird doggy"). Remembered, as many texts begin with one of a few sentences and this takes
    seconds.

    Raises:
        SpeechError: a phoneme is unknown, there are too many, or the weights cannot be had.
    """
    phonemes = phonemes.removesuffix(".")
    vocabulary = _vocabulary()
    unknown = sorted(set(phonemes) - vocabulary.keys())
    if unknown or len(phonemes) > LONGEST:
        raise SpeechError(f"{phonemes} is too long or has unknown phonemes: {unknown}")
    tokens = [0, *(vocabulary[character] for character in phonemes), 0]
    [sound] = _session().run(
        None,
        {
            "tokens": np.array([tokens], dtype=np.int64),
            "style": _styles(voice.voice)[len(phonemes) - 1][np.newaxis],
            "speed": np.array([voice.pace], dtype=np.float32),
        },
    )
    return np.asarray(sound, dtype=np.float64).ravel(), RATE


@cache
def _vocabulary() -> dict[str, int]:
    given = json.loads(files("hibari").joinpath("assets/vocab.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = given.get("vocab", given)
    return vocabulary


@cache
def _styles(name: str):  # type: ignore[no-untyped-def]
    return np.fromfile(sources.voice(name), dtype="<f4").reshape(-1, 256)


@cache
def _session() -> onnxruntime.InferenceSession:
    # One thread: sums then have one order, and the result is the same each time.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(sources.model()), options, providers=["CPUExecutionProvider"]
    )
