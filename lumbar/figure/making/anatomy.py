"""Loads the bare human: mesh, shape, joint centres, skinning weights and the way to stand straight.

The mesh is MakeHuman's, shaped by a weighted sum of its targets. Everything is made exactly
symmetric, so that a movement of the left side mirrors into the same movement of the right.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from lumbar.figure.making import sources
from lumbar.figure.making.kinematics import Floats, Ints, Rig, axis_rotation, rig
from lumbar.figure.skeleton import AXIS_Y, AXIS_Z, FINGERS, JOINTS, PHALANGES

DECIMETRE = 0.1
"""MakeHuman's unit."""

TOE_OUT = 5.0
"""Degrees that the feet point outward in quiet standing."""

SHOULDER_DROP = 7.0
"""Degrees that the collar bones sink from the rest pose, whose arms are spread, to standing."""

DOWN = np.array([0.0, -1.0, 0.0])
LEFT = np.array([1.0, 0.0, 0.0])
FRONT = np.array([0.0, 0.0, 1.0])
MIRROR = np.array([-1.0, 1.0, 1.0])

Shape = Mapping[str, float]
"""Shape targets (files of the data package) and how much of each."""


@dataclass(frozen=True)
class Anatomy:
    """A bare body in the rest pose of the rig, metres, the middle of the body at x = 0."""

    vertices: Floats
    """(n, 3)"""
    quads: Ints
    """(m, 4) counter-clockwise seen from outside."""
    twin: Ints
    """(n,) the vertex that mirrors each vertex."""
    weights: Floats
    """(n, J) shares of the joints; rows sum to 1."""
    heads: Mapping[str, Floats]
    """Joint centres (3,)."""
    neutral: Mapping[str, Floats]
    """(3, 3) turns from the rest pose to the anatomical position."""

    @cached_property
    def rig(self) -> Rig:
        """Joint centres and turns as arrays in the order of ``skeleton.JOINTS``."""
        return rig(
            np.array([self.heads[joint] for joint in JOINTS]),
            np.array([self.neutral[joint] for joint in JOINTS]),
        )


def load(folder: Path, shape: Shape) -> Anatomy:
    """The bare body of a shape.

    ``folder`` is what :func:`sources.fetch` returned for the files of the shape.
    """
    base, groups = _base_mesh(folder / sources.BASE_MESH)
    # The package's own base mesh mirrors exactly; its targets do so to a fraction of a millimetre.
    twin: Ints = np.asarray(cKDTree(base).query(base * MIRROR)[1], np.int32)
    shaped = base.copy()
    for name, amount in shape.items():
        _add_target(shaped, folder / name, amount)
    shaped *= DECIMETRE
    shaped = (shaped + shaped[twin] * MIRROR) / 2

    heads = _joint_centres(folder / sources.RIG, shaped, groups)
    weights = _weights(folder / sources.WEIGHTS, len(shaped))

    quads = np.array(groups["body"], np.int32)
    used = np.unique(quads)
    renumber = np.full(len(shaped), -1, np.int32)
    renumber[used] = np.arange(len(used))
    weights = weights[used]
    return Anatomy(
        vertices=shaped[used],
        quads=renumber[quads],
        twin=renumber[twin[used]],
        weights=weights / weights.sum(1, keepdims=True),
        heads=heads,
        neutral=_neutral_turns(heads),
    )


def mirrored_joint(joint: str) -> str:
    """The joint on the other side; a joint in the middle is its own mirror image."""
    if joint.endswith(".L"):
        return joint[:-1] + "R"
    if joint.endswith(".R"):
        return joint[:-1] + "L"
    return joint


MIRRORED_JOINTS = np.array([JOINTS.index(mirrored_joint(joint)) for joint in JOINTS])
"""For each column of the weights, the column of the other side."""


def _base_mesh(path: Path) -> tuple[Floats, dict[str, list[list[int]]]]:
    """Vertices (n, 3) in decimetres, and the faces of each named group."""
    vertices: list[list[float]] = []
    groups: dict[str, list[list[int]]] = {}
    faces: list[list[int]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "v":
                vertices.append([float(number) for number in rest.split()[:3]])
            elif kind == "g":
                faces = groups.setdefault(rest.strip(), [])
            elif kind == "f":
                faces.append([int(corner.partition("/")[0]) - 1 for corner in rest.split()])
    return np.array(vertices), groups


def _add_target(vertices: Floats, path: Path, amount: float) -> None:
    """Move the vertices by a share of one target: lines of ``index dx dy dz``."""
    text = path.read_bytes()
    if path.suffix == ".gz":
        text = gzip.decompress(text)
    for line in text.decode("utf-8").splitlines():
        if line and line[0] not in '#"':
            index, *move = line.split()
            vertices[int(index)] += amount * np.array(move, float)


def _joint_centres(
    path: Path, vertices: Floats, groups: Mapping[str, list[list[int]]]
) -> dict[str, Floats]:
    """Where the rig says each joint is on this shape; exactly symmetric."""
    bones: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))

    def centre(bone: str) -> Floats:
        place = bones[bone]["head"]
        match place["strategy"]:
            case "CUBE":
                corners = {corner for face in groups[place["cube_name"]] for corner in face}
                return np.asarray(vertices[sorted(corners)].mean(0))
            case "VERTEX":
                return np.asarray(vertices[place["vertex_index"]])
            case _:
                return np.asarray(vertices[place["vertex_indices"]].mean(0))

    heads: dict[str, Floats] = {}
    for joint in JOINTS:
        if joint.endswith(".R"):
            heads[joint] = heads[mirrored_joint(joint)] * MIRROR
        elif joint == "toes.L":
            # One hinge for all toes, through the middle of their roots.
            heads[joint] = np.mean([centre(f"toe{toe}-1.L") for toe in range(1, 6)], 0)
        elif joint.endswith(".L"):
            heads[joint] = centre(joint)
        elif joint != "pelvis":
            heads[joint] = centre(joint) * [0, 1, 1]
    heads["pelvis"] = (heads["upperleg01.L"] + heads["upperleg01.R"]) / 2
    return {joint: heads[joint] for joint in JOINTS}


def _weights(path: Path, vertices: int) -> Floats:
    table = json.loads(path.read_text(encoding="utf-8"))["weights"]
    weights = np.zeros((vertices, len(JOINTS)))
    for bone, shares in table.items():
        column = JOINTS.index(_moving_joint(bone))
        for vertex, share in shares:
            weights[vertex, column] += share
    return weights


def _moving_joint(bone: str) -> str:
    """The joint of our skeleton that carries a bone of the much finer rig."""
    if bone in JOINTS:
        return bone
    stem, _, side = bone.rpartition(".")
    if stem.startswith("toe"):
        return f"toes.{side}"
    if stem.startswith("metacarpal"):
        return f"wrist.{side}"
    if stem == "breast":
        return "spine02"
    if bone == "root" or stem == "pelvis":
        return "pelvis"
    return "head"  # jaw, eyes, lips, tongue: this face rests


def _between(start: Floats, end: Floats) -> Floats:
    """The smallest turn (3, 3) that takes one direction into another."""
    start, end = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis = np.cross(start, end)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn: Floats = np.eye(3) + cross + cross @ cross / (1 + start @ end)
    return turn


def _frame(along: Floats, across: Floats) -> Floats:
    """Orthonormal axes (columns): ``along``, and ``across`` made square to it, as Y and X."""
    y = along / np.linalg.norm(along)
    x = across - (across @ y) * y
    x = x / np.linalg.norm(x)
    return np.stack([x, y, np.cross(x, y)], 1)


def _half(turn: Floats) -> Floats:
    """Half of a turn, about the same axis."""
    half: Floats = Rotation.from_rotvec(Rotation.from_matrix(turn).as_rotvec() / 2).as_matrix()
    return half


def _neutral_turns(heads: Mapping[str, Floats]) -> dict[str, Floats]:
    """Turns from the rest pose to standing with arms down, thumbs forward, feet almost parallel."""
    turns = {joint: np.eye(3) for joint in JOINTS}
    turns.update(_leg_turns(heads))
    turns.update(_arm_turns(heads))
    flip = np.diag(MIRROR)
    for joint in JOINTS:
        if joint.endswith(".R"):
            turns[joint] = flip @ turns[mirrored_joint(joint)] @ flip
    return turns


def _leg_turns(heads: Mapping[str, Floats]) -> dict[str, Floats]:
    hip, knee, ankle, toes = (
        heads[f"{joint}.L"] for joint in ("upperleg01", "lowerleg01", "foot", "toes")
    )
    thigh = _between(knee - hip, DOWN)
    shank = _between(ankle - knee, DOWN)
    foot_line = toes - ankle
    outward = np.degrees(np.arctan2(foot_line[0], foot_line[2]))
    foot = axis_rotation(AXIS_Y, np.asarray(TOE_OUT - outward))
    return {
        "upperleg01.L": thigh,
        "upperleg02.L": thigh,
        "lowerleg01.L": shank,
        "lowerleg02.L": shank,
        "foot.L": foot,
        "toes.L": foot,
    }


def _arm_turns(heads: Mapping[str, Floats]) -> dict[str, Floats]:
    shoulder, elbow, wrist = (
        heads[f"{joint}.L"] for joint in ("upperarm01", "lowerarm01", "wrist")
    )
    upper, fore = elbow - shoulder, wrist - elbow
    # The rest pose bends the elbow a little, which shows the axis it bends about. In the
    # anatomical position this axis is the body's left-right axis.
    hinge = np.cross(fore, upper)
    hinge = hinge if hinge[0] > 0 else -hinge
    target = _frame(DOWN, LEFT)
    upper_turn = target @ _frame(upper, hinge).T
    fore_turn = target @ _frame(fore, hinge).T

    knuckle = {finger: heads[f"finger{finger}-1.L"] for finger in FINGERS}
    hand_line = (knuckle[3] + knuckle[4]) / 2 - wrist
    # From the little to the index finger: forward when the thumb points forward.
    hand = _frame(DOWN, FRONT) @ _frame(hand_line, knuckle[2] - knuckle[5]).T

    # Arms that hang let the shoulders down.
    lowered = axis_rotation(AXIS_Z, np.asarray(-SHOULDER_DROP))
    # A twist of the limb about itself is spread over two bones.
    hanging = _between(upper, DOWN)
    turns = {
        "clavicle.L": lowered,
        "shoulder01.L": lowered,
        "upperarm01.L": _half(upper_turn @ hanging.T) @ hanging,
        "upperarm02.L": upper_turn,
        "lowerarm01.L": fore_turn,
        "lowerarm02.L": _half(hand @ fore_turn.T) @ fore_turn,
        "wrist.L": hand,
    }
    for finger in FINGERS:
        for phalanx in PHALANGES:
            turns[f"finger{finger}-{phalanx}.L"] = hand
    return turns
