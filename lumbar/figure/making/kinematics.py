"""From angles to a posed body: forward kinematics and dual-quaternion skinning.

The browser does the same in ``browser/kinematics.js`` and ``browser/skin.js``; a test holds both to
0.1 mm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.skeleton import INDEX, JOINTS, PARENTS, TURNS

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

PARENT_INDEX = tuple(
    -1 if (parent := PARENTS[joint]) is None else JOINTS.index(parent) for joint in JOINTS
)


@dataclass(frozen=True)
class Rig:
    """Where a body's joints are, in its rest pose and in the neutral pose."""

    heads: Floats
    """(J, 3) joint centres in the rest pose, metres."""
    binds: Floats
    """(J, 3, 3) turn each bone from the rest to the neutral pose."""
    offsets: Floats
    """(J, 3) each joint from its parent's, in the neutral pose, metres."""


def rig(heads: Floats, binds: Floats) -> Rig:
    """The rig of a body whose rest pose has these joint centres and rest-to-neutral turns."""
    offsets = np.zeros_like(heads)
    for joint, parent in enumerate(PARENT_INDEX):
        if parent >= 0:
            offsets[joint] = binds[parent] @ (heads[joint] - heads[parent])
    return Rig(heads, binds, offsets)


def axis_rotation(axis: int, degrees: Floats) -> Floats:
    """(…, 3, 3) rotations about a coordinate axis."""
    angle = np.radians(degrees)
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((*np.shape(angle), 3, 3))
    a, b = (axis + 1) % 3, (axis + 2) % 3
    out[..., axis, axis] = 1.0
    out[..., a, a] = out[..., b, b] = c
    out[..., b, a], out[..., a, b] = s, -s
    return out


def forward(body: Rig, values: Floats, base: Floats) -> tuple[Floats, Floats]:
    """World rotations (F, J, 3, 3) and positions (F, J, 3) of all joints.

    ``values`` is (F, P) over ``skeleton.PARAMETERS``; ``base`` (3, 3) how the position lies in
    the room.
    """
    frames = len(values)
    rotations = np.zeros((frames, len(JOINTS), 3, 3))
    positions = np.zeros((frames, len(JOINTS), 3))
    for number, joint in enumerate(JOINTS):
        parent = PARENT_INDEX[number]
        if parent < 0:
            turned = np.broadcast_to(base, (frames, 3, 3))
            positions[:, number] = values[:, :3]
        else:
            turned = rotations[:, parent]
            positions[:, number] = positions[:, parent] + turned @ body.offsets[number]
        for turn in TURNS.get(joint, ()):
            turned = turned @ axis_rotation(
                turn.axis, turn.share * values[:, INDEX[turn.parameter]]
            )
        rotations[:, number] = turned
    return rotations, positions


def quaternions(rotations: Floats) -> Floats:
    """(…, 4) unit quaternions x, y, z, w of (…, 3, 3) rotations."""
    m = rotations
    # The largest of the four squared components decides; dividing by it keeps its precision.
    squares = np.stack(
        [
            1 + m[..., 0, 0] - m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] + m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] - m[..., 1, 1] + m[..., 2, 2],
            1 + m[..., 0, 0] + m[..., 1, 1] + m[..., 2, 2],
        ],
        -1,
    )
    xy, xz, yz = (
        m[..., 0, 1] + m[..., 1, 0],
        m[..., 0, 2] + m[..., 2, 0],
        m[..., 1, 2] + m[..., 2, 1],
    )
    wx, wy, wz = (
        m[..., 2, 1] - m[..., 1, 2],
        m[..., 0, 2] - m[..., 2, 0],
        m[..., 1, 0] - m[..., 0, 1],
    )
    candidates = np.stack(
        [
            np.stack([squares[..., 0], xy, xz, wx], -1),
            np.stack([xy, squares[..., 1], yz, wy], -1),
            np.stack([xz, yz, squares[..., 2], wz], -1),
            np.stack([wx, wy, wz, squares[..., 3]], -1),
        ],
        -2,
    )
    best = squares.argmax(-1)[..., None, None]
    chosen = np.take_along_axis(candidates, best, -2)[..., 0, :]
    unit: Floats = chosen / np.linalg.norm(chosen, axis=-1, keepdims=True)
    return unit


def multiplied(a: Floats, b: Floats) -> Floats:
    """Quaternion products of (…, 4) arrays."""
    ax, ay, az, aw = np.moveaxis(a, -1, 0)
    bx, by, bz, bw = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ],
        -1,
    )


def skin(body: Rig, weights: Floats, rest: Floats, rotations: Floats, positions: Floats) -> Floats:
    """One frame's vertices (n, 3) by dual-quaternion skinning.

    ``rotations`` (J, 3, 3) and ``positions`` (J, 3) are one frame of :func:`forward`.
    """
    bones = rotations @ body.binds
    real = quaternions(bones)
    # q and -q are one rotation, but not when blended: each bone takes its parent's hemisphere.
    for joint, parent in enumerate(PARENT_INDEX):
        if parent >= 0 and real[joint] @ real[parent] < 0:
            real[joint] = -real[joint]
    moved = positions - np.einsum("jab,jb->ja", bones, body.heads)
    dual = 0.5 * multiplied(np.concatenate([moved, np.zeros((len(moved), 1))], 1), real)
    q, d = weights @ real, weights @ dual
    norm = np.linalg.norm(q, axis=1, keepdims=True)
    q, d = q / norm, d / norm
    vector, scalar = q[:, :3], q[:, 3:]
    turned = rest + 2 * np.cross(vector, np.cross(vector, rest) + scalar * rest)
    shift = 2 * (scalar * d[:, :3] - d[:, 3:] * vector + np.cross(vector, d[:, :3]))
    posed: Floats = turned + shift
    return posed


def normals(vertices: Floats, triangles: Ints) -> Floats:
    """(n, 3) unit vertex normals, larger triangles weighing more."""
    corners = vertices[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    around = triangles.ravel(order="F")
    out = np.stack(
        [np.bincount(around, np.tile(faces[:, axis], 3), len(vertices)) for axis in range(3)],
        1,
    )
    unit: Floats = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    return unit


def smoothstep(low: float, high: float, value: Floats | float) -> Floats:
    t = np.clip((np.asarray(value, float) - low) / (high - low), 0.0, 1.0)
    smooth: Floats = t * t * (3 - 2 * t)
    return smooth
