"""Where one part of the body is inside another: found for the solver, and judged by the checks.

A vertex is inside another part when it lies behind the skin nearest to it and the whole skin goes
round it. Parts that bend against each other at a joint are left out, and soft ones may press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.kinematics import Floats, Ints
from lumbar.figure.skeleton import JOINTS, SIDES

PARTS: Mapping[str, tuple[str, ...]] = {
    "head": ("head", "neck03", "neck02"),
    "chest": ("spine03", "spine02", "spine01"),
    "belly": ("spine05", "spine04", "pelvis"),
    "thigh": ("upperleg02",),
    "shank": ("lowerleg01", "lowerleg02"),
    "foot": ("foot", "toes"),
    "upper arm": ("upperarm02",),
    "forearm": ("lowerarm01", "lowerarm02"),
    "hand": ("wrist", *(f"finger{n}-{k}" for n in range(1, 6) for k in range(1, 4))),
}
SIDED = ("thigh", "shank", "foot", "upper arm", "forearm", "hand")
NEIGHBOURS = {
    frozenset(pair)
    for pair in (
        ("head", "chest"),
        ("chest", "belly"),
        ("belly", "thigh"),
        ("thigh", "shank"),
        ("shank", "foot"),
        ("chest", "upper arm"),
        ("upper arm", "forearm"),
        ("forearm", "hand"),
        # A bent knee brings heel and seat, a bent elbow hand and shoulder, together as flesh does.
        ("thigh", "foot"),
    )
}
SOFT: Mapping[frozenset[str], float] = {
    # Belly and thigh give way to each other in deep bends, seat and calf when sitting on the heels,
    # the side of the trunk to an arm that lies against it. Millimetres beyond what every part may.
    frozenset(("chest", "thigh")): 18.0,
    frozenset(("belly", "foot")): 28.0,
    frozenset(("belly", "shank")): 28.0,
    **{
        frozenset((trunk, arm)): 6.0
        for trunk in ("chest", "belly")
        for arm in ("upper arm", "forearm")
    },
}

REACH = 0.06
"""Skin further than this from other parts is not inside them, metres."""
OFF_SKIN = 0.003
"""How far outside its own skin a vertex is asked whether it is inside somebody, metres."""
SPREAD = 0.012
"""Vertices found for one pair of parts are at least this far from each other, metres."""
MOST = 16
"""As many vertices of a pair of parts as are looked for."""


@dataclass(frozen=True)
class Skin:
    """The skin of a body by parts."""

    triangles: Ints
    names: tuple[str, ...]
    """The parts, a limb's with ``.L`` or ``.R``."""
    order: Ints
    """Vertices of all parts, part by part."""
    first: Ints
    """(parts + 1,) where in ``order`` each part begins."""
    apart: NDArray[np.bool_]
    """(parts, parts) whether two parts must stay out of each other."""
    gives: Floats
    """(parts, parts) how deep they may press beyond what every part may, metres."""


@dataclass(frozen=True)
class Inside:
    """Vertices inside another part, deepest first within each pair of parts."""

    vertex: Ints
    nearest: Ints
    """The skin they are behind."""
    facing: Floats
    """(n, 3) which way that skin faces."""
    depth: Floats
    """Metres beyond what the two parts give."""
    gives: Floats
    parts: Ints
    """(n, 2) the part a vertex belongs to and the part it is in."""


def skin(weights: Floats, triangles: Ints) -> Skin:
    """The parts of a body whose vertices hang on the joints by ``weights`` (n, joints)."""
    owner = weights.argmax(1)
    bone = np.array([JOINTS[n].split(".")[0] for n in owner])
    side = np.array([JOINTS[n].rpartition(".")[2] for n in owner])
    names, members = [], []
    for part, bones in PARTS.items():
        for which in SIDES if part in SIDED else ("",):
            among = np.isin(bone, bones) & ((side == which) if which else True)
            names.append(f"{part}.{which}" if which else part)
            members.append(np.nonzero(among)[0].astype(np.int32))
    soft = [[SOFT.get(frozenset((_stem(a), _stem(b))), 0.0) for b in names] for a in names]
    return Skin(
        np.ascontiguousarray(triangles, np.int32),
        tuple(names),
        np.concatenate(members),
        np.cumsum([0, *(len(own) for own in members)]).astype(np.int32),
        np.array([[a != b and not _neighbours(a, b) for b in names] for a in names]),
        np.array(soft) / 1000,
    )


def _stem(part: str) -> str:
    return part.partition(".")[0]


def _neighbours(a: str, b: str) -> bool:
    side_a, side_b = a.partition(".")[2], b.partition(".")[2]
    same_side = side_a == side_b or not side_a or not side_b
    return same_side and frozenset((_stem(a), _stem(b))) in NEIGHBOURS


def inside(of: Skin, place: Floats, facing: Floats, least: float) -> Inside:
    """Vertices deeper than ``least`` metres inside another part, some for each pair of parts.

    ``place`` and ``facing`` (n, 3) are the whole skin and its outward normals. A negative ``least``
    also finds those that are so near to being inside.
    """
    nearest, depth, parts = _behind(place, facing, of.order, of.first, of.apart, of.gives, REACH)
    found = np.nonzero(depth > least)[0]
    found = found[np.argsort(-depth[found], kind="stable")]
    kept: list[int] = []
    by_pair: dict[tuple[int, int], list[int]] = {}
    for row in found:
        pair = (int(parts[row, 0]), int(parts[row, 1]))
        own = by_pair.setdefault(pair, [])
        vertex = of.order[row]
        if len(own) == MOST or any(
            np.abs(place[vertex] - place[of.order[other]]).max() < SPREAD for other in own
        ):
            continue
        # Behind the nearest skin may still be beside a part's edge: count how often the whole skin
        # goes round the point.
        behind = depth[row] + of.gives[pair] > OFF_SKIN
        off_skin = place[vertex] + OFF_SKIN * facing[vertex]
        if not behind or winding(off_skin, place, of.triangles) > 0.5:
            own.append(int(row))
            kept.append(int(row))
    rows = np.array(kept, np.int32)
    pairs = parts[rows]
    return Inside(
        of.order[rows],
        nearest[rows],
        facing[nearest[rows]],
        depth[rows],
        of.gives[pairs[:, 0], pairs[:, 1]],
        pairs,
    )


@numba.njit(cache=True)
def _behind(
    place: Floats,
    facing: Floats,
    order: Ints,
    first: Ints,
    apart: NDArray[np.bool_],
    gives: Floats,
    reach: float,
) -> tuple[Ints, Floats, Ints]:
    """For each vertex in ``order``: the nearest skin it must stay out of, and how deep behind it.

    Depth is −1 where nothing is in reach.
    """
    parts = len(first) - 1
    low, high = np.zeros((parts, 3)), np.zeros((parts, 3))
    for part in range(parts):
        low[part], high[part] = 1e9, -1e9
        for row in range(first[part], first[part + 1]):
            for axis in range(3):
                value = place[order[row], axis]
                low[part, axis] = min(low[part, axis], value - reach)
                high[part, axis] = max(high[part, axis], value + reach)
    nearest = np.zeros(len(order), np.int32)
    depth = np.full(len(order), -1.0)
    pairs = np.zeros((len(order), 2), np.int32)
    for part in range(parts):
        for row in range(first[part], first[part + 1]):
            x, y, z = place[order[row], 0], place[order[row], 1], place[order[row], 2]
            best, at, inside_of = reach * reach, -1, 0
            for other in range(parts):
                if not apart[part, other]:
                    continue
                if (
                    x < low[other, 0]
                    or x > high[other, 0]
                    or y < low[other, 1]
                    or y > high[other, 1]
                    or z < low[other, 2]
                    or z > high[other, 2]
                ):
                    continue
                for there in range(first[other], first[other + 1]):
                    v = order[there]
                    dx, dy, dz = x - place[v, 0], y - place[v, 1], z - place[v, 2]
                    squared = dx * dx + dy * dy + dz * dz
                    if squared < best:
                        best, at, inside_of = squared, v, other
            if at < 0:
                continue
            nearest[row] = at
            pairs[row, 0], pairs[row, 1] = part, inside_of
            depth[row] = (
                (place[at, 0] - x) * facing[at, 0]
                + (place[at, 1] - y) * facing[at, 1]
                + (place[at, 2] - z) * facing[at, 2]
                - gives[part, inside_of]
            )
    return nearest, depth, pairs


@numba.njit(cache=True)
def winding(point: Floats, vertices: Floats, triangles: Ints) -> float:
    """How often the surface goes round a point: 0 outside, 1 inside (van Oosterom, Strackee)."""
    total = 0.0
    for t in range(len(triangles)):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = vertices[i, 0] - point[0], vertices[i, 1] - point[1], vertices[i, 2] - point[2]
        bx, by, bz = vertices[j, 0] - point[0], vertices[j, 1] - point[1], vertices[j, 2] - point[2]
        cx, cy, cz = vertices[k, 0] - point[0], vertices[k, 1] - point[1], vertices[k, 2] - point[2]
        la = np.sqrt(ax * ax + ay * ay + az * az)
        lb = np.sqrt(bx * bx + by * by + bz * bz)
        lc = np.sqrt(cx * cx + cy * cy + cz * cz)
        det = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
        ab, bc, ca = (
            ax * bx + ay * by + az * bz,
            bx * cx + by * cy + bz * cz,
            cx * ax + cy * ay + cz * az,
        )
        total += 2 * np.arctan2(det, la * lb * lc + ab * lc + bc * la + ca * lb)
    return total / (4 * np.pi)
