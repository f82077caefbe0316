"""The built bodies: what is in their files, and that the files are what every reader expects."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import brotli
import numpy as np
import pytest

from lumbar.figure.making.anatomy import MIRROR, MIRRORED_JOINTS
from lumbar.figure.making.body import Body
from lumbar.figure.making.kinematics import Floats, forward, normals, skin
from lumbar.figure.making.meshfile import STEP, DecodedBody, MeshFileError, read, write
from lumbar.figure.skeleton import INDEX, JOINTS, PARAMETERS, mirrored

BUILT = Path(__file__).parents[1] / "built" / "bodies"
NAMES = ("woman", "man", "elder")
BUDGET = 115_000
"""Bytes of a body, compressed as the server does."""


@cache
def body(name: str) -> DecodedBody:
    return read((BUILT / f"{name}.bin").read_bytes())


def posed(of: DecodedBody, values: Floats) -> Floats:
    rotations, positions = forward(of.rig, values[None], np.eye(3))
    return skin(of.rig, of.weights, of.corrected(values), rotations[0], positions[0])


@pytest.mark.parametrize("name", NAMES)
def test_a_body_is_small_enough_to_download_at_night(name: str) -> None:
    data = (BUILT / f"{name}.bin").read_bytes()
    assert len(brotli.compress(data, quality=11)) <= BUDGET


@pytest.mark.parametrize("name", NAMES)
def test_every_vertex_is_carried_and_used(name: str) -> None:
    of = body(name)
    assert of.name == name
    assert np.allclose(of.weights.sum(1), 1)
    assert ((of.weights > 0).sum(1) <= 4).all()
    assert set(np.unique(of.triangles)) == set(range(len(of.vertices)))
    assert of.shadow.max() < len(of.vertices)
    assert np.isfinite(of.vertices).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_two_sides_mirror_exactly(name: str) -> None:
    of = body(name)
    other = of.twin
    assert np.allclose(of.vertices[other], of.vertices * MIRROR, atol=STEP / 100)
    assert np.array_equal(of.regions[other], of.regions)
    assert np.array_equal(of.breath[other], of.breath)
    off_middle = of.vertices[:, 0] != 0
    assert np.allclose(of.weights[other][off_middle], of.weights[off_middle][:, MIRRORED_JOINTS])
    faces = {tuple(sorted(face)) for face in of.triangles.tolist()}
    assert {tuple(sorted(face)) for face in other[of.triangles].tolist()} == faces


@pytest.mark.parametrize("name", NAMES)
def test_the_mirrored_movement_is_the_mirror_image(name: str) -> None:
    of = body(name)
    values, reflected = np.zeros(len(PARAMETERS)), np.zeros(len(PARAMETERS))
    for parameter, degrees in {
        "knee.flexion.R": 120.0,
        "hip.flexion.R": 100.0,
        "hip.rotation.R": 20.0,
        "shoulder.flexion.L": 150.0,
        "elbow.flexion.L": 60.0,
        "lumbar.side-bend": 15.0,
        "thorax.rotation": 20.0,
    }.items():
        values[INDEX[parameter]] = degrees
        partner, sign = mirrored(parameter)
        reflected[INDEX[partner]] = sign * degrees
    gap = posed(of, reflected)[of.twin] - posed(of, values) * MIRROR
    # Bones' places are rounded in the file, and shares in the middle of the body to 1 in 255.
    assert np.abs(gap).max() < 0.001


@pytest.mark.parametrize("name", NAMES)
def test_the_surface_is_whole_and_faces_outward(name: str) -> None:
    of = body(name)
    directed = np.stack([of.triangles, np.roll(of.triangles, -1, 1)], -1).reshape(-1, 2)
    assert len(np.unique(directed, axis=0)) == len(directed), "an edge is used twice one way round"
    corners = of.vertices[of.triangles]
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert 0.04 < volume < 0.12, "cubic metres of a grown person"


@pytest.mark.parametrize("name", NAMES)
def test_the_hem_stays_level_in_a_deep_bend(name: str) -> None:
    of = body(name)
    # The waist: on the line where the shirt ends, far from sleeves and neck.
    pelvis = of.rig.heads[JOINTS.index("pelvis")]
    hem = (of.regions[:, 0] == 0) & (np.abs(of.vertices[:, 1] - pelvis[1]) < 0.12)
    hem &= np.abs(of.vertices[:, 0]) < 0.25
    assert hem.sum() > 20
    values = np.zeros(len(PARAMETERS))
    for side in "LR":
        values[INDEX[f"hip.flexion.{side}"]] = 120
        values[INDEX[f"knee.flexion.{side}"]] = 140
    standing, bent = posed(of, np.zeros(len(PARAMETERS))), posed(of, values)
    assert np.linalg.norm((bent - standing)[hem], axis=1).max() < 0.01


@pytest.mark.parametrize("name", NAMES)
def test_a_knee_stays_round_and_keeps_its_size(name: str) -> None:
    of = body(name)
    values = np.zeros(len(PARAMETERS))
    values[INDEX["knee.flexion.L"]] = 140
    knee = JOINTS.index("lowerleg01.L")
    _, positions = forward(of.rig, values[None], np.eye(3))
    shape = posed(of, values)
    near = np.linalg.norm(of.vertices - of.rig.heads[knee], axis=1) < 0.12
    outward = normals(shape, of.triangles)
    away = shape - positions[0, knee]
    front = near & (away @ [0, 0, 1] > 0.03)
    distance = np.linalg.norm(away[front], axis=1)
    assert distance.min() > 0.035
    assert distance.max() < 0.13
    assert ((away * outward)[front].sum(1) > 0).all(), "no fold in the kneecap"


@pytest.mark.parametrize("name", NAMES)
def test_breathing_moves_the_trunk_only(name: str) -> None:
    of = body(name)
    assert 0.005 < of.breath.max() < 0.02
    assert of.breath.min() >= 0
    trunk = of.weights[:, [j for j, n in enumerate(JOINTS) if n.startswith("spine")]].sum(1)
    assert trunk[of.breath > 0.002].min() > 0.1


@pytest.mark.parametrize("name", NAMES)
def test_reading_what_was_written_gives_the_same_bytes(name: str) -> None:
    data = (BUILT / f"{name}.bin").read_bytes()
    of = read(data)
    again = Body(
        name=of.name,
        vertices=of.vertices,
        bare=of.vertices,
        triangles=of.triangles,
        shadow=of.shadow,
        weights=of.weights,
        regions=of.regions,
        breath=of.breath,
        twin=of.twin,
        heads=dict(zip(JOINTS, of.rig.heads, strict=True)),
        neutral=dict(zip(JOINTS, of.rig.binds, strict=True)),
        correctives=of.correctives,
    )
    twice = read(write(again))
    assert np.allclose(twice.vertices, of.vertices, atol=STEP / 100)
    assert np.array_equal(twice.triangles, of.triangles)
    assert np.allclose(twice.weights, of.weights)
    assert np.allclose(twice.regions, of.regions)
    for one, other in zip(of.correctives, twice.correctives, strict=True):
        assert np.array_equal(one.index, other.index)
        assert np.allclose(one.offset, other.offset)
    assert write(again) == write(again)


def test_a_broken_file_is_refused() -> None:
    data = (BUILT / "woman.bin").read_bytes()
    for broken in (b"", data[:1000], data[:-1], data + b"\0", b"\5\0\0\0{}   "):
        with pytest.raises(MeshFileError):
            read(broken)
