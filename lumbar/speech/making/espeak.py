"""eSpeak NG, which reads Chinese in Cantonese, from its library inside a Python package.

What was spoken before changes what it says next by a hair, so every sentence gets a process of its
own (``python -m lumbar.speech.making.espeak``): the same sentence then always sounds the same.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import numpy as np

from lumbar.speech.making.errors import SpeechError
from lumbar.speech.making.sound import Samples
from lumbar.speech.making.voices import Voice

# From speak_lib.h.
_RETRIEVAL = 2
_UTF8 = 1
_RATE, _VOLUME, _PITCH = 1, 2, 3
_VOICE_VOLUME = 60
"""Of 100: louder, its own peaks clip."""
_ALL_CONSONANT = {"ng4": "吳", "ng5": "五", "ng6": "誤", "m4": "唔"}
"""Syllables without a vowel: as Jyutping the library swallows them, as characters it says them."""


def version() -> str:
    """Of the library."""
    library, _rate = _library()
    library.espeak_Info.restype = ctypes.c_char_p
    return str(library.espeak_Info(None).decode())


def speak(said: str, voice: Voice) -> tuple[Samples, int]:
    """The sound of Jyutping, and its samples a second.

    Raises:
        SpeechError: the library refuses.
        KeyError: a syllable without a vowel of which no common character is known.
    """
    command = [sys.executable, "-m", "lumbar.speech.making.espeak"]
    given = re.sub(r"\b(ng|m)[1-6]", lambda match: _ALL_CONSONANT[match[0]], said)
    command += [voice.voice, str(round(voice.pace)), str(voice.pitch), given]
    done = subprocess.run(command, capture_output=True)  # noqa: S603 - no shell
    if done.returncode:
        raise SpeechError(f"espeak-ng cannot say {said}: {done.stderr.decode().strip()}")
    rate, _, sound = done.stdout.partition(b"\n")
    return np.frombuffer(sound, dtype="<i2") / 32768.0, int(rate)


def _library() -> tuple[ctypes.CDLL, int]:
    """The library, ready, and the samples a second that it will give."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    return library, library.espeak_Initialize(_RETRIEVAL, 0, data, 0)


def main(voice: str, pace: int, pitch: int, said: str) -> None:
    """Write the samples a second, a line's end, and the samples (16 bits, little-endian)."""
    library, rate = _library()
    pieces: list[bytes] = []

    def take(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            pieces.append(ctypes.string_at(samples, count * 2))
        return 0

    # Kept by this name: the library must not call what has been swept up.
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(take)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()):
        raise SystemExit(f"there is no voice {voice}")
    for parameter, value in ((_RATE, pace), (_VOLUME, _VOICE_VOLUME), (_PITCH, pitch)):
        library.espeak_SetParameter(parameter, value, 0)
    text = said.encode() + b"\0"
    library.espeak_Synth(text, len(text), 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    sys.stdout.buffer.write(b"%d\n" % rate + b"".join(pieces))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
