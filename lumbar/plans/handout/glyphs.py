"""Which characters the fonts of what is printed have.

People write questions and notes with whatever marks their keyboard has. One that no font
knows would keep the whole document from being set as an accessible PDF, so it is shown as a box.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from lumbar.site.environment import REPOSITORY

LATIN = REPOSITORY / "node_modules" / "@expo-google-fonts" / "atkinson-hyperlegible-next"
LATIN_WEIGHTS = ("400Regular", "600SemiBold", "700Bold")

BOX = "□"
JOINS_EMOJI = 0x200D


LONGEST_WORD = 20
PIECE = 10
MAY_BREAK = "\u200b"
"""A longer word may be broken after so many characters, or it would reach over its column."""


def printable(text: str) -> str:
    """The text with a box for each character that cannot be printed, and its spaces tidied."""
    known = _characters()
    shown = []
    for mark in unicodedata.normalize("NFC", " ".join(text.split())):
        if ord(mark) == JOINS_EMOJI or unicodedata.category(mark) in {"Mn", "Me", "Cf", "Cc"}:
            # Parts of another character, or signs without a shape.
            continue
        shown.append(mark if ord(mark) in known else BOX)
    return " ".join(map(_in_pieces, "".join(shown).split(" ")))


def _in_pieces(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return MAY_BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """The code points that both weights of the Latin font, or the Chinese one, have."""
    import pylopdf_fonts_zh_tw

    latin = [next((LATIN / name).glob("*.ttf")) for name in LATIN_WEIGHTS]
    both = frozenset.intersection(*(characters(path) for path in latin))
    return both | characters(Path(pylopdf_fonts_zh_tw.sans_path()))


def characters(path: Path) -> frozenset[int]:
    """The code points a TrueType or OpenType font has a glyph for (its ``cmap`` table)."""
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    start, length = tables[b"cmap"]
    cmap = data[start : start + length]
    found: set[int] = set()
    for number in range(struct.unpack(">H", cmap[2:4])[0]):
        platform, _encoding, offset = struct.unpack(">HHI", cmap[4 + 8 * number : 12 + 8 * number])
        part = cmap[offset:]
        form = struct.unpack(">H", part[:2])[0]
        if platform in (0, 3) and form == 4:
            found |= _segments(part)
        elif platform in (0, 3) and form == 12:
            found |= _groups(part)
    return frozenset(found)


def _groups(part: bytes) -> set[int]:
    """Format 12: runs of code points."""
    count = struct.unpack(">I", part[12:16])[0]
    found: set[int] = set()
    for first, last, glyph in struct.iter_unpack(">III", part[16 : 16 + 12 * count]):
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _segments(part: bytes) -> set[int]:
    """Format 4: segments of the first 65,535 code points."""
    count = struct.unpack(">H", part[6:8])[0] // 2

    def column(number: int) -> tuple[int, ...]:
        # After the ends stands a number that means nothing.
        at = 14 + 2 * count * number + (2 if number else 0)
        return struct.unpack(f">{count}H", part[at : at + 2 * count])

    ends, starts, deltas, offsets = (column(number) for number in range(4))
    places = 16 + 6 * count
    found: set[int] = set()
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                at = places + 2 * index + offsets[index] + 2 * (code - starts[index])
                glyph = struct.unpack(">H", part[at : at + 2])[0]
                if glyph == 0:
                    continue
            if (glyph + deltas[index]) % 0x10000:
                found.add(code)
    return found
