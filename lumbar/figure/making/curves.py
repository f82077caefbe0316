"""Smooth, short SVG paths through dense outlines.

A path is a chain of quadratic curves that join at the middle between their control points (a
quadratic B-spline). SVG writes such a chain with the ``t`` command, two small numbers a curve, and
it has no kinks except at the corners that are kept on purpose.

Coordinates in path text are whole numbers, tenths of a picture unit: draw them in a group with
``transform="scale(.1)"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.raster import Floats

UNITS = 10
"""Steps of a path's whole numbers per picture unit."""

CORNER_REACH = 3.0
"""Units along the outline, both ways, over which a corner is looked for."""
CORNER_ANGLE = 62.0
"""Degrees by which the outline must turn within that reach to keep its corner."""


def closed_path(outline: Floats, tolerance: float, corners: bool = True) -> str:
    """Path text of a closed outline (n, 2), at most ``tolerance`` units beside it.

    Without ``corners`` the curve is smooth all round.
    """
    points = resampled(np.concatenate((outline, outline[:1])))[:-1]
    if len(points) < 8:
        return ""
    marks = corner_indices(points) if corners else []
    points = calmed(points, marks)
    if not marks:
        return smooth_closed_text(fit_closed(points, tolerance))
    points = np.roll(points, -marks[0], axis=0)
    bounds = [mark - marks[0] for mark in marks] + [len(points)]
    ring = np.concatenate((points, points[:1]))
    pen = Pen(ring[0])
    for begin, end in pairwise(bounds):
        pen.section(ring[begin], fit_open(ring[begin : end + 1], tolerance), ring[end])
    return pen.text + "z"


def open_path(line: Floats, tolerance: float) -> str:
    """Path text of a line (n, 2) from its first to its last point."""
    points = resampled(line)
    pen = Pen(points[0])
    pen.section(points[0], fit_open(points, tolerance), points[-1])
    return pen.text


def polygon_path(corners: Floats) -> str:
    """Path text of straight edges between corners (n, 2)."""
    pen = Pen(corners[0])
    for corner in corners[1:]:
        pen.line(corner)
    return pen.text + "z"


# --- Writing --------------------------------------------------------------------------------------


def whole(point: Floats) -> Floats:
    return cast(Floats, np.round(np.asarray(point, float) * UNITS))


class Pen:
    """Writes path text, keeping count of the rounding so that errors do not add up."""

    def __init__(self, start: Floats) -> None:
        self.at = whole(start)
        self.text = "M" + numbers(self.at)
        self.command = "M"

    def line(self, to: Floats) -> None:
        """A straight line."""
        self.write("l", (whole(to),))

    def section(self, start: Floats, controls: Floats, end: Floats) -> None:
        """A chain of curves from ``start`` (where the pen is) to ``end``."""
        if not len(controls):
            self.line(end)
            return
        control = whole(controls[0])
        for i in range(len(controls)):
            last = i == len(controls) - 1
            # The next control point is the reflection of this one; choosing the joint by the
            # rounded control keeps every later one within half a step of where it belongs.
            joint = whole(end) if last else np.round((control + controls[i + 1] * UNITS) / 2)
            if i == 0:
                self.write("q", (control, joint))
            else:
                self.write("t", (joint,))
            control = 2 * joint - control

    def write(self, command: str, points: Sequence[Floats]) -> None:
        """A command and its points, relative to where the pen stands."""
        text = "".join(spaced(value) for point in points for value in point - self.at)
        if command != self.command:
            text = command + text.removeprefix(" ")
            self.command = command
        self.text += text
        self.at = points[-1]


def spaced(value: float) -> str:
    """A number as it follows another one: a minus sign separates as well as a space."""
    return f"{int(value)}" if value < 0 else f" {int(value)}"


def numbers(point: Floats) -> str:
    return f"{int(point[0])}{spaced(point[1])}"


def smooth_closed_text(controls: Floats) -> str:
    """Path text of a closed chain without corners."""
    start = (controls[-1] + controls[0]) / 2
    pen = Pen(start)
    pen.section(start, controls, start)
    return pen.text + "z"


# --- Fitting --------------------------------------------------------------------------------------


def resampled(line: Floats, step: float = 1.0) -> Floats:
    """Points along a line (n, 2), about ``step`` apart; the ends stay."""
    length = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    count = max(2, round(length[-1] / step) + 1)
    at = np.linspace(0, length[-1], count)
    return np.stack([np.interp(at, length, line[:, axis]) for axis in (0, 1)], axis=1)


def turning(points: Floats, reach: int) -> Floats:
    """How much a closed outline turns (radians) between ``reach`` points before and after each."""
    before = points - np.roll(points, reach, axis=0)
    after = np.roll(points, -reach, axis=0) - points
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    return cast(Floats, np.abs(np.arctan2(cross, (before * after).sum(1))))


def corner_indices(points: Floats) -> list[int]:
    """Where a closed outline with points one unit apart has its corners, in order."""
    reach = round(CORNER_REACH)
    angle = turning(points, reach)
    found: list[int] = []
    taken = np.zeros(len(points), bool)
    around = np.arange(-2 * reach, 2 * reach + 1)
    for i in np.argsort(-angle):
        if angle[i] < np.radians(CORNER_ANGLE):
            break
        if not taken[i]:
            found.append(int(i))
            taken[(i + around) % len(points)] = True
    return sorted(found)


CALM, FINE = 3.5, 0.8
"""How far (standard deviations, units) an outline is smoothed where it is nearly straight, and
where it carries detail."""


def calmed(points: Floats, corners: Sequence[int] = ()) -> Floats:
    """A closed outline without the facets of the mesh and the steps of the pixels.

    Details that matter (fingers, a nose) move too far when smoothed much, and are smoothed little.
    """
    fine = blurred(points, FINE)
    calm = blurred(points, CALM)
    away = np.hypot(*(calm - fine).T)
    keep = np.clip((away - 0.14) / 0.30, 0, 1)
    for corner in corners:
        gap = np.abs(np.arange(len(points)) - corner)
        gap = np.minimum(gap, len(points) - gap)
        keep = np.maximum(keep, np.clip(1.6 - gap / 6, 0, 1))
    keep = blurred(keep[:, None], 2.0)
    return calm + keep * (fine - calm)


def eased(line: Floats, sigma: float = 4.0) -> Floats:
    """A line (n, 2) smoothed along its length; its ends stay."""
    reach = min(round(3 * sigma), len(line) - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    # Mirrored through its ends, the line keeps them where they are.
    head = 2 * line[0] - line[reach:0:-1]
    tail = 2 * line[-1] - line[-2 : -reach - 2 : -1]
    padded = np.concatenate((head, line, tail))
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)


def simplified(polygon: Floats, tolerance: float) -> Floats:
    """A convex polygon (n, 2) without the corners that hardly turn."""
    kept = list(polygon)
    while len(kept) > 3:
        array = np.array(kept)
        before, after = np.roll(array, 1, axis=0), np.roll(array, -1, axis=0)
        across = after - before
        aside = np.abs(
            (array[:, 0] - before[:, 0]) * across[:, 1]
            - (array[:, 1] - before[:, 1]) * across[:, 0]
        ) / np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)
        least = int(aside.argmin())
        if aside[least] > tolerance:
            break
        del kept[least]
    return np.array(kept)


def blurred(values: Floats, sigma: float) -> Floats:
    """Values (n, k) round a closed outline, smoothed."""
    reach = min(round(3 * sigma), (len(values) - 1) // 2)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    padded = np.concatenate((values[len(values) - reach :], values, values[:reach]))
    columns = [np.convolve(padded[:, k], kernel, "valid") for k in range(values.shape[1])]
    return np.stack(columns, axis=1)


def density(points: Floats, closed: bool) -> Floats:
    """How closely the curves should follow each other along the outline: more where it bends."""
    padded = points if closed else np.concatenate((points, points[::-1][1:-1]))
    reach = min(3, max(1, len(padded) // 4))
    bend = turning(padded, reach)[: len(points)] / reach
    if not closed:
        bend[:reach], bend[-reach:] = bend[reach : reach + 1], bend[-reach - 1 : -reach]
    kernel = np.hanning(9)[1:-1]
    mode: Literal["wrap", "edge"] = "wrap" if closed else "edge"
    bend = np.convolve(np.pad(bend, 3, mode=mode), kernel / kernel.sum(), "valid")
    return cast(Floats, np.sqrt(bend + 0.05))


def fit_closed(points: Floats, tolerance: float) -> Floats:
    """Control points (k, 2) of a closed chain along the points, few but close enough."""
    return fitted(points, density(points, True), tolerance, None)


def fit_open(points: Floats, tolerance: float) -> Floats:
    """Control points (k, 2) of a chain from the first to the last point; none if straight."""
    chord = points[-1] - points[0]
    length = float(np.hypot(*chord))
    offset = points - points[0]
    if length > 0:
        aside = np.abs(offset[:, 0] * chord[1] - offset[:, 1] * chord[0]) / length
        if aside.max() <= tolerance:
            return np.empty((0, 2))
    if len(points) < 4:
        return points[1:2]
    return fitted(points, density(points, False), tolerance, (points[0], points[-1]))


ROUNDS = 16
"""Attempts to come within the tolerance; the last one is taken as it is."""


def fitted(
    points: Floats, weight: Floats, tolerance: float, ends: tuple[Floats, Floats] | None
) -> Floats:
    """Control points for the points, the curves closer where ``weight`` is larger.

    Where the chain is still too far from the points, more curves are spent there and it is tried
    again.
    """
    weight = weight / 6
    controls = np.empty((0, 2))
    for _ in range(ROUNDS):
        total = np.cumsum(weight) - weight[0]
        count = max(4 if ends is None else 1, round(float(total[-1])))
        place = total / total[-1] * count
        if ends is None:
            place = place * (1 - 1 / len(points))
        controls, error = solved(points, place, count, ends)
        if error.max() <= tolerance or count >= len(points) // 2:
            break
        excess = np.clip(error / tolerance - 0.6, 0, 1.5)
        spread = max(3, round(len(points) / count))
        kernel = np.hanning(2 * spread + 1)[1:-1]
        boost = np.convolve(np.pad(excess, spread - 1, mode="wrap"), kernel / kernel.sum(), "valid")
        weight = weight * (1 + 0.7 * boost)
    return controls


def solved(
    points: Floats, place: Floats, count: int, ends: tuple[Floats, Floats] | None
) -> tuple[Floats, Floats]:
    """The best ``count`` control points for points at ``place`` along the chain.

    Returns them and each point's distance from the chain. The places are improved once by sliding
    every point to the nearest spot of the first solution.
    """
    size = count if ends is None else count + 2
    full: Floats = np.empty((0, 2))
    distance: Floats = np.empty(0)
    for last in (False, True):
        column, value, slope = basis(place, count, ends is not None)
        pair = column[:, :, None] * size + column[:, None, :]
        product = value[:, :, None] * value[:, None, :]
        sums = np.bincount(pair.ravel(), product.ravel(), size * size)
        normal = sums.reshape(size, size).astype(np.float64)
        normal[np.diag_indices(size)] += 1e-6
        right: Floats = np.stack(
            [
                np.bincount(column.ravel(), (value * points[:, axis, None]).ravel(), size)
                for axis in (0, 1)
            ],
            axis=1,
        )
        if ends is None:
            full = np.asarray(np.linalg.solve(normal, right), np.float64)
        else:
            fixed = np.stack(ends)
            right = right[1:-1] - normal[1:-1][:, [0, -1]] @ fixed
            inner = np.linalg.solve(normal[1:-1, 1:-1], right)
            full = np.concatenate((fixed[:1], inner, fixed[1:]))
        away: Floats = points - (value[:, :, None] * full[column]).sum(1)
        along = (slope[:, :, None] * full[column]).sum(1)
        slide = (away * along).sum(1) / np.maximum((along**2).sum(1), 1e-9)
        distance = np.hypot(*(away - along * slide[:, None]).T)
        if not last:
            moved = place + np.clip(slide, -0.4, 0.4)
            place = np.mod(moved, count) if ends is None else np.clip(moved, 0, count)
    return (full if ends is None else full[1:-1]), distance


def basis(place: Floats, count: int, clamped: bool) -> tuple[NDArray[np.int64], Floats, Floats]:
    """How control points add up to the chain at ``place``, and to its derivative there.

    Each place depends on three controls: their columns, shares and shares of the derivative, all
    (n, 3). The two ends of a clamped chain are its first and last column.
    """
    segment = np.minimum(place.astype(np.int64), count - 1)
    t = place - segment
    own = segment + 1 if clamped else segment
    size = count + 2 if clamped else count
    column = np.stack(((own - 1) % size, own, (own + 1) % size), axis=1)
    # A chain joins halfway between controls, but begins and ends at its ends.
    first = np.where(clamped & (segment == 0), 1.0, 0.5)
    final = np.where(clamped & (segment == count - 1), 1.0, 0.5)

    def shares(start: Floats, middle: Floats, end: Floats) -> Floats:
        own_share = start * (1 - first) + middle + end * (1 - final)
        return np.stack((start * first, own_share, end * final), axis=1)

    value = shares((1 - t) ** 2, 2 * t * (1 - t), t**2)
    slope = shares(-2 * (1 - t), 2 - 4 * t, 2 * t)
    return column, value, slope
