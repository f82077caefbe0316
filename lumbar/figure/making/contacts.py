"""What the solver wants to be zero, frame by frame: rests, holds, surfaces, limbs apart.

Every function appends rows (residual, derivative) that are already divided by how far they may be
off, so that 1 is "as far off as is fine".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numba
import numpy as np
from numpy.typing import NDArray

from lumbar.figure import scenes
from lumbar.figure.making.author import MOVING, OTHER
from lumbar.figure.making.collisions import Inside
from lumbar.figure.making.kinematics import Floats, Ints
from lumbar.figure.making.motion import Points
from lumbar.figure.making.propmeshes import FLOOR_UNDER
from lumbar.figure.skeleton import JOINTS, SIDES

HEIGHT_SIGMA = 0.0015
PLACE_SIGMA = 0.0012
HOLD_SIGMA = 0.005
FACING_SIGMA = 0.15
ALONG_SIGMA = 0.03
APART_SIGMA = 0.004
SINK_SIGMA = 0.002
SINK_ALLOWED = 0.0025
"""How deep any skin may be below a surface, metres, before it is pushed out."""
UNDER_SEAT = 0.10
"""Skin further below a seat than this is under it, not in it."""

SEGMENTS: Mapping[str, tuple[str, str]] = {
    "thigh": ("upperleg01", "lowerleg01"),
    "shank": ("lowerleg01", "foot"),
    "foot": ("foot", "toes"),
    "upper-arm": ("upperarm01", "lowerarm01"),
    "elbow-end": ("upperarm02", "lowerarm01"),
    "forearm": ("lowerarm01", "wrist"),
    "hand": ("wrist", "finger3-1"),
}
TRUNK = ("pelvis", "spine01")

FRAME_OF: Mapping[str, str] = {
    # Which bone's axes the offsets of a hold are along, by the beginning of the patch's name.
    "thigh": "upperleg02",
    "shin": "lowerleg01",
    "calf": "lowerleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "foot": "foot",
    "sole": "foot",
    "heel": "foot",
    "instep": "foot",
    "ball": "foot",
    "hip": "pelvis",
    "glute": "pelvis",
    "sacrum": "pelvis",
    "seat": "pelvis",
    "lumbar": "spine04",
    "belly": "spine04",
    "ribs": "spine02",
    "chest": "spine01",
    "scapula": "spine01",
    "shoulder": "upperarm01",
    "upper-arm": "upperarm02",
    "elbow": "lowerarm01",
    "forearm": "lowerarm02",
    "hand": "wrist",
    "palm": "wrist",
    "cheek": "head",
    "occiput": "head",
    "forehead": "head",
}


INSIDE_SIGMA = 0.002
INSIDE_ALLOWED = 0.006
"""How deep one part may press into another, metres, before they are pushed apart."""
INSIDE_NEAR = -0.006
"""Skin that would soon be inside another part is watched too, metres."""


class ContactError(ValueError):
    """A scene names a patch or a limb that does not exist."""


@dataclass
class Rows:
    """Residuals and their derivatives, collected."""

    residuals: list[Floats] = field(default_factory=list)
    derivatives: list[Floats] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What each block of rows is about, for a report of what the scene cannot have."""

    def add(self, label: str, residual: Floats, derivative: Floats) -> None:
        self.labels.append(label)
        self.residuals.append(np.atleast_1d(residual).ravel())
        self.derivatives.append(derivative.reshape(-1, derivative.shape[-1]))


@dataclass(frozen=True)
class Moved:
    """Where the points are, and how they move with the angles."""

    place: Floats
    facing: Floats
    d_place: Floats
    d_facing: Floats


def with_side(patch: str, side: str) -> str:
    """``thigh-back.moving`` → its side; without a word for the side, the given one."""
    stem, dot, which = patch.partition(".")
    if which == "moving":
        return f"{stem}.{MOVING}"
    if which == "other":
        return f"{stem}.{OTHER}"
    return patch if dot else f"{stem}.{side}"


def patch_names(patch: str, known: Mapping[str, Ints]) -> tuple[str, ...]:
    """The patches a scene's word stands for."""
    stem, dot, which = patch.partition(".")
    if which in ("moving", "other"):
        names: tuple[str, ...] = (with_side(patch, ""),)
    elif dot or stem in known:
        names = (patch,)
    else:
        names = tuple(f"{stem}.{side}" for side in SIDES)
    for name in names:
        if name not in known:
            raise ContactError(f"no part of the skin is called {patch!r}")
    return names


def held_patch(grip: scenes.Hold, side: str, known: Mapping[str, Ints]) -> str:
    """The patch a hand lies on: of its own side where the scene names none."""
    for name in (with_side(grip.on, side), grip.on):
        if name in known:
            return name
    raise ContactError(f"no part of the skin is called {grip.on!r}")


def used_joints(held: Sequence[str]) -> list[str]:
    """The joints whose centres or axes some row asks for."""
    ends = {f"{joint}.{side}" for pair in SEGMENTS.values() for joint in pair for side in SIDES}
    frames = {frame_joint(patch) for patch in held}
    return sorted(ends | set(TRUNK) | frames | {f"wrist.{side}" for side in SIDES})


def frame_joint(patch: str) -> str:
    stem, _, side = patch.partition(".")
    for beginning, joint in FRAME_OF.items():
        if stem.startswith(beginning):
            return f"{joint}.{side}" if f"{joint}.{side}" in JOINTS else joint
    raise ContactError(f"nothing says which way {stem!r} lies")


def rest(
    rows: Rows,
    at: Moved,
    name: str,
    points: Ints,
    contact: scenes.Rest,
    weight: float,
    anchor: Floats | None,
) -> None:
    """A patch on the surface: at its height, and where it was put down unless it slides."""
    strength = np.sqrt(weight * contact.weight)
    height = contact.height - contact.sink
    heights = at.place[points, 1]
    if contact.flat:
        rows.add(
            f"{name} height",
            strength * (heights - height) / HEIGHT_SIGMA,
            strength * at.d_place[points, 1] / HEIGHT_SIGMA,
        )
    else:
        lowest = points[np.argsort(heights)[:3]]
        rows.add(
            f"{name} height",
            strength * (at.place[lowest, 1].mean() - height) / HEIGHT_SIGMA,
            strength * at.d_place[lowest, 1].mean(0) / HEIGHT_SIGMA,
        )
    where = anchor if anchor is not None else contact.at
    if where is not None:
        middle, d_middle = at.place[points].mean(0), at.d_place[points].mean(0)
        for axis, wanted in zip((0, 2), where, strict=True):
            rows.add(
                f"{name} place",
                strength * (middle[axis] - wanted) / PLACE_SIGMA,
                strength * d_middle[axis] / PLACE_SIGMA,
            )


def lean(rows: Rows, at: Moved, name: str, points: Ints, x: float, weight: float) -> None:
    """A patch against an upright face at ``x``: its points furthest to the right touch it."""
    strength = np.sqrt(weight) / HEIGHT_SIGMA
    furthest = points[np.argsort(at.place[points, 0])[-3:]]
    rows.add(
        f"{name} against",
        strength * (at.place[furthest, 0].mean() - x),
        strength * at.d_place[furthest, 0].mean(0),
    )


def pointing(rows: Rows, at: Moved, axis_row: int, toward: Floats, weight: float) -> None:
    """A hand's fingers (the −Y axis of the wrist) along a direction of the room."""
    strength = np.sqrt(weight)
    rows.add(
        "fingers point",
        strength * (-at.facing[axis_row] - toward) / FACING_SIGMA,
        -strength * at.d_facing[axis_row] / FACING_SIGMA,
    )


def hold(
    rows: Rows,
    at: Moved,
    where: Points,
    side: str,
    target: str,
    contact: scenes.Hold,
    weight: float,
    clear: float,
) -> None:
    """A palm on a patch, facing it or as the scene says, or ``clear`` metres above it."""
    strength = np.sqrt(weight * contact.weight)
    palm, patch = where.patches[f"palm.{side}"], where.patches[target]
    limb_side = target.partition(".")[2]
    frame = where.joint(frame_joint(target))
    outward = -1.0 if limb_side == "R" else 1.0
    axes, d_axes = at.facing[frame : frame + 3], at.d_facing[frame : frame + 3]

    def along(vector: tuple[float, float, float]) -> tuple[Floats, Floats]:
        v = np.array([vector[0] * outward, vector[1], vector[2]])
        return v @ axes, np.einsum("k,kcp->cp", v, d_axes)

    shift, d_shift = along(contact.offset)
    skin, d_skin = _mean_normal(at, patch)
    gap = at.place[palm].mean(0) - at.place[patch].mean(0) - shift - clear * skin
    d_gap = at.d_place[palm].mean(0) - at.d_place[patch].mean(0) - d_shift - clear * d_skin
    name = f"{side} hand on {target}"
    # The hand finds its own place along the limb; round the limb it is where the scene says.
    up = axes[1]
    along_limb, d_along_limb = gap @ up, up @ d_gap
    rows.add(
        name,
        strength * (gap - along_limb * up) / HOLD_SIGMA,
        strength * (d_gap - np.outer(up, d_along_limb)) / HOLD_SIGMA,
    )
    rows.add(
        f"{name}, along",
        np.array([strength * along_limb / ALONG_SIGMA]),
        (strength * d_along_limb / ALONG_SIGMA)[None],
    )
    faces, d_faces = _mean_normal(at, palm)
    if contact.faces is not None:
        wanted, d_wanted = along(contact.faces)
        length = np.linalg.norm(wanted)
        wanted, d_wanted = wanted / length, d_wanted / length
    else:
        wanted, d_wanted = -skin, -d_skin
    rows.add(
        f"{name}, facing",
        strength * (faces - wanted) / FACING_SIGMA,
        strength * (d_faces - d_wanted) / FACING_SIGMA,
    )
    if contact.fingers is not None:
        wanted, d_wanted = along(contact.fingers)
        length = np.linalg.norm(wanted)
        wrist_y = where.joint(f"wrist.{side}") + 1
        rows.add(
            f"{name}, fingers",
            strength * (-at.facing[wrist_y] - wanted / length) / FACING_SIGMA,
            strength * (-at.d_facing[wrist_y] - d_wanted / length) / FACING_SIGMA,
        )


def out_of_each_other(rows: Rows, of: Inside, vertices: Moved, nearest: Moved) -> None:
    """Skin that is inside another part comes out, the shortest way; both parts may move."""
    depth = ((nearest.place - vertices.place) * of.facing).sum(1) - of.gives - INSIDE_ALLOWED
    deep = np.nonzero(depth > 0)[0]
    if len(deep):
        # The skin is looked at again before it has turned much: it faces the same way till then.
        d_depth = np.einsum(
            "nc,ncp->np", of.facing[deep], nearest.d_place[deep] - vertices.d_place[deep]
        )
        rows.add("inside each other", depth[deep] / INSIDE_SIGMA, d_depth / INSIDE_SIGMA)


def _mean_normal(at: Moved, points: Ints) -> tuple[Floats, Floats]:
    mean, d_mean = at.facing[points].mean(0), at.d_facing[points].mean(0)
    length = float(np.linalg.norm(mean))
    unit = mean / length
    return unit, (d_mean - np.outer(unit, unit @ d_mean)) / length


def depth_below(place: Floats, scene: scenes.Scene) -> Floats:
    """How deep each point (n, 3) is below the surface there, metres; negative above it."""
    level = np.zeros(len(place))
    if scene.bed is not None:
        x0, x1, z0, z1 = scene.bed
        beside = (place[:, 0] < x0) | (place[:, 0] > x1) | (place[:, 2] < z0) | (place[:, 2] > z1)
        level[beside] = FLOOR_UNDER[scene.surface]
    for x0, x1, z0, z1, height in scene.seats:
        over = (place[:, 0] > x0) & (place[:, 0] < x1) & (place[:, 2] > z0) & (place[:, 2] < z1)
        level = np.where(over & (place[:, 1] > height - UNDER_SEAT), height, level)
    depth: Floats = level - place[:, 1]
    return depth


def above_surfaces(rows: Rows, at: Moved, points: Ints, scene: scenes.Scene) -> None:
    """No skin below the floor or inside a seat."""
    depth = depth_below(at.place[points], scene) - SINK_ALLOWED
    inside = np.nonzero(depth > 0)[0]
    if len(inside):
        rows.add(
            "below the surface",
            depth[inside] / SINK_SIGMA,
            -at.d_place[points[inside], 1] / SINK_SIGMA,
        )


@numba.njit(cache=True)
def closest(p0: Floats, p1: Floats, q0: Floats, q1: Floats) -> tuple[float, float]:
    """How far along two segments (0 to 1 each) they come closest."""
    a = b = c = d = e = 0.0
    for axis in range(3):
        u, v, w = p1[axis] - p0[axis], q1[axis] - q0[axis], p0[axis] - q0[axis]
        a += u * u
        b += u * v
        c += v * v
        d += u * w
        e += v * w
    det = a * c - b * b
    s = min(max((b * e - c * d) / det, 0.0), 1.0) if det > 1e-9 else 0.5
    t = min(max((b * s + e) / c, 0.0), 1.0)
    s = min(max((b * t - d) / a, 0.0), 1.0)
    return s, t


@dataclass(frozen=True)
class Pairs:
    """Limbs kept from each other: rows of their ends, and how far apart."""

    labels: tuple[str, ...]
    ends: Ints
    """(n, 4) the rows of the two limbs' ends."""
    metres: Floats
    near: NDArray[np.bool_]
    """True where that is the most, False where it is the least."""


def pairs(where: Points, wanted: Sequence[tuple[tuple[str, str], float, bool]]) -> Pairs:
    """The pairs of limbs, ready to be measured. Raises ContactError for an unknown limb."""
    return Pairs(
        tuple(f"{a} and {b}" for (a, b), _, _ in wanted),
        np.array([_ends(where, a) + _ends(where, b) for (a, b), _, _ in wanted], np.int32),
        np.array([metres for _, metres, _ in wanted]),
        np.array([near for _, _, near in wanted]),
    )


def limbs_apart(rows: Rows, at: Moved, of: Pairs) -> None:
    """Limbs' axes at least (or at most) so far from each other."""
    wrong, short, derivative = _apart(at.place, at.d_place, of.ends, of.metres, of.near)
    for number, pair in enumerate(wrong):
        rows.add(of.labels[pair], short[number : number + 1], derivative[number : number + 1])


@numba.njit(cache=True)
def _apart(
    place: Floats, d_place: Floats, ends: Ints, metres: Floats, near: NDArray[np.bool_]
) -> tuple[Ints, Floats, Floats]:
    count = len(ends)
    wrong = np.zeros(count, np.int32)
    short = np.zeros(count)
    derivative = np.zeros((count, d_place.shape[2]))
    found = 0
    for n in range(count):
        i, j, k, m = ends[n, 0], ends[n, 1], ends[n, 2], ends[n, 3]
        s, t = closest(place[i], place[j], place[k], place[m])
        gap = (1 - s) * place[i] + s * place[j] - (1 - t) * place[k] - t * place[m]
        distance = np.sqrt((gap * gap).sum())
        lacking = metres[n] - distance
        if (lacking > 0) == near[n] or distance < 1e-6:
            continue
        wrong[found] = n
        short[found] = lacking / APART_SIGMA
        for axis in range(3):
            out = gap[axis] / distance / APART_SIGMA
            derivative[found] -= out * ((1 - s) * d_place[i, axis] + s * d_place[j, axis])
            derivative[found] += out * ((1 - t) * d_place[k, axis] + t * d_place[m, axis])
        found += 1
    return wrong[:found], short[:found], derivative[:found]


def _ends(where: Points, limb: str) -> tuple[int, int]:
    stem, _, side = limb.partition(".")
    if stem == "trunk":
        return where.joint(TRUNK[0]), where.joint(TRUNK[1])
    if stem not in SEGMENTS:
        raise ContactError(f"no limb is called {limb!r}")
    side = {"moving": MOVING, "other": OTHER}.get(side, side)
    first, last = SEGMENTS[stem]
    return where.joint(f"{first}.{side}"), where.joint(f"{last}.{side}")
