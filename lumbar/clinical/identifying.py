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
            for part in _parts(value):
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


def _parts(value: str) -> set[str]:
    """The whole and each word of it; of a Chinese name also the given name alone."""
    whole = value.strip()
    parts = {whole, *whole.split()}
    if re.fullmatch(r"[\u4e00-\u9fff]{3,4}", whole):
        parts.add(whole[1:])
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _alone(part: str) -> str:
    """As a word of its own, not inside another; Chinese has no spaces between words."""
    if re.search(r"[\u4e00-\u9fff]", part):
        return re.escape(part)
    return rf"(?<!\w){re.escape(part)}(?!\w)"
