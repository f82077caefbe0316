"""The skeleton: what goes in as angles comes out as angles."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.figure import skeleton
from lumbar.figure.geometry import length, subtract
from lumbar.figure.skeleton import SIDES, PoseError, build, measured, reach

HIP = st.floats(-15, 125)
KNEE = st.floats(0, 140)
ELBOW = st.floats(0, 140)
LUMBAR = st.floats(-20, 60)


@given(hip=HIP, knee=KNEE, elbow=ELBOW, lumbar=LUMBAR, out=st.floats(-20, 40))
def test_angles_are_recovered_from_the_bones(
    hip: float, knee: float, elbow: float, lumbar: float, out: float
) -> None:
    body = build(
        {
            "hip.right": {"flexion": hip, "abduction": out, "rotation": out / 2},
            "knee.right": {"flexion": knee},
            "elbow.left": {"flexion": elbow},
            "lumbar": {"flexion": lumbar},
        }
    )
    found = measured(body)
    assert isclose(found["hip.right"], hip, abs_tol=1e-6)
    assert isclose(found["knee.right"], knee, abs_tol=1e-6)
    assert isclose(found["elbow.left"], elbow, abs_tol=1e-6)
    assert isclose(found["lumbar"], lumbar, abs_tol=1e-6)


def test_a_standing_body_is_as_tall_as_its_proportions_say() -> None:
    body = build({})
    hip = skeleton.THIGH + skeleton.SHANK + skeleton.ANKLE_HEIGHT
    shoulder = body["upper-arm.right"].start[2] + hip
    assert 0.79 < shoulder / skeleton.HEIGHT < 0.83
    assert isclose(hip / skeleton.HEIGHT, 0.53, abs_tol=0.001)


@pytest.mark.parametrize("side", SIDES)
def test_flexion_goes_the_way_the_convention_says(side: skeleton.Side) -> None:
    body = build({f"hip.{side}": {"flexion": 90}, f"shoulder.{side}": {"flexion": 90}})
    thigh, arm = body[f"thigh.{side}"], body[f"upper-arm.{side}"]
    assert subtract(thigh.end, thigh.start)[1] > 0.4
    assert subtract(arm.end, arm.start)[1] > 0.3
    bent = build({f"knee.{side}": {"flexion": 90}, f"elbow.{side}": {"flexion": 90}})
    shank, fore = bent[f"shank.{side}"], bent[f"forearm.{side}"]
    assert subtract(shank.end, shank.start)[1] < -0.4
    assert subtract(fore.end, fore.start)[1] > 0.2


def test_outward_movements_mirror_each_other() -> None:
    turned = {"flexion": 60.0, "abduction": 25.0, "rotation": 15.0}
    body = build({"hip.right": turned, "hip.left": turned, "shoulder.right": turned})
    right, left = body["thigh.right"].end, body["thigh.left"].end
    assert isclose(right[0], -left[0], abs_tol=1e-9)
    assert isclose(right[1], left[1], abs_tol=1e-9)
    assert right[0] > body["thigh.right"].start[0] + 0.1


@given(
    x=st.floats(-0.3, 0.3),
    y=st.floats(0.1, 0.35),
    z=st.floats(0.0, 0.4),
    side=st.sampled_from(SIDES),
)
def test_a_reaching_arm_keeps_its_lengths(
    x: float, y: float, z: float, side: skeleton.Side
) -> None:
    body = build({})
    moved = reach(body, side, (x, y, z), (0.0, -1.0, 0.2))
    upper, fore = moved[f"upper-arm.{side}"], moved[f"forearm.{side}"]
    assert isclose(length(subtract(upper.end, upper.start)), skeleton.UPPER_ARM, abs_tol=1e-6)
    assert isclose(length(subtract(fore.end, fore.start)), skeleton.FOREARM, abs_tol=1e-6)
    assert 0.0 <= measured(moved)[f"elbow.{side}"] < 180.0


def test_an_unknown_joint_is_refused() -> None:
    with pytest.raises(PoseError, match="no joint 'hip'"):
        build({"hip": {"flexion": 10}})
    with pytest.raises(PoseError, match="has no 'bending'"):
        build({"lumbar": {"bending": 10}})
