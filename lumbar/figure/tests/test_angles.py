"""Solved angles are read in the catalogue's words."""

from __future__ import annotations

import pytest

from lumbar.figure.angles import drawn, plain
from lumbar.figure.skeleton import PARAMETERS

STRAIGHT = dict.fromkeys(PARAMETERS, 0.0)


def read(joint: str, motion: str, *, rolls: bool = False, **angles: float) -> float | None:
    given = {name.replace("__", "."): value for name, value in angles.items()}
    return drawn({**STRAIGHT, **given}, joint, motion, rolls=rolls)


def test_the_moving_side_is_the_right() -> None:
    assert read("moving-hip", "flexion", hip__flexion__R=70, hip__flexion__L=10) == 70
    assert read("other-hip", "flexion", hip__flexion__R=70, hip__flexion__L=10) == 10
    assert read("hip", "flexion", hip__flexion__R=70, hip__flexion__L=10) == 40


def test_the_spine_counts_towards_the_moving_side_unless_the_pelvis_rolls() -> None:
    assert read("lumbar", "flexion", lumbar__flexion=15) == 15
    assert read("thorax", "rotation", thorax__rotation=-20) == 20
    assert read("thorax", "rotation", rolls=True, thorax__rotation=20) == 20
    assert read("pelvis", "roll", rolls=True, root__turn=-35) == 35


def test_opening_a_raised_arm_is_abduction() -> None:
    assert read("moving-shoulder", "horizontal-abduction", shoulder__abduction__R=90) == 90


def test_the_trunks_incline_is_no_joints_angle() -> None:
    assert read("trunk", "incline") is None


@pytest.mark.parametrize(
    ("joint", "name"), [("moving-hip", "hip"), ("other-knee", "knee"), ("lumbar", "lumbar")]
)
def test_a_joint_without_its_side(joint: str, name: str) -> None:
    assert plain(joint) == name
