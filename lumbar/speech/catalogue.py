"""What has been recorded: which file says which sentence, and how long it takes.

Only reads ``built/``; nothing here needs the tools that made it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import msgspec

BUILT = Path(__file__).with_name("built")
MANIFEST = BUILT / "manifest.json"
QUIET = BUILT / "quiet.mp3"
"""Twelve seconds of silence: a phone's media keys need something that plays."""


class Recording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file."""

    text: str
    said: str
    """What the synthesiser was given to pronounce: phonemes, or Jyutping. Here to be read over."""
    seconds: float


class Spoken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The recordings of one language, and what they were made with."""

    synthesiser: str
    version: str
    voice: str
    settings: str
    """Digest of all that decides how a sentence sounds, except the sentence."""
    recordings: dict[str, Recording]
    """By the stem of the file's name."""


Manifest = dict[str, Spoken]
"""``built/manifest.json``: by language."""


def stem(text: str, language: str) -> str:
    """The name of the file that says a text, without ``.mp3``; there need not be one."""
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()[:16]


def read() -> Manifest:
    """The manifest of the last build, or an empty one."""
    if not MANIFEST.is_file():
        return {}
    return msgspec.json.decode(MANIFEST.read_bytes(), type=Manifest)


def recording_file(name: str, language: str) -> Path:
    """Where the recording with this stem is, or would be."""
    return BUILT / language / f"{name}.mp3"


def address_name(text: str, language: str) -> str | None:
    """The stem of the file that says exactly this text, or None if nobody recorded it.

    The file is ``<language>/<stem>.mp3`` in ``built/``.
    """
    name = stem(text, language)
    return name if name in _names(language) else None


@lru_cache
def _names(language: str) -> frozenset[str]:
    spoken = read().get(language)
    return frozenset(spoken.recordings if spoken else ())
