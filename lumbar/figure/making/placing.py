"""Where the things around a person are: a scene says "under the head", the clip says where that is.

A scene's prop either stands at numbers of its own or names what it belongs to:

- ``{kind = "pillow", under = PATCH}``: below that part of the body at the start, as high as the
  rest that lies on it; without such a rest, as high as that part happens to be.
- ``{kind = "chair", under = PATCH}``: its seat's middle below that part, as high as the part.
- ``{kind = "pillow", between = [PATCH, PATCH]}``: carried between two parts, following the first
  one's bone; where the first has no side, lying level on the second and staying there, as it is
  at the start or ``when = "end"``.
- ``{kind = "pack", on = PATCH}``: lies flat against a part and follows its bone; its x goes along
  the limb.
- ``{kind = "strap", path = [[JOINT, [x, y, z]], …]}`` and everything else: as the clip has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lumbar.figure.making import contacts
from lumbar.figure.making.kinematics import Floats, Rig, forward
from lumbar.figure.making.motion import moved
from lumbar.figure.making.posing import Person
from lumbar.figure.making.propmeshes import FLOOR_UNDER, prop_meshes
from lumbar.figure.making.solver import Movement
from lumbar.figure.scenes import Scene
from lumbar.figure.skeleton import JOINTS

Prop = dict[str, Any]

PILLOW = (0.19, 0.29)
"""Half length and half width of a bed pillow, metres."""
SMALL_PILLOW = (0.13, 0.20)
PACK = (0.09, 0.13, 0.032)
"""Half length along the back, half width across it and thickness of a cold or heat pack, metres."""
SURROUNDINGS = ("box", "wall")
"""What a picture may cut off: a whole bed's edge or a wall would leave the person small."""
SUNK = 0.01
"""How deep what lies on a pillow is in it, metres."""


def props(scene: Scene, movement: Movement, person: Person) -> list[Prop]:
    """The scene's props with their places, in the words of ``propmeshes``."""
    return [_placed(prop, scene, movement, person) for prop in scene.props]


def to_be_seen(
    placed: Sequence[Prop], scene: Scene, movement: Movement, posed: Floats, rig: Rig
) -> Floats:
    """(k, 3) what the picture must hold: the person throughout, and the things they use."""
    skin = np.concatenate([posed[:: max(1, len(posed) // 5)].reshape(-1, 3), posed[-1]])
    things = []
    for frame in (0, len(posed) - 1):
        rotations, positions = forward(rig, movement.values[[frame]], movement.base)
        joints = {name: (rotations[0, j], positions[0, j]) for j, name in enumerate(JOINTS)}
        things += [
            mesh.vertices
            for prop in placed
            if prop["kind"] not in SURROUNDINGS
            for mesh in prop_meshes(prop, joints, FLOOR_UNDER[scene.surface])
        ]
    return np.concatenate([skin, *things])


def _placed(prop: Mapping[str, Any], scene: Scene, movement: Movement, person: Person) -> Prop:
    out = dict(prop)
    if "under" in out:
        return _under(out, scene, movement, person)
    if "between" in out:
        return _between(out, movement, person)
    if "on" in out:
        return _on(out, movement, person)
    return out


def _skin(patch: str, movement: Movement, person: Person, frame: int) -> Floats:
    """The points of a patch at a frame (k, 3)."""
    names = contacts.patch_names(patch, person.points.patches)
    place, _, _, _ = moved(person.rig, person.points, movement.values[frame], movement.base)
    return np.concatenate([place[person.points.patches[name]] for name in names])


def _under(prop: Prop, scene: Scene, movement: Movement, person: Person) -> Prop:
    patch = "occiput" if prop["under"] == "head" else prop["under"]
    frame = {"start": 0, "end": -1}[prop.pop("when", "start")]
    skin = _skin(patch, movement, person, frame)
    middle = skin.mean(0)
    # A pillow is as high as the scene says, or as this body needs it.
    low = float(np.sort(skin[:, 1])[:3].mean()) + SUNK
    height = next((rest.height for rest in scene.rest if rest.patch == patch and rest.height), low)
    prop.pop("under")
    dx, dz = prop.pop("shift", (0.0, 0.0))
    if prop["kind"] == "chair":
        prop["at"] = [round(float(middle[0]) + dx, 3), round(float(middle[2]) + dz, 3)]
        prop["seat"] = round(low - SUNK - FLOOR_UNDER[scene.surface], 3)
        return prop
    size = prop.pop("size", PILLOW)
    # A head sinks into a pillow; anything else lies on it.
    prop["at"] = [round(float(middle[0]) + dx, 3), 0.0, round(float(middle[2]) + dz, 3)]
    prop["size"] = [size[0], size[1], round(height + (0.012 if patch == "occiput" else 0.004), 3)]
    prop.setdefault("dent", patch == "occiput")
    return prop


def _between(prop: Prop, movement: Movement, person: Person) -> Prop:
    first, second = prop.pop("between")
    frame = {"start": 0, "end": -1}[prop.pop("when", "start")]
    skins = [_skin(patch, movement, person, frame) for patch in (first, second)]
    size = prop.pop("size", SMALL_PILLOW)
    if "." not in first:
        return _level(prop, skins[0], skins[1], size)
    ends = [skin.mean(0) for skin in skins]
    bone = contacts.frame_joint(contacts.with_side(first, ""))
    rotations, positions = forward(person.rig, movement.values[[frame]], movement.base)
    number = JOINTS.index(bone)
    turn, origin = rotations[0, number], positions[0, number]
    # Square to the first part's bone, so that the pillow lies along the limb.
    up = turn.T @ (ends[0] - ends[1])
    up[1] = 0.0
    gap = float(np.linalg.norm(up))
    up /= gap
    at = turn.T @ (ends[1] - origin)
    prop["at"] = [round(float(value), 3) for value in at]
    # The pillow's underside lies against the second part, its top against the first.
    prop["turn"] = _turn_that_raises(up)
    prop["size"] = [size[0], size[1], round(gap, 3)]
    prop["follow"] = bone
    return prop


def _level(prop: Prop, above: Floats, below: Floats, size: Sequence[float]) -> Prop:
    """A pillow lying level on what is below, as high as what is above needs it."""
    middle = (above.mean(0) + below.mean(0)) / 2
    bottom, top = below[:, 1].max() - SUNK, above[:, 1].min() + SUNK
    dx, dz = prop.pop("shift", (0.0, 0.0))
    prop["at"] = [round(float(v), 3) for v in (middle[0] + dx, bottom, middle[2] + dz)]
    prop["size"] = [size[0], size[1], round(float(top - bottom), 3)]
    return prop


def _on(prop: Prop, movement: Movement, person: Person) -> Prop:
    patch = prop.pop("on")
    bone = contacts.frame_joint(contacts.with_side(patch, ""))
    names = contacts.patch_names(patch, person.points.patches)
    rows = np.concatenate([person.points.patches[name] for name in names])
    place, facing, _, _ = moved(person.rig, person.points, movement.values[0], movement.base)
    rotations, positions = forward(person.rig, movement.values[:1], movement.base)
    number = JOINTS.index(bone)
    turn, origin = rotations[0, number], positions[0, number]
    outward = turn.T @ facing[rows].mean(0)
    outward /= np.linalg.norm(outward)
    prop.setdefault("size", PACK)
    # Soft: much of its thickness fills the hollow it lies in.
    middle = turn.T @ (place[rows].mean(0) - origin) + outward * prop["size"][2] * 0.15
    prop["at"] = [round(float(value), 3) for value in middle]
    prop["turn"] = _turn_that_raises(outward)
    prop["follow"] = bone
    return prop


def _turn_that_raises(up: Floats) -> list[float]:
    """Yaw, pitch and roll, degrees, that bring +Y to ``up``.

    Without any pitch, so that for an ``up`` that is nearly sideways (from knee to knee) the
    prop's x stays along the limb and its z toward the limb's front.
    """
    roll = float(np.degrees(np.arccos(np.clip(up[1], -1, 1))))
    yaw = float(np.degrees(np.arctan2(up[2], -up[0])))
    return [round(yaw, 1), 0.0, round(roll, 1)]
