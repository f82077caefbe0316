"""The body's volume around its bones: round cross-sections and balls, metres.

The drawing projects them, the placement lowers them onto the ground, the tests look for what
sticks through it. The sizes are those of a slim adult of ``skeleton.HEIGHT``, drawn for looks:
no person's measurements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from lumbar.figure.geometry import Vec, add, axis, mix, scale, turn, unit
from lumbar.figure.old_skeleton import (
    LUMBAR_LINKS,
    SIDES,
    THORAX_LINKS,
    Bone,
    Side,
    Skeleton,
)


@dataclass(frozen=True, slots=True)
class Ring:
    """An elliptic cross-section: its centre and its two half-axes in the world."""

    centre: Vec
    wide: Vec
    deep: Vec

    def reach(self, direction: Vec) -> float:
        """How far the ring extends from its centre along a unit direction."""
        wide = sum(a * b for a, b in zip(self.wide, direction, strict=True))
        deep = sum(a * b for a, b in zip(self.deep, direction, strict=True))
        return sqrt(wide * wide + deep * deep)

    @property
    def low(self) -> float:
        return self.centre[2] - self.reach((0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Ball:
    centre: Vec
    radius: float

    @property
    def low(self) -> float:
        return self.centre[2] - self.radius


Profile = Sequence[tuple[float, float, float, float]]
"""Rows of (along the bone 0..1, half width, half depth, shift forward)."""

THIGH_PROFILE: Profile = (
    (-0.06, 0.078, 0.084, 0.000),
    (0.22, 0.084, 0.088, 0.006),
    (0.50, 0.075, 0.079, 0.008),
    (0.80, 0.061, 0.065, 0.004),
    (1.00, 0.055, 0.058, 0.003),
)
THIGH_SHADE: Profile = (
    (0.36, 0.080, 0.084, 0.007),
    (0.56, 0.073, 0.077, 0.008),
    (0.76, 0.063, 0.067, 0.005),
    (0.94, 0.056, 0.060, 0.003),
)
"""The part of the thigh that is shaded: what the hips and the knee do not cover."""
SHANK_PROFILE: Profile = (
    (0.00, 0.055, 0.057, 0.002),
    (0.22, 0.056, 0.062, -0.013),
    (0.42, 0.053, 0.060, -0.013),
    (0.66, 0.046, 0.049, -0.006),
    (0.86, 0.043, 0.045, 0.000),
)
ANKLE_PROFILE: Profile = (
    (0.66, 0.036, 0.037, -0.008),
    (0.86, 0.031, 0.034, -0.004),
    (1.00, 0.032, 0.037, -0.002),
)
SLEEVE_PROFILE: Profile = (
    (-0.05, 0.055, 0.060, 0.000),
    (0.22, 0.053, 0.057, 0.000),
    (0.56, 0.051, 0.053, 0.000),
)
UPPER_ARM_PROFILE: Profile = (
    (0.10, 0.042, 0.045, 0.000),
    (0.50, 0.040, 0.042, 0.003),
    (0.80, 0.034, 0.036, 0.002),
    (1.00, 0.033, 0.034, 0.000),
)
FOREARM_PROFILE: Profile = (
    (0.00, 0.033, 0.034, 0.000),
    (0.25, 0.036, 0.036, 0.003),
    (0.60, 0.029, 0.030, 0.002),
    (1.00, 0.023, 0.025, 0.000),
)
TRUNK_PROFILE: Profile = (
    # along: 0 the sacrum's foot, 1 the base of the neck
    (0.02, 0.150, 0.096, 0.004),
    (0.22, 0.148, 0.099, 0.008),
    (0.40, 0.138, 0.097, 0.008),
    (0.56, 0.146, 0.105, 0.008),
    (0.74, 0.162, 0.114, 0.008),
    (0.90, 0.158, 0.100, 0.000),
    (0.99, 0.110, 0.074, 0.002),
    (1.06, 0.064, 0.060, 0.006),
)
NECK_PROFILE: Profile = (
    (-0.20, 0.060, 0.062, 0.006),
    (0.40, 0.054, 0.058, 0.006),
    (1.30, 0.052, 0.060, 0.012),
)

Offset = tuple[float, float, float]
PELVIS_BALLS: Sequence[tuple[Offset, float]] = (
    ((0.088, 0.008, 0.000), 0.084),
    ((-0.088, 0.008, 0.000), 0.084),
    ((0.068, -0.032, -0.018), 0.075),
    ((-0.068, -0.032, -0.018), 0.075),
    ((0.078, 0.004, 0.046), 0.080),
    ((-0.078, 0.004, 0.046), 0.080),
)
FOOT_BALLS: Sequence[tuple[Offset, float]] = (
    # r (to the little toe of the right foot), f, u from the ankle
    ((0.000, -0.030, -0.030), 0.037),
    ((0.000, 0.000, -0.004), 0.040),
    ((-0.004, 0.052, -0.026), 0.036),
    ((-0.028, 0.122, -0.046), 0.021),
    ((0.032, 0.104, -0.047), 0.020),
    ((-0.024, 0.176, -0.050), 0.017),
    ((0.026, 0.146, -0.052), 0.015),
)
PALM_BALLS: Sequence[tuple[Offset, float]] = (
    # r across the hand, f to the thumb, u away from the fingers
    ((0.000, 0.004, 0.000), 0.024),
    ((0.000, 0.030, -0.080), 0.015),
    ((0.000, -0.030, -0.078), 0.014),
    ((0.004, 0.018, -0.140), 0.010),
    ((0.006, -0.014, -0.136), 0.010),
    ((0.004, 0.006, -0.150), 0.010),
)
THUMB_BALLS: Sequence[tuple[Offset, float]] = (
    ((0.000, 0.018, -0.025), 0.013),
    ((0.000, 0.050, -0.070), 0.010),
    ((0.000, 0.054, -0.096), 0.008),
)
SKULL: tuple[Offset, Offset] = ((0.0, -0.004, 0.110), (0.076, 0.098, 0.104))
"""Centre from the top of the neck, and half-axes."""
JAW_BALLS: Sequence[tuple[Offset, float]] = (
    ((0.030, 0.030, 0.045), 0.034),
    ((-0.030, 0.030, 0.045), 0.034),
    ((0.000, 0.066, 0.024), 0.024),
)


def tube(bone: Bone, profile: Profile) -> list[Ring]:
    r, f = axis(bone.frame, 0), axis(bone.frame, 1)
    return [
        Ring(bone.at(along, 0.0, shift), scale(r, wide), scale(f, deep))
        for along, wide, deep, shift in profile
    ]


def spine_line(body: Skeleton) -> list[tuple[Vec, Vec, Vec]]:
    """Points up the spine with the trunk's right and forward axes there."""
    names = [f"lumbar.{n + 1}" for n in range(LUMBAR_LINKS)]
    names += [f"thorax.{n + 1}" for n in range(THORAX_LINKS)]
    pelvis = body["pelvis"]
    line = [(pelvis.start, axis(pelvis.frame, 0), axis(pelvis.frame, 1))]
    for before, name in zip(["pelvis", *names], [*names, names[-1]], strict=False):
        lower, upper = body[before], body[name]
        r = unit(add(axis(lower.frame, 0), axis(upper.frame, 0)))
        f = unit(add(axis(lower.frame, 1), axis(upper.frame, 1)))
        line.append((lower.end, r, f))
    return line


def trunk(body: Skeleton, breath: float = 0.0) -> list[Ring]:
    """The trunk's rings from hip to neck. ``breath`` (metres) lifts the belly."""
    line = spine_line(body)
    rings = []
    for along, wide, deep, shift in TRUNK_PROFILE:
        place = min(along, 1.0) * (len(line) - 1)
        number = min(int(place), len(line) - 2)
        part = place - number
        low, high = line[number], line[number + 1]
        r, f = unit(mix(low[1], high[1], part)), unit(mix(low[2], high[2], part))
        lift = breath * max(0.0, 1.0 - abs(along - 0.42) / 0.36)
        centre = add(mix(low[0], high[0], part), scale(f, shift + lift / 2))
        if along > 1.0:
            up = axis(body[f"thorax.{THORAX_LINKS}"].frame, 2)
            centre = add(centre, scale(up, (along - 1.0) * 0.4))
        rings.append(Ring(centre, scale(r, wide), scale(f, deep + lift / 2)))
    return rings


def balls(bone: Bone, rows: Iterable[tuple[Offset, float]], flip: bool = False) -> list[Ball]:
    out = -1.0 if flip else 1.0
    return [
        Ball(add(bone.start, turn(bone.frame, (out * r, f, u))), radius)
        for (r, f, u), radius in rows
    ]


def skull(body: Skeleton) -> tuple[Vec, tuple[Vec, Vec, Vec]]:
    """The cranium's centre and its three half-axes in the world."""
    head = body["head"]
    centre, (wide, deep, tall) = SKULL
    return (
        add(head.start, turn(head.frame, centre)),
        (
            scale(axis(head.frame, 0), wide),
            scale(axis(head.frame, 1), deep),
            scale(axis(head.frame, 2), tall),
        ),
    )


def lows(body: Skeleton) -> dict[str, float]:
    """The lowest height of every part."""
    centre, axes = skull(body)
    drop = sqrt(sum(a[2] ** 2 for a in axes))
    out = {
        "trunk": min(ring.low for ring in trunk(body)[1:-1]),
        "shoulders": min(ring.low for ring in trunk(body)[4:-1]),
        "pelvis": min(ball.low for ball in balls(body["pelvis"], PELVIS_BALLS)),
        "head": min(centre[2] - drop, *(b.low for b in balls(body["head"], JAW_BALLS))),
    }
    for side in SIDES:
        out |= limb_lows(body, side)
    return out


def limb_lows(body: Skeleton, side: Side) -> dict[str, float]:
    flip = side == "left"
    return {
        f"thigh.{side}": min(r.low for r in tube(body[f"thigh.{side}"], THIGH_PROFILE)[1:]),
        f"shank.{side}": min(r.low for r in tube(body[f"shank.{side}"], SHANK_PROFILE)),
        f"foot.{side}": min(b.low for b in balls(body[f"foot.{side}"], FOOT_BALLS, flip)),
        f"upper-arm.{side}": min(r.low for r in tube(body[f"upper-arm.{side}"], UPPER_ARM_PROFILE)),
        f"forearm.{side}": min(r.low for r in tube(body[f"forearm.{side}"], FOREARM_PROFILE)),
        f"hand.{side}": min(b.low for b in balls(body[f"hand.{side}"], PALM_BALLS)),
    }
