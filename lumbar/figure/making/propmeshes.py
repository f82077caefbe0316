"""Meshes of the things around a person: bed, mat, floor, pillows, a chair, straps, packs, walls.

A scene lists its props as small dictionaries (the clip file carries the same list to the browser);
``build`` turns them into meshes. Metres and degrees; y is up and the surface's top is y = 0.

======== ==========================================================================================
kind     fields
======== ==========================================================================================
pillow   ``at`` [x, y, z] the middle of its underside; ``size`` [half x, half z, height];
         ``turn`` [yaw, pitch, roll]; ``dent``: pressed in the middle by a head
box      ``at`` [x, y, z] the centre; ``size`` half extents; ``round`` edge radius; ``turn``
chair    ``at`` [x, z] the middle of the seat; ``yaw``: 0 faces +z; ``seat``: height above ``floor``
strap    ``path`` [[joint, [x, y, z] in the joint's frame], …]; ``width``
towel    like a strap, thicker
wall     ``at`` [x, z]; ``yaw``: 0 faces +z
pack     an ice or heat pack: ``at`` the centre, ``size`` [half x, half z, thickness], ``turn``
======== ==========================================================================================

``follow`` names a joint: ``at`` and ``turn`` then stand in that joint's frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.raster import Floats, Integers, Mesh

Prop = Mapping[str, Any]
Joints = Mapping[str, tuple[Floats, Floats]]
"""Each joint's world rotation (3, 3) and position (3,)."""


class Slab(NamedTuple):
    """A surface to lie on: half extents along x and z, corner radius, thickness, edge radius."""

    half_x: float
    half_z: float
    corner: float
    thickness: float
    edge: float


SURFACES: Mapping[str, Slab | None] = {
    "bed": Slab(1.06, 0.52, 0.12, 0.24, 0.05),
    "mat": Slab(1.02, 0.42, 0.07, 0.010, 0.004),
    "floor": None,
}
"""What a scene can take place on. Under a mat or bed lies the floor as well."""

FLOOR_UNDER = {"bed": -0.56, "mat": -0.010, "floor": 0.0}
"""Height of the floor, where the surface's top is at 0."""

FLOOR_HALF_X, FLOOR_HALF_Z = 3.0, 2.4
CELL = 0.02
"""Size of the cells that carry light and shadow on a surface."""


class UnknownProp(ValueError):
    """A prop or surface of a kind that nobody has built."""


def build(
    props: Sequence[Prop],
    surface: str,
    joints: Joints | None = None,
    bed: Mapping[str, float] | None = None,
) -> list[Mesh]:
    """Meshes of the surface and of every prop, the surface first.

    ``joints`` is needed by straps and followers (KeyError without it); ``bed`` is how far a bed
    of its own reaches (``x0``, ``x1``, ``z0``, ``z1``). Raises UnknownProp.
    """
    if surface not in SURFACES:
        raise UnknownProp(f"no surface is called {surface!r}: {', '.join(SURFACES)}")
    meshes = surface_meshes(surface, bed)
    for prop in props:
        meshes += prop_meshes(prop, joints or {}, FLOOR_UNDER[surface])
    return meshes


def prop_meshes(prop: Prop, joints: Joints, floor: float = 0.0) -> list[Mesh]:
    """The meshes of one prop; ``floor`` is the height a chair stands on."""
    kind = prop["kind"]
    if kind == "pillow":
        local, triangles = pillow(prop["size"], dent=bool(prop.get("dent")))
        return [Mesh(placed(local, prop, joints), triangles, "pillow")]
    if kind == "box":
        local, triangles = rounded_box(prop["size"], float(prop.get("round", 0.02)))
        return [Mesh(placed(local, prop, joints), triangles, "chair")]
    if kind == "pack":
        local, triangles = pillow(prop["size"], dent=False, square=0.30)
        local[:, 1] -= prop["size"][2] / 2
        return [Mesh(placed(local, prop, joints), triangles, "pack")]
    if kind == "chair":
        return chair(prop, floor)
    if kind in ("strap", "towel"):
        return [strap(prop, joints)]
    if kind == "wall":
        return [wall(prop, floor)]
    raise UnknownProp(f"no prop is called {kind!r}")


def placed(local: Floats, prop: Prop, joints: Joints) -> Floats:
    """Local points where the prop stands: turned, moved, and carried by the joint it follows."""
    points = local @ rotation(prop.get("turn", (0, 0, 0))).T + np.asarray(prop["at"], float)
    follow = prop.get("follow")
    if follow is None:
        return cast(Floats, points)
    turn, position = joints[follow]
    return cast(Floats, points @ turn.T + position)


def rotation(turn: Sequence[float]) -> Floats:
    """Yaw about y, then pitch about the turned x, then roll about the turned z; degrees."""
    yaw, pitch, roll = np.radians(np.asarray(turn, float))
    cy, sy, cx, sx = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    cz, sz = np.cos(roll), np.sin(roll)
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return cast(Floats, about_y @ about_x @ about_z)


# --- Grids ----------------------------------------------------------------------------------------


def grid_triangles(rows: int, columns: int) -> Integers:
    """Triangles of a grid of rows × columns points, numbered row by row."""
    row, column = np.mgrid[0 : rows - 1, 0 : columns - 1]
    first = (row * columns + column).ravel()
    below = first + columns
    return np.concatenate(
        (
            np.stack((first, below, first + 1), axis=1),
            np.stack((first + 1, below, below + 1), axis=1),
        )
    ).astype(np.int32)


def plane(
    half_x: float, half_z: float, height: float, cell: float = CELL
) -> tuple[Floats, Integers]:
    """A flat rectangle of small cells, finest in the middle where the person is."""
    x, z = (
        half * np.sign(steps) * (0.55 * np.abs(steps) + 0.45 * np.abs(steps) ** 3)
        for half in (half_x, half_z)
        for steps in [np.linspace(-1, 1, 2 * round(0.55 * half / cell) + 1)]
    )
    points = np.stack(np.meshgrid(x, z), axis=-1).reshape(-1, 2)
    vertices = np.stack((points[:, 0], np.full(len(points), height), points[:, 1]), axis=1)
    return vertices, grid_triangles(len(z), len(x))


# --- Surfaces -------------------------------------------------------------------------------------


def surface_meshes(surface: str, extent: Mapping[str, float] | None = None) -> list[Mesh]:
    """The floor, and the mat or mattress on it, over the usual extent or one of its own."""
    floor = Mesh(*plane(FLOOR_HALF_X, FLOOR_HALF_Z, FLOOR_UNDER[surface], 2 * CELL), "floor")
    slab = SURFACES[surface]
    if slab is None:
        return [floor]
    middle = np.zeros(3)
    if extent is not None:
        middle[0] = (extent["x0"] + extent["x1"]) / 2
        middle[2] = (extent["z0"] + extent["z1"]) / 2
        slab = slab._replace(half_x=extent["x1"] - middle[0], half_z=extent["z1"] - middle[2])
    vertices, triangles = slab_mesh(slab)
    meshes = [floor, Mesh(vertices + middle, triangles, surface)]
    if surface == "bed":
        depth = (FLOOR_UNDER["bed"] + slab.thickness) / 2
        half = (slab.half_x - 0.03, -depth - 0.02, slab.half_z - 0.03)
        base, base_triangles = rounded_box(half, 0.02)
        base[:, 1] += depth - slab.thickness
        meshes.append(Mesh(base + middle, base_triangles, "frame"))
    return meshes


def slab_outline(slab: Slab, inset: float = 0.0, steps: int = 8) -> Floats:
    """The slab's rounded rectangle (n, 2) of x and z, ``inset`` metres smaller; anticlockwise."""
    radius = max(slab.corner - inset, 0.001)
    quarter = np.linspace(0, np.pi / 2, steps)
    corners = []
    for turn, (sx, sz) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        angle = quarter + turn * np.pi / 2
        centre = np.array([sx * (slab.half_x - slab.corner), sz * (slab.half_z - slab.corner)])
        corners.append(centre + radius * np.stack((np.cos(angle), np.sin(angle)), axis=1))
    return np.concatenate(corners)


def slab_mesh(slab: Slab) -> tuple[Floats, Integers]:
    """A flat top with rounded edges and straight sides."""
    angles = np.linspace(0, np.pi / 2, 5)
    # The innermost ring lies a little under the top's grid, which does not quite fill the corners.
    profile = [(slab.edge + 0.03, 0.0006)]
    profile += [(slab.edge * (1 - np.sin(a)), slab.edge * (1 - np.cos(a))) for a in angles]
    profile.append((0.0, slab.thickness))
    rings = []
    for inset, depth in profile:
        ring = slab_outline(slab, inset)
        rings.append(np.stack((ring[:, 0], np.full(len(ring), -depth), ring[:, 1]), axis=1))
    count = len(rings[0])
    closed = [np.concatenate((ring, ring[:1])) for ring in rings]
    sides = np.concatenate(closed)
    side_triangles = grid_triangles(len(closed), count + 1)[:, ::-1]
    # The top is a fine grid squeezed into the rounded rectangle, so that it can carry shadows.
    top, top_triangles = plane(slab.half_x, slab.half_z, 0.0)
    top[:, [0, 2]] = squeezed(top[:, [0, 2]], slab)
    vertices = np.concatenate((sides, top))
    triangles = np.concatenate((side_triangles, top_triangles + len(sides)))
    return vertices, triangles.astype(np.int32)


def squeezed(points: Floats, slab: Slab) -> Floats:
    """Points of the full rectangle moved inward so that none is outside the slab's flat top."""
    half = np.array([slab.half_x, slab.half_z]) - slab.edge
    radius = slab.corner - slab.edge
    inside = np.clip(points, -half, half)
    over = np.abs(inside) - (half - radius)
    corner: NDArray[np.bool_] = (over[:, 0] > 0) & (over[:, 1] > 0)
    length = np.linalg.norm(over, axis=1)
    shrink = np.where(corner & (length > radius), radius / np.maximum(length, 1e-9), 1.0)
    pulled = np.sign(inside) * (half - radius + over * shrink[:, None])
    return cast(Floats, np.where(corner[:, None], pulled, inside))


# --- Soft things ----------------------------------------------------------------------------------


def pillow(
    size: Sequence[float], dent: bool, square: float = 0.42, steps: int = 36
) -> tuple[Floats, Integers]:
    """A cushion standing on y = 0, its middle over the origin.

    ``size`` is half its length along x and z, and its height; ``square`` is how boxy its plan is:
    1 an ellipse, near 0 a rectangle.
    """

    def power(value: Floats, exponent: float) -> Floats:
        return cast(Floats, np.sign(value) * np.abs(value) ** exponent)

    half_x, half_z, height = size
    up = np.linspace(-0.5, 0.5, steps + 1)[:, None] * np.pi
    around = np.linspace(0, 2, 2 * steps + 1)[None] * np.pi
    ring = power(np.cos(up), 0.75)
    x = ring * power(np.cos(around), square)
    z = ring * power(np.sin(around), square)
    y = power(np.sin(up), 0.75) + 0 * around
    half = height / 2
    lift = half + y * half
    if dent:
        hollow = np.exp(-((x * half_x) ** 2 + (z * half_z) ** 2) / 0.012)
        lift -= (y > 0) * 0.19 * height * hollow
    points = np.stack((x * half_x, lift, z * half_z), axis=-1)
    return welded(points)


def welded(points: Floats) -> tuple[Floats, Integers]:
    """A closed grid (rows, columns + 1, 3) of rings with its seam and poles joined."""
    rows, columns = points.shape[0], points.shape[1] - 1
    number = np.arange(rows)[:, None] * columns + np.arange(columns + 1)[None] % columns
    number[0], number[-1] = number[0, 0], number[-1, 0]
    triangles = number.ravel()[grid_triangles(rows, columns + 1)]
    a, b, c = triangles.T
    kept = triangles[(a != b) & (b != c) & (a != c)]
    return points[:, :-1].reshape(-1, 3).copy(), kept.astype(np.int32)


def rounded_box(half: Sequence[float], radius: float, steps: int = 4) -> tuple[Floats, Integers]:
    """A box about the origin with rounded edges."""
    size = np.asarray(half, float)
    radius = min(radius, float(size.min()) * 0.999)
    polar = np.concatenate(
        [np.linspace(-np.pi / 2, 0, steps + 1), np.linspace(0, np.pi / 2, steps + 1)]
    )
    quarter = np.linspace(0, np.pi / 2, steps + 1)
    around = np.concatenate([quarter + turn * np.pi / 2 for turn in range(4)] + [quarter[:1]])
    row, column = np.meshgrid(polar, around, indexing="ij")
    sphere = np.stack(
        (np.cos(row) * np.cos(column), np.sin(row), np.cos(row) * np.sin(column)), axis=-1
    )
    # Each eighth of the sphere moves to its corner of the box.
    turn = np.minimum(np.arange(len(around)) // (steps + 1), 4) % 4
    sign_x = np.array([1, -1, -1, 1])[turn]
    sign_z = np.array([1, 1, -1, -1])[turn]
    sign_y = np.where(np.arange(len(polar)) <= steps, -1, 1)
    core = size - radius
    points = sphere * radius
    points[..., 0] += sign_x[None] * core[0]
    points[..., 1] += sign_y[:, None] * core[1]
    points[..., 2] += sign_z[None] * core[2]
    rows, columns = points.shape[:2]
    body = points.reshape(-1, 3)
    # Lids close the rings at the bottom and the top.
    top = (rows - 1) * columns
    lids = [(0, step, step + 1) for step in range(1, columns - 2)]
    lids += [(top, top + step + 1, top + step) for step in range(1, columns - 2)]
    sides = grid_triangles(rows, columns)
    return body, np.concatenate((sides, np.array(lids))).astype(np.int32)


# --- Furniture ------------------------------------------------------------------------------------

SEAT_WIDE, SEAT_DEEP, SEAT_THICK = 0.43, 0.42, 0.045
LEG = 0.019
BACK_HEIGHT = 0.42


def chair(prop: Prop, floor: float) -> list[Mesh]:
    """A plain wooden chair: a seat, four legs and a slightly leaning back of two rails."""
    seat = float(prop["seat"])
    half_x, half_z = SEAT_WIDE / 2, SEAT_DEEP / 2
    parts: list[tuple[tuple[float, float, float], tuple[float, float, float], float, float]] = [
        # half extents, centre, edge radius, lean (degrees)
        ((half_x, SEAT_THICK / 2, half_z), (0.0, seat - SEAT_THICK / 2, 0.0), 0.018, 0.0)
    ]
    under = (seat - SEAT_THICK) / 2
    for side in (-1, 1):
        x = side * (half_x - LEG - 0.012)
        for z in (half_z - LEG - 0.015, -half_z + LEG):
            parts.append(((LEG, under, LEG), (x, under, z), 0.010, 0.0))
        post = (BACK_HEIGHT + 0.03) / 2
        centre = (x, seat + post - 0.03, -half_z + LEG - 0.026)
        parts.append(((LEG, post, LEG), centre, 0.010, -7.0))
    for height, half in ((0.36, 0.060), (0.19, 0.035)):
        lean = -half_z + LEG - 0.003 - np.tan(np.radians(7)) * height
        parts.append(((half_x - 0.045, half, 0.010), (0.0, seat + height, lean), 0.009, -7.0))
    turn = rotation((float(prop.get("yaw", 0)), 0, 0))
    offset = np.array([prop["at"][0], floor, prop["at"][1]])
    meshes = []
    for half_size, middle, radius, lean_angle in parts:
        local, triangles = rounded_box(half_size, radius)
        local = local @ rotation((0, lean_angle, 0)).T + np.array(middle)
        meshes.append(Mesh(local @ turn.T + offset, triangles, "chair"))
    return meshes


WALL_HALF, WALL_HEIGHT = 1.6, 2.3


def wall(prop: Prop, floor: float) -> Mesh:
    """A piece of wall standing on the floor."""
    across = np.linspace(-WALL_HALF, WALL_HALF, round(2 * WALL_HALF / CELL / 2))
    up = np.linspace(0, WALL_HEIGHT, round(WALL_HEIGHT / CELL / 2))
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    local = np.stack((points[:, 0], points[:, 1] + floor, np.zeros(len(points))), axis=1)
    turn = rotation((float(prop.get("yaw", 0)), 0, 0))
    offset = np.array([prop["at"][0], 0.0, prop["at"][1]])
    triangles = grid_triangles(len(up), len(across))[:, ::-1]
    return Mesh(local @ turn.T + offset, triangles, "wall")


# --- Ribbons --------------------------------------------------------------------------------------


def strap(prop: Prop, joints: Joints, steps: int = 64) -> Mesh:
    """A ribbon through points on the body, smooth between them."""
    thickness = 0.016 if prop["kind"] == "towel" else 0.004
    width = float(prop.get("width", 0.035))
    knots = []
    for joint, offset in prop["path"]:
        turn, position = joints[joint]
        knots.append(turn @ np.asarray(offset, float) + position)
    line = smooth_line(np.array(knots), steps)
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    across = carried_across(along)
    out = np.cross(along, across)
    angle = np.linspace(0, 2 * np.pi, 13)
    ring = (
        line[:, None]
        - across[:, None]
        * (np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.4)[None, :, None]
        * (width / 2)
        + out[:, None] * np.sin(angle)[None, :, None] * (thickness / 2)
    )
    # The first and last ring close to a point: that is what ``welded`` makes of poles.
    ends = np.concatenate(
        (
            ring[:1].mean(1, keepdims=True).repeat(13, 1),
            ring,
            ring[-1:].mean(1, keepdims=True).repeat(13, 1),
        )
    )
    return Mesh(*welded(ends), "strap")


def smooth_line(knots: Floats, steps: int) -> Floats:
    """``steps`` points evenly spaced on a curve through the knots (k, 3), without overshoot."""
    if len(knots) < 2:
        raise ValueError("a strap needs at least two points")
    gaps = np.linalg.norm(np.diff(knots, axis=0), axis=1)
    at = np.concatenate(([0.0], np.cumsum(np.sqrt(np.maximum(gaps, 1e-6)))))
    padded = np.concatenate((2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]))
    times = np.concatenate(([2 * at[0] - at[1]], at, [2 * at[-1] - at[-2]]))
    moments = np.linspace(0, at[-1], steps * 4)
    span = np.clip(np.searchsorted(at, moments, side="right") - 1, 0, len(knots) - 2)
    # Centripetal Catmull-Rom, as nested linear steps.
    t = [times[span + k][:, None] for k in range(4)]
    p = [padded[span + k] for k in range(4)]
    s = moments[:, None]

    def between(one: Floats, other: Floats, begin: Floats, end: Floats) -> Floats:
        return (one * (end - s) + other * (s - begin)) / (end - begin)

    first, second, third = (between(p[k], p[k + 1], t[k], t[k + 1]) for k in range(3))
    left, right = between(first, second, t[0], t[2]), between(second, third, t[1], t[3])
    curve = between(left, right, t[1], t[2])
    length = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))))
    even = np.linspace(0, length[-1], steps)
    return np.stack([np.interp(even, length, curve[:, axis]) for axis in range(3)], axis=1)


def carried_across(along: Floats) -> Floats:
    """A direction across the line at each point, turning as little as possible on the way."""
    pole = np.eye(3)[int(np.abs(along).mean(0).argmin())]
    across: NDArray[np.float64] = np.empty_like(along)
    current = pole
    for i, direction in enumerate(along):
        current = current - direction * (direction @ current)
        current = current / np.linalg.norm(current)
        across[i] = current
    return across
