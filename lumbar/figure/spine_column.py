"""The bones and discs of the low back in a row: how large they are and where each one lies.

The measures are means from published measurements (``SOURCES`` names them as the knowledge does);
what was not found there is marked as the picture's own. Nobody's spine looks exactly like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin

from lumbar.figure.spine_shapes import Frame, Point, between

SOURCES = (
    "lumbar-ct-2021",
    "vertebra-shape-2009",
    "disc-size-mri",
    "disc-parts-2014",
    "standing-curve",
)
"""Ids of the sources of every measure below, in ``knowledge/sources/anatomy.toml``."""

SACRAL_SLOPE = 44.0
"""Degrees by which the top of the sacrum leans forward. The picture's own, near the usual 40."""

BODY_HEIGHT = 28.3
"""A vertebral body in its middle, mm: the mean of front and back of L5 (lumbar-ct-2021), drawn
alike at every level."""

CANAL_DEPTH = 15.6
"""The spinal canal from front to back, mm (lumbar-ct-2021)."""

PEDICLE_HEIGHT = 12.9
"""The bridge of bone above each nerve exit, mm (lumbar-ct-2021)."""


@dataclass(frozen=True, slots=True)
class Bone:
    """One vertebra."""

    name: str
    wedge: float
    """Degrees by which the body is taller in front: mean of women and men
    (vertebra-shape-2009)."""
    spine: float
    """Thickness of the process one can feel through the skin, in body heights (likewise)."""


@dataclass(frozen=True, slots=True)
class Disc:
    """One disc, named after the bones above and below; millimetres (disc-size-mri)."""

    name: str
    front: float
    middle: float
    back: float
    depth: float


BONES = (
    Bone("L1", -3.4, 0.83),
    Bone("L2", -1.6, 0.87),
    Bone("L3", -0.1, 0.85),
    Bone("L4", 1.9, 0.74),
    Bone("L5", 6.2, 0.62),
)

DISCS = (
    Disc("L1/2", 10.8, 10.0, 7.3, 30.2),
    Disc("L2/3", 13.1, 11.6, 8.6, 32.0),
    Disc("L3/4", 15.2, 12.5, 9.1, 32.9),
    Disc("L4/5", 18.1, 13.8, 10.1, 33.1),
    Disc("L5/S1", 18.7, 13.0, 8.5, 31.3),
)

LOW, LOWEST = 4, 5
"""The discs L4/5 and L5/S1 and the bones above them, counted from T12: a cause is shown there."""


@dataclass(frozen=True, slots=True)
class Plate:
    """The flat end of a body, seen from the side."""

    centre: Point
    tilt: float
    """Degrees by which its front lies lower than its back."""
    depth: float

    @property
    def back(self) -> Point:
        """Where the plate meets the canal."""
        return Frame(self.centre, self.tilt).at(-self.depth / 2, 0)

    @property
    def front(self) -> Point:
        """Where the plate meets the belly's side."""
        return Frame(self.centre, self.tilt).at(self.depth / 2, 0)

    def on(self, share: float) -> Point:
        """A point of the plate: 0 is its back, 1 its front."""
        return between(self.back, self.front, share)

    def above(self, height: float, wedge: float, depth: float) -> Plate:
        """The plate on top of what stands on this one and is taller in front by ``wedge``."""
        middle = radians(self.tilt - wedge / 2)
        x, y = self.centre
        return Plate((x + height * sin(middle), y - height * cos(middle)), self.tilt - wedge, depth)


@dataclass(frozen=True, slots=True)
class Vertebra:
    """A body between its two plates."""

    bone: Bone
    upper: Plate
    lower: Plate

    @property
    def frame(self) -> Frame:
        """Its middle height at the back of the body; x points to the front."""
        tilt = (self.upper.tilt + self.lower.tilt) / 2
        return Frame(between(self.upper.back, self.lower.back, 0.5), tilt)

    @property
    def depth(self) -> float:
        """The body from back to front, mm."""
        return (self.upper.depth + self.lower.depth) / 2

    def at(self, along: float, down: float) -> Point:
        """A point of the body: back 0 to front 1, upper plate 0 to lower plate 1."""
        return between(self.upper.on(along), self.lower.on(along), down)


@dataclass(frozen=True, slots=True)
class Column:
    """The low back from the side; the middle of the sacrum's top lies at (0, 0)."""

    vertebrae: tuple[Vertebra, ...]
    """T12, drawn as part of the surroundings, then L1 to L5."""
    sacrum: Plate

    @property
    def discs(self) -> tuple[tuple[Plate, Plate], ...]:
        """For T12/L1 to L5/S1, the plate above and the plate below."""
        tops = [vertebra.upper for vertebra in self.vertebrae[1:]] + [self.sacrum]
        lowers = [vertebra.lower for vertebra in self.vertebrae]
        return tuple(zip(lowers, tops, strict=True))

    @property
    def sacrum_frame(self) -> Frame:
        """Begins at the back of the sacrum's top; x points to the front, y down the bone."""
        return Frame(self.sacrum.back, self.sacrum.tilt)

    @property
    def lordosis(self) -> float:
        """Degrees of hollow between the top of L1 and the top of the sacrum."""
        return self.sacrum.tilt - self.vertebrae[1].upper.tilt


def column() -> Column:
    """The bones piled up from the sacrum by their measures."""
    plate = sacrum = Plate((0.0, 0.0), SACRAL_SLOPE, DISCS[-1].depth)
    found: list[Vertebra] = []
    for bone, disc in zip(reversed(BONES), reversed(DISCS), strict=True):
        lower = plate.above(disc.middle, disc_wedge(disc), disc.depth)
        plate = lower.above(BODY_HEIGHT, bone.wedge, disc.depth - 0.6)
        found.append(Vertebra(bone, plate, lower))
    # T12 closes the picture at its top: the highest lumbar disc and bone once more, a bit smaller.
    lower = plate.above(DISCS[0].middle * 0.8, 3.0, DISCS[0].depth - 1)
    top = lower.above(BODY_HEIGHT - 1, BONES[0].wedge, DISCS[0].depth - 2)
    found.append(Vertebra(Bone("T12", BONES[0].wedge, BONES[0].spine), top, lower))
    return Column(tuple(reversed(found)), sacrum)


def disc_wedge(disc: Disc) -> float:
    """Degrees by which a disc opens to the front."""
    return degrees(atan2(disc.front - disc.back, disc.depth))
