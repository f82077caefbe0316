"""Points of the skin and how they move with each angle: positions and exact derivatives.

The solver asks for this many thousand times, so it is compiled. Positions are those of the finished
skin (dual quaternions). An elementary turn about an axis through an origin moves a point by
axis × (point − origin) per radian, times the share of the bones that turn with it: exact for a
point with one bone, near enough elsewhere for a solver that looks at the true position each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numba
import numpy as np

from lumbar.figure.making.body import Corrective
from lumbar.figure.making.kinematics import PARENT_INDEX, Floats, Ints, Rig
from lumbar.figure.making.meshfile import DecodedBody
from lumbar.figure.skeleton import INDEX, JOINTS, PARAMETERS, TURNS

BONES_PER_POINT = 4


@dataclass(frozen=True)
class Points:
    """Skin points, then every joint three times with the bone's X, Y and Z as its normal."""

    bones: Ints
    """(N, 4) joints that hold each point."""
    shares: Floats
    """(N, 4) their weights, summing to 1."""
    rest: Floats
    """(N, 3) the points in the rest pose, metres."""
    normals: Floats
    """(N, 3) their normals in the rest pose."""
    patches: Mapping[str, Ints]
    """Rows of each patch."""
    joints: Mapping[str, int]
    """The row of each joint's centre with its X axis; its Y and Z axes are the two rows after."""

    correctives: tuple[Corrective, ...] = ()
    """The body's correctives, their indices being rows of these points."""
    cover_below: float = np.inf
    """Height above which the patch ``cover`` needs no derivatives: it is clear of everything."""

    def joint(self, name: str) -> int:
        """The row of a joint's centre."""
        return self.joints[name]

    def only(
        self, patches: Iterable[str], joints: Iterable[str], cover_below: float = np.inf
    ) -> Points:
        """Just these patches and joints: what one scene needs, so that it is quick."""
        rows: list[int] = []
        kept_patches, kept_joints = {}, {}
        for name in sorted(set(patches)):
            own = self.patches[name].tolist()
            kept_patches[name] = np.arange(len(rows), len(rows) + len(own), dtype=np.int32)
            rows += own
        for name in sorted(set(joints)):
            kept_joints[name] = len(rows)
            rows += range(self.joints[name], self.joints[name] + 3)
        return Points(
            self.bones[rows],
            self.shares[rows],
            self.rest[rows],
            self.normals[rows],
            kept_patches,
            kept_joints,
            _of_rows(self.correctives, np.array(rows)),
            cover_below,
        )

    def shaped(self, values: Floats) -> Floats:
        """The points in the rest pose, bent beforehand as these angles (P,) ask."""
        shaped = self.rest
        for corrective in self.correctives:
            weight = corrective.weight(values)
            if weight > 0:
                shaped = shaped.copy() if shaped is self.rest else shaped
                shaped[corrective.index] += weight * corrective.offset
        return shaped


def _of_rows(correctives: Iterable[Corrective], rows: Ints) -> tuple[Corrective, ...]:
    """The correctives of some rows of what they were written for, renumbered."""
    out = []
    for corrective in correctives:
        place = {int(index): number for number, index in enumerate(corrective.index)}
        kept = [(row, place[int(old)]) for row, old in enumerate(rows) if int(old) in place]
        if kept:
            index = np.array([row for row, _ in kept], np.int32)
            offset = corrective.offset[[number for _, number in kept]]
            out.append(replace(corrective, index=index, offset=offset))
    return tuple(out)


def points(body: DecodedBody, normals: Floats, patches: Mapping[str, Ints]) -> Points:
    """The points of some patches; ``normals`` (n, 3) are the whole skin's in the rest pose."""
    weights, rest = body.weights, body.vertices
    rows: dict[str, Ints] = {}
    order: list[int] = []
    for name, indices in patches.items():
        rows[name] = np.arange(len(order), len(order) + len(indices), dtype=np.int32)
        order += indices.tolist()
    bones = np.argsort(-weights[order], axis=1)[:, :BONES_PER_POINT].astype(np.int32)
    shares = np.take_along_axis(weights[order], bones, 1)
    shares /= shares.sum(1, keepdims=True)
    count = len(JOINTS)
    own = np.repeat(np.arange(count, dtype=np.int32), 3)
    joint_shares = np.zeros((3 * count, BONES_PER_POINT))
    joint_shares[:, 0] = 1.0
    # A joint's X, Y and Z are those of the neutral pose: taken back to the rest pose by its bind.
    axes = np.swapaxes(body.rig.binds, 1, 2) @ np.eye(3)
    return Points(
        bones=np.concatenate([bones, np.repeat(own[:, None], BONES_PER_POINT, 1)]),
        shares=np.concatenate([shares, joint_shares]),
        rest=np.concatenate([rest[order], np.repeat(body.rig.heads, 3, 0)]),
        normals=np.concatenate([normals[order], np.swapaxes(axes, 1, 2).reshape(-1, 3)]),
        patches=rows,
        joints={joint: len(order) + 3 * number for number, joint in enumerate(JOINTS)},
        correctives=_of_rows(body.correctives, np.array(order, np.int32)),
    )


def _turn_table() -> tuple[Ints, Ints, Floats, Ints]:
    axes, parameters, shares, first = [], [], [], [0]
    for joint in JOINTS:
        for turn in TURNS.get(joint, ()):
            axes.append(turn.axis)
            parameters.append(INDEX[turn.parameter])
            shares.append(turn.share)
        first.append(len(axes))
    return (
        np.array(axes, np.int32),
        np.array(parameters, np.int32),
        np.array(shares),
        np.array(first, np.int32),
    )


AXES, TURN_PARAMETERS, SHARES, FIRST_TURN = _turn_table()
PARENT_ARRAY = np.array(PARENT_INDEX, np.int32)
PARAMETER_COUNT = len(PARAMETERS)
NOTHING: Ints = np.zeros(0, np.int32)


@dataclass(frozen=True)
class _Bones:
    """Every joint at one set of angles."""

    position: Floats
    axes: Floats
    """(turns, 3) the axis of every elementary turn."""
    real: Floats
    dual: Floats


def _bones_at(body: Rig, values: Floats, base: Floats) -> _Bones:
    return _Bones(
        *_bones(
            body.offsets,
            body.heads,
            body.binds,
            PARENT_ARRAY,
            TURN_PARAMETERS,
            SHARES,
            FIRST_TURN,
            AXES,
            values,
            base,
        )
    )


def _derivatives(
    at: _Bones,
    bones: Ints,
    shares: Floats,
    place: Floats,
    facing: Floats,
    still: tuple[int, int] = (0, 0),
    still_above: float = 0.0,
) -> tuple[Floats, Floats]:
    first, last = still
    return _turned(
        at.position,
        at.axes,
        PARENT_ARRAY,
        TURN_PARAMETERS,
        SHARES,
        FIRST_TURN,
        bones,
        shares,
        place,
        facing,
        first,
        last,
        still_above,
    )


def moved(
    body: Rig, where: Points, values: Floats, base: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Positions (N, 3), normals (N, 3) and their derivatives (N, 3, P), per metre and degree."""
    at = _bones_at(body, values, base)
    bones, shares = where.bones, where.shares
    place, facing = _placed(at.real, at.dual, bones, shares, where.shaped(values), where.normals)
    cover = where.patches.get("cover", NOTHING)
    still = (int(cover[0]), int(cover[-1]) + 1) if len(cover) else (0, 0)
    d_place, d_facing = _derivatives(at, bones, shares, place, facing, still, where.cover_below)
    return place, facing, d_place, d_facing


def placed(body: Rig, where: Points, values: Floats, base: Floats) -> Floats:
    """Only the positions (N, 3): quick, for many points."""
    at = _bones_at(body, values, base)
    rest = where.shaped(values)
    place, _ = _placed(at.real, at.dual, where.bones, where.shares, rest, where.normals)
    return place


def moved_rows(
    body: Rig, where: Points, rows: Ints, values: Floats, base: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """What ``moved`` gives, of a few rows of many."""
    at = _bones_at(body, values, base)
    bones, shares = where.bones[rows], where.shares[rows]
    rest, normals = where.shaped(values)[rows], where.normals[rows]
    place, facing = _placed(at.real, at.dual, bones, shares, rest, normals)
    d_place, d_facing = _derivatives(at, bones, shares, place, facing)
    return place, facing, d_place, d_facing


@numba.njit(cache=True)
def _quaternion(m: Floats) -> Floats:
    """x, y, z, w of a rotation, from the largest component."""
    squares = np.array(
        [
            1 + m[0, 0] - m[1, 1] - m[2, 2],
            1 - m[0, 0] + m[1, 1] - m[2, 2],
            1 - m[0, 0] - m[1, 1] + m[2, 2],
            1 + m[0, 0] + m[1, 1] + m[2, 2],
        ]
    )
    xy, xz, yz = m[0, 1] + m[1, 0], m[0, 2] + m[2, 0], m[1, 2] + m[2, 1]
    wx, wy, wz = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    best = np.argmax(squares)
    if best == 0:
        q = np.array([squares[0], xy, xz, wx])
    elif best == 1:
        q = np.array([xy, squares[1], yz, wy])
    elif best == 2:
        q = np.array([xz, yz, squares[2], wz])
    else:
        q = np.array([wx, wy, wz, squares[3]])
    unit: Floats = q / np.sqrt((q * q).sum())
    return unit


@numba.njit(cache=True)
def _bones(
    offsets: Floats,
    heads: Floats,
    binds: Floats,
    parents: Ints,
    turn_parameters: Ints,
    turn_shares: Floats,
    first: Ints,
    axes: Ints,
    values: Floats,
    base: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """The joints' positions and dual quaternions, and the axis of every elementary turn."""
    joints = len(parents)
    rotation = np.zeros((joints, 3, 3))
    position = np.zeros((joints, 3))
    axis_of = np.zeros((len(axes), 3))
    real = np.zeros((joints, 4))
    dual = np.zeros((joints, 4))
    for j in range(joints):
        p = parents[j]
        if p < 0:
            turned = base.copy()
            position[j] = values[:3]
        else:
            turned = rotation[p].copy()
            position[j] = position[p] + turned @ offsets[j]
        for e in range(first[j], first[j + 1]):
            axis = axes[e]
            # The axis of an elementary turn is the one the turns before it have left it at.
            axis_of[e] = turned[:, axis]
            angle = np.radians(turn_shares[e] * values[turn_parameters[e]])
            c, s = np.cos(angle), np.sin(angle)
            a, b = (axis + 1) % 3, (axis + 2) % 3
            first_column = turned[:, a] * c + turned[:, b] * s
            second_column = turned[:, b] * c - turned[:, a] * s
            turned[:, a] = first_column
            turned[:, b] = second_column
        rotation[j] = turned
        bone = turned @ binds[j]
        q = _quaternion(bone)
        if p >= 0 and (q * real[p]).sum() < 0:
            q = -q
        t = position[j] - bone @ heads[j]
        real[j] = q
        dual[j, 0] = 0.5 * (t[0] * q[3] + t[1] * q[2] - t[2] * q[1])
        dual[j, 1] = 0.5 * (-t[0] * q[2] + t[1] * q[3] + t[2] * q[0])
        dual[j, 2] = 0.5 * (t[0] * q[1] - t[1] * q[0] + t[2] * q[3])
        dual[j, 3] = -0.5 * (t[0] * q[0] + t[1] * q[1] + t[2] * q[2])
    return position, axis_of, real, dual


@numba.njit(cache=True)
def _placed(
    real: Floats, dual: Floats, bones: Ints, weights: Floats, rest: Floats, normals: Floats
) -> tuple[Floats, Floats]:
    count = len(bones)
    place = np.zeros((count, 3))
    facing = np.zeros((count, 3))
    for i in range(count):
        x = y = z = w = dx = dy = dz = dw = 0.0
        for k in range(bones.shape[1]):
            j = bones[i, k]
            share = weights[i, k]
            x += share * real[j, 0]
            y += share * real[j, 1]
            z += share * real[j, 2]
            w += share * real[j, 3]
            dx += share * dual[j, 0]
            dy += share * dual[j, 1]
            dz += share * dual[j, 2]
            dw += share * dual[j, 3]
        norm = 1.0 / np.sqrt(x * x + y * y + z * z + w * w)
        x, y, z, w = x * norm, y * norm, z * norm, w * norm
        dx, dy, dz, dw = dx * norm, dy * norm, dz * norm, dw * norm
        vx, vy, vz = rest[i, 0], rest[i, 1], rest[i, 2]
        tx, ty, tz = 2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)
        px = vx + w * tx + y * tz - z * ty + 2 * (w * dx - dw * x + y * dz - z * dy)
        py = vy + w * ty + z * tx - x * tz + 2 * (w * dy - dw * y + z * dx - x * dz)
        pz = vz + w * tz + x * ty - y * tx + 2 * (w * dz - dw * z + x * dy - y * dx)
        vx, vy, vz = normals[i, 0], normals[i, 1], normals[i, 2]
        tx, ty, tz = 2 * (y * vz - z * vy), 2 * (z * vx - x * vz), 2 * (x * vy - y * vx)
        nx = vx + w * tx + y * tz - z * ty
        ny = vy + w * ty + z * tx - x * tz
        nz = vz + w * tz + x * ty - y * tx
        place[i, 0], place[i, 1], place[i, 2] = px, py, pz
        facing[i, 0], facing[i, 1], facing[i, 2] = nx, ny, nz
    return place, facing


@numba.njit(cache=True)
def _turned(
    position: Floats,
    axis_of: Floats,
    parents: Ints,
    turn_parameters: Ints,
    shares: Floats,
    first: Ints,
    bones: Ints,
    weights: Floats,
    place: Floats,
    facing: Floats,
    cover_from: int,
    cover_to: int,
    cover_below: float,
) -> tuple[Floats, Floats]:
    """How places and normals move with each angle."""
    count = len(bones)
    d_place = np.zeros((count, 3, PARAMETER_COUNT))
    d_facing = np.zeros((count, 3, PARAMETER_COUNT))
    radian = np.pi / 180.0
    for i in range(count):
        px, py, pz = place[i, 0], place[i, 1], place[i, 2]
        nx, ny, nz = facing[i, 0], facing[i, 1], facing[i, 2]
        if i >= cover_from and i < cover_to and py > cover_below:
            # Skin high above everything: nobody will ask how it moves.
            continue
        for k in range(bones.shape[1]):
            share = weights[i, k]
            if share < 1e-4:
                continue
            j = bones[i, k]
            while j >= 0:
                ox, oy, oz = px - position[j, 0], py - position[j, 1], pz - position[j, 2]
                for e in range(first[j], first[j + 1]):
                    ax, ay, az = axis_of[e, 0], axis_of[e, 1], axis_of[e, 2]
                    f = share * shares[e] * radian
                    p = turn_parameters[e]
                    d_place[i, 0, p] += f * (ay * oz - az * oy)
                    d_place[i, 1, p] += f * (az * ox - ax * oz)
                    d_place[i, 2, p] += f * (ax * oy - ay * ox)
                    d_facing[i, 0, p] += f * (ay * nz - az * ny)
                    d_facing[i, 1, p] += f * (az * nx - ax * nz)
                    d_facing[i, 2, p] += f * (ax * ny - ay * nx)
                j = parents[j]
        for c in range(3):
            d_place[i, c, c] = 1.0
    return d_place, d_facing
