"""Solved angles in the words of the exercise catalogue.

The catalogue says ``moving-hip.flexion``; the skeleton turns ``hip.flexion.R``, because every
stored movement exercises the right side. Both count degrees, not always in the same direction.
"""

from __future__ import annotations

from collections.abc import Mapping

SIDES = {"moving-": ("R",), "other-": ("L",)}
SPINE = ("lumbar", "thorax", "neck")


def plain(joint: str) -> str:
    """The joint without its side: ``moving-hip`` → ``hip``."""
    for prefix in SIDES:
        joint = joint.removeprefix(prefix)
    return joint


def drawn(angles: Mapping[str, float], joint: str, motion: str, *, rolls: bool) -> float | None:
    """The solved angle of the catalogue's ``joint`` and ``motion``, degrees.

    ``angles`` are by parameter, as ``catalogue.poses`` gives them. ``rolls`` says whether the
    exercise rolls the pelvis: the trunk above then turns back the other way. Of a joint that stands
    for both sides it is their mean. None for what no joint turns (the trunk's incline).
    """
    if (joint, motion) == ("pelvis", "roll"):
        return -angles["root.turn"]
    if motion == "horizontal-abduction":
        # With the arm straight ahead, opening it sideways is the same turn as abduction.
        motion = "abduction"
    name = f"{plain(joint)}.{motion}"
    if name in angles:
        sideways = joint in SPINE and motion in ("rotation", "side-bend")
        return -angles[name] if sideways and not rolls else angles[name]
    sides = next((own for prefix, own in SIDES.items() if joint.startswith(prefix)), ("L", "R"))
    found = [angles[f"{name}.{side}"] for side in sides if f"{name}.{side}" in angles]
    return sum(found) / len(found) if found else None
