"""Arithmetic on spans of whole numbers: ``(start, end)``, half open.

"Tidy" spans are sorted, each longer than nothing, and no two touch; what comes out is always tidy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from lumbar.scheduling.values import Span


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time as tidy spans; any order, overlaps and empty ones are fine."""
    tidy: list[Span] = []
    start = end = 0
    begun = False
    for next_start, next_end in sorted(spans):
        if next_end <= next_start:
            continue
        if begun and next_start <= end:
            end = max(end, next_end)
            continue
        if begun:
            tidy.append((start, end))
        start, end, begun = next_start, next_end, True
    if begun:
        tidy.append((start, end))
    return tidy


def subtract(spans: Sequence[Span], without: Sequence[Span]) -> list[Span]:
    """What is left of tidy spans without other tidy spans."""
    left: list[Span] = []
    at = 0
    for start, end in spans:
        while at < len(without) and without[at][1] <= start:
            at += 1
        look = at
        while look < len(without) and without[look][0] < end:
            if without[look][0] > start:
                left.append((start, without[look][0]))
            start = max(start, without[look][1])
            look += 1
        if start < end:
            left.append((start, end))
    return left


def intersect(these: Sequence[Span], those: Sequence[Span]) -> list[Span]:
    """What lies in both of two lists of tidy spans."""
    both: list[Span] = []
    i = j = 0
    while i < len(these) and j < len(those):
        start = max(these[i][0], those[j][0])
        end = min(these[i][1], those[j][1])
        if start < end:
            both.append((start, end))
        if these[i][1] < those[j][1]:
            i += 1
        else:
            j += 1
    return both


def overlaps(spans: Sequence[Span], span: Span) -> bool:
    """Whether a span shares time with any of the tidy ones."""
    start, end = span
    if start >= end:
        return False
    at = bisect_right(spans, (start, end))
    before = at > 0 and spans[at - 1][1] > start
    return before or (at < len(spans) and spans[at][0] < end)


def length(spans: Iterable[Span]) -> int:
    """How much time tidy spans are."""
    return sum(end - start for start, end in spans)
