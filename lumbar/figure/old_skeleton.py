"""A skeleton moved by joint angles.

Angles are degrees and zero in the anatomical position: standing, arms down, thumbs forward.
Hip, knee, shoulder and elbow flexion, ankle dorsiflexion, abduction, outward rotation and spine
flexion (bending forward) are positive; extension is negative. Spine rotation is positive toward
the person's left.

Segment lengths are shares of body height after Drillis and Contini (1966), as tabulated by
Winter, *Biomechanics and Motor Control of Human Movement* (4th ed., 2009, fig. 4.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import atan2, degrees, sqrt
from typing import Literal

from lumbar.figure.geometry import (
    IDENTITY,
    ORIGIN,
    Mat,
    Vec,
    about_f,
    about_r,
    about_u,
    add,
    axis,
    columns,
    compose,
    cross,
    dot,
    length,
    scale,
    subtract,
    transpose,
    turn,
    unit,
)

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")
Pose = Mapping[str, Mapping[str, float]]
"""Joint name → movement → degrees. Limb joints carry their side: ``hip.left``."""

HEIGHT = 1.70
THIGH = 0.245 * HEIGHT
SHANK = 0.246 * HEIGHT
ANKLE_HEIGHT = 0.039 * HEIGHT
FOOT = 0.152 * HEIGHT
UPPER_ARM = 0.186 * HEIGHT
FOREARM = 0.146 * HEIGHT
HAND = 0.108 * HEIGHT
TRUNK = 0.288 * HEIGHT
"""Hip line to shoulder line."""
SHOULDER_HALF = 0.100 * HEIGHT
"""Mid-line to the centre of the shoulder joint; the table's 0.129 reaches the skin's edge."""
HIP_HALF = 0.055 * HEIGHT
HEAD = 0.130 * HEIGHT

SACRUM = 0.16 * TRUNK
LUMBAR = 0.34 * TRUNK
THORAX = TRUNK - SACRUM - LUMBAR
NECK = 0.048 * HEIGHT

LUMBAR_LINKS = 5
THORAX_LINKS = 4

JOINTS: Mapping[str, frozenset[str]] = {
    "hip": frozenset({"flexion", "abduction", "rotation"}),
    "knee": frozenset({"flexion"}),
    "ankle": frozenset({"dorsiflexion"}),
    "shoulder": frozenset({"flexion", "abduction", "rotation", "horizontal-abduction"}),
    "elbow": frozenset({"flexion"}),
    "lumbar": frozenset({"flexion", "rotation", "side-bend"}),
    "thorax": frozenset({"flexion", "rotation"}),
    "neck": frozenset({"flexion", "rotation"}),
    "pelvis": frozenset({"roll"}),
    "trunk": frozenset({"incline"}),
}
LIMB_JOINTS = frozenset({"hip", "knee", "ankle", "shoulder", "elbow"})


class PoseError(ValueError):
    """A pose names a joint or a movement the skeleton does not have."""


def other(side: Side) -> Side:
    return "left" if side == "right" else "right"


@dataclass(frozen=True, slots=True)
class Bone:
    """A rigid link: where it starts, how it is turned, where it ends."""

    start: Vec
    frame: Mat
    end: Vec

    def at(self, along: float, r: float = 0.0, f: float = 0.0) -> Vec:
        """The point ``along`` the bone (0 start, 1 end), moved by metres to the right/forward."""
        base = add(self.start, scale(subtract(self.end, self.start), along))
        return add(base, turn(self.frame, (r, f, 0.0)))


@dataclass(frozen=True, slots=True)
class Skeleton:
    """All bones of one moment, in world coordinates (metres)."""

    bones: Mapping[str, Bone]

    def __getitem__(self, name: str) -> Bone:
        return self.bones[name]

    def moved(self, by: Vec) -> Skeleton:
        """The same body somewhere else."""
        return Skeleton(
            {
                name: Bone(add(bone.start, by), bone.frame, add(bone.end, by))
                for name, bone in self.bones.items()
            }
        )

    def turned(self, by: Mat, about: Vec = ORIGIN) -> Skeleton:
        """The same body turned as a whole about a point."""

        def place(p: Vec) -> Vec:
            return add(about, turn(by, subtract(p, about)))

        return Skeleton(
            {
                name: Bone(place(bone.start), compose(by, bone.frame), place(bone.end))
                for name, bone in self.bones.items()
            }
        )

    def with_bones(self, changed: Mapping[str, Bone]) -> Skeleton:
        return Skeleton({**self.bones, **changed})


def angle(pose: Pose, joint: str, movement: str) -> float:
    return pose.get(joint, {}).get(movement, 0.0)


def check(pose: Pose) -> None:
    """Raise PoseError when the pose names something the skeleton cannot do."""
    for joint, movements in pose.items():
        name, _, side = joint.partition(".")
        if name not in JOINTS or (side != "") != (name in LIMB_JOINTS):
            raise PoseError(f"no joint {joint!r}")
        if side and side not in SIDES:
            raise PoseError(f"no side {side!r} in {joint!r}")
        for movement in movements:
            if movement not in JOINTS[name]:
                raise PoseError(f"{joint} has no {movement!r}")


def limb_turn(side: Side, flexion: float, abduction: float, rotation: float) -> Mat:
    """Hip or shoulder: rotation about the limb first, then out to the side, then forward."""
    out = 1.0 if side == "right" else -1.0
    return compose(about_r(flexion), about_f(-out * abduction), about_u(-out * rotation))


def shoulder_turn(side: Side, pose: Pose) -> Mat:
    """As the hip; horizontal abduction swings the raised arm out and back about the spine."""
    joint = f"shoulder.{side}"
    out = 1.0 if side == "right" else -1.0
    raised = limb_turn(
        side,
        angle(pose, joint, "flexion"),
        angle(pose, joint, "abduction"),
        angle(pose, joint, "rotation"),
    )
    return compose(about_u(-out * angle(pose, joint, "horizontal-abduction")), raised)


def build(pose: Pose) -> Skeleton:
    """The skeleton of a pose, pelvis upright at the origin."""
    check(pose)
    bones: dict[str, Bone] = {}
    frame: Mat = IDENTITY
    at: Vec = ORIGIN
    top = (0.0, 0.0, SACRUM)
    bones["pelvis"] = Bone(at, frame, top)
    at = top
    for region, links, reach in (
        ("lumbar", LUMBAR_LINKS, LUMBAR),
        ("thorax", THORAX_LINKS, THORAX),
    ):
        step = compose(
            about_u(angle(pose, region, "rotation") / links),
            about_f(angle(pose, region, "side-bend") / links),
            about_r(-angle(pose, region, "flexion") / links),
        )
        for number in range(links):
            frame = compose(frame, step)
            end = add(at, turn(frame, (0.0, 0.0, reach / links)))
            bones[f"{region}.{number + 1}"] = Bone(at, frame, end)
            at = end
    chest = bones[f"thorax.{THORAX_LINKS}"]
    half_neck = compose(
        about_u(angle(pose, "neck", "rotation") / 2), about_r(-angle(pose, "neck", "flexion") / 2)
    )
    frame = compose(chest.frame, half_neck)
    # A relaxed neck leans a little forward of the trunk's line.
    end = add(chest.end, turn(frame, (0.0, 0.018, NECK)))
    bones["neck"] = Bone(chest.end, frame, end)
    frame = compose(frame, half_neck)
    bones["head"] = Bone(end, frame, add(end, turn(frame, (0.0, 0.0, HEAD))))
    for side in SIDES:
        out = 1.0 if side == "right" else -1.0
        bones.update(arm(chest, side, out, pose))
        bones.update(leg(bones["pelvis"], side, out, pose))
    return Skeleton(bones)


def arm(chest: Bone, side: Side, out: float, pose: Pose) -> dict[str, Bone]:
    start = add(chest.end, turn(chest.frame, (out * SHOULDER_HALF, 0.0, -0.02)))
    upper = compose(chest.frame, shoulder_turn(side, pose))
    elbow = add(start, turn(upper, (0.0, 0.0, -UPPER_ARM)))
    fore = compose(upper, about_r(angle(pose, f"elbow.{side}", "flexion")))
    wrist = add(elbow, turn(fore, (0.0, 0.0, -FOREARM)))
    return {
        f"upper-arm.{side}": Bone(start, upper, elbow),
        f"forearm.{side}": Bone(elbow, fore, wrist),
        f"hand.{side}": Bone(wrist, fore, add(wrist, turn(fore, (0.0, 0.0, -HAND)))),
    }


def leg(pelvis: Bone, side: Side, out: float, pose: Pose) -> dict[str, Bone]:
    start = add(pelvis.start, turn(pelvis.frame, (out * HIP_HALF, 0.0, 0.0)))
    joint = f"hip.{side}"
    thigh = compose(
        pelvis.frame,
        limb_turn(
            side,
            angle(pose, joint, "flexion"),
            angle(pose, joint, "abduction"),
            angle(pose, joint, "rotation"),
        ),
    )
    knee = add(start, turn(thigh, (0.0, 0.0, -THIGH)))
    shank = compose(thigh, about_r(-angle(pose, f"knee.{side}", "flexion")))
    ankle = add(knee, turn(shank, (0.0, 0.0, -SHANK)))
    foot = compose(shank, about_r(angle(pose, f"ankle.{side}", "dorsiflexion")))
    return {
        f"thigh.{side}": Bone(start, thigh, knee),
        f"shank.{side}": Bone(knee, shank, ankle),
        f"foot.{side}": Bone(ankle, foot, add(ankle, turn(foot, (0.0, 0.7 * FOOT, 0.0)))),
    }


def reach(
    body: Skeleton, side: Side, wrist: Vec, elbow_toward: Vec, fingers: Vec | None = None
) -> Skeleton:
    """Bring a hand somewhere: two-bone inverse kinematics.

    ``wrist`` is where the wrist should be (a point out of reach is approached as near as the
    straight arm allows), ``elbow_toward`` the direction the elbow leans to, ``fingers`` where
    the fingers point (default: along the forearm).
    """
    start = body[f"upper-arm.{side}"].start
    way = subtract(wrist, start)
    span = min(max(length(way), 0.12), 0.998 * (UPPER_ARM + FOREARM))
    along = unit(way)
    lean = subtract(elbow_toward, scale(along, dot(elbow_toward, along)))
    lean = unit(lean) if length(lean) > 1e-6 else unit(cross(along, (0.0, 1.0, 0.0)))
    share = (span**2 + UPPER_ARM**2 - FOREARM**2) / (2 * span)
    aside = sqrt(max(UPPER_ARM**2 - share**2, 0.0))
    elbow = add(start, add(scale(along, share), scale(lean, aside)))
    end = add(start, scale(along, span))
    hinge = cross(lean, along)
    upper = framed(subtract(elbow, start), hinge)
    fore = framed(subtract(end, elbow), hinge)
    hand = fore if fingers is None else framed(fingers, hinge)
    return body.with_bones(
        {
            f"upper-arm.{side}": Bone(start, upper, elbow),
            f"forearm.{side}": Bone(elbow, fore, end),
            f"hand.{side}": Bone(end, hand, add(end, turn(hand, (0.0, 0.0, -HAND)))),
        }
    )


def cross_leg(body: Skeleton, side: Side, ankle: Vec, knee_toward: Vec) -> Skeleton:
    """Lay an ankle somewhere, the knee leaning ``knee_toward``: as ``reach``, for a leg."""
    start = body[f"thigh.{side}"].start
    way = subtract(ankle, start)
    span = min(length(way), 0.998 * (THIGH + SHANK))
    along = unit(way)
    lean = unit(subtract(knee_toward, scale(along, dot(knee_toward, along))))
    share = (span**2 + THIGH**2 - SHANK**2) / (2 * span)
    aside = sqrt(max(THIGH**2 - share**2, 0.0))
    knee = add(start, add(scale(along, share), scale(lean, aside)))
    end = add(start, scale(along, span))
    axle = cross(along, lean)
    thigh = framed(subtract(knee, start), axle)
    shank = framed(subtract(end, knee), axle)
    foot = body[f"foot.{side}"]
    local = compose(transpose(body[f"shank.{side}"].frame), foot.frame)
    turned = compose(shank, local)
    return body.with_bones(
        {
            f"thigh.{side}": Bone(start, thigh, knee),
            f"shank.{side}": Bone(knee, shank, end),
            f"foot.{side}": Bone(end, turned, add(end, turn(turned, (0.0, 0.7 * FOOT, 0.0)))),
        }
    )


def framed(down: Vec, right: Vec) -> Mat:
    """A frame whose downward axis is ``down`` and whose right axis is near ``right``."""
    u = scale(unit(down), -1.0)
    r = subtract(right, scale(u, dot(right, u)))
    r = unit(r) if length(r) > 1e-6 else unit(cross((0.3, 0.9, 0.1), u))
    return columns(r, cross(u, r), u)


def flat_foot(body: Skeleton, side: Side, forward: Vec) -> Skeleton:
    """Lay one sole level, toes toward ``forward`` (the part of it that is level)."""
    bone = body[f"foot.{side}"]
    f = unit((forward[0], forward[1], 0.0))
    u = (0.0, 0.0, 1.0)
    frame = columns(cross(f, u), f, u)
    end = add(bone.start, scale(f, 0.7 * FOOT))
    return body.with_bones({f"foot.{side}": replace(bone, frame=frame, end=end)})


def measured(body: Skeleton) -> dict[str, float]:
    """The flexion angles read back from the bones, degrees, by ``joint.side`` or region.

    Used to show that a drawn body really holds the angles of its pose.
    """
    out: dict[str, float] = {}
    for side in SIDES:
        thigh, shank = body[f"thigh.{side}"], body[f"shank.{side}"]
        out[f"knee.{side}"] = hinge(thigh, shank, -1.0)
        local = compose(transpose(body["pelvis"].frame), thigh.frame)
        # limb_turn is Rx·Ry·Rz: the flexion is read from the third column.
        out[f"hip.{side}"] = _flexion(local)
        out[f"elbow.{side}"] = hinge(body[f"upper-arm.{side}"], body[f"forearm.{side}"], 1.0)
    first, last = body["pelvis"], body[f"lumbar.{LUMBAR_LINKS}"]
    out["lumbar"] = -_pitch(compose(transpose(first.frame), last.frame))
    return out


def hinge(upper: Bone, lower: Bone, sign: float) -> float:
    return sign * _pitch(compose(transpose(upper.frame), lower.frame))


def _pitch(m: Mat) -> float:
    return degrees(atan2(m[2][1], m[1][1]))


def _flexion(m: Mat) -> float:
    up = axis(m, 2)
    return degrees(atan2(-up[1], up[2]))
