"""The skeleton that all three bodies share: joints, the angles that move them, and their limits.

An angle is a *parameter* with the words a clinician uses, ``hip.flexion.R``; degrees, zero in the
anatomical position (standing, arms down, thumbs forward). ``.L`` and ``.R`` are the person's own
sides. A joint turns by its *turns*: elementary rotations, in order, each about one body axis by a
share of one parameter. The same table moves the body in Python and, inside each mesh file, in
the browser, so the two cannot drift apart.

Body axes: X to the person's left, Y up along the spine, Z to the front.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Side = Literal["L", "R"]
SIDES: tuple[Side, Side] = ("L", "R")
SIGN: Mapping[str, int] = {"L": 1, "R": -1}
"""The side of the body a limb is on, along X."""

AXIS_X, AXIS_Y, AXIS_Z = 0, 1, 2


class Turn(NamedTuple):
    """A rotation about one axis by ``share`` × ``parameter`` degrees."""

    axis: int
    parameter: str
    share: float


SPINE = (
    "pelvis",
    "spine05",
    "spine04",
    "spine03",
    "spine02",
    "spine01",
    "neck01",
    "neck02",
    "neck03",
    "head",
)
ARM = (
    "clavicle",
    "shoulder01",
    "upperarm01",
    "upperarm02",
    "lowerarm01",
    "lowerarm02",
    "wrist",
)
LEG = ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot", "toes")
FINGERS = range(1, 6)
PHALANGES = range(1, 4)

# How a region of the spine shares its angle among the rig's vertebrae.
SPINE_SHARES: Mapping[str, Mapping[str, float]] = {
    "lumbar": {"spine05": 0.25, "spine04": 0.40, "spine03": 0.35},
    "thorax": {"spine02": 0.5, "spine01": 0.5},
    "neck": {"neck01": 0.35, "neck02": 0.25, "neck03": 0.15, "head": 0.25},
}
FINGER_SHARES = (0.8, 1.0, 0.6)
THUMB_SHARES = (0.3, 0.6, 0.8)

ROOT_POSITION = ("root.x", "root.y", "root.z")
"""Where the pelvis is in the room, metres."""
ROOT_TURNS = ("root.turn", "root.pitch", "root.tilt")
"""How the pelvis is turned against the position's base: about its long axis, its left-right axis
and its front-back axis."""

LIMB_PARAMETERS = (
    "hip.flexion",
    "hip.abduction",
    "hip.rotation",
    "knee.flexion",
    "ankle.dorsiflexion",
    "ankle.inversion",
    "toes.extension",
    "shoulder.flexion",
    "shoulder.abduction",
    "shoulder.rotation",
    "shoulder.protraction",
    "shoulder.elevation",
    "elbow.flexion",
    "forearm.pronation",
    "wrist.flexion",
    "wrist.deviation",
    "fingers.curl",
    "fingers.spread",
    "thumb.curl",
)

PARAMETERS: tuple[str, ...] = (
    *ROOT_POSITION,
    *ROOT_TURNS,
    *(
        f"{part}.{motion}"
        for part in SPINE_SHARES
        for motion in ("flexion", "side-bend", "rotation")
    ),
    *(f"{name}.{side}" for side in SIDES for name in LIMB_PARAMETERS),
)
INDEX: Mapping[str, int] = {name: number for number, name in enumerate(PARAMETERS)}

# What a joint can do where the catalogue's caps (clinical/knowledge/angles.toml) say nothing:
# authoring values within what textbooks give, so that no hand or foot looks broken.
LIMITS: Mapping[str, tuple[float, float]] = {
    "ankle.inversion": (-20, 30),
    "toes.extension": (-20, 60),
    "thorax.flexion": (-25, 40),
    "thorax.side-bend": (-25, 25),
    "neck.side-bend": (-40, 40),
    "shoulder.rotation": (-80, 80),
    "shoulder.protraction": (-20, 30),
    "shoulder.elevation": (-8, 32),
    "forearm.pronation": (-85, 90),
    "wrist.flexion": (-80, 70),
    "wrist.deviation": (-25, 30),
    "fingers.curl": (-15, 90),
    "fingers.spread": (-5, 20),
    "thumb.curl": (-42, 60),
}


def _parents() -> dict[str, str | None]:
    parents: dict[str, str | None] = {SPINE[0]: None}
    parents.update(zip(SPINE[1:], SPINE, strict=False))
    for side in SIDES:
        for root, chain in (("spine01", ARM), ("pelvis", LEG)):
            above = root
            for name in chain:
                parents[f"{name}.{side}"] = above
                above = f"{name}.{side}"
        for finger in FINGERS:
            above = f"wrist.{side}"
            for phalanx in PHALANGES:
                parents[f"finger{finger}-{phalanx}.{side}"] = above
                above = f"finger{finger}-{phalanx}.{side}"
    return parents


PARENTS: Mapping[str, str | None] = _parents()
JOINTS: tuple[str, ...] = tuple(PARENTS)
"""Every joint, parents first."""


def _turns() -> dict[str, tuple[Turn, ...]]:
    turns: dict[str, tuple[Turn, ...]] = {
        "pelvis": (
            Turn(AXIS_Y, "root.turn", 1.0),
            Turn(AXIS_X, "root.pitch", 1.0),
            Turn(AXIS_Z, "root.tilt", 1.0),
        )
    }
    for part, shares in SPINE_SHARES.items():
        for joint, share in shares.items():
            turns[joint] = (
                Turn(AXIS_X, f"{part}.flexion", share),
                Turn(AXIS_Z, f"{part}.side-bend", -share),
                Turn(AXIS_Y, f"{part}.rotation", share),
            )
    for side in SIDES:
        turns.update(_leg_turns(side, SIGN[side]))
        turns.update(_arm_turns(side, SIGN[side]))
        turns.update(_hand_turns(side, SIGN[side]))
    return turns


def _leg_turns(side: Side, out: int) -> dict[str, tuple[Turn, ...]]:
    # The turn of the limb about itself is shared by two bones: skin twists over the whole thigh.
    return {
        f"upperleg01.{side}": (
            Turn(AXIS_X, f"hip.flexion.{side}", -1.0),
            Turn(AXIS_Z, f"hip.abduction.{side}", out),
            Turn(AXIS_Y, f"hip.rotation.{side}", out * 0.5),
        ),
        f"upperleg02.{side}": (Turn(AXIS_Y, f"hip.rotation.{side}", out * 0.5),),
        f"lowerleg01.{side}": (Turn(AXIS_X, f"knee.flexion.{side}", 1.0),),
        f"foot.{side}": (
            Turn(AXIS_X, f"ankle.dorsiflexion.{side}", -1.0),
            Turn(AXIS_Z, f"ankle.inversion.{side}", -out),
        ),
        f"toes.{side}": (Turn(AXIS_X, f"toes.extension.{side}", -1.0),),
    }


def _arm_turns(side: Side, out: int) -> dict[str, tuple[Turn, ...]]:
    return {
        f"clavicle.{side}": (
            Turn(AXIS_Z, f"shoulder.elevation.{side}", out),
            Turn(AXIS_Y, f"shoulder.protraction.{side}", -out),
        ),
        f"upperarm01.{side}": (
            Turn(AXIS_X, f"shoulder.flexion.{side}", -1.0),
            Turn(AXIS_Z, f"shoulder.abduction.{side}", out),
            Turn(AXIS_Y, f"shoulder.rotation.{side}", out * 0.5),
        ),
        f"upperarm02.{side}": (Turn(AXIS_Y, f"shoulder.rotation.{side}", out * 0.5),),
        f"lowerarm01.{side}": (Turn(AXIS_X, f"elbow.flexion.{side}", -1.0),),
        f"lowerarm02.{side}": (Turn(AXIS_Y, f"forearm.pronation.{side}", -out * 0.6),),
        f"wrist.{side}": (
            Turn(AXIS_Y, f"forearm.pronation.{side}", -out * 0.4),
            Turn(AXIS_Z, f"wrist.flexion.{side}", -out),
            Turn(AXIS_X, f"wrist.deviation.{side}", -1.0),
        ),
    }


def _hand_turns(side: Side, out: int) -> dict[str, tuple[Turn, ...]]:
    turns: dict[str, tuple[Turn, ...]] = {}
    for phalanx, share in zip(PHALANGES, THUMB_SHARES, strict=True):
        turns[f"finger1-{phalanx}.{side}"] = (
            Turn(AXIS_X, f"thumb.curl.{side}", 0.4 * share),
            Turn(AXIS_Z, f"thumb.curl.{side}", -out * 0.9 * share),
        )
    for finger in FINGERS:
        if finger == 1:
            continue
        for phalanx, share in zip(PHALANGES, FINGER_SHARES, strict=True):
            curl = Turn(AXIS_Z, f"fingers.curl.{side}", -out * share)
            # Fingers fan out from between the third and the fourth.
            spread = Turn(AXIS_X, f"fingers.spread.{side}", (finger - 3.5) * 0.5)
            turns[f"finger{finger}-{phalanx}.{side}"] = (curl, spread) if phalanx == 1 else (curl,)
    return turns


TURNS: Mapping[str, tuple[Turn, ...]] = _turns()
"""The turns of each joint that moves; a joint that is not named follows its parent."""


def mirrored(parameter: str) -> tuple[str, int]:
    """The parameter of the mirror image and the sign its value takes there.

    The root's position is left alone: which way it goes depends on how the body lies in the room.
    """
    stem, _, side = parameter.rpartition(".")
    if side in SIDES:
        return f"{stem}.{'R' if side == 'L' else 'L'}", 1
    turns_sideways = parameter in ("root.turn", "root.tilt") or side in ("side-bend", "rotation")
    return parameter, -1 if turns_sideways else 1


MIRROR: tuple[tuple[int, int], ...] = tuple(
    (INDEX[name], sign) for name, sign in map(mirrored, PARAMETERS)
)
"""For each parameter, where its mirrored value comes from and with which sign."""


Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

BASES: Mapping[str, Matrix] = {
    # Columns are where the body's X, Y and Z point in the room (x right, y up, z to the viewer).
    # The person's right side, the moving one, is the near one wherever there is a choice.
    "supine": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),  # head to the left, face up
    "prone": ((0, 1, 0), (0, 0, -1), (-1, 0, 0)),  # head to the right, face down
    "side": ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),  # on the left side, facing the viewer
    "upright": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),  # facing right
}
MIRROR_AXIS: Mapping[str, int] = {"supine": 2, "prone": 2, "side": 0, "upright": 2}
"""The room's axis that is turned round for the mirror image. Somebody lying on a side lies on the
other one with the head at the other end, still facing the viewer."""
