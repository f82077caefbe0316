"""What must be true of every movement of every body, measured on the finished skin.

Each check gives the worst value it found and the limit it is held to. They look at the files as
the browser will read them, not at what the solver believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError, cKDTree

from lumbar.figure.making import collisions, contacts, patches, people
from lumbar.figure.making.author import Key, Script
from lumbar.figure.making.clipfile import Clip
from lumbar.figure.making.kinematics import PARENT_INDEX, Floats, Ints, forward, normals
from lumbar.figure.making.meshfile import DecodedBody
from lumbar.figure.skeleton import INDEX, JOINTS, MIRROR, PARAMETERS, SIDES

LIMIT_SLACK = 1.0
SLIDE = 2.0
GAP = 6.0
SINK: Mapping[str, float] = {"bed": 35.0, "mat": 10.0, "floor": 10.0}
STEP = 6.0
THROUGH = 12.0
OUTSIDE = 10.0
"""How far the centre of mass may be outside the support, millimetres (the skin's own error)."""
TWIN = 0.1
TARGET = 3.0
HOLD = 15.0

MOMENTS = tuple(np.linspace(0, 1, 9))
"""When on the way limbs and balance are looked at: the dear checks."""


@dataclass(frozen=True)
class Verdict:
    """The worst of one check on one clip."""

    check: str
    worst: float
    limit: float
    unit: str
    where: str
    """What was worst: a joint, a patch, a pair of limbs."""

    @property
    def passed(self) -> bool:
        return self.worst <= self.limit + 1e-6


@dataclass(frozen=True)
class Subject:
    """One clip on one body, posed."""

    script: Script
    clip: Clip
    body: DecodedBody
    posed: Floats
    """(F, n, 3)"""

    @property
    def keys(self) -> Iterator[tuple[Key, int]]:
        """Start and end, each with its frame."""
        yield self.script.keys[0], 0
        yield self.script.keys[-1], len(self.posed) - 1


def subject(script: Script, clip: Clip) -> Subject:
    """The clip's movement on its body."""
    body = people.body(clip.body)
    return Subject(script, clip, body, people.posed(body, clip.values, clip.base))


@cache
def vertex_patches(body: str) -> Mapping[str, Ints]:
    """The vertices of every patch of a body."""
    of = people.body(body)
    return patches.patches(patches.neutral(of.rig, of.weights, of.vertices, of.triangles))


def everything(of: Subject) -> list[Verdict]:
    """All checks of one clip."""
    return [check(of) for check in CHECKS]


def worst_of(check: str, found: Sequence[tuple[float, str]], limit: float, unit: str) -> Verdict:
    value, where = max(found, default=(0.0, ""), key=lambda pair: pair[0])
    return Verdict(check, round(float(value), 2), limit, unit, where)


def joint_limits(of: Subject) -> Verdict:
    """No angle outside what the joint can do."""
    over = np.maximum(of.script.least - of.clip.values, of.clip.values - of.script.most).max(0)
    return worst_of("joint limits", list(zip(over, PARAMETERS, strict=True)), LIMIT_SLACK, "°")


def targets(of: Subject) -> Verdict:
    """Start and end as the exercise's data say."""
    found = [(0.0, "")]
    for key, frame in of.keys:
        values = of.clip.values[frame]
        found += [
            (abs(values[INDEX[name]] - key.target[INDEX[name]]), f"{name} at the {key.name}")
            for name in of.script.named
        ]
        if key.incline is not None:
            found.append((abs(trunk_incline(of, frame) - key.incline), f"trunk at the {key.name}"))
    return worst_of("catalogue angles", found, TARGET, "°")


def trunk_incline(of: Subject, frame: int) -> float:
    """The angle of the line from shoulders to hips against the floor, degrees."""
    _, positions = forward(of.body.rig, of.clip.values[frame : frame + 1], of.clip.base)
    middle = {
        joint: positions[0, [JOINTS.index(f"{joint}.{side}") for side in SIDES]].mean(0)
        for joint in ("upperleg01", "upperarm01")
    }
    line = middle["upperleg01"] - middle["upperarm01"]
    return float(np.degrees(np.arcsin(line[1] / np.linalg.norm(line))))


def smoothness(of: Subject) -> Verdict:
    """No joint jumps from frame to frame."""
    if len(of.clip.values) < 2:
        return Verdict("smoothness", 0.0, STEP, "°/frame", "")
    steps = np.abs(np.diff(of.clip.values[:, 3:], axis=0)).max(0)
    return worst_of("smoothness", list(zip(steps, PARAMETERS[3:], strict=True)), STEP, "°/frame")


def _rests(of: Subject) -> Iterator[tuple[str, bool, float, Sequence[str], Ints]]:
    known = vertex_patches(of.clip.body)
    for rest in of.script.scene.rest:
        for name in contacts.patch_names(rest.patch, known):
            yield name, rest.slide, rest.height, rest.during, known[name]


def slide(of: Subject) -> Verdict:
    """What is planted from start to end stays where it is."""
    found = [(0.0, "")]
    for name, slides, _, during, skin in _rests(of):
        if slides or not {"start", "end"} <= set(during):
            continue
        middle = of.posed[:, skin].mean(1)[:, [0, 2]]
        found.append((float(np.linalg.norm(middle - middle[0], axis=1).max()) * 1000, name))
    return worst_of("planted contacts slide", found, SLIDE, "mm")


def gap(of: Subject) -> Verdict:
    """What rests at the start or the end really touches."""
    found = [(0.0, "")]
    for name, _, height, during, skin in _rests(of):
        for key, frame in of.keys:
            if key.name in during:
                lowest = np.sort(of.posed[frame, skin, 1])[:3].mean() - height
                found.append((float(lowest) * 1000, f"{name} at the {key.name}"))
    return worst_of("contact gap", found, GAP, "mm")


def sink(of: Subject) -> Verdict:
    """No skin deeper in the surface than it gives way."""
    limit = SINK[of.clip.surface]
    known = vertex_patches(of.clip.body)
    allowed = np.zeros(len(of.body.vertices), bool)
    for patch in of.script.scene.through:
        for name in contacts.patch_names(patch, known):
            allowed |= _around(of.body, known[name])
    depth = contacts.depth_below(of.posed.reshape(-1, 3), of.script.scene).reshape(
        of.posed.shape[:2]
    )
    depth[:, allowed] = 0.0
    frame, vertex = np.unravel_index(depth.argmax(), depth.shape)
    bone = JOINTS[int(of.body.weights[vertex].argmax())]
    return worst_of("sink", [(float(depth.max()) * 1000, f"{bone}, frame {frame}")], limit, "mm")


def _around(body: DecodedBody, skin: Ints) -> NDArray[np.bool_]:
    """The vertices held by the same bones as a patch."""
    bones = np.unique(body.weights[skin].argmax(1))
    return np.isin(body.weights.argmax(1), bones)


def holds(of: Subject) -> Verdict:
    """Hands that hold something touch it."""
    known = vertex_patches(of.clip.body)
    found = [(0.0, "")]
    for grip in of.script.scene.hold:
        for side in {"moving": ("R",), "other": ("L",), "both": SIDES}[grip.hand]:
            target = contacts.held_patch(grip, side, known)
            skin_part = _part_of(of.body, int(of.body.weights[known[target]].sum(0).argmax()))
            for key, frame in of.keys:
                if key.name in grip.during:
                    height = _height(
                        of, frame, known[f"palm.{side}"], np.nonzero(skin_part)[0].astype(np.int32)
                    )
                    found.append((height * 1000, f"{side} hand at the {key.name}"))
    return worst_of("hands hold", found, HOLD, "mm")


def _height(of: Subject, frame: int, palm: Ints, skin: Ints) -> float:
    """How high the nearest of the palm is above other skin, metres."""
    vertices = of.posed[frame]
    facing = normals(vertices, of.body.triangles)
    nearest = skin[np.asarray(cKDTree(vertices[skin]).query(vertices[palm])[1])]
    heights = np.abs(((vertices[palm] - vertices[nearest]) * facing[nearest]).sum(1))
    return float(heights.min())


def _part_of(body: DecodedBody, joint: int) -> NDArray[np.bool_]:
    """The vertices of a limb: those of the joint, its parent and its children."""
    children = [child for child, parent in enumerate(PARENT_INDEX) if parent == joint]
    return np.isin(body.weights.argmax(1), [joint, max(PARENT_INDEX[joint], 0), *children])


NOTICED = 0.005


@cache
def _skin(body: str) -> collisions.Skin:
    of = people.body(body)
    return collisions.skin(of.weights, of.triangles)


def through(of: Subject) -> Verdict:
    """No limb inside another: no skin of one part behind the skin of others and inside."""
    parts = _skin(of.clip.body)
    found = [(0.0, "")]
    for moment in MOMENTS:
        frame = round(moment * (len(of.posed) - 1))
        vertices = np.ascontiguousarray(of.posed[frame])
        facing = normals(vertices, of.body.triangles)
        inside = collisions.inside(parts, vertices, facing, NOTICED)
        for depth, (part, other) in zip(inside.depth, inside.parts, strict=True):
            found.append(
                (depth * 1000, f"{parts.names[part]} in {parts.names[other]}, frame {frame}")
            )
    return worst_of("limb through limb", found, THROUGH, "mm")


def balance(of: Subject) -> Verdict:
    """The centre of mass stays over what carries the body."""
    found = [(0.0, "")]
    for moment in MOMENTS:
        frame = round(moment * (len(of.posed) - 1))
        found.append((outside_support(of, of.posed[frame]) * 1000, f"frame {frame}"))
    return worst_of("balance", found, OUTSIDE, "mm")


TOUCHING = 0.012


def outside_support(of: Subject, vertices: Floats) -> float:
    """How far the centre of mass is outside the hull of what touches, metres; 0 inside."""
    touching = contacts.depth_below(vertices, of.script.scene) > -TOUCHING
    for rest in of.script.scene.rest:
        if rest.height > 0:
            for name in contacts.patch_names(rest.patch, vertex_patches(of.clip.body)):
                touching[vertex_patches(of.clip.body)[name]] = True
    ground = vertices[touching][:, [0, 2]]
    centre = centre_of_mass(vertices, of.body.triangles)[[0, 2]]
    try:
        hull = ConvexHull(ground)
    except (QhullError, ValueError):
        return float("inf")
    return float(max(0.0, (hull.equations @ np.append(centre, 1.0)).max()))


def centre_of_mass(vertices: Floats, triangles: Ints) -> Floats:
    """The centre of the volume inside the skin: flesh is nearly as dense everywhere."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
    centre: Floats = ((a + b + c) * volume[:, None]).sum(0) / 4 / volume.sum()
    return centre


def mirrored(clip: Clip) -> tuple[Floats, Floats]:
    """The other side's angles (F, P) and base, as the browser works them out."""
    values = np.stack([clip.values[:, source] * sign for source, sign in MIRROR], 1)
    values[:, clip.mirror_axis] *= -1
    flip = np.eye(3)
    flip[clip.mirror_axis, clip.mirror_axis] = -1
    return values, flip @ clip.base @ np.diag([-1.0, 1.0, 1.0])


def symmetry(of: Subject) -> Verdict:
    """The other side is the mirror image, vertex by vertex."""
    values, base = mirrored(of.clip)
    frames = [0, len(values) // 2, len(values) - 1]
    other = people.posed(of.body, values[frames], base)
    reflected = of.posed[frames][:, of.body.twin].copy()
    reflected[..., of.clip.mirror_axis] *= -1
    furthest = float(np.linalg.norm(other - reflected, axis=2).max()) * 1000
    return Verdict("mirrored side", round(furthest, 3), TWIN, "mm", "")


CHECKS: tuple[Callable[[Subject], Verdict], ...] = (
    joint_limits,
    targets,
    smoothness,
    slide,
    gap,
    sink,
    holds,
    through,
    balance,
    symmetry,
)
