"""From an exercise and its scene to what the solver should reach: keys of angles and contacts.

The exercise's own angles are targets; the scene's posture only leans. Nothing here is medicine:
every number comes from ``clinical/knowledge`` or from the scene's file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lumbar.clinical import schema
from lumbar.figure import scenes
from lumbar.figure.making.kinematics import Floats
from lumbar.figure.scenes import Angles, Scene
from lumbar.figure.skeleton import (
    INDEX,
    LIMB_PARAMETERS,
    LIMITS,
    PARAMETERS,
    ROOT_POSITION,
    SIDES,
    Side,
)

MOVING: Side = "R"
"""The stored clip exercises the right side; the other side is its mirror image."""
OTHER: Side = "L"

TARGET = 0.5
"""How many degrees an angle of the exercise may give way at the same cost as 1 σ of posture."""
GIVE: Mapping[str, float] = {
    "root": 25.0,
    "hip": 9.0,
    "knee": 9.0,
    "ankle": 12.0,
    "toes": 8.0,
    "lumbar": 3.0,
    "thorax": 6.0,
    "neck": 8.0,
    "shoulder": 14.0,
    "elbow": 14.0,
    "forearm": 16.0,
    "wrist": 12.0,
    "fingers": 8.0,
    "thumb": 8.0,
    "fingers.spread": 3.0,
    "shoulder.protraction": 5.0,
    "shoulder.elevation": 5.0,
    "hip.rotation": 7.0,
    "hip.abduction": 7.0,
    "ankle.inversion": 6.0,
}
"""Degrees of posture, by joint or by joint and motion."""

PALM_WORDS: Mapping[str, str] = {MOVING: "palm.moving", OTHER: "palm.other"}

LIMB_JOINTS = frozenset(name.split(".")[0] for name in LIMB_PARAMETERS)


class AuthoringError(ValueError):
    """A scene or an exercise names a joint, a motion or a side that does not exist."""


@dataclass(frozen=True)
class Key:
    """One moment: what the angles should be, how strictly, and which scene contacts hold."""

    name: scenes.Key
    at: float
    target: Floats
    give: Floats
    incline: float | None
    """The trunk's angle against the floor, degrees, where the exercise gives it."""


@dataclass(frozen=True)
class Script:
    """Everything the solver needs to know of one picture."""

    exercise: str
    variant: str
    scene: Scene
    keys: Sequence[Key]
    named: frozenset[str]
    """The parameters whose angles the exercise gives."""
    sides: bool
    moves: bool
    least: Floats = field(repr=False)
    most: Floats = field(repr=False)


def sided(joint: str) -> Sequence[str]:
    """The sides a catalogue joint stands for: ``moving-hip`` → hip, R; ``lumbar`` → itself."""
    for prefix, side in (("moving-", MOVING), ("other-", OTHER)):
        if joint.startswith(prefix):
            return (f"{joint.removeprefix(prefix)}.*.{side}",)
    if joint in LIMB_JOINTS:
        return tuple(f"{joint}.*.{side}" for side in SIDES)
    return (f"{joint}.*",)


def parameters(angles: Angles) -> Iterator[tuple[str, float]]:
    """Every parameter that the catalogue's angles set, with its value."""
    rolls = "pelvis" in angles
    for joint, motions in angles.items():
        for pattern in sided(joint):
            for motion, degrees in motions.items():
                yield _parameter(pattern, motion, degrees, rolls)


def _parameter(pattern: str, motion: str, degrees: float, rolls: bool) -> tuple[str, float]:
    joint = pattern.split(".")[0]
    if joint == "pelvis" and motion == "roll":
        # Toward the moving side, the right: the front of the pelvis turns away from the left.
        return "root.turn", -degrees
    if joint in ("lumbar", "thorax", "neck") and motion in ("rotation", "side-bend"):
        # Written toward the moving side; with the pelvis rolled to that side, the trunk above
        # turns back the other way. The skeleton counts toward the left.
        degrees = degrees if rolls else -degrees
    if motion == "horizontal-abduction":
        # With the arm straight ahead, opening it sideways is the same turn as abduction.
        motion = "abduction"
    name = pattern.replace("*", motion)
    if name not in INDEX:
        raise AuthoringError(f"no angle {joint}.{motion}")
    return name, degrees


def between(poses: Sequence[schema.Pose], at: float) -> Angles:
    """The exercise's angles at a moment, straight between the written ones around it."""
    ordered = sorted(poses, key=lambda pose: pose.at)
    moments = [pose.at for pose in ordered]
    out: dict[str, dict[str, float]] = {}
    for pose in ordered:
        for joint, motions in pose.joints.items():
            for motion in motions:
                known = [
                    p.joints[joint][motion] for p in ordered if motion in p.joints.get(joint, {})
                ]
                when = [
                    m
                    for m, p in zip(moments, ordered, strict=True)
                    if motion in p.joints.get(joint, {})
                ]
                out.setdefault(joint, {})[motion] = float(np.interp(at, when, known))
    return out


def script(
    slug: str,
    variant_id: str,
    exercise: schema.Exercise | None,
    caps: Mapping[str, tuple[float, float]],
) -> Script:
    """The script of one variant; ``exercise`` None is a resting position with only a scene.

    ``caps`` gives the range of each capped ``joint.motion``, degrees. Raises AuthoringError,
    SceneError and KeyError (no such variant).
    """
    scene = scenes.scene(slug, variant_id)
    poses, part = _poses(exercise, variant_id)
    moments: list[tuple[scenes.Key, float, Angles]] = [("start", 0.0, scene.start)]
    if scene.via is not None:
        moments.append(("via", scene.via.at, scene.via.angles))
    moments.append(("end", 1.0, scene.end))
    keys, named = [], set[str]()
    for name, at, own in moments:
        given = between(poses, at * part) if poses else {}
        strict = given if name != "via" else {}
        keys.append(_key(name, at, scene, given, own, strict))
        named |= {parameter for parameter, _ in parameters(_without_incline(strict))}
    least, most = _limits(caps)
    first, last = keys[0], keys[-1]
    return Script(
        slug,
        variant_id,
        scene,
        keys,
        frozenset(named),
        sides=_has_sides(exercise, variant_id, scene),
        moves=not np.allclose(first.target, last.target) or first.incline != last.incline,
        least=least,
        most=most,
    )


def _poses(
    exercise: schema.Exercise | None, variant_id: str
) -> tuple[Sequence[schema.Pose], float]:
    if exercise is None:
        return (), 1.0
    for variant in exercise.variant:
        if variant.id == variant_id:
            return (variant.pose, 1.0) if variant.pose else (exercise.pose, variant.range)
    raise KeyError(f"{exercise.id} has no variant {variant_id!r}")


def _has_sides(exercise: schema.Exercise | None, variant_id: str, scene: Scene) -> bool:
    if exercise is None:
        return scene.base == "side"
    for variant in exercise.variant:
        if variant.id == variant_id:
            return bool((variant.dose or exercise.dose).sides) or scene.base == "side"
    return False


def _without_incline(angles: Angles) -> Angles:
    return {joint: motions for joint, motions in angles.items() if joint != "trunk"}


def _key(
    name: scenes.Key, at: float, scene: Scene, given: Angles, own: Angles, strict: Angles
) -> Key:
    target = np.zeros(len(PARAMETERS))
    give = np.array([_give(parameter, scene.loose) for parameter in PARAMETERS])
    target[:3] = scene.root
    give[:3] = 0.6
    for side in SIDES:
        flat = any(
            name in contact.during and contact.patch in ("palm", PALM_WORDS[side])
            for contact in scene.rest
        )
        # A relaxed hand, or one pressed flat: fingers and thumb then lie in the plane of the palm.
        target[INDEX[f"fingers.curl.{side}"]] = -14 if flat else 14
        target[INDEX[f"fingers.spread.{side}"]] = 6 if flat else 2
        target[INDEX[f"thumb.curl.{side}"]] = -41 if flat else 8
    raised: set[str] = set()
    # A via may put an angle of the exercise somewhere else on its way; start and end may not.
    layers = [scene.angles, given, own] if name == "via" else [scene.angles, own, given]
    for layer in layers:
        for parameter, degrees in parameters(_without_incline(layer)):
            target[INDEX[parameter]] = degrees
            if "shoulder.elevation" in parameter:
                raised.add(parameter)
    for side in SIDES:
        if f"shoulder.elevation.{side}" not in raised:
            target[INDEX[f"shoulder.elevation.{side}"]] = _shrug(target, side)
    for parameter, _ in parameters(_without_incline(strict)):
        give[INDEX[parameter]] = TARGET
    incline = strict.get("trunk", {}).get("incline")
    return Key(name, at, target, give, incline)


def _shrug(target: Floats, side: Side) -> float:
    """The shoulder blade goes along with an arm lifted past 40 degrees, about 1 in 8."""
    flexion = target[INDEX[f"shoulder.flexion.{side}"]]
    abduction = target[INDEX[f"shoulder.abduction.{side}"]]
    return 0.12 * float(np.clip(np.hypot(flexion, abduction) - 40, 0, 120))


def _give(parameter: str, loose: Mapping[str, float]) -> float:
    if parameter in ROOT_POSITION:
        return 0.6
    stem = parameter.rsplit(".", 1)[0] if parameter[-2:] in (".L", ".R") else parameter
    for table in (loose, GIVE):
        for name in (parameter, stem, parameter.split(".")[0]):
            if name in table:
                return table[name]
    raise AuthoringError(f"nothing says how far {parameter} may give way")


def _limits(caps: Mapping[str, tuple[float, float]]) -> tuple[Floats, Floats]:
    least, most = np.full(len(PARAMETERS), -1e3), np.full(len(PARAMETERS), 1e3)
    for number, parameter in enumerate(PARAMETERS):
        stem = parameter.rsplit(".", 1)[0] if parameter[-2:] in (".L", ".R") else parameter
        if stem in LIMITS or stem in caps:
            least[number], most[number] = caps.get(stem, LIMITS.get(stem, (-1e3, 1e3)))
            if stem == "shoulder.abduction":
                # One number for lifting sideways and for opening a raised arm.
                least[number] = min(
                    least[number], caps.get("shoulder.horizontal-abduction", (0, 0))[0]
                )
    return least, most
