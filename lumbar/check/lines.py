"""Lines of points and simple curves, from which the body map's areas are put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from lumbar.figure.standing import Point


class Bend(NamedTuple):
    """A curve to a point that leans towards another one on the way."""

    via: Point
    to: Point


class Spot(NamedTuple):
    """A straight line to a point."""

    to: Point


Line = Sequence[Spot | Bend]
"""A spot to begin with, then what follows it."""


def line(*parts: Point | Bend) -> Line:
    """A line through points and curves."""
    return [part if isinstance(part, Bend) else Spot(part) for part in parts]


def backwards(way: Line) -> Line:
    """The same line from its end to its beginning."""
    out: list[Spot | Bend] = [Spot(way[-1].to)]
    for before, part in reversed(list(pairwise(way))):
        out.append(Bend(part.via, before.to) if isinstance(part, Bend) else Spot(before.to))
    return out


def mirrored(way: Line) -> Line:
    """The same line on the other side of the middle."""
    return [
        Bend(flipped(part.via), flipped(part.to))
        if isinstance(part, Bend)
        else Spot(flipped(part.to))
        for part in way
    ]


def whole(half: Line) -> Line:
    """A line and its mirror image back to where it began: an area across the middle."""
    return [*half, *mirrored(backwards(half))]


def text(way: Line) -> str:
    """SVG path text of the line."""
    out = ""
    for part in way:
        if isinstance(part, Bend):
            out += f"Q{pair(part.via)} {pair(part.to)}"
        else:
            out += f"{'L' if out else 'M'}{pair(part.to)}"
    return out


def pair(point: Point) -> str:
    """A point as path text writes it."""
    # Adding zero makes a zero of minus zero.
    return f"{round(point[0], 1) + 0:g},{round(point[1], 1) + 0:g}"


def flipped(point: Point) -> Point:
    return -point[0], point[1]


def between(a: Point, b: Point, share: float = 0.5) -> Point:
    """A point on the way from one to another."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def at_height(chain: Sequence[Point], y: float) -> float:
    """The x of a chain of points, from top to bottom, at a height; past its ends, as there."""
    if y <= chain[0][1]:
        return chain[0][0]
    for above, below in pairwise(chain):
        if y <= below[1]:
            return between(above, below, (y - above[1]) / (below[1] - above[1]))[0]
    return chain[-1][0]


class Curve(NamedTuple):
    """A curve whose pieces several areas share."""

    start: Point
    via: Point
    end: Point

    def point(self, share: float) -> Point:
        """A point on the curve; ``share`` is 0 at its start and 1 at its end."""
        first = between(self.start, self.via, share)
        return between(first, between(self.via, self.end, share), share)

    def piece(self, first: float, last: float) -> Line:
        """The part of the curve between two shares."""
        lean = between(
            between(self.start, self.via, first), between(self.via, self.end, first), last
        )
        return line(self.point(first), Bend(lean, self.point(last)))
