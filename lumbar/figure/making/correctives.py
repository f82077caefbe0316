"""What skinning alone gets wrong where the body bends, as offsets in the rest pose.

Skinning pinches the inside of a deep bend and makes lumps outside. Here the body is posed in the
deep bend and its surface relaxed: smoothed as posed, with the detail that the same smoothing takes
from the rest pose put back, turned as the skin has turned. The difference, turned back into the
rest pose, is what the renderer adds as the joint bends. It is computed on the base mesh, in
stages, so that the way into a deep bend is right as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lumbar.figure.making import surface
from lumbar.figure.making.kinematics import Floats, Ints, Rig, forward, skin, smoothstep
from lumbar.figure.skeleton import INDEX, JOINTS, PARAMETERS

STRENGTH = 0.6
"""How far a vertex moves towards its neighbours' mean in one round."""
SMALLEST = 0.0010
"""Offsets shorter than this (metres) fade out."""

LEFT_ARM = [
    number
    for number, joint in enumerate(JOINTS)
    if joint.endswith(".L") and joint.startswith(("upperarm", "lowerarm", "wrist", "finger"))
]


@dataclass(frozen=True)
class Stage:
    """One corrective of the left side: it comes on from ``low`` to ``high`` degrees."""

    parameter: str
    low: float
    high: float
    rounds: int
    """Rounds of smoothing: how far round the joint the surface relaxes."""
    along: Mapping[str, float] = field(default_factory=dict)
    """Other angles that usually come with this one."""
    slack: float = 0.0
    """How much of its roundness the shoulder gives up as the arm pulls it out: a share."""


STAGES: tuple[Stage, ...] = (
    Stage("knee.flexion.L", 10, 90, 5),
    Stage("knee.flexion.L", 75, 140, 6),
    Stage("hip.flexion.L", 10, 80, 8),
    Stage("hip.flexion.L", 65, 125, 9),
    Stage("shoulder.flexion.L", 10, 90, 14),
    Stage("shoulder.flexion.L", 80, 165, 36, {"shoulder.elevation.L": 15}, 0.9),
    Stage("shoulder.abduction.L", 30, 90, 12),
    Stage("shoulder.abduction.L", 80, 130, 14, {"shoulder.elevation.L": 12}),
    Stage("shoulder.elevation.L", 0, 25, 10),
    Stage("elbow.flexion.L", 15, 140, 8),
    Stage("wrist.flexion.L", -10, -75, 5),
    Stage("ankle.dorsiflexion.L", -10, -45, 5),
)
"""In the order of a joint's bend. A stage builds on the ones before it. A stage whose ``high`` is
below its ``low`` comes on as the angle falls."""

NEUTRAL_ROUNDS = 18
HIP_BEHIND = 0.35
"""How much of a hip's relaxing the buttock takes: smoothing alone would flatten it."""


def values(angles: Mapping[str, float]) -> Floats:
    """Parameter values (P,): zero but for the angles named, in degrees."""
    out = np.zeros(len(PARAMETERS))
    for parameter, degrees in angles.items():
        out[INDEX[parameter]] = degrees
    return out


@dataclass(frozen=True)
class Relaxer:
    """Relaxes one body's surface in any pose."""

    rig: Rig
    weights: Floats
    """(n, J)"""
    mean: surface.Matrix
    """The neighbours' mean, see :func:`surface.averaging`."""
    waist: float
    """Height (rest pose, metres) from which a hip moves nothing: the hem above stays level."""

    def offsets(
        self, rest: Floats, angles: Mapping[str, float], rounds: int, slack: float = 0.0
    ) -> Floats:
        """What to add to ``rest`` (n, 3) for a relaxed surface at these angles."""
        rotations, positions = forward(self.rig, values(angles)[None], np.eye(3))

        def posed(points: Floats) -> Floats:
            return skin(self.rig, self.weights, points, rotations[0], positions[0])

        stiff = posed(rest)
        # Skinning is a rigid motion at each vertex; its turn shows by moving three unit steps.
        turn = np.stack([posed(rest + step) - stiff for step in np.eye(3)], 2)
        relaxed = surface.smoothed(stiff, self.mean, rounds, STRENGTH)
        detail = rest - surface.smoothed(rest, self.mean, rounds, STRENGTH)
        if slack:
            arm = self.weights[:, LEFT_ARM].sum(1)
            detail = detail * (1 - slack * 4 * arm * (1 - arm))[:, None]
        back: Floats = np.einsum("nba,nb->na", turn, relaxed - stiff) + detail
        return back

    def neutral(self, rest: Floats) -> Floats:
        """``rest`` changed so that the body is smooth standing with its arms down."""
        return rest + self.offsets(rest, {}, NEUTRAL_ROUNDS)

    def staged(self, rest: Floats) -> list[Floats]:
        """The offsets (n, 3) of each of :data:`STAGES`."""
        done: list[Floats] = []
        for number, stage in enumerate(STAGES):
            before = rest.copy()
            for earlier, offset in zip(STAGES[:number], done, strict=True):
                if earlier.parameter == stage.parameter:
                    before += offset
            angles = {stage.parameter: stage.high, **stage.along}
            # What is not smooth standing still is not this joint's doing.
            standing = self.offsets(before, {}, stage.rounds)
            offset = self.offsets(before, angles, stage.rounds, stage.slack) - standing
            if stage.parameter.startswith("hip"):
                offset = offset * self._below_waist(rest)[:, None]
            done.append(offset)
        return done

    def _below_waist(self, rest: Floats) -> Floats:
        """How much (n,) of a hip's relaxing each vertex takes."""
        below = smoothstep(self.waist, self.waist - 0.05, rest[:, 1])
        middle = self.rig.heads[:, 2][JOINTS.index("upperleg01.L")]
        front = smoothstep(middle - 0.03, middle + 0.03, rest[:, 2])
        return np.asarray(below * (HIP_BEHIND + (1 - HIP_BEHIND) * front))


def faded(offset: Floats) -> Floats:
    """The offsets (n, 3) with those too small to be seen taken out without a step."""
    length = np.linalg.norm(offset, axis=1)
    kept: Floats = offset * smoothstep(0.5 * SMALLEST, 1.5 * SMALLEST, length)[:, None]
    return kept


def sparse_offsets(offset: Floats) -> tuple[Ints, Floats]:
    """The vertices that move (k,) and how (k, 3)."""
    index = np.nonzero(np.abs(offset).max(1) > 0)[0].astype(np.int32)
    return index, offset[index]
