"""Parts of the body inside one another: found where they are, and which way they come out."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from lumbar.figure.making import collisions, contacts, motion, people
from lumbar.figure.making.contacts import Moved, Rows
from lumbar.figure.making.kinematics import normals
from lumbar.figure.skeleton import BASES, INDEX, PARAMETERS

UPRIGHT = np.array(BASES["upright"], float)
PERSON = people.person("woman")


def standing(**angles: float) -> NDArray[np.float64]:
    values = np.zeros(len(PARAMETERS))
    for name, degrees in angles.items():
        joint, motion_, side = name.split("_")
        values[INDEX[f"{joint}.{motion_}.{side}"]] = degrees
    return values


def inside(values: NDArray[np.float64], least: float = 0.005) -> collisions.Inside:
    place = motion.placed(PERSON.rig, PERSON.skin, values, UPRIGHT)
    return collisions.inside(PERSON.parts, place, normals(place, PERSON.parts.triangles), least)


ARMS_AWAY = {"shoulder_abduction_L": 40.0, "shoulder_abduction_R": 40.0}
ARM_IN_SIDE = ARMS_AWAY | {"shoulder_abduction_R": -12.0, "hip_abduction_R": 6.0}


def test_a_point_is_inside_or_outside() -> None:
    body = people.body("woman")
    x, y = np.abs(body.vertices[:, 0]), body.vertices[:, 1]
    chest = body.vertices[(x < 0.1) & (y > 0.15) & (y < 0.25)]
    within, without = chest.mean(0), np.array([2.0, 0.0, 0.0])
    assert collisions.winding(within, body.vertices, body.triangles) > 0.9
    assert abs(collisions.winding(without, body.vertices, body.triangles)) < 0.1


def test_arms_held_away_are_in_nothing() -> None:
    assert len(inside(standing(**ARMS_AWAY)).vertex) == 0


def test_an_arm_pressed_into_the_side_is_found_with_what_it_is_in() -> None:
    found = inside(standing(**ARM_IN_SIDE))
    names = {
        (PERSON.parts.names[a].split(".")[0], PERSON.parts.names[b].split(".")[0])
        for a, b in found.parts
    }
    assert ("hand", "belly") in names
    assert all(not PERSON.parts.names[a].endswith(".L") for a, _ in found.parts)


def test_limbs_that_meet_at_a_joint_are_left_to_fold() -> None:
    bent = standing(**ARMS_AWAY, knee_flexion_R=135.0)
    pairs = {tuple(pair) for pair in inside(bent).parts.tolist()}
    thigh, shank = (PERSON.parts.names.index(f"{part}.R") for part in ("thigh", "shank"))
    assert (thigh, shank) not in pairs
    assert not PERSON.parts.apart[thigh, shank]


@pytest.mark.parametrize("parameter", ["shoulder.abduction.R", "hip.abduction.R", "root.y"])
def test_the_way_out_is_the_way_the_depth_falls(parameter: str) -> None:
    values, step = standing(**ARM_IN_SIDE), 1e-5
    found = inside(values)

    def rows(at: NDArray[np.float64]) -> Rows:
        out = Rows()
        both = np.concatenate([found.vertex, found.nearest])
        moved = motion.moved_rows(PERSON.rig, PERSON.skin, both, at, UPRIGHT)
        count = len(found.vertex)
        contacts.out_of_each_other(
            out, found, Moved(*(a[:count] for a in moved)), Moved(*(a[count:] for a in moved))
        )
        return out

    here, there = rows(values), values.copy()
    there[INDEX[parameter]] += step
    assert len(here.residuals[0]) > 3
    by_difference = (rows(there).residuals[0] - here.residuals[0]) / step
    derivative = here.derivatives[0][:, INDEX[parameter]]
    assert np.abs(by_difference - derivative).max() < 0.05 * np.abs(by_difference).max() + 1e-3
