"""From what a synthesiser gives to a file: trimmed, of one loudness, faded, as MP3."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float64]

LOUDNESS = -21.0
"""Decibels below full scale of the root mean square, over the parts where somebody speaks."""
CEILING = -2.0
"""Decibels below full scale no sample passes: room for what encoding adds."""
HUSH = -40.0
"""Decibels below the loudest moment from which on it counts as silence at the ends."""
KEPT = 0.06
FADE = 0.01
FRAME = 0.01
QUIET_SECONDS = 12
# Variable bit rate: at about 28 kbit/s it holds everything up to 7 kHz, where a constant 24 kbit/s
# ends at 6 kHz and is noisier below. Silence costs next to nothing.
LEVEL = 0.9

SETTINGS = (LOUDNESS, CEILING, HUSH, KEPT, FADE, FRAME, LEVEL)
"""What decides the sound besides the voice."""


def decibels(value: float) -> float:
    """Of an amplitude, 1 being full scale; −200 for silence."""
    return 20.0 * float(np.log10(max(value, 1e-10)))


def _levels(samples: Samples, rate: int) -> Samples:
    """Root mean square of each frame of 10 ms."""
    length = round(FRAME * rate)
    count = -(-len(samples) // length)
    padded = np.zeros(count * length)
    padded[: len(samples)] = samples
    return np.asarray(np.sqrt((padded.reshape(count, length) ** 2).mean(axis=1)))


def loudness(samples: Samples, rate: int) -> float:
    """Decibels below full scale over the frames within 25 decibels of the loudest."""
    levels = _levels(samples, rate)
    spoken = levels[levels > levels.max() * 10 ** (-25 / 20)]
    return decibels(float(np.sqrt((spoken**2).mean()))) if spoken.size else decibels(0.0)


def trimmed(samples: Samples, rate: int) -> Samples:
    """Without the silence at both ends but for 60 ms, which are made up where they are missing.

    Raises:
        ValueError: there is nothing but silence.
    """
    levels = _levels(samples, rate)
    loudest = float(levels.max(initial=0.0))
    if decibels(loudest) < -60.0:
        raise ValueError("nothing but silence")
    heard = np.flatnonzero(levels > loudest * 10 ** (HUSH / 20))
    length, kept = round(FRAME * rate), round(KEPT * rate)
    start, end = int(heard[0]) * length, min((int(heard[-1]) + 1) * length, len(samples))
    padded = np.concatenate([np.zeros(kept), samples, np.zeros(kept)])
    return padded[start : end + 2 * kept]


def stretched(samples: Samples, rate: int, factor: float) -> Samples:
    """So many times as long at the same pitch: pieces of 30 ms laid over each other further apart,
    each taken from where it best continues the one before (WSOLA). 1 leaves it as it is."""
    if factor == 1.0:
        return samples
    hop, reach = round(0.015 * rate), round(0.008 * rate)
    length = 2 * hop
    window = 0.5 - 0.5 * np.cos(np.arange(length) * 2.0 * np.pi / length)
    padded = np.concatenate([np.zeros(reach), samples, np.zeros(reach + 2 * length)])
    count = int(len(samples) * factor) // hop
    out = np.zeros((count + 1) * hop)
    start = reach
    for number in range(count):
        if number:
            wanted = padded[start + hop : start + hop + length]
            first = round(number * hop / factor)
            around = padded[first : first + 2 * reach + length]
            power = np.convolve(around**2, np.ones(length), "valid")
            likeness = np.correlate(around, wanted, "valid") / np.sqrt(power + 1e-9)
            start = first + int(np.argmax(likeness))
        out[number * hop : number * hop + length] += window * padded[start : start + length]
    return out


def joined(pieces: Sequence[Samples], rate: int, pause: float) -> Samples:
    """Sentences one after the other, with so many seconds of silence between them.

    Raises:
        ValueError: a sentence is nothing but silence.
    """
    whole = [trimmed(piece - piece.mean(), rate) for piece in pieces]
    silence = np.zeros(max(0, round((pause - 2 * KEPT) * rate)))
    return np.concatenate([part for piece in whole for part in (silence, piece)][1:])


def finished(samples: Samples, rate: int) -> Samples:
    """Trimmed, brought to one loudness (less where a peak would pass the ceiling) and faded.

    Raises:
        ValueError: there is nothing but silence.
    """
    out = trimmed(samples, rate)
    wanted = LOUDNESS - loudness(out, rate)
    allowed = CEILING - decibels(float(np.abs(out).max()))
    out = out * 10 ** (min(wanted, allowed) / 20)
    ramp = np.linspace(0.0, 1.0, round(FADE * rate))
    out[: len(ramp)] *= ramp
    out[-len(ramp) :] *= ramp[::-1]
    return out


def encoded(samples: Samples, rate: int) -> bytes:
    """As MP3, one channel."""
    out = io.BytesIO()
    soundfile.write(
        out,
        samples,
        rate,
        format="MP3",
        subtype="MPEG_LAYER_III",
        compression_level=LEVEL,
        bitrate_mode="VARIABLE",
    )
    return out.getvalue()


def quiet() -> bytes:
    """Twelve seconds of silence, as small as a file of every browser's liking can be."""
    out = io.BytesIO()
    rate = 24_000
    soundfile.write(
        out,
        np.zeros(QUIET_SECONDS * rate),
        rate,
        format="MP3",
        subtype="MPEG_LAYER_III",
        compression_level=0.99,
        bitrate_mode="CONSTANT",
    )
    return out.getvalue()


def decoded(source: Path | bytes) -> tuple[Samples, int]:
    """The samples of an MP3 file, and how many a second."""
    given: Any = io.BytesIO(source) if isinstance(source, bytes) else source
    samples, rate = soundfile.read(given, dtype="float64")
    return samples, int(rate)
