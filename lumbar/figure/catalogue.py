"""What has been built: which clip shows which exercise, on which bodies, at which angles.

Only reads ``built/``; nothing here needs the tools that made it.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from lumbar.figure.skeleton import PARAMETERS

BUILT = Path(__file__).with_name("built")

BodyName = Literal["woman", "man", "elder"]
BODIES: tuple[BodyName, ...] = ("woman", "man", "elder")

PER_METRE = 10_000
PER_DEGREE = 100
ANGLES_FROM = 3
"""The first three parameters are the root's position in metres."""


class NotBuilt(KeyError):
    """There is no clip of this exercise and variant, or no such body."""


class Made(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One output: digests of what it was made from and of what was made."""

    inputs: str
    output: str


class ClipEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One clip, on every body."""

    sides: bool
    """Whether it is done on one side, then on the other."""
    moves: bool
    bodies: dict[str, Made]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``built/manifest.json``."""

    bodies: dict[str, Made]
    clips: dict[str, ClipEntry]
    variants: dict[str, dict[str, str]]
    """Exercise → variant → clip: variants that look the same share one."""
    stills: dict[str, Made]
    browser: Made | None = None
    """``built/browser/figure.js``, all modules in one; None before it is first made."""
    standing: Made | None = None
    """``built/standing.json``, all bodies in one; None before it is first made."""


class Pose(NamedTuple):
    """The solved angles of one moment, degrees, by parameter (``hip.flexion.R``)."""

    at: Literal["start", "end"]
    angles: Mapping[str, float]


@cache
def manifest() -> Manifest:
    """The manifest. Raises FileNotFoundError before the first build."""
    return msgspec.json.decode((BUILT / "manifest.json").read_bytes(), type=Manifest)


def clip_name(slug: str, variant: str = "standard") -> str:
    """The clip that shows a variant. Raises NotBuilt."""
    try:
        return manifest().variants[slug][variant]
    except KeyError:
        raise NotBuilt(f"no figure of {slug}, {variant}") from None


def entry(slug: str, variant: str = "standard") -> ClipEntry:
    """What is known of a variant's clip. Raises NotBuilt."""
    return manifest().clips[clip_name(slug, variant)]


def body_path(body: BodyName) -> str:
    """The mesh file's path under ``built/``."""
    if body not in BODIES:
        raise NotBuilt(f"no body is called {body!r}")
    return f"bodies/{body}.bin"


def clip_path(slug: str, variant: str = "standard", body: BodyName = "woman") -> str:
    """The clip file's path under ``built/``. Raises NotBuilt."""
    if body not in BODIES:
        raise NotBuilt(f"no body is called {body!r}")
    return f"clips/{body}/{clip_name(slug, variant)}.json"


def poses(slug: str, variant: str = "standard", body: BodyName = "woman") -> Sequence[Pose]:
    """The solved angles at the start and the end. Raises NotBuilt."""
    return _poses(clip_path(slug, variant, body))


@cache
def _poses(path: str) -> tuple[Pose, Pose]:
    clip: dict[str, Any] = msgspec.json.decode((BUILT / path).read_bytes())
    packed = base64.b64decode(clip["values"])
    deltas = struct.unpack(f"<{len(packed) // 2}h", packed)
    frames = clip["frames"]
    start: dict[str, float] = {}
    end: dict[str, float] = {}
    for number, name in enumerate(PARAMETERS):
        if number < ANGLES_FROM:
            continue
        own = deltas[number * frames : (number + 1) * frames]
        start[name] = own[0] / PER_DEGREE
        # Differences are kept in 16 bits; the sum wraps as theirs did.
        end[name] = ((sum(own) + 32768) % 65536 - 32768) / PER_DEGREE
    return Pose("start", start), Pose("end", end)
