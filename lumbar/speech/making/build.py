"""Records what the player may say and keeps the manifest that tells when a recording is stale.

A sentence is recorded when it is new, when it is to be read in another way, or when the voice of
its language has changed. What is no longer said goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from lumbar.clinical.library import library
from lumbar.clinical.sayings import sayings
from lumbar.clinical.words import LANGUAGES
from lumbar.speech import catalogue
from lumbar.speech.catalogue import Manifest, Recording, Spoken
from lumbar.speech.making import voices
from lumbar.speech.making.errors import SpeechError
from lumbar.speech.making.sound import Samples
from lumbar.speech.making.voices import Voice

Say = Callable[[str], None]
Speak = Callable[[str, Voice], tuple[Samples, int]]
_BETWEEN = re.compile(r"(?<=[.?!]) ")


class Done(NamedTuple):
    """How many recordings a build changed."""

    made: int
    dropped: int


def wanted(language: str) -> dict[str, str]:
    """Every sentence that may be said, by the stem of its file."""
    return {catalogue.stem(text, language): text for text in sayings(library(), language)}


def stale(*, readings: bool = False) -> list[str]:
    """What `lumbar speech build` would change, in words; empty if nothing.

    With ``readings`` also sentences whose reading has changed, for which the tools are needed.
    """
    out: list[str] = []
    manifest = catalogue.read()
    out += [f"{language} is no language" for language in sorted(set(manifest) - set(LANGUAGES))]
    for language in LANGUAGES:
        spoken = manifest.get(language)
        if spoken is None or spoken.settings != voices.settings(language):
            out.append(f"{language}: everything; the voice has changed")
            continue
        sentences = wanted(language)
        for name, text in sentences.items():
            kept = spoken.recordings.get(name)
            if kept is None:
                out.append(f"{language}: not recorded: {text}")
            elif not catalogue.recording_file(name, language).is_file():
                out.append(f"{language}: the file is gone: {text}")
            elif readings and kept.said != _said(text, language):
                out.append(f"{language}: read in another way: {text}")
        for name in spoken.recordings.keys() - sentences.keys():
            out.append(f"{language}: no longer said: {spoken.recordings[name].text}")
    return out


def build(*, say: Say, only: str = "", everything: bool = False) -> Done:
    """Record what is missing, drop what is no longer said; ``only`` names one language.

    The manifest is written after each recording, so that a build can be stopped and goes on.

    Raises:
        SpeechError: a sentence cannot be read or spoken; what was recorded before it stays.
    """
    from lumbar.speech.making import sound

    if only and only not in LANGUAGES:
        raise SpeechError(f"{only} is no language; there are {', '.join(LANGUAGES)}")
    manifest = {key: value for key, value in catalogue.read().items() if key in LANGUAGES}
    catalogue.BUILT.mkdir(exist_ok=True)
    catalogue.QUIET.write_bytes(sound.quiet())
    made = dropped = 0
    for language in [only] if only else LANGUAGES:
        done = _build_language(language, manifest, say, everything)
        made, dropped = made + done.made, dropped + done.dropped
    return Done(made, dropped)


def _build_language(language: str, manifest: Manifest, say: Say, everything: bool) -> Done:
    settings = voices.settings(language)
    before = manifest.get(language)
    fresh = before is not None and before.settings == settings and not everything
    kept = dict(before.recordings) if before is not None and fresh else {}
    sentences = wanted(language)
    recordings = {name: kept[name] for name in sentences if name in kept}
    manifest[language] = Spoken(
        synthesiser=voices.voices()[language].synthesiser,
        version=_version(language),
        voice=voices.voices()[language].voice,
        settings=settings,
        recordings=recordings,
    )
    folder = catalogue.BUILT / language
    folder.mkdir(exist_ok=True)
    made = 0
    for name, text in sentences.items():
        pronounced = _said(text, language)
        target = catalogue.recording_file(name, language)
        old = recordings.get(name)
        if old is not None and old.said == pronounced and target.is_file():
            continue
        seconds, data = record(pronounced, language)
        target.write_bytes(data)
        recordings[name] = Recording(text=text, said=pronounced, seconds=seconds)
        _write(manifest)
        made += 1
        say(f"{language} {seconds:5.2f} s  {text}")
    _write(manifest)
    left = [path for path in folder.iterdir() if path.stem not in sentences]
    for path in left:
        path.unlink()
    return Done(made, len(left))


def record(pronounced: str, language: str) -> tuple[float, bytes]:
    """How many seconds it takes to say this, and the MP3 file.

    Raises:
        SpeechError: the synthesiser cannot say it, or gives silence.
    """
    from lumbar.speech.making import espeak, kokoro, sound

    voice = voices.voices()[language]
    speak: Speak = kokoro.speak if voice.synthesiser == "kokoro" else espeak.speak
    sentences = _BETWEEN.split(pronounced) if voice.pause else [pronounced]
    spoken = [speak(sentence, voice) for sentence in sentences]
    rate = spoken[0][1]
    pieces = [sound.stretched(samples, rate, voice.stretch) for samples, _rate in spoken]
    try:
        whole = sound.joined(pieces, rate, voice.pause)
        finished = sound.finished(whole, rate)
    except ValueError as error:
        raise SpeechError(f"{pronounced}: {error}") from error
    return round(len(finished) / rate, 2), sound.encoded(finished, rate)


def _said(text: str, language: str) -> str:
    from lumbar.speech.making import readings

    return readings.said(text, language)


def _version(language: str) -> str:
    from lumbar.speech.making import espeak, kokoro

    synthesiser = voices.voices()[language].synthesiser
    return kokoro.version() if synthesiser == "kokoro" else espeak.version()


def _write(manifest: Mapping[str, Spoken]) -> None:
    """In order, so that a change shows as itself."""
    ordered = {
        language: msgspec.structs.replace(
            spoken,
            recordings=dict(sorted(spoken.recordings.items(), key=lambda item: item[1].text)),
        )
        for language, spoken in sorted(manifest.items())
    }
    told = msgspec.json.format(msgspec.json.encode(ordered), indent=1)
    unfinished = Path(f"{catalogue.MANIFEST}.unfinished")
    unfinished.write_bytes(told + b"\n")
    unfinished.replace(catalogue.MANIFEST)
