"""What can go wrong while speech is made."""

from __future__ import annotations


class SpeechError(RuntimeError):
    """A sentence cannot be read, a synthesiser cannot be had, or a recording is not sound."""
