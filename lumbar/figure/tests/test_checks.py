"""Every check fails on a fault of its kind, planted in a movement that is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from msgspec.structs import replace as replaced

from lumbar.figure.making import build, checks, clipfile, people, scripts
from lumbar.figure.making.checks import Subject
from lumbar.figure.scenes import Hold
from lumbar.figure.skeleton import INDEX

BODY = "woman"


@cache
def sound(slug: str, variant: str = "standard") -> Subject:
    data = build.clip_file(BODY, f"{slug}.{variant}").read_bytes()
    return checks.subject(scripts.script(slug, variant), clipfile.read(data))


def bent(of: Subject, parameter: str, by: float, frames: slice = slice(None)) -> Subject:
    """The movement with one angle (degrees) or the root's place (metres) changed."""
    values = of.clip.values.copy()
    values[frames, INDEX[parameter]] += by
    clip = replace(of.clip, values=values)
    return replace(of, clip=clip, posed=people.posed(of.body, values, clip.base))


END = slice(-1, None)
MIDDLE = slice(8, 9)


def knee_too_far(of: Subject) -> Subject:
    return bent(of, "knee.flexion.R", 60)


def other_angle_at_the_end(of: Subject) -> Subject:
    return bent(of, "knee.flexion.R", 6, END)


def jump(of: Subject) -> Subject:
    return bent(of, "elbow.flexion.L", 8, MIDDLE)


def shuffle_along(of: Subject) -> Subject:
    return bent(of, "root.x", 0.004, slice(5, None))


def float_up(of: Subject) -> Subject:
    return bent(of, "root.y", 0.02)


def sink_in(of: Subject) -> Subject:
    return bent(of, "root.y", -0.04)


def lean_over(of: Subject) -> Subject:
    """Everything the feet stand on moves out from under the body."""
    posed = of.posed.copy()
    high = posed[..., 1] > 0.1
    posed[..., 0][high] += 0.5
    return replace(of, posed=posed)


def legs_crossed(of: Subject) -> Subject:
    return bent(bent(of, "hip.abduction.R", -25), "hip.abduction.L", -25)


def lopsided(of: Subject) -> Subject:
    weights = of.body.weights.copy()
    left = of.body.vertices[:, 0] > 0.02
    weights[left] = np.roll(weights[left], 1, axis=0)
    body = replace(of.body, weights=weights)
    return replace(of, body=body, posed=people.posed(body, of.clip.values, of.clip.base))


def let_go(of: Subject) -> Subject:
    scene = replaced(of.script.scene, hold=[Hold(hand="moving", on="thigh-back.moving")])
    return replace(of, script=replace(of.script, scene=scene))


FAULTS: list[tuple[Callable[[Subject], checks.Verdict], str, Callable[[Subject], Subject]]] = [
    (checks.joint_limits, "bridge", knee_too_far),
    (checks.targets, "press-up", other_angle_at_the_end),
    (checks.smoothness, "bridge", jump),
    (checks.slide, "bridge", shuffle_along),
    (checks.gap, "bridge", float_up),
    (checks.sink, "bridge", sink_in),
    (checks.holds, "bridge", let_go),
    (checks.through, "bridge", legs_crossed),
    (checks.balance, "standing-back-bend", lean_over),
    (checks.symmetry, "bridge", lopsided),
]


def test_each_check_has_a_planted_fault() -> None:
    assert {check for check, _, _ in FAULTS} == set(checks.CHECKS)


@pytest.mark.parametrize(
    ("check", "slug", "fault"), FAULTS, ids=[check.__name__ for check, _, _ in FAULTS]
)
def test_a_planted_fault_is_found(
    check: Callable[[Subject], checks.Verdict], slug: str, fault: Callable[[Subject], Subject]
) -> None:
    right = sound(slug)
    assert check(right).passed, check(right)
    found = check(fault(right))
    assert not found.passed, found
    assert found.worst > found.limit


def test_the_centre_of_mass_is_in_the_trunk() -> None:
    body = people.body(BODY)
    centre = checks.centre_of_mass(body.vertices, body.triangles)
    assert abs(centre[0]) < 0.005
    assert abs(centre[1]) < 0.2
