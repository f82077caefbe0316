"""Words in a story that may say who it is about.

They are pointed out, never taken out: whether "Central" is a district or the middle is for a person
to see. What is not pointed out may still say who it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lumbar.clinical.cases_schema import IdentifyingWords

SHORTEST_NAME = 2
"""Parts of names shorter than this are everywhere; one Chinese sign is not looked for either."""


class Marked(NamedTuple):
    """Some words, where they stand, and what they may be."""

    start: int
    end: int
    words: str
    kind: str


def marked(
    text: str,
    rules: Sequence[IdentifyingWords],
    known: Mapping[str, Iterable[str]] | None = None,
) -> tuple[Marked, ...]:
    """The words to look at twice, in order, none inside another. ``known`` gives what is known of
    the person by kind: ``{"name": ["Chan Tai Man"], "number": ["+852 …"]}``."""
    found = [
        Marked(hit.start(), hit.end(), hit.group(), rule.kind)
        for rule in rules
        for hit in re.finditer(rule.pattern, text)
        if hit.group().strip()
    ]
    for kind, values in (known or {}).items():
        for value in values:
            for part in _parts(kind, value):
                found += [
                    Marked(hit.start(), hit.end(), hit.group(), kind)
                    for hit in re.finditer(_alone(part), text, re.IGNORECASE)
                ]
    found.sort(key=lambda one: (one.start, one.start - one.end))
    apart: list[Marked] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return tuple(apart)


def _parts(kind: str, value: str) -> set[str]:
    """What to look for of something known: the whole, and of a name each word of it."""
    whole = value.strip()
    parts = _parts_of_name(whole) if kind == "name" else {whole, *whole.split()}
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _parts_of_name(whole: str) -> set[str]:
    """However a register writes it: "Chan, Amy (Tai Man)", "O'Brien-Lee Mary", "Chan Tai Man
    陳大文". Of a Chinese name also the given name alone, after a surname of one sign or two."""
    letters = re.sub(f"{_SIGN}+", " ", whole)
    chunks = re.findall(r"[^\s,;/()\[\]（），、／·．・]+", letters)
    chunks += [piece for chunk in chunks for piece in re.split("[-‐–]", chunk)]
    # "O'Brien" is also written "OBrien", "Ka-yan" also "Kayan".
    parts = {whole, *chunks, *(re.sub(r"\W", "", chunk) for chunk in chunks)}
    parts.update(re.findall(r"[^\W_]+", letters))
    for signs in re.findall(f"{_SIGN}+", re.sub(rf"(?<={_SIGN})\s+(?={_SIGN})", "", whole)):
        parts.add(signs)
        # Behind a name of three or four signs may stand a title.
        for name in {signs} if len(signs) <= 4 else {signs[:3], signs[:4]}:
            parts |= {name, name[1:]} if len(name) == 3 else {name, name[1:], name[2:]}
    return parts


_SIGNS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGN = f"[{_SIGNS}]"
_LETTER = rf"[^\W{_SIGNS}]"


def _alone(part: str) -> str:
    """As a word of its own, not inside another; Chinese has no spaces between words, nor has a name
    in letters inside it."""
    if re.search(_SIGN, part):
        return re.escape(part)
    return rf"(?<!{_LETTER}){re.escape(part)}(?!{_LETTER})"
