"""The body map's areas fill the figure's outline, can be tapped, and mirror each other."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from lumbar.check.drawing import VIEWS, Shape, View, drawing
from lumbar.check.lines import Curve
from lumbar.clinical.library import library
from lumbar.clinical.schema import Region
from lumbar.figure.catalogue import BODIES, BodyName
from lumbar.figure.standing import HEIGHT, STEPS, Point

Mask = NDArray[np.bool_]

REGIONS = library().body_map
each_region = pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.id)
each_body = pytest.mark.parametrize("body", BODIES)

PIXELS = 3
"""Per unit of the drawing."""
SMALLEST = 10.0
"""Units that must fit into every area: 21 pixels of a picture 320 pixels wide."""


# --- Reading paths --------------------------------------------------------------------------------


def flattened(path: str) -> list[Point]:
    """Corners along a closed outline; knows the commands that the drawing uses."""
    points: list[Point] = []
    via: Point = (0.0, 0.0)
    for command, rest in re.findall(r"([MLQlqtZz])([^MLQlqtZz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        size = 2 if command in "Qq" else 1
        for given in batched(pairs, size):
            at = points[-1] if points else (0.0, 0.0)
            origin = at if command.islower() else (0.0, 0.0)
            *before, to = [(origin[0] + x, origin[1] + y) for x, y in given]
            if command in "MLl":
                points.append(to)
                via = to
                continue
            via = before[0] if before else (2 * at[0] - via[0], 2 * at[1] - via[1])
            curve = Curve(at, via, to)
            points += [curve.point(share) for share in (0.2, 0.4, 0.6, 0.8, 1)]
    return points


def batched(pairs: list[Point], size: int) -> list[list[Point]]:
    return [pairs[i : i + size] for i in range(0, len(pairs), size)]


class Canvas:
    """Fills outlines of one drawing, PIXELS to a unit."""

    def __init__(self, body: BodyName) -> None:
        self.drawing = drawing(body)
        self.width = round(2 * self.drawing.edge * PIXELS)
        self.height = round((HEIGHT + 4) * PIXELS)

    def filled(self, *outlines: list[Point]) -> Mask:
        image = Image.new("1", (self.width, self.height))
        for points in outlines:
            ImageDraw.Draw(image).polygon([self.pixel(point) for point in points], fill=1)
        return np.asarray(image)

    def pixel(self, point: Point) -> Point:
        return (point[0] + self.drawing.edge) * PIXELS, (point[1] + 2) * PIXELS

    def body(self) -> Mask:
        return self.filled([(x / STEPS, y / STEPS) for x, y in flattened(self.drawing.outline)])

    def feet(self) -> Mask:
        outlines = []
        for place in self.drawing.foot_places:
            x, y, *scales = (float(number) for number in re.findall(r"-?[\d.]+", place))
            points = flattened(self.drawing.foot)
            outlines.append([(x + scales[0] * a, y + scales[-1] * b) for a, b in points])
        return self.filled(*outlines)


@cache
def figure(body: BodyName) -> Mask:
    canvas = Canvas(body)
    return canvas.body() | canvas.feet()


@cache
def areas(body: BodyName, view: View) -> dict[str, Mask]:
    """What of each region lies within the outline, as people see it."""
    canvas = Canvas(body)
    return {
        region.id: canvas.filled(flattened(shape_of(region, body).path)) & figure(body)
        for region in REGIONS
        if region.view == view
    }


def shape_of(region: Region, body: BodyName = "woman") -> Shape:
    return drawing(body).shape(region.view, region.group, region.side)


def own(region: Region, body: BodyName) -> Mask:
    return areas(body, region.view)[region.id]


# --- What must hold -------------------------------------------------------------------------------


@each_body
def test_every_region_has_room_for_a_finger(body: BodyName) -> None:
    for region in REGIONS:
        mask = own(region, body)
        mask = np.pad(mask[np.ix_(mask.any(1), mask.any(0))], 1)
        deepest = ndimage.distance_transform_cdt(mask, "chessboard").max()
        assert (2 * deepest - 1) / PIXELS >= SMALLEST, region.id


@each_body
@pytest.mark.parametrize("view", VIEWS)
def test_a_tap_in_the_middle_of_its_box_meets_the_region(view: View, body: BodyName) -> None:
    painted = np.full(figure(body).shape, "", dtype="<U32")
    for name, mask in areas(body, view).items():
        painted[mask] = name
    for region in REGIONS:
        if region.view == view:
            left, top, width, height = shape_of(region, body).box
            column, row = map(round, Canvas(body).pixel((left + width / 2, top + height / 2)))
            assert painted[row, column] == region.id


@each_body
@pytest.mark.parametrize("view", VIEWS)
def test_regions_hardly_overlap(view: View, body: BodyName) -> None:
    for (name, one), (other_name, other) in combinations(areas(body, view).items(), 2):
        # Both have the pixels on their common line; no more.
        shared = one & other
        assert not (shared.any() and ndimage.binary_erosion(shared).any()), (name, other_name)


@each_body
def test_regions_leave_no_holes_between_them(body: BodyName) -> None:
    for view in VIEWS:
        covered = np.logical_or.reduce(list(areas(body, view).values()))
        hidden = figure(body) & ~covered
        # Head, feet and, from behind, arms are nobody's; everything else would be a crack.
        parts, count = ndimage.label(ndimage.binary_opening(hidden, iterations=1))
        sizes = ndimage.sum_labels(hidden, parts, range(1, count + 1)) / PIXELS**2
        large = [size for size in sizes if size > 60]
        assert len(large) == (5 if view == "back" else 3)
        assert all(size < 4 for size in sizes if size <= 60), sizes


@each_body
def test_the_figure_is_its_own_mirror_image(body: BodyName) -> None:
    differs = figure(body) ^ figure(body)[:, ::-1]
    # Both edges may be half a pixel off.
    assert not ndimage.binary_erosion(differs, iterations=2).any()


@each_region
def test_left_and_right_mirror_each_other(region: Region) -> None:
    one, other = own(region, "woman"), areas("woman", region.view)[other_side(region)]
    assert not ndimage.binary_erosion(one ^ other[:, ::-1], iterations=2).any()


def other_side(region: Region) -> str:
    swapped = {"left": "right", "right": "left", "middle": "middle"}[region.side]
    return next(
        other.id
        for other in REGIONS
        if (other.view, other.group, other.side) == (region.view, region.group, swapped)
    )


def test_enlarged_feet_keep_clear_of_the_body() -> None:
    for body in BODIES:
        canvas = Canvas(body)
        assert not (ndimage.binary_dilation(canvas.body(), iterations=PIXELS) & canvas.feet()).any()
