"""The built bodies, posed and made ready for the solver."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from lumbar.figure.making import collisions, meshfile, motion, patches
from lumbar.figure.making.kinematics import Floats, forward, normals, skin
from lumbar.figure.making.meshfile import DecodedBody
from lumbar.figure.making.posing import Person, limb_radii

BUILT = Path(__file__).parent.parent / "built"
BODIES = ("woman", "man", "elder")


@cache
def body(name: str) -> DecodedBody:
    """A body as it is served. Raises FileNotFoundError before the first build."""
    return meshfile.read((BUILT / "bodies" / f"{name}.bin").read_bytes())


@cache
def person(name: str) -> Person:
    """A body as the solver sees it."""
    decoded = body(name)
    standing = patches.neutral(decoded.rig, decoded.weights, decoded.vertices, decoded.triangles)
    facing = normals(decoded.vertices, decoded.triangles)
    everywhere = np.arange(len(decoded.vertices), dtype=np.int32)
    return Person(
        decoded.rig,
        motion.points(decoded, facing, patches.patches(standing)),
        motion.points(decoded, facing, {"skin": everywhere}),
        collisions.skin(decoded.weights, decoded.triangles),
        limb_radii(standing.vertices, standing.joints, standing.bone),
    )


def rest_shape(of: DecodedBody, values: Floats, breath: float = 0.0) -> Floats:
    """The rest-pose vertices (n, 3) that one frame's angles (P,) are skinned from.

    ``breath`` is how full the breath is, 0 to 1.
    """
    shaped = of.corrected(values)
    if breath:
        shaped += (breath * of.breath)[:, None] * normals(of.vertices, of.triangles)
    return shaped


def posed(of: DecodedBody, values: Floats, base: Floats, breath: float = 0.0) -> Floats:
    """The vertices (F, n, 3) of every frame of ``values`` (F, P), in the room."""
    rotations, positions = forward(of.rig, values, base)
    return np.stack(
        [
            skin(of.rig, of.weights, rest_shape(of, frame, breath), rotation, position)
            for frame, rotation, position in zip(values, rotations, positions, strict=True)
        ]
    )
