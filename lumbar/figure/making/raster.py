"""A small software renderer: z-buffer, camera, soft light from many directions.

It makes the pictures for which no graphics card is needed: a quick ``preview`` for people who
write scenes, the frames of the moving fall-back, and the buffers from which ``trace`` draws the
stills. The camera rule is the browser's, so that a still and the live view coincide.

Light is gathered at the vertices and interpolated in between, which is fast and smooth; surfaces
that should show shadows are therefore finely divided (``propmeshes``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from lumbar.figure import palette

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int32]
Image = NDArray[np.uint8]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function compiled by numba (kept on disk between runs), with its own type."""
    return cast(Function, numba.njit(cache=True, fastmath=True, nogil=True)(function))


def compiled_parallel(function: Function) -> Function:
    """Like ``compiled``; ``numba.prange`` loops run on several cores."""
    return cast(Function, numba.njit(cache=True, fastmath=True, parallel=True)(function))


# --- What is drawn --------------------------------------------------------------------------------

NOTHING, SKIN, LEGS, TOP, HAIR = range(5)
"""Labels of what a pixel shows; the props' labels follow, see ``MATERIALS``."""

MATERIALS: tuple[str, ...] = (
    "nothing",
    "skin",
    "legs",
    "top",
    "hair",
    "floor",
    "mat",
    "bed",
    "pillow",
    "chair",
    "strap",
    "pack",
    "wall",
    "frame",
)
FLOOR, WALL = MATERIALS.index("floor"), MATERIALS.index("wall")


@dataclass(frozen=True)
class Mesh:
    """A thing in the room: vertices (n, 3) in metres, triangles (m, 3), and what it is made of."""

    vertices: Floats
    triangles: Integers
    material: str
    """One of ``MATERIALS``."""


class DressedBody(Protocol):
    """What drawing needs to know about a body."""

    @property
    def name(self) -> str: ...
    @property
    def triangles(self) -> Integers: ...
    @property
    def regions(self) -> Floats: ...


def vertex_normals(vertices: Floats, triangles: Integers) -> Floats:
    """Unit normals (n, 3), each the mean of the faces around, weighted by their areas."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for axis in range(3):
        for corner in range(3):
            normals[:, axis] += np.bincount(triangles[:, corner], faces[:, axis], len(vertices))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return cast(Floats, normals / np.maximum(length, 1e-12))


# --- Camera ---------------------------------------------------------------------------------------

FILL = 0.88
"""How much of the picture's height or width the framed points take."""


@dataclass(frozen=True)
class Camera:
    """A perspective view. ``axes`` are the rows right, up, forward; ``focal`` is in pixels."""

    eye: Floats
    axes: Floats
    focal: float
    width: int
    height: int

    def project(self, points: Floats) -> Floats:
        """(n, 3): pixels from the left, pixels from the top, and nearness (1 / distance).

        Nearness, unlike distance, changes evenly across the picture of a flat surface.
        """
        seen = (points - self.eye) @ self.axes.T
        nearness = 1.0 / np.maximum(seen[:, 2], 1e-3)
        return np.stack(
            (
                self.width / 2 + self.focal * seen[:, 0] * nearness,
                self.height / 2 - self.focal * seen[:, 1] * nearness,
                nearness,
            ),
            axis=1,
        )

    def scaled(self, factor: float, margin: int = 0) -> Camera:
        """The same view in other pixels, with ``margin`` (old) pixels more on every side."""
        return Camera(
            self.eye,
            self.axes,
            self.focal * factor,
            round((self.width + 2 * margin) * factor),
            round((self.height + 2 * margin) * factor),
        )


def frame(points: Floats, azimuth: float, elevation: float, fov: float, width: int = 640) -> Camera:
    """The camera that sees ``points`` (n, 3) as large as fits a picture of 4:3.

    Angles in degrees: azimuth 0 looks along −z, positive moves the eye toward +x; elevation is the
    height above the horizon; ``fov`` the vertical field of view. The browser frames by this rule.
    """
    turn, lift = np.radians(azimuth), np.radians(elevation)
    away = np.array([np.sin(turn) * np.cos(lift), np.sin(lift), np.cos(turn) * np.cos(lift)])
    right = np.cross([0.0, 1.0, 0.0], away)
    right /= np.linalg.norm(right)
    up = np.cross(away, right)
    height = width * 3 // 4
    half_height = np.tan(np.radians(fov / 2)) * FILL
    half_width = half_height * 4 / 3
    target, distance = np.array([0.0, 0.2, 0.0]), 4.0
    for _ in range(6):
        offset = points - target
        depth = distance - offset @ away
        x, y = offset @ right / depth, offset @ up / depth
        target = target + distance * (
            right * (x.min() + x.max()) / 2 + up * (y.min() + y.max()) / 2
        )
        distance *= max(np.ptp(x) / 2 / half_width, np.ptp(y) / 2 / half_height)
    focal = 0.5 * height / np.tan(np.radians(fov) / 2)
    return Camera(
        target + away * distance, np.stack((right, up, -away)), float(focal), width, height
    )


# --- Visibility -----------------------------------------------------------------------------------


@compiled
def fill(points: Floats, triangles: Integers, nearness: Singles, index: Integers) -> None:
    """Draw triangles of projected ``points`` into the buffers: the nearest wins.

    ``nearness`` (h, w) and ``index`` (h, w), the triangle seen, are changed in place.
    """
    height, width = nearness.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, bx, by, cx, cy = (
            points[a, 0],
            points[a, 1],
            points[b, 0],
            points[b, 1],
            points[c, 0],
            points[c, 1],
        )
        area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
        if area == 0.0:
            continue
        left = max(0, int(np.ceil(min(ax, bx, cx) - 0.5)))
        right = min(width - 1, int(np.floor(max(ax, bx, cx) - 0.5)))
        top = max(0, int(np.ceil(min(ay, by, cy) - 0.5)))
        bottom = min(height - 1, int(np.floor(max(ay, by, cy) - 0.5)))
        # Shares of the first two corners, and how they change from one pixel to the next.
        first_x, first_y = (by - cy) / area, (cx - bx) / area
        second_x, second_y = (cy - ay) / area, (ax - cx) / area
        near_a, near_b, near_c = points[a, 2], points[b, 2], points[c, 2]
        for y in range(top, bottom + 1):
            dx, dy = left + 0.5 - cx, y + 0.5 - cy
            first = first_x * dx + first_y * dy
            second = second_x * dx + second_y * dy
            for x in range(left, right + 1):
                third = 1.0 - first - second
                if first >= -1e-5 and second >= -1e-5 and third >= -1e-5:
                    near = first * near_a + second * near_b + third * near_c
                    if near > nearness[y, x]:
                        nearness[y, x] = near
                        index[y, x] = t
                first += first_x
                second += second_x


def visibility(
    points: Floats, triangles: Integers, width: int, height: int
) -> tuple[Singles, Integers]:
    """Nearness and index of the triangle seen at each pixel (0 and -1 where there is none)."""
    nearness = np.zeros((height, width), np.float32)
    index = np.full((height, width), -1, np.int32)
    fill(points, triangles, nearness, index)
    return nearness, index


@compiled_parallel
def interpolate(points: Floats, triangles: Integers, index: Integers, values: Floats) -> Singles:
    """Vertex ``values`` (n, k) at every pixel, in perspective: (h, w, k), 0 where nothing is."""
    height, width = index.shape
    count = values.shape[1]
    out = np.zeros((height, width, count), np.float32)
    for y in numba.prange(height):
        for x in range(width):
            t = index[y, x]
            if t < 0:
                continue
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            dx, dy = x + 0.5 - points[c, 0], y + 0.5 - points[c, 1]
            abx, aby = points[a, 0] - points[c, 0], points[a, 1] - points[c, 1]
            cbx, cby = points[b, 0] - points[c, 0], points[b, 1] - points[c, 1]
            inverse = 1.0 / (cby * abx - cbx * aby)
            first = (cby * dx - cbx * dy) * inverse * points[a, 2]
            second = (abx * dy - aby * dx) * inverse * points[b, 2]
            third = points[c, 2] * (1.0 - (cby * dx - cbx * dy + abx * dy - aby * dx) * inverse)
            total = 1.0 / (first + second + third)
            for k in range(count):
                out[y, x, k] = (
                    first * values[a, k] + second * values[b, k] + third * values[c, k]
                ) * total
    return out


@compiled_parallel
def concavity(pixels: Singles, where: NDArray[np.bool_]) -> Singles:
    """How sharply the surface folds inward at each pixel, 1/m; 0 on flat or rounded parts.

    ``pixels`` (h, w, 6) are normals and positions; only pixels ``where`` (h, w) are compared.
    """
    height, width = where.shape
    out = np.zeros((height, width), np.float32)
    for y in numba.prange(2, height - 2):
        for x in range(2, width - 2):
            for axis in range(2):
                dy, dx = (2, 0) if axis == 0 else (0, 2)
                if not (where[y, x] and where[y - dy, x - dx] and where[y + dy, x + dx]):
                    continue
                before, after = pixels[y - dy, x - dx], pixels[y + dy, x + dx]
                across = 0.0
                distance = 1e-9
                for k in range(3):
                    step = after[3 + k] - before[3 + k]
                    across -= step * (after[k] - before[k])
                    distance += step * step
                # Far apart is not a fold but one limb behind another.
                if across > 0 and distance < 0.015**2:
                    out[y, x] += min(400.0, across / distance)
    return out


# --- Light ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sky:
    """Light from ``directions`` (n, 3), unit vectors toward it, each with ``colours`` (n, 3)."""

    directions: Floats
    colours: Floats


def cone(axis: Sequence[float], half_angle: float, count: int) -> Floats:
    """``count`` unit vectors spread evenly within ``half_angle`` degrees of ``axis``."""
    step = np.arange(count) + 0.5
    along = 1 - step / count * (1 - np.cos(np.radians(half_angle)))
    around = np.pi * (1 + 5**0.5) * step
    across = np.sqrt(1 - along**2)
    forward = np.asarray(axis, float) / np.linalg.norm(axis)
    side = np.cross(forward, [0.0, 1.0, 0.0] if abs(forward[1]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    other = np.cross(forward, side)
    spread = np.outer(across * np.cos(around), side) + np.outer(across * np.sin(around), other)
    return cast(Floats, spread + np.outer(along, forward))


LAMP = (-0.55, 0.75, 0.55)
"""Where the lamp is, from the middle of the room."""


def sky(theme: palette.Theme, count: int, lamp: Sequence[float] = LAMP) -> Sky:
    """The room's light in about ``count`` directions: a warm lamp, a cool rim, and all around."""
    lamps = max(3, round(count * 0.4))
    rims = max(2, round(count * 0.15))
    rest = max(4, count - lamps - rims)
    parts: list[tuple[Floats, tuple[float, float, float]]]
    if theme == "paper":
        parts = [
            (cone(lamp, 24, lamps), (0.62, 0.58, 0.53)),
            (cone((0.75, 0.45, -0.70), 20, rims), (0.12, 0.14, 0.18)),
            (cone((0, 1, 0), 100, rest), (0.86, 0.87, 0.92)),
        ]
    else:
        parts = [
            (cone(lamp, 24, lamps), (0.80, 0.70, 0.60)),
            (cone((0.75, 0.45, -0.75), 20, rims), (0.32, 0.42, 0.66)),
            (cone((0, 1, 0), 100, rest), (0.46, 0.50, 0.63)),
        ]
    directions = np.concatenate([part for part, _ in parts])
    colours = np.concatenate(
        [np.tile(np.array(colour) / len(part), (len(part), 1)) for part, colour in parts]
    )
    return Sky(directions, colours)


@compiled_parallel
def shadow_maps(
    vertices: Floats, triangles: Integers, frames: Floats, centre: Floats, scale: float, size: int
) -> Singles:
    """How near to the light the first thing is: (lights, size, size), seen along ``frames``."""
    lights = frames.shape[0]
    maps = np.full((lights, size, size), -1e9, np.float32)
    for light in numba.prange(lights):
        turn = frames[light]
        points = np.empty((vertices.shape[0], 3))
        for i in range(vertices.shape[0]):
            x, y, z = (
                vertices[i, 0] - centre[0],
                vertices[i, 1] - centre[1],
                vertices[i, 2] - centre[2],
            )
            points[i, 0] = (turn[0, 0] * x + turn[0, 1] * y + turn[0, 2] * z) * scale + size / 2
            points[i, 1] = (turn[1, 0] * x + turn[1, 1] * y + turn[1, 2] * z) * scale + size / 2
            points[i, 2] = turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z
        index = np.empty((size, size), np.int32)
        fill(points, triangles, maps[light], index)
    return maps


@compiled_parallel
def gather(
    positions: Floats,
    normals: Floats,
    wraps: Floats,
    maps: Singles,
    frames: Floats,
    colours: Floats,
    centre: Floats,
    scale: float,
    bias: float,
) -> Floats:
    """Light (n, 3) at the positions; ``wraps`` (n,) lets it creep round soft things (0 to 0.5)."""
    count, size = positions.shape[0], maps.shape[1]
    out = np.zeros((count, 3))
    for i in numba.prange(count):
        nx, ny, nz = normals[i, 0], normals[i, 1], normals[i, 2]
        # A little off the surface, so that it does not shade itself.
        x = positions[i, 0] - centre[0] + nx * bias
        y = positions[i, 1] - centre[1] + ny * bias
        z = positions[i, 2] - centre[2] + nz * bias
        for light in range(frames.shape[0]):
            turn = frames[light]
            facing = nx * turn[2, 0] + ny * turn[2, 1] + nz * turn[2, 2]
            strength = (facing + wraps[i]) / (1 + wraps[i])
            if strength <= 0:
                continue
            u = (turn[0, 0] * x + turn[0, 1] * y + turn[0, 2] * z) * scale + size / 2 - 0.5
            v = (turn[1, 0] * x + turn[1, 1] * y + turn[1, 2] * z) * scale + size / 2 - 0.5
            near = turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z + bias
            left, top = int(np.floor(u)), int(np.floor(v))
            seen = 1.0
            if 0 <= left < size - 1 and 0 <= top < size - 1:
                # Four map cells weighted by how close they are: no steps at a shadow's edge.
                fu, fv = u - left, v - top
                seen = 0.0
                if maps[light, top, left] <= near:
                    seen += (1 - fu) * (1 - fv)
                if maps[light, top, left + 1] <= near:
                    seen += fu * (1 - fv)
                if maps[light, top + 1, left] <= near:
                    seen += (1 - fu) * fv
                if maps[light, top + 1, left + 1] <= near:
                    seen += fu * fv
            for channel in range(3):
                out[i, channel] += strength * seen * colours[light, channel]
    return out


def light_frames(directions: Floats) -> Floats:
    """A rotation (3, 3) per direction whose last row is the direction."""
    pole = np.where(np.abs(directions[:, 1:2]) < 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    side = np.cross(pole, directions)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    return np.stack((side, np.cross(directions, side), directions), axis=1)


# --- A scene of several meshes --------------------------------------------------------------------

NO_REGION = -1.0
SOFTNESS = {"skin": 0.22, "pillow": 0.15}
"""How far light creeps round a material's edge; other materials 0.06."""


@dataclass(frozen=True)
class Scene:
    """All meshes as one, ready to be lit and drawn."""

    vertices: Floats
    triangles: Integers
    normals: Floats
    regions: Floats
    """(n, 3) signed fields of the body's garments (top, legs, hair), metres, > 0 inside."""
    material: NDArray[np.uint8]
    """(m,) index into ``MATERIALS`` per triangle; SKIN stands for the whole dressed body."""
    casts: NDArray[np.bool_]
    """(m,) whether the triangle throws a shadow."""
    softness: Floats

    def labels(self, points: Floats, index: Integers) -> NDArray[np.uint8]:
        """What each pixel shows (h, w): the material, the body by its clothes."""
        return label(np.asarray(points), self.triangles, index, self.regions, self.material)


def scene(posed: Floats, triangles: Integers, regions: Floats, props: Sequence[Mesh] = ()) -> Scene:
    """One scene of a posed body (vertices (n, 3), its garments (n, 3)) and the props."""
    vertices, all_triangles = [np.asarray(posed, float)], [np.asarray(triangles, np.int32)]
    material = [np.full(len(triangles), SKIN, np.uint8)]
    casts = [np.ones(len(triangles), bool)]
    softness = [np.full(len(posed), SOFTNESS["skin"])]
    normals = [vertex_normals(vertices[0], all_triangles[0])]
    first = len(posed)
    for prop in props:
        vertices.append(prop.vertices)
        all_triangles.append((prop.triangles + first).astype(np.int32))
        first += len(prop.vertices)
        material.append(np.full(len(prop.triangles), MATERIALS.index(prop.material), np.uint8))
        # Flat ground shades nothing that is seen, and would only shade itself. A wall would
        # darken the whole room.
        casts.append(np.full(len(prop.triangles), prop.material not in ("floor", "mat", "wall")))
        softness.append(np.full(len(prop.vertices), SOFTNESS.get(prop.material, 0.06)))
        normals.append(vertex_normals(prop.vertices, prop.triangles))
    around = np.full((first - len(posed), 3), NO_REGION)
    return Scene(
        np.concatenate(vertices),
        np.concatenate(all_triangles),
        np.concatenate(normals),
        np.concatenate((np.asarray(regions, float), around)),
        np.concatenate(material),
        np.concatenate(casts),
        np.concatenate(softness),
    )


def light(of: Scene, under: Sky, size: int = 192) -> Floats:
    """Light (n, 3) at the scene's vertices; shadow maps of ``size`` × ``size`` cells."""
    casting = of.triangles[of.casts]
    cast_by = of.vertices[np.unique(casting)]
    centre = (cast_by.min(0) + cast_by.max(0)) / 2
    reach = float(np.linalg.norm(cast_by - centre, axis=1).max()) * 1.02
    scale = size / (2 * reach)
    frames = light_frames(under.directions)
    maps = shadow_maps(of.vertices, casting, frames, centre, scale, size)
    bias = 0.6 / scale
    return gather(
        of.vertices, of.normals, of.softness, maps, frames, under.colours, centre, scale, bias
    )


@compiled_parallel
def label(
    points: Floats,
    triangles: Integers,
    index: Integers,
    regions: Floats,
    material: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    height, width = index.shape
    out = np.zeros((height, width), np.uint8)
    for y in numba.prange(height):
        for x in range(width):
            t = index[y, x]
            if t < 0:
                continue
            out[y, x] = material[t]
            if material[t] != SKIN:
                continue
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            dx, dy = x + 0.5 - points[c, 0], y + 0.5 - points[c, 1]
            abx, aby = points[a, 0] - points[c, 0], points[a, 1] - points[c, 1]
            cbx, cby = points[b, 0] - points[c, 0], points[b, 1] - points[c, 1]
            inverse = 1.0 / (cby * abx - cbx * aby)
            first = (cby * dx - cbx * dy) * inverse
            second = (abx * dy - aby * dx) * inverse
            third = 1.0 - first - second
            # Trousers, then the top over them, then hair over all: the order of the labels.
            for garment, name in ((1, LEGS), (0, TOP), (2, HAIR)):
                inside = (
                    first * regions[a, garment]
                    + second * regions[b, garment]
                    + third * regions[c, garment]
                )
                if inside > 0:
                    out[y, x] = name
    return out


# --- Pictures -------------------------------------------------------------------------------------


def linear_rgb(colour: str) -> Floats:
    """A hex colour as linear light (3,)."""
    channels = bytes.fromhex(colour.removeprefix("#"))
    return np.array([palette.linear(channel / 255) for channel in channels])


def albedos(body: str, tone: palette.Tone, theme: palette.Theme) -> Floats:
    """Linear colour (k, 3) of every material, in the order of ``MATERIALS``."""
    around = palette.SURROUNDINGS["paper" if theme == "paper" else "night"]
    clothes = palette.CLOTHES.get(cast(palette.Body, body), palette.CLOTHES["woman"])
    colours = {
        "nothing": around.ground,
        "skin": palette.SKIN[tone].base,
        "legs": clothes.legs.base,
        "top": clothes.top.base,
        "hair": clothes.hair.base,
    }
    for name in MATERIALS[FLOOR:]:
        colours[name] = cast(palette.Shades, getattr(around, name)).base
    return np.stack([linear_rgb(colours[name]) for name in MATERIALS])


def preview(
    body: DressedBody,
    posed: Floats,
    props: Sequence[Mesh],
    camera: Camera,
    size: tuple[int, int] = (480, 360),
    *,
    lights: int = 26,
    samples: int = 2,
    tone: palette.Tone = "light",
    theme: palette.Theme = "night",
) -> Image:
    """A picture (height, width, 3) of the posed body among the props, quick by default.

    ``posed`` are the body's vertices in the room (n, 3). More ``lights`` (96) and ``samples``
    per pixel side (3) give a nicer picture in more time.
    """
    width, height = size
    view = camera.scaled(height * samples / camera.height)
    view = Camera(view.eye, view.axes, view.focal, width * samples, height * samples)
    whole = scene(posed, body.triangles, body.regions, props)
    lit = light(whole, sky(theme, lights), 160 if lights <= 40 else 320)
    points = view.project(whole.vertices)
    _, index = visibility(points, whole.triangles, view.width, view.height)
    labels = whole.labels(points, index)
    fields = np.concatenate((lit, whole.normals, whole.vertices), axis=1)
    pixels = interpolate(points, whole.triangles, index, fields)
    picture = shade(pixels, labels, albedos(body.name, tone, theme).astype(np.float32), view.eye)
    picture = picture.reshape(height, samples, width, samples, 3).mean((1, 3))
    return cast(Image, (encode(picture) * 255 + 0.5).astype(np.uint8))


@compiled_parallel
def shade(pixels: Singles, labels: NDArray[np.uint8], colours: Singles, eye: Floats) -> Singles:
    """Linear picture of interpolated light, normals and positions (h, w, 9)."""
    height, width = labels.shape
    out = np.empty((height, width, 3), np.float32)
    for y in numba.prange(height):
        for x in range(width):
            name = labels[y, x]
            for channel in range(3):
                out[y, x, channel] = colours[0, channel]
            if name == 0:
                continue
            value = pixels[y, x]
            px, py, pz = value[6], value[7], value[8]
            vx, vy, vz = eye[0] - px, eye[1] - py, eye[2] - pz
            nx, ny, nz = value[3], value[4], value[5]
            facing = (nx * vx + ny * vy + nz * vz) / np.sqrt(
                (vx * vx + vy * vy + vz * vz) * (nx * nx + ny * ny + nz * nz) + 1e-12
            )
            glow = (1 - min(1.0, max(0.0, facing))) ** 4
            cover = 1.0
            if name in (FLOOR, WALL):
                # Floor and wall fade into the page some way from the middle of the room.
                cover = np.exp(-(((px / 1.7) ** 2 + (pz / 1.3) ** 2) ** 1.5))
            for channel in range(3):
                bright = colours[name, channel] * (value[channel] + 0.05)
                if name <= HAIR:
                    bright += glow * 0.12 * value[channel] * (0.4 + 0.6 * colours[name, channel])
                out[y, x, channel] = cover * bright + (1 - cover) * colours[0, channel]
    return out


def encode(picture: Singles) -> Singles:
    """sRGB of linear light, bright light rolled off softly below 1."""
    soft = np.where(picture > 0.7, 0.7 + 0.3 * (1 - np.exp(-(picture - 0.7) / 0.3)), picture)
    encoded = np.where(
        soft <= 0.0031308, 12.92 * soft, 1.055 * np.maximum(soft, 1e-7) ** (1 / 2.4) - 0.055
    )
    return cast(Singles, encoded.astype(np.float32))
