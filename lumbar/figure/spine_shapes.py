"""Soft flat shapes for the drawn spine: rounded polygons, ribbons and the layers they stand in.

Everything is measured in millimetres of the body, x towards the front and y down, and written as
SVG in tenths of a millimetre, so that paths need no decimals. Colours are CSS classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin

Point = tuple[float, float]
Corner = tuple[float, float, float]
"""A point of an outline and how far from it the outline begins to round it off."""

TENTHS = 10
"""SVG units a millimetre."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A place with a direction of its own: what is drawn in it moves and turns with it."""

    origin: Point
    tilt: float
    """Degrees by which its x axis points downwards."""

    def at(self, x: float, y: float) -> Point:
        """The picture's point for one of the frame."""
        c, s = cos(radians(self.tilt)), sin(radians(self.tilt))
        return self.origin[0] + x * c - y * s, self.origin[1] + x * s + y * c

    def outline(self, corners: Iterable[Corner]) -> list[Corner]:
        """An outline of the frame, in the picture."""
        return [(*self.at(x, y), radius) for x, y, radius in corners]

    def line(self, points: Iterable[Point]) -> list[Point]:
        """A line of the frame, in the picture."""
        return [self.at(x, y) for x, y in points]


@dataclass(frozen=True, slots=True)
class Layer:
    """The shapes of one part at one height of the stack; a part may have several layers."""

    part: str
    """One of the parts a person can choose, or "" for what belongs to none."""
    shapes: str
    """SVG drawn always."""
    usual: str = ""
    """SVG drawn when the back is shown as it usually is."""
    changed: str = ""
    """SVG drawn in its place when the cause is shown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A view of the spine, from the lowest layer to the highest."""

    width: float
    """In millimetres, as is the height."""
    height: float
    layers: tuple[Layer, ...]
    anchors: Mapping[str, Point]
    """Where the line from a part's name ends."""

    @property
    def view_box(self) -> str:
        """The value of ``viewBox``."""
        return f"0 0 {round(self.width * TENTHS)} {round(self.height * TENTHS)}"


def between(start: Point, end: Point, share: float) -> Point:
    """The point at a share of the way; 0 is the start."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def shape(name: str, path: str) -> str:
    """One filled or stroked path with its class."""
    return f'<path class="{name}" d="{path}"/>'


def rounded(corners: Sequence[Corner]) -> str:
    """A closed outline with each corner rounded off, by no more than half of either side."""
    path = ""
    for index, (x, y, radius) in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        enter = _towards((x, y), (before[0], before[1]), radius)
        leave = _towards((x, y), (after[0], after[1]), radius)
        path += f"{'L' if path else 'M'}{_pair(enter)}Q{_pair((x, y))} {_pair(leave)}"
    return path + "Z"


def curve(points: Sequence[Point]) -> str:
    """An open line that runs softly through all points."""
    return f"M{_pair(points[0])}" + _through(points)


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> str:
    """A band along the points, as wide at each as is said, with round ends."""
    left, right = [], []
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        run = (after[0] - before[0], after[1] - before[1])
        length = hypot(*run)
        across = (-run[1] / length * widths[index] / 2, run[0] / length * widths[index] / 2)
        left.append((x + across[0], y + across[1]))
        right.append((x - across[0], y - across[1]))
    right.reverse()
    first, last = round(widths[0] * TENTHS / 2), round(widths[-1] * TENTHS / 2)
    return (
        f"M{_pair(left[0])}{_through(left)}A{last} {last} 0 0 0 {_pair(right[0])}"
        f"{_through(right)}A{first} {first} 0 0 0 {_pair(left[0])}Z"
    )


def oval(centre: Point, across: float, down: float, tilt: float = 0) -> str:
    """An ellipse by its two diameters in millimetres, tilted by degrees."""
    frame = Frame(centre, tilt)
    start, end = frame.at(-across / 2, 0), frame.at(across / 2, 0)
    radii = f"{round(across * TENTHS / 2)} {round(down * TENTHS / 2)} {round(tilt)}"
    return f"M{_pair(start)}A{radii} 1 1 {_pair(end)}A{radii} 1 1 {_pair(start)}Z"


def rays(centre: Point, inner: float, outer: float, from_: float, to: float, count: int) -> str:
    """Short strokes around a point, from one angle to another in degrees; 0 is the front."""
    path = ""
    for index in range(count):
        angle = (from_ + (to - from_) * index / (count - 1)) * pi / 180
        start = (centre[0] + inner * cos(angle), centre[1] + inner * sin(angle))
        end = (centre[0] + outer * cos(angle), centre[1] + outer * sin(angle))
        path += f"M{_pair(start)}L{_pair(end)}"
    return path


def straight(start: Point, end: Point) -> str:
    """A line between two points."""
    return f"M{_pair(start)}L{_pair(end)}"


def _towards(start: Point, end: Point, far: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    return between(start, end, min(far / length, 0.5) if length else 0)


def _through(points: Sequence[Point]) -> str:
    """Cubic steps through the points after the first (Catmull and Rom's spline)."""
    path = ""
    for index in range(len(points) - 1):
        before, start = points[max(index - 1, 0)], points[index]
        end, after = points[index + 1], points[min(index + 2, len(points) - 1)]
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path += f"C{_pair(one)} {_pair(two)} {_pair(end)}"
    return path


def _pair(point: Point) -> str:
    return f"{round(point[0] * TENTHS)} {round(point[1] * TENTHS)}"
