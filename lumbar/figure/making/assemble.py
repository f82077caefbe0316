"""Makes the finished body of a dressed left half: correctives, fewer triangles, the other half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making import decimate
from lumbar.figure.making.anatomy import MIRROR, MIRRORED_JOINTS, Anatomy
from lumbar.figure.making.body import Body, Corrective
from lumbar.figure.making.correctives import STAGES, Stage, faded, sparse_offsets, values
from lumbar.figure.making.dress import MIDDLE, Dressed
from lumbar.figure.making.kinematics import Floats, Ints, forward, normals, skin, smoothstep
from lumbar.figure.making.meshfile import MOST_JOINTS, twins
from lumbar.figure.skeleton import JOINTS

TRIANGLES = 13000
SHADOW_TRIANGLES = 2600

POSES: tuple[Mapping[str, float], ...] = (
    {},
    {
        "knee.flexion.L": 115,
        "hip.flexion.L": 80,
        "elbow.flexion.L": 95,
        "shoulder.flexion.L": 100,
        "fingers.curl.L": 40,
        "ankle.dorsiflexion.L": -30,
    },
    {
        "knee.flexion.L": 140,
        "hip.flexion.L": 115,
        "elbow.flexion.L": 40,
        "shoulder.flexion.L": 165,
        "shoulder.elevation.L": 20,
        "wrist.flexion.L": -60,
        "lumbar.flexion": 40,
        "toes.extension.L": 40,
    },
    {"shoulder.abduction.L": 90, "hip.abduction.L": 30, "elbow.flexion.L": 130},
)
"""What the body bends like where vertices are chosen; the first is the rest pose itself."""


def assembled(name: str, body: Anatomy, canonical: Floats, half: Dressed) -> Body:
    """The whole body, mirrored exactly, of a dressed half.

    ``canonical`` (base vertices, 3) is as in :func:`~.dress.dress`.
    """
    canonical = half.from_base @ canonical
    staged = half.relaxer.staged(half.draped)
    # Each stage moves the left half and, less, what of the right half is near: given there at
    # the left vertices that mirror it.
    near = [faded(half.from_base @ offset) for offset in staged]
    far = [faded(half.from_base @ offset[body.twin]) for offset in staged]

    seen = _seen(half)
    poses = np.array([_posed(body, half, near, angles) for angles in POSES])
    kept = decimate.simplified(
        poses, half.triangles[seen], half.lines, _importance(half, canonical), TRIANGLES // 2
    )
    triangles, order = decimate.ordered(kept)
    middle = half.lines[order] & MIDDLE
    coarse = decimate.simplified(
        poses[:2, order], triangles, middle, np.ones(len(order)), SHADOW_TRIANGLES // 2
    )
    twins = Twins(middle > 0)
    return Body(
        name=name,
        vertices=twins.points(half.vertices[order]),
        bare=twins.points(half.bare[order]),
        triangles=twins.faces(triangles),
        shadow=twins.faces(coarse),
        weights=twins.weights(half.weights[order]),
        regions=twins.same(half.regions[order]),
        breath=twins.same(_breath(half, canonical)[order]),
        twin=twins.twin,
        heads=body.heads,
        neutral=body.neutral,
        correctives=tuple(
            corrective
            for stage, left, right in zip(STAGES, near, far, strict=True)
            for corrective in twins.correctives(stage, left[order], right[order])
        ),
    )


def _seen(half: Dressed) -> NDArray[np.bool_]:
    """Which triangles of the half can be seen with the other half in place."""
    count = len(half.vertices)
    seen = decimate.visible(
        np.concatenate([half.vertices, half.vertices * MIRROR]),
        np.concatenate([half.triangles, half.triangles[:, [0, 2, 1]] + np.int32(count)]),
    )
    either: NDArray[np.bool_] = seen[: len(half.triangles)] | seen[len(half.triangles) :]
    return either


def _posed(
    body: Anatomy, half: Dressed, offsets: Sequence[Floats], angles: Mapping[str, float]
) -> Floats:
    """The half body with its correctives at these angles; at none, the rest pose itself."""
    if not angles:
        return half.vertices
    rest = half.vertices.copy()
    for stage, offset in zip(STAGES, offsets, strict=True):
        rest += smoothstep(stage.low, stage.high, angles.get(stage.parameter, 0.0)) * offset
    rotations, positions = forward(body.rig, values(angles)[None], np.eye(3))
    return skin(body.rig, half.weights, rest, rotations[0], positions[0])


def _importance(half: Dressed, canonical: Floats) -> Floats:
    """How much (n,) a flaw would be noticed: in a face and on a hand most."""
    head = half.weights[:, JOINTS.index("head")]
    hand = half.weights[:, [j for j, n in enumerate(JOINTS) if n.startswith("finger")]].sum(1)
    foot = half.weights[:, [JOINTS.index("foot.L"), JOINTS.index("toes.L")]].sum(1)
    face = head * smoothstep(0.07, 0.11, canonical[:, 2])
    skin_shown = (half.regions < 0).all(1)
    return np.asarray(1 + 2 * head + (8 * face + 8 * hand + 4 * foot) * skin_shown)


def _breath(half: Dressed, canonical: Floats) -> Floats:
    """How far (n,) the trunk rises at a full breath: the belly most, the chest less."""
    outward = normals(half.vertices, half.triangles)
    y, z = canonical[:, 1], outward[:, 2]
    belly = np.exp(-(((y - 0.16) / 0.075) ** 2)) * smoothstep(-0.1, 0.8, z) * 0.011
    chest = np.exp(-(((y - 0.36) / 0.085) ** 2)) * smoothstep(-0.3, 0.8, z) * 0.006
    trunk = half.weights[:, [j for j, n in enumerate(JOINTS) if n.startswith("spine")]].sum(1)
    return np.asarray((belly + chest) * trunk)


def _evenly_pruned(weights: Floats) -> Floats:
    """Symmetric weights (n, J) with few enough joints, left and right dropped together."""
    out = np.zeros_like(weights)
    for row, kept in zip(weights, out, strict=True):
        room = MOST_JOINTS
        for joint in np.argsort(-row, kind="stable"):
            pair = {int(joint), int(MIRRORED_JOINTS[joint])}
            if row[joint] > 0 and not kept[joint] and len(pair) <= room:
                kept[list(pair)] = row[joint]
                room -= len(pair)
    return np.asarray(out / out.sum(1, keepdims=True))


class Twins:
    """Puts the mirror image beside a left half: its own vertices, then the right side's.

    Vertices in the middle are shared and come first, so that the two sides are numbered alike.
    """

    def __init__(self, middle: NDArray[np.bool_]) -> None:
        self.order = np.concatenate([np.nonzero(middle)[0], np.nonzero(~middle)[0]])
        self.place = np.empty(len(middle), np.int32)
        self.place[self.order] = np.arange(len(middle))
        self.shared = int(middle.sum())
        self.twin: Ints = twins(2 * len(middle) - self.shared, self.shared)

    def same(self, half: Floats) -> Floats:
        half = half[self.order]
        return np.concatenate([half, half[self.shared :]])

    def points(self, half: Floats) -> Floats:
        whole = self.same(half)
        whole[len(half) :] *= MIRROR
        whole[: self.shared, 0] = 0
        return whole

    def weights(self, half: Floats) -> Floats:
        half = half[self.order]
        middle = half[: self.shared]
        half[: self.shared] = _evenly_pruned((middle + middle[:, MIRRORED_JOINTS]) / 2)
        return np.concatenate([half, half[self.shared :][:, MIRRORED_JOINTS]])

    def faces(self, half: Ints) -> Ints:
        left = self.place[half]
        return np.concatenate([left, self.twin[left][:, [0, 2, 1]]])

    def correctives(self, stage: Stage, near: Floats, far: Floats) -> tuple[Corrective, Corrective]:
        """A stage for the left and, mirrored, for the right side.

        ``near`` is how the half moves, ``far`` how the other half does, given at the vertices
        of this half without being mirrored.
        """
        near, far = near[self.order], far[self.order]
        left = np.concatenate([near, far[self.shared :]])
        index, offset = sparse_offsets(left)
        other = stage.parameter[:-1] + "R"
        order = np.argsort(self.twin[index], kind="stable")
        other_index, other_offset = self.twin[index][order], (offset * MIRROR)[order]
        return (
            Corrective(stage.parameter, stage.low, stage.high, index, offset),
            Corrective(other, stage.low, stage.high, other_index, other_offset),
        )
