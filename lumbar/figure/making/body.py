"""What a finished body is: a dressed, rigged mesh that moves by the skeleton's angles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.kinematics import Floats, Ints, Rig, rig, smoothstep
from lumbar.figure.skeleton import INDEX, JOINTS

TOP, LEGS, HAIR = range(3)
"""The columns of ``Body.regions``: shirt, trousers, hair."""


@dataclass(frozen=True)
class Corrective:
    """Offsets that skinning alone lacks, added in the rest pose as one joint bends."""

    parameter: str
    """The angle that brings it on, e.g. ``knee.flexion.L``."""
    low: float
    """Degrees up to which nothing is added."""
    high: float
    """Degrees from which all of the offset is added."""
    index: Ints
    """(k,) vertices that move."""
    offset: Floats
    """(k, 3) how far, metres, in the rest pose."""

    def weight(self, values: Floats) -> float:
        """The share of the offset added at these parameter values (P,)."""
        return float(smoothstep(self.low, self.high, values[INDEX[self.parameter]]))


@dataclass(frozen=True)
class Body:
    """A body in its rest pose: metres, X to the person's left, Y up, Z to the front.

    Vertices and triangles mirror exactly: ``twin[i]`` is the vertex on the other side.
    """

    name: str
    vertices: Floats
    """(n, 3) dressed."""
    bare: Floats
    """(n, 3) the same vertices on the undressed skin."""
    triangles: Ints
    """(m, 3) counter-clockwise seen from outside."""
    shadow: Ints
    """(s, 3) a coarser surface over the same vertices, for casting shadows."""
    weights: NDArray[np.float64]
    """(n, J) shares of the joints; rows sum to 1."""
    regions: Floats
    """(n, 3) signed distance, metres, into shirt, trousers and hair; positive inside."""
    breath: Floats
    """(n,) how far a vertex moves along its normal at a full breath, metres."""
    twin: Ints
    """(n,) the mirror image of each vertex."""
    heads: Mapping[str, Floats]
    """Joint centres (3,)."""
    neutral: Mapping[str, Floats]
    """(3, 3) turn of each bone from the rest pose to the anatomical position."""
    correctives: tuple[Corrective, ...]

    @cached_property
    def rig(self) -> Rig:
        """Joint centres and turns as arrays in the order of ``skeleton.JOINTS``."""
        return rig(
            np.array([self.heads[joint] for joint in JOINTS]),
            np.array([self.neutral[joint] for joint in JOINTS]),
        )

    def corrected(self, values: Floats) -> Floats:
        """The rest vertices (n, 3) with the correctives of these parameter values (P,) added."""
        rest = self.vertices.copy()
        for corrective in self.correctives:
            weight = corrective.weight(values)
            if weight > 0:
                rest[corrective.index] += weight * corrective.offset
        return rest
