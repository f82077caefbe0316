"""A solved movement as the small file the browser plays.

Angles are kept, not rotations: hundredths of a degree (the root's position in tenths of a
millimetre), the difference from frame to frame, 16 bits each. Whoever reads it turns them into a
pose with the table in the mesh file.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lumbar.figure.catalogue import PER_DEGREE, PER_METRE
from lumbar.figure.making.author import Script
from lumbar.figure.making.kinematics import Floats
from lumbar.figure.making.placing import Prop
from lumbar.figure.making.solver import Movement
from lumbar.figure.skeleton import MIRROR_AXIS, PARAMETERS

FORMAT = 1
BOX_POINTS = 40


class ClipFileError(ValueError):
    """The bytes are not a clip of this format."""


@dataclass(frozen=True)
class Clip:
    """A clip read back."""

    exercise: str
    variant: str
    body: str
    base: Floats
    values: Floats
    """(F, P) as the browser sees them: metres and degrees."""
    mirror_axis: int
    props: Sequence[Prop]
    surface: str
    sides: bool
    moves: bool
    data: Mapping[str, Any]


def scales() -> Floats:
    """Steps per unit of each parameter."""
    return np.array([PER_METRE if number < 3 else PER_DEGREE for number in range(len(PARAMETERS))])


def packed(values: Floats) -> bytes:
    """The (F, P) angles as differences from frame to frame, parameter after parameter."""
    steps = np.round(values * scales()).astype(np.int64)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, steps.shape[1]), np.int64))
    # 16 bits wrap; the reader's sums wrap back.
    return deltas.T.astype(np.int16).astype("<i2").tobytes()


def unpacked(data: bytes, frames: int) -> Floats:
    """The (F, P) angles of ``packed`` bytes. Raises ValueError when the length does not fit."""
    deltas = np.frombuffer(data, "<i2").astype(np.int64).reshape(len(PARAMETERS), frames).T
    steps = (np.cumsum(deltas, axis=0) + 32768) % 65536 - 32768
    values: Floats = steps / scales()
    return values


def write(
    script: Script, body: str, movement: Movement, props: Sequence[Prop], seen: Floats
) -> bytes:
    """The clip file. ``seen`` (k, 3) are the points the picture must hold."""
    scene = script.scene
    data: dict[str, Any] = {
        "format": FORMAT,
        "exercise": script.exercise,
        "variant": script.variant,
        "body": body,
        "frames": len(movement.values),
        "base": [int(value) for value in movement.base.ravel()],
        "mirror_axis": MIRROR_AXIS[scene.base],
        "camera": {
            "azimuth": scene.camera.azimuth,
            "elevation": scene.camera.elevation,
            "fov": scene.camera.fov,
        },
        "box": outermost(seen).round(3).ravel().tolist(),
        "surface": scene.surface,
        **({"bed": scene.extent} if scene.extent else {}),
        "props": list(props),
        "sides": script.sides,
        "moves": script.moves,
        "breath": scene.breath,
        "values": base64.b64encode(packed(movement.values)).decode(),
    }
    return json.dumps(data, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def read(data: bytes) -> Clip:
    """The clip of a file's bytes. Raises ClipFileError."""
    try:
        raw = json.loads(data)
        known = raw["format"] == FORMAT
    except (KeyError, TypeError, ValueError) as error:
        raise ClipFileError(f"this is no clip: {error}") from error
    if not known:
        raise ClipFileError(f"format {raw['format']} is not known")
    try:
        values = unpacked(base64.b64decode(raw["values"]), raw["frames"])
    except (KeyError, TypeError, ValueError) as error:
        raise ClipFileError(f"the clip is broken: {error}") from error
    return Clip(
        exercise=raw["exercise"],
        variant=raw["variant"],
        body=raw["body"],
        base=np.array(raw["base"], float).reshape(3, 3),
        values=values,
        mirror_axis=raw["mirror_axis"],
        props=raw["props"],
        surface=raw["surface"],
        sides=raw["sides"],
        moves=raw["moves"],
        data=raw,
    )


def box(clip: Clip) -> Floats:
    """(k, 3) the points the picture is framed by."""
    points: Floats = np.array(clip.data["box"], float).reshape(-1, 3)
    return points


def outermost(points: Floats) -> Floats:
    """(k, 3) the points that reach furthest in any direction."""
    directions = np.random.default_rng(0).normal(size=(BOX_POINTS * 4, 3))
    furthest = np.unique((points @ directions.T).argmax(0))
    chosen: Floats = points[furthest]
    return chosen
