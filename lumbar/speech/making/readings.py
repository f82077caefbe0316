"""From a sentence to what the synthesiser pronounces: phonemes for English, Jyutping for Chinese.

A reading in ``readings.toml`` comes before the general one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from lumbar.speech.making.errors import SpeechError

FILE = Path(__file__).with_name("readings.toml")

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"\d+")
_SYLLABLE = re.compile(r"[a-z]+[1-6]")
# The synthesiser pauses at these. A question is told by its words, and a rising voice would change
# the tone of its last syllable.
_PAUSES = str.maketrans({**dict.fromkeys("，、（）：", ","), **dict.fromkeys("。；？！", ".")})


@cache
def table(language: str) -> dict[str, str]:
    """The words whose reading is given, and how each is read."""
    tables = msgspec.toml.decode(FILE.read_bytes(), type=dict[str, dict[str, str]])
    return tables.get(language, {})


def said(text: str, language: str) -> str:
    """What is pronounced for a text.

    Raises:
        SpeechError: a character has no reading, or the language is not one of the spoken.
    """
    if language == "en":
        return _phonemes(text)
    if language == "zh-hant":
        return _jyutping(text)
    raise SpeechError(f"nobody can read {language}")


def weight(pronounced: str, language: str) -> int:
    """How much there is to pronounce: syllables of Jyutping, or phonemes without the marks."""
    if language == "zh-hant":
        return len(_SYLLABLE.findall(pronounced))
    return sum(character.isalpha() and character not in "ˈˌː" for character in pronounced)


# --- English --------------------------------------------------------------------------------------


def _phonemes(text: str) -> str:
    """British phonemes as Kokoro learned them, every sentence with its stop."""
    for word, reading in table("en").items():
        text = re.sub(rf"\b{re.escape(word)}\b", f"[{word}](/{reading}/)", text)
    phonemes: str = _british()(text).strip()
    return phonemes if phonemes[-1:] in ".?!" else phonemes + "."


@cache
def _british():  # type: ignore[no-untyped-def]
    from hibari.g2p import G2P

    return G2P(british=True)


# --- Chinese, read in Cantonese -------------------------------------------------------------------


def in_characters(number: int) -> str:
    """A number below 10 000 as it is said: 10 十, 208 二百零八. ``ValueError`` above."""
    if not 0 <= number < 10_000:
        raise ValueError(f"{number} is too large to be read")
    if number < 10:
        return _DIGITS[number]
    out, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = bool(out) and not digit
    return out.removeprefix("一") if 10 <= number < 20 else out


def spelled(text: str) -> str:
    """With its numbers in characters."""
    return _NUMBER.sub(lambda match: in_characters(int(match[0])), text)


def _jyutping(text: str) -> str:
    """Syllables with their tones; a comma or a full stop where a pause belongs."""
    text = spelled(text)
    given = table("zh-hant")
    words = sorted(given, key=len, reverse=True)
    pattern = "|".join(map(re.escape, words)) or "(?!)"
    out: list[str] = []
    for part in re.split(f"({pattern})", text):
        out += given[part].split() if part in given else _general(part, text)
    # A pause at the very end is silence that would be trimmed again; two pauses are one.
    line = re.sub(r" ([,.])", r"\1", " ".join(out))
    return re.sub(r"[,.]*([,.])", r"\1", line).rstrip(",.") + "."


def _general(part: str, text: str) -> list[str]:
    import ToJyutping

    out: list[str] = []
    for character, reading in ToJyutping.get_jyutping_list(part):
        if reading:
            out += reading.split()
        elif (pause := character.translate(_PAUSES)) in (",", "."):
            out.append(pause)
        else:
            raise SpeechError(f"no reading for {character} in {text}; add one to {FILE.name}")
    return out
