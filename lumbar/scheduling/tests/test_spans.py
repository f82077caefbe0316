"""Arithmetic on spans is that of the sets of their whole numbers."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.scheduling.spans import intersect, length, merge, overlaps, subtract
from lumbar.scheduling.values import Span

SPANS = st.lists(st.tuples(st.integers(-9, 30), st.integers(-9, 30)), max_size=7)


def numbers(spans: list[Span]) -> set[int]:
    return {n for start, end in spans for n in range(start, end)}


def is_tidy(spans: list[Span]) -> bool:
    return all(start < end for start, end in spans) and all(
        one[1] < other[0] for one, other in pairwise(spans)
    )


@settings(max_examples=200, deadline=None)
@given(SPANS, SPANS)
def test_they_are_arithmetic_on_sets(some: list[Span], others: list[Span]) -> None:
    these, those = merge(some), merge(others)
    assert is_tidy(these)
    assert numbers(these) == numbers(some)
    assert length(these) == len(numbers(some))
    left, both = subtract(these, those), intersect(these, those)
    assert is_tidy(left)
    assert is_tidy(both)
    assert numbers(left) == numbers(these) - numbers(those)
    assert numbers(both) == numbers(these) & numbers(those)
    for span in others:
        assert overlaps(these, span) is bool(numbers(these) & numbers([span]))
