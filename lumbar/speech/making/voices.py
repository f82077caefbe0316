"""Who speaks each language: the settings of ``voices.toml``, and the digest that ages them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from lumbar.speech.making import sound, sources

FILE = Path(__file__).with_name("voices.toml")


class Voice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language's speaker."""

    synthesiser: Literal["kokoro", "espeak-ng"]
    voice: str
    pace: float
    """Kokoro: 1 is usual, less is slower. espeak-ng: its words a minute."""
    stretch: float = 1.0
    """So many times as long as it was spoken."""
    pause: float = 0.0
    """Seconds between two sentences that are spoken one by one; 0: they are spoken together."""
    pitch: int = 50
    """espeak-ng only, 0 to 99."""


@cache
def voices() -> dict[str, Voice]:
    """By language. Raises ``msgspec.ValidationError`` for a setting that does not exist."""
    return msgspec.toml.decode(FILE.read_bytes(), type=dict[str, Voice])


def settings(language: str) -> str:
    """Digest of all that decides how this language sounds: the voice, its weights, the sound.

    The version of an installed synthesiser is not part of it, so that a newer one does not fail
    the suite before anybody has heard it; the manifest tells the version that spoke.
    """
    voice = voices()[language]
    weights = sources.LOCK.read_text(encoding="utf-8") if voice.synthesiser == "kokoro" else ""
    told = msgspec.json.encode([voice, weights, sound.SETTINGS])
    return hashlib.sha256(told).hexdigest()[:16]
