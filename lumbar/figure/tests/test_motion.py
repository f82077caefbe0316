"""The arithmetic of the moving body: kinematics, derivatives, mirroring, the clip file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lumbar.figure import catalogue, skeleton
from lumbar.figure.making import checks, clipfile, kinematics, motion, people
from lumbar.figure.skeleton import BASES, INDEX, JOINTS, MIRROR, PARAMETERS

SUPINE = np.array(BASES["supine"], float)


def pose(seed: int, spread: float = 18.0) -> NDArray[np.float64]:
    values = np.random.default_rng(seed).normal(size=len(PARAMETERS)) * spread
    values[:3] *= 0.01
    return values


def test_every_joint_has_its_parent_before_it_and_only_known_parameters() -> None:
    seen: set[str] = set()
    for joint in JOINTS:
        parent = skeleton.PARENTS[joint]
        assert parent is None or parent in seen
        seen.add(joint)
    used = {turn.parameter for turns in skeleton.TURNS.values() for turn in turns}
    assert used == set(PARAMETERS[3:])


def test_mirroring_twice_changes_nothing() -> None:
    for number, (source, sign) in enumerate(MIRROR):
        back, back_sign = MIRROR[source]
        assert back == number
        assert sign * back_sign == 1


@pytest.mark.parametrize(
    ("parameter", "joint", "way"),
    [
        ("hip.flexion.L", "lowerleg01.L", (0, 0, 1)),
        ("hip.abduction.L", "lowerleg01.L", (1, 0, 0)),
        ("hip.abduction.R", "lowerleg01.R", (-1, 0, 0)),
        ("knee.flexion.R", "foot.R", (0, 0, -1)),
        ("shoulder.flexion.R", "wrist.R", (0, 0, 1)),
        ("shoulder.abduction.L", "wrist.L", (1, 0, 0)),
        ("elbow.flexion.L", "wrist.L", (0, 0, 1)),
        ("lumbar.flexion", "head", (0, 0, 1)),
        ("lumbar.side-bend", "head", (1, 0, 0)),
        ("root.turn", "foot.L", (0, 0, -1)),
    ],
)
def test_angles_move_the_way_a_clinician_means(
    parameter: str, joint: str, way: tuple[int, int, int]
) -> None:
    rig = people.body("woman").rig
    values = np.zeros((2, len(PARAMETERS)))
    values[1, INDEX[parameter]] = 20
    _, positions = kinematics.forward(rig, values, np.eye(3))
    moved = positions[1, JOINTS.index(joint)] - positions[0, JOINTS.index(joint)]
    assert moved @ np.array(way) > 0.01


def test_quaternions_are_those_of_the_rotations() -> None:
    axis = kinematics.axis_rotation(1, np.array([0.0, 90.0, 179.9, -120.0]))
    found = kinematics.quaternions(axis @ kinematics.axis_rotation(0, np.array(37.0)))
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    vector = np.array([0.3, -0.5, 0.8])
    for rotation, q in zip(axis @ kinematics.axis_rotation(0, np.array(37.0)), found, strict=True):
        turned = vector + 2 * np.cross(q[:3], np.cross(q[:3], vector) + q[3] * vector)
        assert np.allclose(turned, rotation @ vector)


def test_derivatives_are_exact_for_joints_and_near_for_skin() -> None:
    person, values = people.person("woman"), pose(3)
    points, step = person.points, 1e-4
    place, facing, d_place, d_facing = motion.moved(person.rig, points, values, SUPINE)
    joints = np.array([points.joint(joint) for joint in JOINTS])
    for parameter in range(len(PARAMETERS)):
        changed = values.copy()
        changed[parameter] += step
        new_place, new_facing, _, _ = motion.moved(person.rig, points, changed, SUPINE)
        by_difference = (new_place - place) / step
        assert np.abs(by_difference - d_place[:, :, parameter])[joints].max() < 1e-6
        assert np.abs((new_facing - facing) / step - d_facing[:, :, parameter])[joints].max() < 1e-6
        size = np.abs(by_difference).max()
        assert np.abs(by_difference - d_place[:, :, parameter]).mean() < 0.1 * size + 1e-9


def test_the_solver_sees_the_finished_skin() -> None:
    body, person, values = people.body("man"), people.person("man"), pose(5, 40)
    skin = people.posed(body, values[None], SUPINE)[0]
    place, _, _, _ = motion.moved(person.rig, person.points, values, SUPINE)
    for name, rows in person.points.patches.items():
        vertices = checks.vertex_patches("man")[name]
        assert np.abs(place[rows] - skin[vertices]).max() < 2e-5


def test_only_keeps_what_is_asked_for() -> None:
    person, values = people.person("woman"), pose(7)
    some = person.points.only(["palm.L", "sole.R"], ["foot.R"])
    whole, few = (
        motion.moved(person.rig, points, values, SUPINE) for points in (person.points, some)
    )
    for name in ("palm.L", "sole.R"):
        assert np.allclose(
            whole[2][person.points.patches[name]], few[2][some.patches[name]], atol=1e-12
        )
    assert np.allclose(whole[0][person.points.joint("foot.R")], few[0][some.joint("foot.R")])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.floats(-175, 175), min_size=len(PARAMETERS), max_size=len(PARAMETERS)),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_packed_comes_back(rows: list[list[float]]) -> None:
    values = np.array(rows)
    values[:, :3] /= 100
    packed = clipfile.packed(values)
    back = clipfile.unpacked(packed, len(values))
    assert np.abs(back - values)[:, :3].max() <= 0.5 / catalogue.PER_METRE + 1e-12
    assert np.abs(back - values)[:, 3:].max() <= 0.5 / catalogue.PER_DEGREE + 1e-12


def test_a_file_that_is_no_clip_is_refused() -> None:
    with pytest.raises(clipfile.ClipFileError, match="no clip"):
        clipfile.read(b"{}")
    with pytest.raises(clipfile.ClipFileError, match="format 99"):
        clipfile.read(b'{"format": 99}')
