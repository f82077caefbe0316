"""Drawing without a graphics card: the camera, the quick picture, and outlines as SVG paths."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from lumbar.figure import palette, stills
from lumbar.figure.making import curves, propmeshes, raster, trace
from lumbar.figure.making.raster import Camera, Floats, Integers

RADIUS = 0.3


@dataclass(frozen=True)
class Ball:
    """A round body: top above, trousers below, hair nowhere, a belt of skin between."""

    name: str
    vertices: Floats
    triangles: Integers
    regions: Floats


@pytest.fixture(scope="module")
def ball() -> Ball:
    up, around = np.meshgrid(np.linspace(-90, 90, 49), np.linspace(0, 360, 97), indexing="ij")
    up, around = np.radians(up), np.radians(around)
    points = RADIUS * np.stack(
        (np.cos(up) * np.cos(around), np.sin(up), np.cos(up) * np.sin(around)), axis=-1
    )
    vertices, triangles = propmeshes.welded(points)
    height = vertices[:, 1]
    regions = np.stack((height - 0.05, -0.05 - height, np.full_like(height, -1.0)), axis=1)
    return Ball("woman", vertices + np.array([0, RADIUS, 0]), triangles, regions)


@pytest.fixture(scope="module")
def camera(ball: Ball) -> Camera:
    return raster.frame(ball.vertices, 20, 15, 24)


# --- Camera and preview ---------------------------------------------------------------------------


def test_the_camera_fills_the_picture_with_what_it_frames(ball: Ball, camera: Camera) -> None:
    seen = camera.project(ball.vertices)
    assert (camera.width, camera.height) == (640, 480)
    assert np.ptp(seen[:, 1]) == pytest.approx(raster.FILL * 480, rel=0.01)
    assert seen[:, 0].min() + seen[:, 0].max() == pytest.approx(640, abs=1)
    assert seen[:, 1].min() + seen[:, 1].max() == pytest.approx(480, abs=1)


def test_azimuth_turns_the_view_to_the_right_and_elevation_up(ball: Ball) -> None:
    eye = raster.frame(ball.vertices, 30, 20, 24).eye
    assert eye[0] > 0 and eye[1] > RADIUS and eye[2] > 0


def test_the_preview_shows_the_body_on_the_mat(ball: Ball, camera: Camera) -> None:
    props = propmeshes.build([], "mat")
    picture = raster.preview(ball, ball.vertices, props, camera, (160, 120))
    assert picture.shape == (120, 160, 3) and picture.dtype == np.uint8
    red, _, blue = picture[32, 80]
    assert blue > red > 60, "the top is blue and lit"
    dark = raster.preview(ball, ball.vertices, props, camera, (160, 120), tone="dark")
    light = raster.preview(ball, ball.vertices, props, camera, (160, 120), tone="light")
    assert (light.astype(int) - dark).sum(2).max() > 60, "the belt of skin"


def test_what_is_nearer_hides_what_is_behind() -> None:
    near_and_far = np.array([[x, y, z] for z in (2.0, 1.0) for x, y in ((0, 0), (9, 0), (0, 9))])
    triangles = np.array([[3, 4, 5], [0, 1, 2]], np.int32)
    nearness, index = raster.visibility(near_and_far, triangles, 8, 8)
    assert index[1, 1] == 1 and nearness[1, 1] == 2
    assert index[7, 7] == -1


@pytest.mark.parametrize("theme", ["night", "paper"])
def test_every_material_has_a_colour(theme: palette.Theme) -> None:
    colours = raster.albedos("elder", "dark", theme)
    assert colours.shape == (len(raster.MATERIALS), 3)


# --- Props ----------------------------------------------------------------------------------------

TURN, HERE = np.eye(3), np.array([1.0, 0.5, 0.0])
PROPS: list[dict[str, Any]] = [
    {"kind": "pillow", "at": [0, 0, 0], "size": [0.19, 0.29, 0.1], "dent": True},
    {"kind": "pillow", "at": [0, 0, 0], "size": [0.1, 0.1, 0.1], "follow": "wrist.L"},
    {"kind": "box", "at": [0, 0.2, 0], "size": [0.3, 0.2, 0.2], "round": 0.03, "turn": [30, 0, 0]},
    {"kind": "pack", "at": [0, 0.1, 0], "size": [0.12, 0.08, 0.03], "turn": [0, 10, 0]},
    {"kind": "strap", "path": [["wrist.L", [0, 0, 0]], ["foot.L", [0, 0, 0.1]]], "width": 0.04},
    {"kind": "towel", "path": [["wrist.L", [0, 0, 0]], ["foot.L", [0, 0, 0.1]]]},
]


@pytest.mark.parametrize("prop", PROPS, ids=lambda prop: prop["kind"])
def test_a_solid_prop_is_closed_and_faces_outward(prop: dict[str, Any]) -> None:
    joints = {"wrist.L": (TURN, HERE), "foot.L": (TURN, np.zeros(3))}
    for mesh in propmeshes.prop_meshes(prop, joints):
        corners = mesh.vertices[mesh.triangles]
        volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))
        assert volume.sum() / 6 > 1e-5
        assert mesh.material in raster.MATERIALS


def test_a_follower_moves_with_its_joint() -> None:
    (mesh,) = propmeshes.prop_meshes(PROPS[1], {"wrist.L": (TURN, HERE)})
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    assert (low + high) / 2 == pytest.approx(HERE + np.array([0, 0.05, 0]), abs=0.005)


def test_a_chair_stands_on_the_floor_with_its_seat_at_the_height_asked() -> None:
    meshes = propmeshes.prop_meshes(
        {"kind": "chair", "at": [0.2, 0.1], "yaw": 40, "seat": 0.45}, {}
    )
    seat = meshes[0].vertices
    assert seat[:, 1].max() == pytest.approx(0.45)
    middle = (seat.min(0) + seat.max(0)) / 2
    assert middle[[0, 2]] == pytest.approx([0.2, 0.1], abs=0.001)
    assert min(mesh.vertices[:, 1].min() for mesh in meshes) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("surface", propmeshes.SURFACES)
def test_a_surface_has_its_top_at_zero(surface: str) -> None:
    meshes = propmeshes.build([], surface)
    assert max(mesh.vertices[:, 1].max() for mesh in meshes) == pytest.approx(0, abs=1e-9)


def test_unknown_props_and_surfaces_are_refused() -> None:
    with pytest.raises(propmeshes.UnknownProp, match="trapeze"):
        propmeshes.build([{"kind": "trapeze"}], "mat")
    with pytest.raises(propmeshes.UnknownProp, match="lava"):
        propmeshes.build([], "lava")


# --- Paths ----------------------------------------------------------------------------------------


def drawn(path: str, steps: int = 12) -> Floats:
    """Points (n, 2) along path text, in picture units, as a browser would draw it."""
    points: list[Floats] = []
    at = start = control = np.zeros(2)
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = np.array(re.findall(r"-?\d+", rest), float).reshape(-1, 2)
        if command == "M":
            at = start = numbers[0]
        elif command == "z":
            points.append(np.linspace(at, start, steps))
            at = start
        elif command == "l":
            for step in numbers:
                points.append(np.linspace(at, at + step, steps))
                at = at + step
        else:
            chain = [numbers] if command == "q" else [step[None] for step in numbers]
            for part in chain:
                control = at + part[0] if command == "q" else 2 * at - control
                end = at + part[-1]
                t = np.linspace(0, 1, steps)[:, None]
                points.append((1 - t) ** 2 * at + 2 * t * (1 - t) * control + t**2 * end)
                at = end
    return np.concatenate(points) / curves.UNITS


def test_a_circle_becomes_a_short_smooth_path() -> None:
    angle = np.linspace(0, 2 * np.pi, 700, endpoint=False)
    circle = 100 * np.stack((np.cos(angle), np.sin(angle)), axis=1) + 200
    path = curves.closed_path(circle, 0.15)
    away = np.hypot(*(drawn(path) - 200).T)
    assert np.abs(away - 100).max() < 0.4
    assert len(path) < 250


def test_a_square_keeps_its_corners() -> None:
    side = np.linspace(0, 80, 161)[:-1]
    zero, full = np.zeros_like(side), np.full_like(side, 80)
    x = np.concatenate((side, full, 80 - side, zero))
    y = np.concatenate((zero, side, full, 80 - side))
    points = drawn(curves.closed_path(np.stack((x, y), axis=1), 0.15))
    for corner in ((0, 0), (80, 0), (80, 80), (0, 80)):
        assert np.hypot(*(points - corner).T).min() < 1.0


def test_a_line_keeps_its_ends_and_a_straight_one_is_a_line() -> None:
    x = np.linspace(0, 60, 61)
    wave = np.stack((x, 6 * np.sin(x / 9)), axis=1)
    points = drawn(curves.open_path(wave, 0.15))
    assert points[0] == pytest.approx(wave[0], abs=0.06)
    assert points[-1] == pytest.approx(wave[-1], abs=0.06)
    assert max(np.hypot(*(wave - point).T).min() for point in points) < 0.6
    assert re.fullmatch(r"M0 0l300 0", curves.open_path(np.array([[0.0, 0], [30, 0]]), 0.15))


# --- Stills ---------------------------------------------------------------------------------------


def test_a_still_is_a_small_drawing_without_colours(ball: Ball, camera: Camera) -> None:
    props = propmeshes.build([PROPS[0]], "bed")
    text = trace.still(ball.vertices, ball.triangles, ball.regions, props, camera)
    ElementTree.fromstring(text)  # noqa: S314
    assert "#" not in text and "fill" not in text
    kinds = set(re.findall(r'class="([\w-]+)"', text))
    assert {"bed", "bed-side", "shadow", "pillow", "skin", "legs", "legs-shade", "top"} <= kinds
    assert not any(kind.startswith("hair") for kind in kinds)
    assert len(gzip.compress(text.encode())) < 4000
    for theme in palette.THEMES:
        assert "class=" not in stills.coloured(text, "woman", "medium", theme)


def test_the_outline_goes_round_the_whole_body(ball: Ball, camera: Camera) -> None:
    path = trace.outline(ball.vertices, ball.triangles, camera)
    assert path.count("M") == 1
    across = np.ptp(drawn(path), axis=0)
    assert across == pytest.approx(np.ptp(camera.project(ball.vertices)[:, :2], axis=0), rel=0.01)


def test_the_same_pose_gives_the_same_drawing(ball: Ball, camera: Camera) -> None:
    props = propmeshes.build([], "mat")
    first, second = (
        trace.still(ball.vertices, ball.triangles, ball.regions, props, camera) for _ in range(2)
    )
    assert first == second
