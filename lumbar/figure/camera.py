"""Looking at the scene: a parallel projection onto the 400 × 260 picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin

from lumbar.figure.geometry import Vec, dot

Point = tuple[float, float]

WIDTH = 400.0
HEIGHT = 260.0
MARGIN = 17.0
LARGEST_SCALE = 205.0
"""Picture units per metre at most, so that a kneeling person is not a giant."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the viewer stands and what the picture shows.

    ``azimuth`` moves the viewer round to the right of the scene, ``elevation`` lifts them;
    degrees. ``mirrored`` swaps left and right, which shows the other side of the body.
    """

    azimuth: float
    elevation: float
    mirrored: bool = False
    scale: float = 1.0
    shift: Point = (0.0, 0.0)

    @property
    def right(self) -> Vec:
        a = radians(self.azimuth)
        sign = -1.0 if self.mirrored else 1.0
        return (sign * cos(a), sign * sin(a), 0.0)

    @property
    def up(self) -> Vec:
        a, e = radians(self.azimuth), radians(self.elevation)
        return (-sin(a) * sin(e), cos(a) * sin(e), cos(e))

    @property
    def toward(self) -> Vec:
        """From the scene to the viewer."""
        a, e = radians(self.azimuth), radians(self.elevation)
        return (sin(a) * cos(e), -cos(a) * cos(e), sin(e))

    def see(self, p: Vec) -> Point:
        return (
            dot(p, self.right) * self.scale + self.shift[0],
            -dot(p, self.up) * self.scale + self.shift[1],
        )

    def flat(self, direction: Vec) -> Point:
        """A direction in picture units, without the shift."""
        return (dot(direction, self.right) * self.scale, -dot(direction, self.up) * self.scale)

    def framed(self, points: Iterable[tuple[Vec, float]]) -> Camera:
        """The camera that fits the given balls (centre, radius) into the picture."""
        xs: list[float] = []
        ys: list[float] = []
        for centre, radius in points:
            x, y = dot(centre, self.right), -dot(centre, self.up)
            xs += [x - radius, x + radius]
            ys += [y - radius, y + radius]
        wide, tall = max(xs) - min(xs), max(ys) - min(ys)
        scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / tall, LARGEST_SCALE)
        middle_x, low = (max(xs) + min(xs)) / 2, max(ys)
        # The ground keeps to the lower third, however low the person lies.
        spare = (HEIGHT - 2 * MARGIN) - tall * scale
        shift = (
            WIDTH / 2 - middle_x * scale,
            HEIGHT - MARGIN - low * scale - min(0.36 * spare, 46.0),
        )
        return Camera(self.azimuth, self.elevation, self.mirrored, scale, shift)
