"""Laying a posed body down: which way it faces in each position and what it rests on.

The joint angles of a pose say nothing about the ground. Each position names the part that is
level (the chest when lying on the back, the shins on all fours) and the parts that touch, and
the body is turned as a whole, never bent, until they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lumbar.figure.flesh import lows
from lumbar.figure.geometry import (
    ORIGIN,
    Mat,
    Vec,
    about_f,
    about_r,
    about_u,
    add,
    columns,
    compose,
    subtract,
    transpose,
    turn,
)
from lumbar.figure.old_skeleton import (
    THORAX_LINKS,
    Bone,
    Pose,
    Side,
    Skeleton,
    angle,
    build,
    flat_foot,
    other,
)

LEFT: Vec = (-1.0, 0.0, 0.0)
RIGHT: Vec = (1.0, 0.0, 0.0)
UP: Vec = (0.0, 0.0, 1.0)
DOWN: Vec = (0.0, 0.0, -1.0)
VIEWER: Vec = (0.0, -1.0, 0.0)
AWAY: Vec = (0.0, 1.0, 0.0)

ON_BACK: Mat = columns(VIEWER, UP, LEFT)
ON_FRONT: Mat = columns(AWAY, DOWN, LEFT)
ON_RIGHT_SIDE: Mat = columns(DOWN, VIEWER, LEFT)
UPRIGHT: Mat = columns(VIEWER, RIGHT, UP)
UPRIGHT_FACING_LEFT: Mat = columns(AWAY, LEFT, UP)

NEAR_SIDE: Mapping[str, Side] = {
    "supine": "right",
    "crook-lying": "right",
    "side-lying": "left",
    "bed-edge": "right",
    "prone": "left",
    "hands-and-knees": "left",
    "kneeling": "left",
    "half-kneeling": "right",
    "sitting": "right",
    "standing": "right",
    "long-sitting": "right",
}
"""Which of the person's sides the viewer sees, by position."""


class PlacementError(ValueError):
    """A position nobody has described."""


def pitch(by: float) -> Mat:
    """Turn the picture's plane: positive lifts what lies to the right. Degrees."""
    return about_f(-by)


def balance(
    body: Skeleton, gap: Callable[[Mapping[str, float]], float], least: float, most: float
) -> Skeleton:
    """Turn the body until ``gap`` (which must grow with the turn) is nought."""
    for _ in range(14):
        middle = (least + most) / 2
        if gap(lows(body.turned(pitch(middle)))) > 0:
            most = middle
        else:
            least = middle
    return body.turned(pitch((least + most) / 2))


def lowered(body: Skeleton, parts: Iterable[str]) -> Skeleton:
    """Move the body so that the lowest of the named parts touches the ground."""
    found = lows(body)
    return body.moved((0.0, 0.0, -min(found[part] for part in parts)))


def place(position: str, pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    """The body of a pose, on the ground, in a position.

    ``planted`` names the feet (on all fours: the knees) that carry weight. Raises
    PlacementError for an unknown position.
    """
    if position not in PLACERS:
        raise PlacementError(f"no position {position!r}")
    return PLACERS[position](pose, planted, moving)


def bend(pose: Pose) -> float:
    """Forward bending of the whole trunk, degrees."""
    return angle(pose, "lumbar", "flexion") + angle(pose, "thorax", "flexion")


TRUNK = ("trunk", "pelvis")
SINK = 0.018
"""How deep back and seat press into what they lie on, metres."""


def on_back(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    roll = angle(pose, "pelvis", "roll") * (1.0 if moving == "right" else -1.0)
    body = build(pose).turned(compose(ON_BACK, about_u(-roll), about_r(bend(pose))))
    if planted:

        def gap(low: Mapping[str, float]) -> float:
            feet = min(low[f"foot.{side}"] for side in planted)
            return feet - SINK - min(low[part] for part in TRUNK)

        for side in planted:
            body = flat_foot(body, side, toes(body, side))
        limits = (-5.0, 45.0) if roll == 0 else (-6.0, 6.0)
        body = balance_feet(body, planted, gap, *limits)
        low = lows(body)
        feet = min(low[f"foot.{side}"] for side in planted)
        return body.moved((0.0, 0.0, -min(feet, min(low[part] for part in TRUNK) + SINK)))
    return lowered(body, TRUNK)


def head_rested(body: Skeleton, height: float) -> Skeleton:
    """Bend the neck until the head lies ``height`` metres above the ground.

    Only for the lying and kneeling positions whose pose leaves the neck open, or puts the head
    into the ground.
    """
    face_up = lows(nodded(body, 10.0))["head"] > lows(body)["head"]
    least, most = -40.0, 45.0
    for _ in range(12):
        middle = (least + most) / 2
        if (lows(nodded(body, middle))["head"] > height) == face_up:
            most = middle
        else:
            least = middle
    return nodded(body, (least + most) / 2)


def nodded(body: Skeleton, by: float) -> Skeleton:
    """Bend the neck toward the chest, the head following by half as much again: degrees."""
    chest = body[f"thorax.{THORAX_LINKS}"].frame

    def bend(degrees: float) -> Mat:
        return compose(chest, about_r(-degrees), transpose(chest))

    neck, head = body["neck"], body["head"]
    top = add(neck.start, turn(bend(by), subtract(neck.end, neck.start)))
    end = add(top, turn(bend(by * 1.5), subtract(head.end, head.start)))
    return body.with_bones(
        {
            "neck": Bone(neck.start, compose(bend(by), neck.frame), top),
            "head": Bone(top, compose(bend(by * 1.5), head.frame), end),
        }
    )


def balance_feet(
    body: Skeleton,
    planted: frozenset[Side],
    gap: Callable[[Mapping[str, float]], float],
    least: float,
    most: float,
) -> Skeleton:
    """As ``balance``, with the soles laid level again after every turn."""

    def turned(by: float) -> Skeleton:
        out = body.turned(pitch(by))
        for side in planted:
            out = flat_foot(out, side, toes(out, side))
        return out

    for _ in range(14):
        middle = (least + most) / 2
        if gap(lows(turned(middle))) > 0:
            most = middle
        else:
            least = middle
    return turned((least + most) / 2)


def toes(body: Skeleton, side: Side) -> Vec:
    """Where the toes of a lying person's planted foot point: on from the shin, level."""
    shank = body[f"shank.{side}"]
    forward = (shank.frame[0][1], shank.frame[1][1], 0.0)
    return forward if abs(forward[0]) + abs(forward[1]) > 0.2 else RIGHT


def on_front(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    hips = (angle(pose, "hip.right", "flexion") + angle(pose, "hip.left", "flexion")) / 2
    body = build(pose).turned(compose(ON_FRONT, about_r(-hips)))
    if hips > 0:
        # Bent over a pillow: chest and shins both come down to the ground.
        def gap(low: Mapping[str, float]) -> float:
            return min(low["shank.right"], low["shank.left"]) - low["shoulders"]

        body = balance(body, gap, -20.0, 20.0)
        return lowered(body, ("shoulders", "shank.right", "shank.left", "foot.right", "foot.left"))
    return lowered(body, ("pelvis", "thigh.right", "thigh.left"))


def on_side(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    body = lowered(build(pose).turned(ON_RIGHT_SIDE), ("pelvis", "trunk"))
    # The shoulder underneath slips forward, out from under the chest.
    lower = Skeleton({name: body[f"{name}.right"] for name in ("upper-arm", "forearm", "hand")})
    rise = 0.055 - lower["upper-arm"].start[2]
    slipped = lower.moved((0.0, -0.06, max(rise, 0.0)))
    return body.with_bones({f"{name}.right": bone for name, bone in slipped.bones.items()})


def shins_level(pose: Pose, carrying: Side, facing: Mat) -> Skeleton:
    """Kneel: the carrying shin lies flat, thigh and trunk follow from knee and hip."""
    knee = angle(pose, f"knee.{carrying}", "flexion")
    hip = angle(pose, f"hip.{carrying}", "flexion")
    # Facing upright, a shin flexed by 90 points straight back; any more leans the thigh.
    body = build(pose).turned(compose(facing, about_r(knee - 90.0 - hip)))
    return lowered(body, (f"shank.{carrying}",))


def kneeling(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    carrying = moving if planted == {moving} else other(moving)
    return shins_level(pose, carrying, UPRIGHT_FACING_LEFT)


def half_kneeling(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    body = shins_level(pose, moving, UPRIGHT)
    return flat_foot(body, other(moving), RIGHT)


def sitting(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    side = other(moving)
    hip = angle(pose, f"hip.{side}", "flexion")
    body = build(pose).turned(compose(UPRIGHT, about_r(90.0 - hip)))
    body = flat_foot(body, side, RIGHT)
    if not planted or moving in planted:
        body = flat_foot(body, moving, RIGHT)
    return lowered(body, (f"foot.{side}",))


def long_sitting(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    side = other(moving)
    hip = angle(pose, f"hip.{side}", "flexion")
    body = build(pose).turned(compose(UPRIGHT, about_r(90.0 - hip)))

    def gap(low: Mapping[str, float]) -> float:
        return min(low["foot.right"], low["foot.left"]) - low["pelvis"]

    return lowered(balance(body, gap, -25.0, 25.0), ("pelvis",))


def standing(pose: Pose, planted: frozenset[Side], moving: Side) -> Skeleton:
    side = other(moving)
    hip = angle(pose, f"hip.{side}", "flexion")
    knee = angle(pose, f"knee.{side}", "flexion")
    # Hips go forward as the trunk goes back, or the person would fall: lean the legs a little.
    lean = 0.0 if hip >= 0 else -0.6 * hip
    body = build(pose).turned(compose(UPRIGHT, about_r(knee / 2 - hip - lean)))
    for each in ("right", "left"):
        body = flat_foot(body, each, RIGHT)
    return lowered(body, (f"foot.{side}",)).moved(ORIGIN)


PLACERS: Mapping[str, Callable[[Pose, frozenset[Side], Side], Skeleton]] = {
    "supine": on_back,
    "crook-lying": on_back,
    "side-lying": on_side,
    "bed-edge": on_back,
    "prone": on_front,
    "hands-and-knees": kneeling,
    "kneeling": kneeling,
    "half-kneeling": half_kneeling,
    "sitting": sitting,
    "standing": standing,
    "long-sitting": long_sitting,
}
