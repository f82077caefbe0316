"""Fewer triangles where they are not missed.

Triangles that nobody can see go first. Then edges collapse, the least harmful first, until few
enough are left. Harm is measured (quadric error) in several poses at once, so that what bends
keeps more vertices than what stays straight. A collapse moves one vertex into another that is
kept as it is: weights, garment fields and correctives need no resampling. Lines such as hems and
the middle of the body shorten only along themselves.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.kinematics import Floats, Ints
from lumbar.figure.making.raster import visibility

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function compiled, with exact arithmetic: the same vertices are kept on every machine."""
    return cast(Function, numba.njit(cache=True)(function))


VIEWS = 110
VIEW_PIXELS = 900
CLOSING_ROUNDS = 2

BORDER = 1 << 30
"""The bit of vertices on an open border."""

REGULARITY = 2e-3
"""How much even triangles are worth against a faithful surface."""
LINE_WEIGHT = 6.0
"""How much a line's own course weighs against the surface."""
STEEPEST_TURN, STEEPEST_TURN_BENT = 0.35, 0.1
"""A collapse turns no triangle by more than these cosines, in the rest pose and in the others."""
THINNEST = 0.06
"""Twice a triangle's area is at least this share of its longest side squared."""
MOST_TRIANGLES_AT_VERTEX = 64


def visible(vertices: Floats, triangles: Ints) -> NDArray[np.bool_]:
    """Which triangles (m,) can be seen from some direction: not the inside of mouth and nose."""
    seen = np.zeros(len(triangles), bool)
    centre = (vertices.min(0) + vertices.max(0)) / 2
    reach = np.linalg.norm(vertices - centre, axis=1).max()
    scale = VIEW_PIXELS / (2.05 * reach)
    # Directions spread evenly over the sphere by the golden angle.
    number = np.arange(VIEWS) + 0.5
    height = 1 - 2 * number / VIEWS
    ring, turn = np.sqrt(1 - height**2), np.pi * (1 + 5**0.5) * number
    directions = np.stack([ring * np.cos(turn), height, ring * np.sin(turn)], 1)
    for toward in directions:
        up = np.array([0.0, 1.0, 0.0]) if abs(toward[1]) < 0.9 else np.array([1.0, 0.0, 0.0])
        across = np.cross(up, toward)
        across /= np.linalg.norm(across)
        view = np.stack([across, np.cross(toward, across), toward])
        points = (vertices - centre) @ view.T
        points[:, :2] = points[:, :2] * scale + VIEW_PIXELS / 2
        points[:, 2] += 2 * reach
        _, index = visibility(points, triangles, VIEW_PIXELS, VIEW_PIXELS)
        seen[np.unique(index[index >= 0])] = True
    for _ in range(CLOSING_ROUNDS):
        # A triangle smaller than a pixel may be missed between others that are seen.
        touched = np.zeros(len(vertices), bool)
        touched[triangles[seen]] = True
        seen |= touched[triangles].all(1)
    return seen


def simplified(
    poses: Floats, triangles: Ints, lines: Ints, importance: Floats, target: int
) -> Ints:
    """At most about ``target`` triangles over a subset of the same vertices.

    :param poses: (p, n, 3) the vertices in several poses; the first is the rest pose.
    :param lines: (n,) bits of the lines each vertex is on; open borders are found by themselves.
    :param importance: (n,) how much error weighs at each vertex.
    """
    bits = lines.astype(np.int64)
    bits[np.unique(_border_edges(triangles))] |= BORDER
    quadrics = _quadrics(poses, triangles, bits, importance)
    kept: Ints = _collapse(poses, triangles.astype(np.int64), bits, quadrics, target)
    return kept.astype(np.int32)


def _border_edges(triangles: Ints) -> NDArray[np.int64]:
    ends = np.stack([triangles, np.roll(triangles, -1, 1)], -1).reshape(-1, 2).astype(np.int64)
    unique, count = np.unique(np.sort(ends, 1), axis=0, return_counts=True)
    border: NDArray[np.int64] = unique[count == 1]
    return border


def _quadrics(
    poses: Floats, triangles: Ints, bits: NDArray[np.int64], importance: Floats
) -> Floats:
    """(p, n, 10) the squared distance from the planes around each vertex, as a quadratic form.

    The ten numbers are the upper triangle of the 4×4 matrix.
    """
    count, vertices = poses.shape[:2]
    out = np.zeros((count, vertices, 10))
    border = {(int(a), int(b)) for a, b in _border_edges(triangles)}
    for number, points in enumerate(poses):
        corners = points[triangles]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        double_area = np.maximum(np.linalg.norm(cross, axis=1), 1e-14)
        plane = cross / double_area[:, None]
        face = _plane_form(plane, corners[:, 0]) * (double_area / 2)[:, None]
        for corner in range(3):
            np.add.at(out[number], triangles[:, corner], face)
            # Staying near where the vertex was keeps triangles even.
            here = corners[:, corner]
            stay = _point_form(here) * (double_area / 2 * REGULARITY)[:, None]
            np.add.at(out[number], triangles[:, corner], stay)
        for corner in range(3):
            a, b = triangles[:, corner], triangles[:, (corner + 1) % 3]
            ends = zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)
            on_border = np.array([end in border for end in ends])
            on_line = on_border | ((bits[a] & bits[b]) != 0)
            a, b, normal = a[on_line], b[on_line], plane[on_line]
            along = points[b] - points[a]
            length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
            wall = np.cross(along / length, normal)
            form = _plane_form(wall, points[a]) * length**2 * LINE_WEIGHT
            np.add.at(out[number], a, form)
            np.add.at(out[number], b, form)
    return out * importance[None, :, None]


def _plane_form(normal: Floats, point: Floats) -> Floats:
    distance = -(normal * point).sum(1)
    a, b, c = normal.T
    return np.stack(
        [
            a * a, a * b, a * c, a * distance,
            b * b, b * c, b * distance,
            c * c, c * distance,
            distance * distance,
        ],
        1,
    )  # fmt: skip


def _point_form(point: Floats) -> Floats:
    one, none = np.ones(len(point)), np.zeros(len(point))
    x, y, z = point.T
    return np.stack([one, none, none, -x, one, none, -y, one, -z, (point**2).sum(1)], 1)


@compiled
def _cost(poses: Floats, quadrics: Floats, start: int, end: int) -> float:
    """The error, over all poses, of moving vertex ``start`` into vertex ``end``."""
    total = 0.0
    for p in range(poses.shape[0]):
        x, y, z = poses[p, end, 0], poses[p, end, 1], poses[p, end, 2]
        q = quadrics[p, start]
        total += (
            q[0] * x * x
            + 2 * q[1] * x * y
            + 2 * q[2] * x * z
            + 2 * q[3] * x
            + q[4] * y * y
            + 2 * q[5] * y * z
            + 2 * q[6] * y
            + q[7] * z * z
            + 2 * q[8] * z
            + q[9]
        )
    return total


@compiled
def _turns_over(
    points: Floats, a: int, b: int, c: int, moved: int, end: int, steepest: float
) -> bool:
    """Whether a triangle turns too far, or becomes a needle, when one corner moves to ``end``."""
    before = np.empty((3, 3))
    after = np.empty((3, 3))
    corners = (a, b, c)
    for k in range(3):
        for axis in range(3):
            before[k, axis] = points[corners[k], axis]
            after[k, axis] = points[end if corners[k] == moved else corners[k], axis]
    old = np.cross(before[1] - before[0], before[2] - before[0])
    new = np.cross(after[1] - after[0], after[2] - after[0])
    old_size, new_size = np.sqrt((old * old).sum()), np.sqrt((new * new).sum())
    if (old * new).sum() < steepest * old_size * new_size:
        return True
    longest = 0.0
    for k in range(3):
        side = after[k] - after[(k + 1) % 3]
        longest = max(longest, (side * side).sum())
    return bool(new_size < THINNEST * longest)


@compiled
def _collapse(
    poses: Floats,
    triangles: Ints,
    bits: NDArray[np.int64],
    quadrics: Floats,
    target: int,
) -> Ints:
    vertices = poses.shape[1]
    count = triangles.shape[0]
    corners = triangles.copy()
    alive = np.ones(count, np.bool_)
    incident = np.full((vertices, MOST_TRIANGLES_AT_VERTEX), -1, np.int64)
    degree = np.zeros(vertices, np.int64)
    for t in range(count):
        for k in range(3):
            v = corners[t, k]
            incident[v, degree[v]] = t
            degree[v] += 1
    version = np.zeros(vertices, np.int64)
    gone = np.zeros(vertices, np.bool_)
    mark = np.zeros(vertices, np.int32)
    stamp = 0

    heap = [(0.0, 0, 0, 0, 0)]
    heap.pop()
    for t in range(count):
        for k in range(3):
            u, v = corners[t, k], corners[t, (k + 1) % 3]
            heap.append((_cost(poses, quadrics, u, v), u, v, 0, 0))
            heap.append((_cost(poses, quadrics, v, u), v, u, 0, 0))
    heapq.heapify(heap)

    left = count
    while left > target and len(heap) > 0:
        _, u, v, version_u, version_v = heapq.heappop(heap)
        if gone[u] or gone[v] or version[u] != version_u or version[v] != version_v:
            continue
        if bits[u] & ~bits[v]:
            continue
        shared = 0
        for i in range(degree[u]):
            t = incident[u, i]
            if corners[t, 0] == v or corners[t, 1] == v or corners[t, 2] == v:
                shared += 1
        if shared == 0 or degree[u] + degree[v] > MOST_TRIANGLES_AT_VERTEX:
            continue
        # A border vertex moves only along the border.
        if bits[u] & BORDER and shared != 1:
            continue
        # The two vertices may have no neighbours in common but those of the triangles between.
        stamp += 1
        for i in range(degree[u]):
            for k in range(3):
                mark[corners[incident[u, i], k]] = stamp
        common = 0
        stamp += 1
        for i in range(degree[v]):
            for k in range(3):
                w = corners[incident[v, i], k]
                if w != u and w != v and mark[w] == stamp - 1:
                    common += 1
                    mark[w] = stamp
        if common != shared:
            continue
        spoiled = False
        for i in range(degree[u]):
            t = incident[u, i]
            a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
            if a == v or b == v or c == v:
                continue
            for p in range(poses.shape[0]):
                steepest = STEEPEST_TURN if p == 0 else STEEPEST_TURN_BENT
                if _turns_over(poses[p], a, b, c, u, v, steepest):
                    spoiled = True
                    break
            if spoiled:
                break
        if spoiled:
            continue

        gone[u] = True
        for i in range(degree[u]):
            t = incident[u, i]
            if corners[t, 0] == v or corners[t, 1] == v or corners[t, 2] == v:
                alive[t] = False
                left -= 1
                for k in range(3):
                    w = corners[t, k]
                    if w == u:
                        continue
                    kept = 0
                    for j in range(degree[w]):
                        if incident[w, j] != t:
                            incident[w, kept] = incident[w, j]
                            kept += 1
                    degree[w] = kept
        for i in range(degree[u]):
            t = incident[u, i]
            if alive[t]:
                for k in range(3):
                    if corners[t, k] == u:
                        corners[t, k] = v
                incident[v, degree[v]] = t
                degree[v] += 1
        quadrics[:, v] += quadrics[:, u]
        version[v] += 1
        for i in range(degree[v]):
            t = incident[v, i]
            for k in range(3):
                w = corners[t, k]
                if w != v:
                    heapq.heappush(
                        heap, (_cost(poses, quadrics, v, w), v, w, version[v], version[w])
                    )
                    heapq.heappush(
                        heap, (_cost(poses, quadrics, w, v), w, v, version[w], version[v])
                    )
    return corners[alive]


def ordered(triangles: Ints) -> tuple[Ints, Ints]:
    """The triangles renumbered so that neighbours in the list are neighbours on the surface.

    :return: the triangles (m, 3) over new vertex numbers, and the old number of each new vertex.
    """
    edge_of: dict[tuple[int, int], list[int]] = {}
    rows = triangles.tolist()
    for number, (a, b, c) in enumerate(rows):
        for p, q in ((a, b), (b, c), (c, a)):
            edge_of.setdefault((min(p, q), max(p, q)), []).append(number)
    new: dict[int, int] = {}
    out: list[list[int]] = []
    done = [False] * len(rows)
    for start in range(len(rows)):
        waiting = [start]
        while waiting:
            number = waiting.pop()
            if done[number]:
                continue
            done[number] = True
            corners = rows[number]
            for corner in corners:
                new.setdefault(corner, len(new))
            # The newest vertex last: steps from corner to corner stay small.
            renumbered = [new[corner] for corner in corners]
            turn = renumbered.index(max(renumbered))
            out.append([renumbered[(turn + 1 + k) % 3] for k in range(3)])
            for k in (0, 2, 1):
                p, q = corners[k], corners[(k + 1) % 3]
                waiting += [n for n in edge_of[(min(p, q), max(p, q))] if not done[n]]
    return np.array(out, np.int32), np.array(list(new), np.int32)
