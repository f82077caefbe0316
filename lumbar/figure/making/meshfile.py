"""The file a browser downloads for a body, written and read.

First the length of the header (four bytes, little-endian), then the header (JSON), then, all
little-endian and plane after plane:

1. positions: 16 bits for x, y, z from ``low`` to ``high``, each the difference from the one before
2. garment fields: signed bytes for shirt, trousers, hair; 127 is ``region_range`` metres
3. breath: signed bytes; 127 is ``breath`` metres
4. four joints of each vertex, bytes; 5. their shares, bytes that sum to 255
6. triangles, then the shadow's: 16-bit differences from the number before
7. for each corrective its vertices (16-bit differences) and their offsets (signed bytes for
   x, y, z; 127 is ``corrective_range`` metres)

Differences wrap at 16 bits. The file is made to compress well: numbers are as coarse as the eye
allows, and the right half of the body, whose vertices follow the left half's in the same order,
repeats it byte for byte wherever it can.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumbar.figure.making.body import Body, Corrective
from lumbar.figure.making.kinematics import PARENT_INDEX, Floats, Ints, Rig, quaternions
from lumbar.figure.skeleton import INDEX, JOINTS, MIRROR, PARAMETERS, TURNS

FORMAT = 1

STEP = 0.0001
"""Positions are whole steps of this many metres; the middle of the body is a whole step."""
MIDDLE = 32768
REGION_RANGE = 0.03
"""Metres into a garment that the largest number stands for."""
MOST_JOINTS = 4
"""Joints that carry one vertex."""


class MeshFileError(ValueError):
    """The bytes are no mesh file of this format."""


@dataclass(frozen=True)
class DecodedBody:
    """A body as every reader of its file sees it; arrays as in :class:`~.body.Body`."""

    name: str
    vertices: Floats
    triangles: Ints
    shadow: Ints
    weights: Floats
    regions: Floats
    breath: Floats
    twin: Ints
    rig: Rig
    correctives: tuple[Corrective, ...]

    def corrected(self, values: Floats) -> Floats:
        """The rest vertices (n, 3) with the correctives of these parameter values (P,) added."""
        rest = self.vertices.copy()
        for corrective in self.correctives:
            weight = corrective.weight(values)
            if weight > 0:
                rest[corrective.index] += weight * corrective.offset
        return rest


def write(body: Body) -> bytes:
    """The file's bytes; equal bodies give equal bytes."""
    breath_range = float(np.ceil(body.breath.max() * 1e4) / 1e4) or STEP
    corrective_range = _corrective_range(body)
    header: dict[str, Any] = {
        "format": FORMAT,
        "body": body.name,
        "vertices": len(body.vertices),
        "triangles": len(body.triangles),
        "shadow": len(body.shadow),
        "middle": int((body.twin == np.arange(len(body.twin))).sum()),
        "low": [-MIDDLE * STEP] * 3,
        "high": [(65535 - MIDDLE) * STEP] * 3,
        "parameters": list(PARAMETERS),
        "mirror": [list(pair) for pair in MIRROR],
        "joints": _joints(body.rig),
        "correctives": [
            {
                "parameter": INDEX[corrective.parameter],
                "low": corrective.low,
                "high": corrective.high,
                "count": len(corrective.index),
            }
            for corrective in body.correctives
        ],
        "corrective_range": corrective_range,
        "region_range": REGION_RANGE,
        "breath": breath_range,
    }
    bones, shares = _strongest(body.weights)
    blobs = [
        _planar_deltas(np.round(body.vertices / STEP).astype(np.int64) + MIDDLE),
        _signed(body.regions, REGION_RANGE).T.tobytes(),
        _signed(body.breath, breath_range).tobytes(),
        bones.T.tobytes(),
        shares.T.tobytes(),
        _deltas(body.triangles.ravel()),
        _deltas(body.shadow.ravel()),
    ]
    for corrective in body.correctives:
        blobs.append(_deltas(corrective.index))
        blobs.append(_signed(corrective.offset, corrective_range).T.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    return len(text).to_bytes(4, "little") + text + b"".join(blobs)


def read(data: bytes) -> DecodedBody:
    """The body in a file.

    :raises MeshFileError: if the bytes are not a whole file of this format.
    """
    try:
        length = int.from_bytes(data[:4], "little")
        header = json.loads(data[4 : 4 + length])
        if header["format"] != FORMAT:
            raise MeshFileError(f"format {header['format']} is not {FORMAT}")
        return _Reader(data, 4 + length, header).body()
    except (KeyError, ValueError, IndexError) as error:
        if isinstance(error, MeshFileError):
            raise
        raise MeshFileError(f"not a mesh file: {error}") from error


def _joints(rig: Rig) -> list[dict[str, Any]]:
    binds = quaternions(rig.binds)
    return [
        {
            "name": joint,
            "parent": PARENT_INDEX[number],
            "offset": np.round(rig.offsets[number], 6).tolist(),
            "bind": np.round(binds[number], 7).tolist(),
            "head": np.round(rig.heads[number], 6).tolist(),
            "turns": [
                [turn.axis, INDEX[turn.parameter], turn.share] for turn in TURNS.get(joint, ())
            ],
        }
        for number, joint in enumerate(JOINTS)
    ]


def _corrective_range(body: Body) -> float:
    largest = max((float(np.abs(c.offset).max()) for c in body.correctives), default=STEP)
    return float(np.ceil(largest * 1e4) / 1e4)


def _strongest(weights: Floats) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The joints (n, 4) that carry each vertex most, and their shares of 255."""
    bones = np.argsort(-weights, axis=1, kind="stable")[:, :MOST_JOINTS]
    shares = np.take_along_axis(weights, bones, 1)
    shares = np.round(shares / shares.sum(1, keepdims=True) * 255).astype(np.int64)
    shares[:, 0] += 255 - shares.sum(1)
    # A joint without a share is written as joint 0, so that runs of it compress.
    bones = np.where(shares > 0, bones, 0)
    return bones.astype(np.uint8), shares.astype(np.uint8)


def _signed(values: Floats, full: float) -> NDArray[np.int8]:
    return np.clip(np.round(values / full * 127), -127, 127).astype(np.int8)


def _deltas(numbers: Ints) -> bytes:
    """Differences between neighbours, wrapping at 16 bits."""
    return np.diff(numbers.astype(np.int64), prepend=0).astype(np.uint16).astype("<u2").tobytes()


def _planar_deltas(rows: NDArray[np.int64]) -> bytes:
    return b"".join(_deltas(column) for column in rows.T)


class _Reader:
    """Takes a file's blobs off one after the other."""

    def __init__(self, data: bytes, start: int, header: dict[str, Any]) -> None:
        self.data, self.at, self.header = data, start, header

    def body(self) -> DecodedBody:
        header, count = self.header, self.header["vertices"]
        low, high = np.array(header["low"]), np.array(header["high"])
        positions = np.stack([self._undelta(count) for _ in range(3)], 1)
        # Rounding takes away what decimal fractions add: the middle is exactly at 0.
        vertices = np.round(low + positions * (high - low) / 65535, 9) + 0.0
        regions = self._signed(3 * count, header["region_range"]).reshape(3, count).T
        breath = self._signed(count, header["breath"])
        bones = self._take(np.uint8, MOST_JOINTS * count).reshape(MOST_JOINTS, count)
        shares = self._take(np.uint8, MOST_JOINTS * count).reshape(MOST_JOINTS, count)
        weights = np.zeros((count, len(JOINTS)))
        for bone, share in zip(bones, shares, strict=True):
            np.add.at(weights, (np.arange(count), bone), share / 255)
        triangles = self._undelta(3 * header["triangles"]).reshape(-1, 3)
        shadow = self._undelta(3 * header["shadow"]).reshape(-1, 3)
        correctives = tuple(self._corrective(entry) for entry in header["correctives"])
        if self.at != len(self.data):
            raise MeshFileError(f"{len(self.data) - self.at} bytes left over")
        joints = header["joints"]
        return DecodedBody(
            name=header["body"],
            vertices=vertices,
            triangles=triangles,
            shadow=shadow,
            weights=weights,
            regions=np.ascontiguousarray(regions),
            breath=breath,
            twin=twins(count, header["middle"]),
            rig=Rig(
                heads=np.array([joint["head"] for joint in joints]),
                binds=_matrices(np.array([joint["bind"] for joint in joints])),
                offsets=np.array([joint["offset"] for joint in joints]),
            ),
            correctives=correctives,
        )

    def _corrective(self, entry: dict[str, Any]) -> Corrective:
        count = entry["count"]
        index = self._undelta(count)
        offset = self._signed(3 * count, self.header["corrective_range"]).reshape(3, count).T
        return Corrective(
            self.header["parameters"][entry["parameter"]],
            entry["low"],
            entry["high"],
            index,
            np.ascontiguousarray(offset),
        )

    def _take(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        width = np.dtype(kind).newbyteorder("<")
        end = self.at + count * width.itemsize
        if end > len(self.data):
            raise MeshFileError("the file ends too early")
        taken = np.frombuffer(self.data[self.at : end], width)
        self.at = end
        return taken

    def _undelta(self, count: int) -> Ints:
        steps = self._take(np.uint16, count).astype(np.int64)
        return (np.cumsum(steps) % 65536).astype(np.int32)

    def _signed(self, count: int, full: float) -> Floats:
        return self._take(np.int8, count) * (full / 127)


def twins(count: int, middle: int) -> Ints:
    """The mirror image (count,) of each vertex: first come ``middle`` vertices that are their
    own, then the left side's, then the right side's in the same order."""
    side = (count - middle) // 2
    left = np.arange(middle, middle + side, dtype=np.int32)
    return np.concatenate([np.arange(middle, dtype=np.int32), left + side, left])


def _matrices(binds: Floats) -> Floats:
    """(n, 3, 3) rotations of unit quaternions (n, 4) x, y, z, w."""
    x, y, z, w = (binds / np.linalg.norm(binds, axis=1, keepdims=True)).T
    return np.stack(
        [
            np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)], -1),
            np.stack([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)], -1),
            np.stack([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], -1),
        ],
        -2,
    )
