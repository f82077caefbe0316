"""A posed body as a flat drawing: few regions with smooth edges, in a small SVG without colours.

The body and its props are rendered to labels and light; every region (skin, trousers, a pillow,
the shaded part of each …) is traced once, and drawn over what lies below it. The file says what a
path *is* (``class="legs-shade"``); ``lumbar.figure.stills`` says which colour that has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, label, maximum_filter, minimum_filter
from scipy.spatial import ConvexHull
from skimage.measure import find_contours
from skimage.morphology import skeletonize

from lumbar.figure.making import curves, raster
from lumbar.figure.making.raster import (
    HAIR,
    LEGS,
    MATERIALS,
    SKIN,
    TOP,
    Camera,
    Floats,
    Integers,
    Mesh,
    Scene,
)

WIDTH, HEIGHT = 640, 480
FINE = 1.5
"""Pixels per picture unit of the traced fields."""
EDGE = 0.7
"""Pixels (a standard deviation) by which edges are softened before they are traced."""
SAMPLES = 2
"""Label samples per side of such a pixel: how exactly an edge is known."""
MARGIN = 8
"""Units traced beyond the picture, so that what goes on outside has no edge at its border."""

BODY = (SKIN, LEGS, TOP, HAIR)
GROUND = tuple(MATERIALS.index(name) for name in ("floor", "mat", "bed"))
THINGS = tuple(MATERIALS.index(name) for name in ("chair", "pillow", "pack", "strap"))
"""Props in the order they are drawn; where a later one is in front, it covers the earlier."""

LIGHTS = 40
LAMP = (-0.34, 0.78, 0.62)
"""More from the front than in the live view: flat shade must not swallow a face."""
SHADE, SHINE = 0.50, 0.97
"""Light below which a region is in shade, and above which it shines."""
SHADOW = 0.60
"""Share of the room's light below which the ground counts as shaded."""
SHORTEST = 13.0
"""Units below which such a line is left out."""
JUMP = 0.022
"""Metres by which depth must jump inside the body for a line."""

Field = NDArray[np.float32]


def still(
    posed: Floats, triangles: Integers, regions: Floats, props: Sequence[Mesh], camera: Camera
) -> str:
    """The drawing as SVG text without colours.

    ``posed`` (n, 3) are the body's vertices in the room, ``regions`` (n, 3) its garments' fields;
    ``camera`` as ``raster.frame`` makes it.
    """
    whole = raster.scene(posed, triangles, regions, props)
    sky = raster.sky("night", LIGHTS, LAMP)
    brightness = raster.light(whole, sky, 256) @ np.array([0.3, 0.5, 0.2])
    view = camera.scaled(WIDTH / camera.width).scaled(FINE, MARGIN)
    seen = look(whole, brightness, view)
    layers = ground_layers(whole, props, brightness, view, sky)
    layers += thing_layers(whole, seen)
    layers += body_layers(seen)
    layers.append(Layer("line", features(whole, seen)))
    layers.append(Layer("edge", inner_lines(seen)))
    return document(layers)


def outline(posed: Floats, triangles: Integers, camera: Camera) -> str:
    """Path text of the body's closed silhouette (in tenths of a unit, see ``curves``)."""
    view = camera.scaled(WIDTH / camera.width).scaled(FINE, MARGIN)
    fine = view.scaled(SAMPLES)
    _, index = raster.visibility(fine.project(posed), triangles, fine.width, fine.height)
    return traced(coverage(index >= 0) - 0.5, EXACT)


# --- The file -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """Paths of one kind, drawn together."""

    name: str
    path: str


def document(layers: Sequence[Layer]) -> str:
    """The SVG file of the layers, back to front; empty ones are left out."""
    paths = "".join(
        f'<path class="{layer.name}" d="{layer.path}"/>' for layer in layers if layer.path
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<g transform="scale(.1)">{paths}</g></svg>\n'
    )


# --- What the camera sees -------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """The picture before it is drawn: fields of (h, w), FINE pixels per unit."""

    view: Camera
    cover: dict[int, Field]
    """How much of each pixel shows a material, 0 to 1."""
    light: Field
    """Brightness of whatever is seen."""
    depth: Field
    """Distance from the eye; 0 where nothing is."""
    inside: NDArray[np.bool_]
    """Where the back of a surface shows, through a slit such as between eyelids."""
    labels: NDArray[np.uint8]
    fine_points: Floats
    """The scene's vertices in samples (SAMPLES per pixel), …"""
    fine_index: Integers
    """… the triangle seen at each sample, …"""
    fine_labels: NDArray[np.uint8]
    """… and what that is."""

    def body(self) -> Field:
        return cast(Field, sum(self.cover[name] for name in BODY))


def look(whole: Scene, brightness: Floats, view: Camera) -> Seen:
    """Render the scene to labels and light."""
    fine = view.scaled(SAMPLES)
    fine_points = fine.project(whole.vertices)
    _, fine_index = raster.visibility(fine_points, whole.triangles, fine.width, fine.height)
    fine_labels = whole.labels(fine_points, fine_index)
    present = set(np.unique(fine_labels).tolist())
    cover = {
        name: coverage(fine_labels == name)
        if name in present
        else np.zeros((view.height, view.width), np.float32)
        for name in (*BODY, *THINGS)
    }
    points = view.project(whole.vertices)
    nearness, index = raster.visibility(points, whole.triangles, view.width, view.height)
    toward = view.eye - whole.vertices
    facing = (whole.normals * toward).sum(1) / np.linalg.norm(toward, axis=1)
    fields = raster.interpolate(
        points, whole.triangles, index, np.stack((brightness, facing), axis=1)
    )
    light, inside = fields[..., 0], fields[..., 1] < -0.1
    depth = np.where(nearness > 0, 1 / np.maximum(nearness, 1e-6), 0).astype(np.float32)
    labels = whole.labels(points, index)
    return Seen(view, cover, light, depth, inside, labels, fine_points, fine_index, fine_labels)


def coverage(samples: NDArray[np.bool_]) -> Field:
    """Mean of SAMPLES × SAMPLES blocks, a little softened."""
    return softened(blocks_of(samples))


def blocks_of(samples: NDArray[np.bool_] | Field) -> Field:
    """Mean of SAMPLES × SAMPLES blocks."""
    total = np.zeros((samples.shape[0] // SAMPLES, samples.shape[1] // SAMPLES), np.float32)
    for row in range(SAMPLES):
        for column in range(SAMPLES):
            total += samples[row::SAMPLES, column::SAMPLES]
    return cast(Field, total / np.float32(SAMPLES**2))


def softened(field: Field) -> Field:
    """A field without the last steps of its pixels."""
    return cast(Field, gaussian_filter(field, EDGE))


# --- Tracing a field ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Style:
    """How a region's edge is drawn."""

    tolerance: float
    """Units the curve may be beside the edge."""
    smallest: float
    """Area (square units) below which an island or a hole is left out."""
    corners: bool = True


EXACT = Style(0.11, 7.0)
FOLD = Style(0.15, 1.6)
SOFT = Style(0.30, 80.0, corners=False)
BLURRED = Style(0.50, 160.0, corners=False)


def traced(field: Field, style: Style) -> str:
    """Path text round the parts of a field (h, w) that are above 0."""
    rows, columns = np.nonzero(field.max(1) > 0)[0], np.nonzero(field.max(0) > 0)[0]
    if not len(rows):
        return ""
    top, bottom = max(0, rows[0] - 2), rows[-1] + 3
    left, right = max(0, columns[0] - 2), columns[-1] + 3
    part = np.pad(field[top:bottom, left:right], 1, constant_values=-1.0)
    offset = np.array([left - 1 + 0.5, top - 1 + 0.5])
    path = ""
    for contour in find_contours(part, 0.0):  # type: ignore[no-untyped-call]
        points = (contour[:-1, ::-1] + offset) / FINE - MARGIN
        if abs(area(points)) >= style.smallest:
            path += curves.closed_path(points, style.tolerance, style.corners)
    return path


def area(points: Floats) -> float:
    """Signed area of a closed outline (n, 2)."""
    x, y = points[:, 0], points[:, 1]
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def region(cover: Field, under: Field | None = None) -> Field:
    """A field above 0 where a material is seen, and a little way below what covers it.

    ``under`` is the coverage of materials drawn later: reaching below them leaves no gap between.
    """
    if under is None:
        return cover - 0.5
    return cast(Field, np.maximum(cover, np.minimum(maximum_filter(cover, 9), under)) - 0.5)


SPREAD = 0.12
"""How far, in coverage, shade reaches over its region's edge so that no rim of light remains."""


def toned(
    name: str,
    cover: Field,
    light: Field,
    under: Field | None,
    *,
    base: bool = True,
    shines: bool = True,
) -> list[Layer]:
    """A material's layers: all of it (``base``), its shaded part, its shining part.

    ``under`` as in ``region``.
    """
    where = region(cover, under)
    layers = [Layer(name, traced(where, EXACT))] if base else []
    # A gentle slope, so that light's edge and not the noise in it is traced.
    shade = np.minimum(where + SPREAD, 2 * (SHADE - light))
    layers.append(Layer(f"{name}-shade", traced(shade, SOFT)))
    if shines:
        shine = np.minimum(where - SPREAD, 2 * (light - SHINE))
        layers.append(Layer(f"{name}-light", traced(shine, SOFT)))
    return layers


def within(values: Field, mask: Field, sigma: float) -> Field:
    """Values smoothed within a mask: what is outside does not darken the edge."""
    weight = gaussian_filter(mask, sigma)
    return cast(Field, gaussian_filter(values * mask, sigma) / np.maximum(weight, 1e-3))


# --- Layers ---------------------------------------------------------------------------------------


def body_layers(seen: Seen) -> list[Layer]:
    """The body: skin below, then trousers, top and hair, each with its shade and light."""
    body = seen.body()
    mask = np.isin(seen.labels, BODY).astype(np.float32)
    light = within(seen.light, mask, 3.0)
    layers = [Layer("skin", traced(region(body), EXACT))]
    for position, name in enumerate(BODY):
        later = BODY[position + 1 :]
        under = cast(Field, sum(seen.cover[other] for other in later)) if later else None
        cover = seen.cover[name]
        if name == HAIR:
            cover = np.where(head_of_hair(cover), cover, 0).astype(np.float32)
        layers += toned(MATERIALS[name], cover, light, under, base=name != SKIN)
    return layers


def thing_layers(whole: Scene, seen: Seen) -> list[Layer]:
    """Props, whole where the body or a later prop hides them."""
    layers: list[Layer] = []
    points = seen.view.project(whole.vertices)
    for position, name in enumerate(THINGS):
        own = whole.material == name
        if not own.any():
            continue
        # What the ground hides stays hidden: a bed's frame below its mattress.
        drawn = own | np.isin(whole.material, GROUND)
        _, index = raster.visibility(
            points, whole.triangles[drawn], seen.view.width, seen.view.height
        )
        alone = softened((own[drawn][index] & (index >= 0)).astype(np.float32))
        later = cast(Field, sum(seen.cover[other] for other in (*BODY, *THINGS[position + 1 :])))
        cover = np.maximum(seen.cover[name], np.minimum(alone, later + seen.cover[name]))
        light = within(seen.light, (seen.labels == name).astype(np.float32), 2.0)
        # A bright patch on a pillow would look like a thing lying on it.
        shines = MATERIALS[name] != "pillow"
        layers += toned(MATERIALS[name], cover, light, None, shines=shines)
    return layers


def ground_layers(
    whole: Scene, props: Sequence[Mesh], brightness: Floats, view: Camera, sky: raster.Sky
) -> list[Layer]:
    """Wall, mat or mattress as exact shapes, and the soft shadow on what lies below."""
    frames = [prop for prop in props if prop.material == "frame"]
    layers = [Layer("frame", hull_path(prop.vertices, view)) for prop in frames]
    for prop in props:
        if prop.material in ("mat", "bed"):
            top = prop.vertices[prop.vertices[:, 1] > prop.vertices[:, 1].max() - 1e-4]
            layers.append(Layer(f"{prop.material}-side", hull_path(prop.vertices, view)))
            layers.append(Layer(prop.material, hull_path(top, view)))
    layers.append(Layer("shadow", ground_shadow(whole, brightness, view, sky)))
    # A wall hides the floor behind it, shadows and all.
    walls = [prop for prop in props if prop.material == "wall"]
    return layers + [Layer("wall", hull_path(prop.vertices, view)) for prop in walls]


def hull_path(points: Floats, view: Camera) -> str:
    """Path text round all points as the camera sees them."""
    pixels = view.project(points)[:, :2]
    outline = pixels[ConvexHull(pixels).vertices] / FINE - MARGIN
    return curves.polygon_path(curves.simplified(outline, 0.08))


def ground_shadow(whole: Scene, brightness: Floats, view: Camera, sky: raster.Sky) -> str:
    """Where the ground gets clearly less light than an empty room would give it."""
    ground = whole.triangles[np.isin(whole.material, GROUND)]
    facing = np.clip(whole.normals @ sky.directions.T, 0, None)
    open_light = facing @ (sky.colours @ np.array([0.3, 0.5, 0.2]))
    # Sides of a mattress are dark by themselves; only what faces up carries a shadow.
    up = whole.normals[:, 1] > 0.95
    share = np.where(up, brightness / np.maximum(open_light, 1e-6), 1.0)
    points = view.project(whole.vertices)
    _, index = raster.visibility(points, ground, view.width, view.height)
    field = raster.interpolate(points, ground, index, share[:, None])[..., 0]
    field = np.where(index >= 0, field, 1.0).astype(np.float32)
    return traced(cast(Field, SHADOW - gaussian_filter(field, 5.0)), BLURRED)


# --- Lines inside the body ------------------------------------------------------------------------


def inner_lines(seen: Seen) -> str:
    """Path text of thin lines where one part of the body passes in front of another."""
    body = np.isin(seen.labels, BODY) & ~maximum_filter(seen.inside, 3)
    jumps = np.zeros(body.shape, bool)
    for axis in (0, 1):
        step = np.diff(seen.depth, axis=axis)
        before, after = np.roll(step, 1, axis), np.roll(step, -1, axis)
        # A steep but even slope is no jump: compare with the steps beside it.
        slope = np.minimum(np.abs(before), np.abs(after))
        both = shifted(body, axis, 0) & shifted(body, axis, 1)
        found = (np.abs(step) - slope > JUMP) & both
        low = [slice(None), slice(None)]
        low[axis] = slice(0, -1)
        jumps[tuple(low)] |= found
    thin = skeletonize(maximum_filter(jumps, 3))  # type: ignore[no-untyped-call]
    inside = minimum_filter(body, 7)
    path = ""
    for line in lines_of(thin):
        points = (line[:, ::-1] + 0.5) / FINE - MARGIN
        # Along the body's own outline the change of colour is line enough.
        within_body = inside[line[:, 0].astype(int), line[:, 1].astype(int)].mean()
        if len(points) >= SHORTEST * FINE and within_body > 0.5:
            path += curves.open_path(curves.eased(points), 0.25)
    return path


CREASE = 110.0
"""Concave curvature, 1/m, from which skin shows a fold: a closed eye, lips, between fingers."""
HAIRLINE = 0.30
"""Coverage from which a brow or a closed eye's lashes, thinner than a pixel, are drawn."""


def features(whole: Scene, seen: Seen) -> str:
    """Path text of what gives skin its life: narrow folds, brows, the lashes of closed eyes."""
    skin = seen.fine_labels == SKIN
    fields = np.concatenate((whole.normals, whole.vertices), axis=1)
    index = np.where(skin, seen.fine_index, -1)
    pixels = raster.interpolate(seen.fine_points, whole.triangles, index, fields)
    bend = gaussian_filter(raster.concavity(pixels, skin), 0.8)
    folds = blocks_of(bend) / CREASE - 1
    wisps = np.where(head_of_hair(seen.cover[HAIR]), 0, seen.cover[HAIR]) / HAIRLINE - 1
    return traced(cast(Field, np.maximum(folds, wisps)), FOLD)


LOCK = 60.0
"""Area (square units) from which hair belongs to the head of hair and not to the face."""


def head_of_hair(cover: Field) -> NDArray[np.bool_]:
    """Where the hair seen is that of the head: large patches, with their edges."""
    patches, _ = label(cover > 0.02)
    large = np.bincount(patches.ravel(), cover.ravel()) >= LOCK * FINE**2
    large[0] = False
    return large[patches]


def shifted(mask: NDArray[np.bool_], axis: int, by: int) -> NDArray[np.bool_]:
    """All but one row (axis 0) or column (axis 1): the first (``by`` 1) or the last (``by`` 0)."""
    part = [slice(None), slice(None)]
    part[axis] = slice(by, mask.shape[axis] - 1 + by)
    return mask[tuple(part)]


def lines_of(skeleton: NDArray[np.bool_]) -> list[Floats]:
    """The branches of a one-pixel-wide skeleton, as pixel positions (n, 2) in order.

    At a fork the branches that go straight on are joined first.
    """
    pixels = {(int(row), int(column)) for row, column in zip(*np.nonzero(skeleton), strict=True)}
    steps = [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]

    def around(pixel: tuple[int, int]) -> list[tuple[int, int]]:
        return [
            (pixel[0] + dy, pixel[1] + dx)
            for dy, dx in steps
            if (pixel[0] + dy, pixel[1] + dx) in pixels
        ]

    ends = [pixel for pixel in pixels if len(around(pixel)) == 1]
    lines = []
    for start in [*sorted(ends), *sorted(pixels)]:
        if start not in pixels:
            continue
        line = [start]
        pixels.discard(start)
        while following := around(line[-1]):
            past = line[max(0, len(line) - 6)]
            ahead = (line[-1][0] - past[0], line[-1][1] - past[1])
            here = line[-1]
            chosen = max(
                following,
                key=lambda p: (
                    ((p[0] - here[0]) * ahead[0] + (p[1] - here[1]) * ahead[1])
                    / (abs(p[0] - here[0]) + abs(p[1] - here[1])) ** 0.5
                ),
            )
            line.append(chosen)
            pixels.discard(chosen)
        lines.append(np.array(line, float))
    return lines
