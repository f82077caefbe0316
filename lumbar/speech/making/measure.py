"""Listens as far as a machine can: is each recording there, loud enough, whole and in time?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lumbar.clinical.library import library
from lumbar.clinical.sayings import speaking_seconds
from lumbar.speech import catalogue
from lumbar.speech.catalogue import Recording
from lumbar.speech.making import readings, sound

SHORTEST, LONGEST = 0.2, 25.0
PACE = {"en": (0.06, 0.28), "zh-hant": (0.16, 0.46)}
"""Seconds that a phoneme or a syllable is heard: with less something was skipped, with more
something was spelled out."""
LOUDNESS = (sound.LOUDNESS - 4.0, sound.LOUDNESS + 2.0)
FRAME = 0.02
GAP = 1.2
"""Seconds of silence inside a recording: longer, and something is missing."""
OVER = 0.3
"""Seconds a recording may take longer than the evening allows for its sentence."""


class Row(NamedTuple):
    """What one recording measures."""

    language: str
    text: str
    said: str
    seconds: float
    allowed: float
    """Seconds that the evening gives this sentence."""
    pace: float
    loudness: float
    peak: float
    size: int
    faults: tuple[str, ...]

    @property
    def line(self) -> str:
        """For a person to read."""
        return (
            f"{self.language:7} {self.seconds:5.2f} of {self.allowed:5.2f} s, {self.pace:.3f} s "
            f"each, {self.loudness:5.1f} dB, peak {self.peak:5.1f} dB  {self.text}  {self.said}"
            + "".join(f"  !! {fault}" for fault in self.faults)
        )


def rows() -> list[Row]:
    """Every recording of the manifest, in its order."""
    return [
        _row(language, name, recording)
        for language, spoken in catalogue.read().items()
        for name, recording in spoken.recordings.items()
    ]


def _row(language: str, name: str, recording: Recording) -> Row:
    path = catalogue.recording_file(name, language)
    samples, rate = sound.decoded(path)
    seconds = len(samples) / rate
    peak = sound.decibels(float(np.abs(samples).max()))
    loudness = sound.loudness(samples, rate)
    hushed = _hushed(samples, rate)
    heard = float((~hushed).sum()) * FRAME
    pace = heard / max(1, readings.weight(recording.said, language))
    allowed = speaking_seconds(recording.text, library().evening.speed[language])
    least, most = PACE[language]
    lowest, loudest = LOUDNESS
    faults = {
        "not as long as the manifest says": abs(seconds - recording.seconds) > 0.1,
        "too short or too long": not SHORTEST <= seconds <= LONGEST,
        "longer than the evening allows": seconds > allowed + OVER,
        "skipped or spelled out": not least <= pace <= most,
        "too quiet or too loud": not lowest <= loudness <= loudest,
        "clipped": peak >= -0.1,
        "a hole": _longest(hushed) > GAP,
    }
    return Row(
        language=language,
        text=recording.text,
        said=recording.said,
        seconds=seconds,
        allowed=allowed,
        pace=pace,
        loudness=loudness,
        peak=peak,
        size=path.stat().st_size,
        faults=tuple(fault for fault, there in faults.items() if there),
    )


def _hushed(samples: sound.Samples, rate: int) -> npt.NDArray[np.bool_]:
    """Of each frame whether it cannot be heard."""
    length = round(FRAME * rate)
    frames = samples[: len(samples) // length * length].reshape(-1, length)
    return np.asarray(np.abs(frames).max(axis=1) < 0.005)


def _longest(hushed: npt.NDArray[np.bool_]) -> float:
    """Seconds of the longest stretch that cannot be heard."""
    runs = [sum(1 for _ in run) for silent, run in groupby(hushed.tolist()) if silent]
    return max(runs, default=0) * FRAME


def summary(rows: Sequence[Row]) -> str:
    """Counts, seconds and bytes by language."""
    lines = []
    for language, group in groupby(rows, key=lambda row: row.language):
        mine = list(group)
        seconds, size = sum(row.seconds for row in mine), sum(row.size for row in mine)
        faulty = sum(bool(row.faults) for row in mine)
        lines.append(
            f"{language}: {len(mine)} recordings, {seconds:.0f} s, {size / 1000:.0f} kB, "
            f"{faulty} with faults"
        )
    return "\n".join(lines)
