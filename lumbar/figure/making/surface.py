"""Operations on surfaces: dividing, cutting, smoothing.

Where new vertices are made, the answer is a sparse matrix from the old to the new ones, so that
positions, weights, garment fields and correctives all follow by one multiplication.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse import linalg

from lumbar.figure.making.kinematics import Floats, Ints

Matrix = sparse.csr_array


def edges(faces: Ints) -> tuple[Ints, Ints]:
    """The edges (e, 2) of faces (m, k), lower vertex first, and each face's edges (m, k)."""
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], -1).reshape(-1, 2)
    unique, which = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
    return unique.astype(np.int32), which.reshape(faces.shape).astype(np.int32)


def triangulated(quads: Ints) -> Ints:
    """Two triangles for each quad, in the order of the quads."""
    pairs = np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], 1)
    return pairs.reshape(-1, 3)


def subdivided(quads: Ints, vertices: int) -> tuple[Matrix, Ints]:
    """One step of Catmull-Clark: the matrix to the new vertices, and the new quads.

    The first ``vertices`` new vertices are the old ones, moved; then come edges, then faces.
    """
    ends, face_edges = edges(quads)
    count = len(ends)
    face_points = _selection(quads, vertices) / 4
    edge_faces = _selection_transposed(face_edges, count)
    faces_at_edge = np.asarray(edge_faces.sum(1)).ravel()
    middles = _selection(ends, vertices) / 2
    inner = faces_at_edge == 2
    # Inside: the mean of the two ends and the two face points. On a border: the middle.
    edge_points = _rows(np.where(inner, 0.5, 1.0)) @ middles + _rows(np.where(inner, 0.25, 0.0)) @ (
        edge_faces @ face_points
    )

    at_vertex_faces = _selection_transposed(quads, vertices)
    at_vertex_edges = _selection_transposed(ends, vertices)
    valence = np.maximum(np.asarray(at_vertex_edges.sum(1)).ravel(), 1)
    border = np.zeros(vertices, bool)
    border[ends[~inner]] = True
    faces_around = np.maximum(np.asarray(at_vertex_faces.sum(1)).ravel(), 1)
    smooth = (
        _rows(1 / (valence * faces_around)) @ (at_vertex_faces @ face_points)
        + _rows(2 / valence**2) @ (at_vertex_edges @ middles)
        + _rows((valence - 3) / valence)
    )
    still = sparse.eye_array(vertices, format="csr")
    vertex_points = (
        _rows(np.where(border, 0.0, 1.0)) @ smooth + _rows(np.where(border, 1.0, 0.0)) @ still
    )

    matrix = sparse.csr_array(sparse.vstack([vertex_points, edge_points, face_points]))
    centre = (vertices + count + np.arange(len(quads), dtype=np.int32))[:, None]
    corner = [
        np.stack(
            [
                quads[:, k],
                vertices + face_edges[:, k],
                centre[:, 0],
                vertices + face_edges[:, k - 1],
            ],
            1,
        )
        for k in range(4)
    ]
    return matrix, np.stack(corner, 1).reshape(-1, 4).astype(np.int32)


def _selection(rows: Ints, columns: int) -> Matrix:
    """(len(rows), columns): ones at the columns that each row names."""
    count, width = rows.shape
    data = np.ones(rows.size)
    return sparse.csr_array(
        (data, rows.ravel(), np.arange(0, rows.size + 1, width)), (count, columns)
    )


def _selection_transposed(rows: Ints, columns: int) -> Matrix:
    return sparse.csr_array(_selection(rows, columns).T)


def _rows(scale: Floats) -> Matrix:
    return sparse.csr_array(sparse.diags_array(scale))


def cut(triangles: Ints, field: Floats, level: float) -> tuple[Matrix, Ints, NDArray[np.bool_]]:
    """Divide triangles along the line where ``field`` (n,) takes ``level``.

    :return: the matrix to the vertices with the new ones at the end; the triangles, each on one
        side of the line; and which vertices (n',) are on the line.
    """
    count = len(field)
    above = field - level
    ends, triangle_edges = edges(triangles)
    crossing = above[ends[:, 0]] * above[ends[:, 1]] < 0
    new = np.full(len(ends), -1, np.int32)
    new[crossing] = count + np.arange(crossing.sum(), dtype=np.int32)
    a, b = ends[crossing].T
    share = above[a] / (above[a] - above[b])
    row = np.arange(len(a))
    added = sparse.csr_array(
        (
            np.concatenate([1 - share, share]),
            (np.concatenate([row, row]), np.concatenate([a, b])),
        ),
        (len(a), count),
    )
    matrix = sparse.csr_array(sparse.vstack([sparse.eye_array(count), added]))

    pieces: list[tuple[int, int, int]] = []
    for corners, cuts in zip(triangles.tolist(), new[triangle_edges].tolist(), strict=True):
        pieces.extend(_pieces(corners, cuts))
    on_line = np.concatenate([above == 0, np.ones(len(a), bool)])
    return matrix, np.array(pieces, np.int32), on_line


def _pieces(corners: list[int], cuts: list[int]) -> list[tuple[int, int, int]]:
    """A triangle divided at the new vertices on its edges (-1 where an edge is whole)."""
    crossed = [k for k in range(3) if cuts[k] >= 0]
    if not crossed:
        return [(corners[0], corners[1], corners[2])]
    if len(crossed) == 1:
        # The line enters through the opposite corner.
        k = crossed[0]
        start, end, apex = corners[k], corners[(k + 1) % 3], corners[(k + 2) % 3]
        return [(start, cuts[k], apex), (cuts[k], end, apex)]
    # The corner between the two crossed edges is alone on its side.
    whole = next(k for k in range(3) if cuts[k] < 0)
    start, end, alone = corners[whole], corners[(whole + 1) % 3], corners[(whole + 2) % 3]
    near_end, near_start = cuts[(whole + 1) % 3], cuts[(whole + 2) % 3]
    return [(start, end, near_end), (start, near_end, near_start), (near_start, near_end, alone)]


def averaging(faces: Ints, vertices: int) -> Matrix:
    """The matrix that replaces every vertex by the mean of its neighbours along edges."""
    ends, _ = edges(faces)
    both = np.concatenate([ends, ends[:, ::-1]])
    links = sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), (vertices, vertices))
    return _rows(1 / np.maximum(np.asarray(links.sum(1)).ravel(), 1)) @ links


def smoothed(points: Floats, mean: Matrix, rounds: int, strength: Floats | float = 0.5) -> Floats:
    """Points (n, k) after some rounds of moving towards their neighbours' mean.

    ``strength`` is a share, for all or per vertex (n,).
    """
    share = np.broadcast_to(np.asarray(strength, float), len(points))[:, None]
    for _ in range(rounds):
        points = points + share * (mean @ points - points)
    return points


def stretched(points: Floats, triangles: Ints, mask: Floats, reach: float) -> Floats:
    """Cloth that bridges hollows: the surface bends as little as it can where ``mask`` (n,) > 0.

    Details much smaller than ``reach`` (metres) vanish, whatever the density of the mesh.
    """
    count = len(points)
    area = np.zeros(count)
    laplacian = sparse.csr_array((count, count))
    for k in range(3):
        i, j, o = triangles[:, k], triangles[:, (k + 1) % 3], triangles[:, (k + 2) % 3]
        u, v = points[i] - points[o], points[j] - points[o]
        double_area = np.linalg.norm(np.cross(u, v), axis=1)
        # Cotangents of needle-like triangles are kept within bounds.
        cotangent = np.clip((u * v).sum(1) / np.maximum(double_area, 1e-12), 0.02, 20.0) / 2
        both = (np.concatenate([i, j]), np.concatenate([j, i]))
        laplacian = laplacian + sparse.csr_array(
            (np.concatenate([cotangent, cotangent]), both), (count, count)
        )
        np.add.at(area, i, double_area / 6)
    laplacian = _rows(np.asarray(laplacian.sum(1)).ravel()) - laplacian
    bending = laplacian @ _rows(1 / np.maximum(area, 1e-9)) @ laplacian
    system = sparse.csr_array(_rows(area) + reach**4 * (_rows(mask) @ bending))
    inside = np.nonzero(mask > 0)[0]
    outside = np.nonzero(mask <= 0)[0]
    rows = sparse.csr_array(system[inside])
    right = area[inside, None] * points[inside] - rows[:, outside] @ points[outside]
    out = points.copy()
    out[inside] = linalg.spsolve(sparse.csc_array(rows[:, inside]), right)
    return out
