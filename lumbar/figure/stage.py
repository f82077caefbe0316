"""One moment of an exercise: pose, ground and hands put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi

from msgspec.structs import replace

from lumbar.clinical import schema
from lumbar.figure import old_skeleton as skeleton
from lumbar.figure.flesh import lows
from lumbar.figure.geometry import (
    Vec,
    about_r,
    add,
    axis,
    compose,
    length,
    mix,
    scale,
    subtract,
    transpose,
    unit,
)
from lumbar.figure.old_scenes import Hand, Hands, Scene, scene
from lumbar.figure.old_skeleton import (
    SIDES,
    UPPER_ARM,
    Side,
    Skeleton,
    angle,
    cross_leg,
    other,
    reach,
)
from lumbar.figure.placement import NEAR_SIDE, head_rested, place

Joints = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same through an exercise: its data, its scene and which side moves."""

    exercise: schema.Exercise
    variant: schema.Variant
    scene: Scene
    position: str
    near: Side
    moving: Side
    grounded: dict[float, Skeleton] = field(default_factory=dict, compare=False, repr=False)
    bodies: dict[float, Skeleton] = field(default_factory=dict, compare=False, repr=False)
    """Moments worked out already: one picture asks for the same ones many times."""


def setting(exercise: schema.Exercise, variant: str = "standard") -> Setting:
    """Raises KeyError for a variant the exercise does not have, SceneError without a scene."""
    for each in exercise.variant:
        if each.id == variant:
            chosen = each
            break
    else:
        raise KeyError(f"{exercise.id} has no variant {variant!r}")
    look = scene(exercise.id, variant)
    position = chosen.position or exercise.position
    near = NEAR_SIDE.get(position, "right")
    moving = other(near) if look.far_moves else near
    return Setting(exercise, chosen, look, position, near, moving)


def pose_at(where: Setting, at: float) -> skeleton.Pose:
    """Joint angles at a moment from 0 (start) to 1 (end), limbs named by side.

    A variant that uses part of the range stops there.
    """
    poses = where.variant.pose or where.exercise.pose
    part = max(0.0, min(1.0, at)) * (1.0 if where.variant.pose else where.variant.range)
    start = sided(where.scene.extra, where.moving)
    end = sided(where.scene.extra_end, where.moving)
    out: Joints = {}
    for joint in start.keys() | end.keys():
        low, high = start.get(joint, {}), end.get(joint, {})
        out[joint] = {
            movement: low.get(movement, 0.0) * (1 - part)
            + high.get(movement, low.get(movement, 0.0)) * part
            for movement in low.keys() | high.keys()
        }
    for joint, movements in sided(between(poses, part), where.moving).items():
        out.setdefault(joint, {}).update(movements)
    # Turning is written as toward the moving side; with the pelvis rolled to that side the
    # trunk above turns back the other way.
    sign = 1.0 if where.moving == "left" else -1.0
    if "pelvis" in out:
        sign = -sign
    for joint in ("lumbar", "thorax", "neck"):
        for movement in ("rotation", "side-bend"):
            if movement in out.get(joint, {}):
                out[joint][movement] *= sign
    return out


def sided(joints: Mapping[str, Mapping[str, float]], moving: Side) -> Joints:
    """The joints with their sides written out."""
    out: Joints = {}
    for name, movements in joints.items():
        for target in names(name, moving):
            out.setdefault(target, {}).update(movements)
    return out


def names(name: str, moving: Side) -> Sequence[str]:
    """``moving-hip`` → ``hip.right``; ``hip`` → both hips; ``lumbar`` stays."""
    if name.startswith("moving-"):
        return (f"{name.removeprefix('moving-')}.{moving}",)
    if name.startswith("other-"):
        return (f"{name.removeprefix('other-')}.{other(moving)}",)
    if name in skeleton.LIMB_JOINTS:
        return tuple(f"{name}.{side}" for side in SIDES)
    return (name,)


def between(poses: Sequence[schema.Pose], at: float) -> Mapping[str, Mapping[str, float]]:
    """The pose at a moment: straight between the two written ones around it."""
    ordered = sorted(poses, key=lambda pose: pose.at)
    before = after = ordered[0]
    for pose in ordered:
        if pose.at <= at:
            before = after = pose
        else:
            after = pose
            break
    span = after.at - before.at
    t = (at - before.at) / span if span else 0.0
    out: Joints = {}
    for joint in before.joints.keys() | after.joints.keys():
        low, high = before.joints.get(joint, {}), after.joints.get(joint, {})
        out[joint] = {
            movement: low.get(movement, high.get(movement, 0.0)) * (1 - t)
            + high.get(movement, low.get(movement, 0.0)) * t
            for movement in low.keys() | high.keys()
        }
    return out


def planted_sides(where: Setting) -> frozenset[Side]:
    return {
        "both": frozenset(SIDES),
        "other": frozenset({other(where.moving)}),
        "moving": frozenset({where.moving}),
        "none": frozenset[Side](),
    }[where.scene.planted]


def body_at(where: Setting, at: float) -> Skeleton:
    """The whole body on its ground, hands where the scene wants them."""
    if at not in where.bodies:
        body = grounded(where, at)
        for side in SIDES:
            body = with_hand(where, body, side, at)
        where.bodies[at] = body
    return where.bodies[at]


def grounded(where: Setting, at: float) -> Skeleton:
    """The body on its ground, arms still as the pose has them."""
    if at not in where.grounded:
        where.grounded[at] = laid(where, pose_at(where, at))
    return where.grounded[at]


def laid(where: Setting, pose: skeleton.Pose) -> Skeleton:
    if where.scene.hips_settle:
        return settled(where, pose)
    body = place(where.position, pose, planted_sides(where), where.moving)
    if where.position == "prone" and "flexion" not in pose.get("neck", {}):
        body = head_rested(body, 0.0)
    if where.position in LYING_ON_BACK and "neck" not in pose:
        body = head_rested(body, PILLOW_HEIGHT if "head" in where.scene.pillow else 0.0)
    if where.position in ("kneeling", "hands-and-knees") and lows(body)["head"] < 0.0:
        body = head_rested(body, 0.0)
    if where.scene.crossed:
        body = legs_crossed(where, body)
    return body


def legs_crossed(where: Setting, body: Skeleton) -> Skeleton:
    """Lay the moving ankle across the other thigh, just above its knee."""
    thigh = body[f"thigh.{other(where.moving)}"]
    out = 1.0 if where.moving == "right" else -1.0
    ankle = thigh.at(0.84, -out * 0.015, 0.098)
    pelvis = body["pelvis"].frame
    # The knee falls outward, a little toward the feet.
    toward = add(scale(axis(pelvis, 0), out), scale(axis(pelvis, 2), -0.25))
    return cross_leg(body, where.moving, ankle, toward)


LYING_ON_BACK = frozenset({"supine", "crook-lying", "bed-edge"})
PILLOW_HEIGHT = 0.075
"""How high a head lies on a pressed pillow, metres."""


def settled(where: Setting, pose: skeleton.Pose) -> Skeleton:
    """All fours: the carrying hip's angle that puts the shoulders at arm's height."""
    carrying = where.moving if where.scene.planted == "moving" else other(where.moving)
    hands = where.scene.both.start
    tall = (UPPER_ARM + 0.03) if hands.forearm else 0.985 * (UPPER_ARM + skeleton.FOREARM) + 0.022

    def bent(by: float) -> Skeleton:
        changed = {joint: dict(movements) for joint, movements in pose.items()}
        for side in SIDES:
            # A knee still on the ground follows; a lifted leg keeps its own angle.
            carries = side == carrying or angle(pose, f"knee.{side}", "flexion") > 60
            if carries:
                hip = changed.setdefault(f"hip.{side}", {})
                hip["flexion"] = hip.get("flexion", 90.0) + by
        return place(where.position, changed, frozenset({carrying}), where.moving)

    least, most = -35.0, 25.0
    for _ in range(13):
        middle = (least + most) / 2
        if bent(middle)[f"upper-arm.{carrying}"].start[2] > tall:
            least = middle
        else:
            most = middle
    body = bent((least + most) / 2)
    return toes_clear(where, body)


def toes_clear(where: Setting, body: Skeleton) -> Skeleton:
    """A leg that slides back along the floor lifts just enough to lie on it, not in it."""
    moving = where.moving
    if lows(body)[f"foot.{moving}"] >= 0 or where.scene.planted == "both":
        return body
    hip = body[f"thigh.{moving}"].start
    least, most = 0.0, 60.0
    for _ in range(11):
        middle = (least + most) / 2
        if lows(swung(body, moving, hip, middle))[f"foot.{moving}"] >= 0:
            most = middle
        else:
            least = middle
    return swung(body, moving, hip, most)


def swung(body: Skeleton, side: Side, hip: Vec, by: float) -> Skeleton:
    """One whole leg turned about its hip, to the back: degrees."""
    across = body["pelvis"].frame
    back = compose(across, about_r(-by), transpose(across))
    leg = Skeleton(
        {name: body[name] for name in (f"{n}.{side}" for n in ("thigh", "shank", "foot"))}
    )
    return body.with_bones(leg.turned(back, hip).bones)


def hands_of(where: Setting, side: Side) -> Hands:
    own = where.scene.moving if side == where.moving else where.scene.other
    return own or where.scene.both


def with_hand(where: Setting, body: Skeleton, side: Side, at: float) -> Skeleton:
    hands = hands_of(where, side)
    end = hands.end or hands.start
    if hands.start.on == "pose" and end.on == "pose" and not hands.planted:
        return body
    if hands.planted:
        first = target(where, grounded(where, hands.plant), side, hands.start)
        last = first if hands.end is None else target(where, body, side, end)
    else:
        first, last = target(where, body, side, hands.start), target(where, body, side, end)
    t = (1 - cos(pi * at)) / 2
    wrist = mix(first[0], last[0], t)
    if 0 < t < 1 and hands.end is not None:
        # The hand travels in an arc, away from the body.
        front = axis(body["thorax.2"].frame, 1)
        clear = (front[0], front[1], max(front[2], 0.0))
        wrist = add(wrist, scale(clear, 0.10 * 4 * t * (1 - t)))
    toward = unit(mix(first[1], last[1], t))
    fingers = mix(first[2], last[2], t)
    return reach(body, side, wrist, toward, fingers)


def solved_joints(where: Setting, joint: str) -> frozenset[str]:
    """Joints a contact decides instead of the pose: planted hands, knees, a crossed ankle.

    The pose's angles remain the guide for them; what is held or stood on comes first.
    """
    side = joint.partition(".")[2]
    solved = {"elbow", "shoulder"} if side and holds(where, side) else set()
    if where.scene.hips_settle:
        solved.add("hip")
    if where.scene.crossed and side == where.moving:
        solved |= {"hip", "knee"}
    return frozenset(solved)


def holds(where: Setting, side: str) -> bool:
    hands = hands_of(where, "right" if side == "right" else "left")
    return hands.start.on != "pose" or hands.planted


def hand_error(where: Setting, body: Skeleton, side: Side, at: float) -> float:
    """How far a hand is from where its scene wants it at start or end, metres."""
    hands = hands_of(where, side)
    hand = (hands.end or hands.start) if at == 1.0 else hands.start
    if hand.on == "pose":
        return 0.0
    there = grounded(where, hands.plant) if hands.planted else grounded(where, at)
    wrist = target(where, there, side, hand)[0]
    return length(subtract(wrist, body[f"hand.{side}"].start))


Target = tuple[Vec, Vec, Vec]
"""Wrist, where the elbow leans, where the fingers point."""

ON_GROUND = 0.03


ALONG_A_LIMB = frozenset({"behind-thigh", "shin", "thigh", "strap"})


def target(where: Setting, body: Skeleton, side: Side, hand: Hand) -> Target:
    """Where a hand goes. On a limb out of reach it takes hold nearer."""
    wanted = spot(where, body, side, hand)
    if hand.on not in ALONG_A_LIMB:
        return wanted
    shoulder = body[f"upper-arm.{side}"].start
    along = hand.along
    nearer = 0.02 if hand.on == "strap" else -0.02
    while length(subtract(wanted[0], shoulder)) > ARM and 0.02 <= along + nearer <= 0.98:
        along += nearer
        wanted = spot(where, body, side, replace(hand, along=along))
    return wanted


ARM = 0.99 * (UPPER_ARM + skeleton.FOREARM)
"""Shoulder to wrist with a nearly straight elbow."""


def spot(where: Setting, body: Skeleton, side: Side, hand: Hand) -> Target:
    out = 1.0 if side == "right" else -1.0
    chest = body["thorax.4"]
    pelvis = body["pelvis"]
    shoulder = body[f"upper-arm.{side}"].start
    away = scale(axis(chest.frame, 0), out)
    front = axis(chest.frame, 1)
    up = axis(chest.frame, 2)
    down = scale(up, -1.0)
    leg = {"own": side, "moving": where.moving, "other": other(where.moving)}[hand.leg]
    thigh, shank = body[f"thigh.{leg}"], body[f"shank.{leg}"]
    elbow = {
        "out": add(scale(away, 1.0), scale(front, -0.5)),
        "down": down,
        "back": add(scale(front, -1.0), scale(away, 0.25)),
        "up": front,
    }[hand.elbow]
    aside = scale(away, hand.aside)

    def ground(p: Vec) -> Vec:
        return (p[0], p[1], ON_GROUND)

    match hand.on:
        case "pose":
            arm = body[f"forearm.{side}"]
            return (arm.end, elbow, subtract(arm.end, arm.start))
        case "beside":
            along = 0.53 if hand.along == 0.5 else hand.along
            feetward = unit((down[0], down[1], 0.0))
            p = ground(add(shoulder, add(scale(away, 0.09), add(scale(feetward, along), aside))))
            return (p, add(away, scale(front, -0.3)), unit(subtract(p, ground(shoulder))))
        case "wide":
            p = ground(add(shoulder, add(scale(away, 0.50), scale(down, 0.20))))
            return (p, add(down, scale(front, -0.4)), unit(subtract(p, ground(shoulder))))
        case "up-beside-head":
            p = ground(add(shoulder, add(scale(away, 0.20), scale(up, hand.along))))
            return (p, add(away, scale(down, 0.3)), add(up, scale(away, -0.4)))
        case "under-head":
            p = ground(add(shoulder, add(scale(front, 0.16), scale(up, 0.22))))
            return (p, add(front, scale(down, 0.8)), add(up, scale(front, -0.5)))
        case "belly" | "ribs":
            bone = body["lumbar.3"] if hand.on == "belly" else body["thorax.1"]
            depth = 0.122 if hand.on == "belly" else 0.128
            lift = where.scene.breath
            p = add(bone.end, scale(axis(bone.frame, 1), depth + 0.4 * lift))
            p = add(p, scale(axis(bone.frame, 0), out * 0.095))
            finger = add(scale(axis(bone.frame, 0), -out), scale(axis(bone.frame, 2), -0.25))
            return (p, add(away, scale(front, -0.6)), finger)
        case "behind-thigh":
            # The wrist stays beside the thigh, the fingers go round behind it.
            p = thigh.at(hand.along, out * 0.082, -0.012)
            finger = add(scale(axis(thigh.frame, 0), -0.5 * out), scale(axis(thigh.frame, 1), -1.0))
            return (p, add(away, scale(down, 0.9)), finger)
        case "shin":
            p = shank.at(hand.along, out * 0.055, 0.062)
            finger = add(scale(axis(shank.frame, 0), -out), scale(axis(shank.frame, 2), -0.5))
            return (p, add(away, scale(down, 0.9)), finger)
        case "thigh" | "knee":
            along = hand.along if hand.on == "thigh" else 0.92
            p = thigh.at(along, out * 0.02, 0.088)
            return (p, add(away, scale(front, -0.8)), scale(axis(thigh.frame, 2), -1.0))
        case "hip-back":
            p = add(pelvis.start, scale(axis(pelvis.frame, 2), 0.10))
            p = add(p, scale(axis(pelvis.frame, 0), out * 0.150))
            p = add(p, scale(axis(pelvis.frame, 1), -0.075))
            finger = add(scale(axis(pelvis.frame, 2), -0.8), scale(axis(pelvis.frame, 1), -0.5))
            return (p, elbow, finger)
        case "strap":
            sole = strap_sole(body, leg)
            middle = mix(sole, chest.start, hand.along)
            p = add(middle, scale(axis(pelvis.frame, 0), out * 0.05))
            return (p, add(away, scale(down, 0.6)), unit(subtract(sole, p)))
        case "seat":
            p = add(pelvis.start, scale(axis(pelvis.frame, 0), out * 0.20))
            return (add(p, (0.0, 0.0, -0.06)), elbow, (0.3, 0.0, -1.0))
        case "wall":
            p = add(shoulder, add(scale(away, 0.36), add(scale(front, 0.22), scale(up, 0.06))))
            return (p, down, add(up, scale(front, 0.4)))
        case "rail":
            p = add(shoulder, add(scale(front, 0.30), scale(down, 0.34)))
            return (p, add(down, scale(front, -0.4)), add(front, scale(up, -0.3)))
        case "ground":
            ahead = unit((up[0], up[1], 0.0)) if abs(up[2]) < 0.98 else front
            if hand.forearm:
                # The elbow rests ahead of the shoulder, the forearm on from there.
                drop = min(max(shoulder[2] - 0.038, 0.0), UPPER_ARM - 0.001)
                fore = (UPPER_ARM**2 - drop**2) ** 0.5 + skeleton.FOREARM * 0.995
                p = add(shoulder, scale(ahead, fore))
                p = (p[0], p[1], ON_GROUND + 0.004)
                return (p, (0.0, 0.0, -1.0), ahead)
            p = ground(add(shoulder, add(scale(ahead, hand.along), aside)))
            return (p, elbow, ahead)


def strap_sole(body: Skeleton, leg: Side) -> Vec:
    """Where the strap runs under the foot."""
    return add(
        body[f"foot.{leg}"].start,
        add(
            scale(axis(body[f"foot.{leg}"].frame, 1), 0.07),
            scale(axis(body[f"foot.{leg}"].frame, 2), -0.058),
        ),
    )
