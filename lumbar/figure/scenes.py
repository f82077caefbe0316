"""What a picture adds to an exercise's angles: posture, what rests where, what is around, the view.

One file per exercise in ``scenes/``, in the words of the catalogue: ``moving`` is the side being
exercised, ``other`` the other one, no side means both. Angles that the exercise itself gives are
never repeated here; a variant's section changes or adds to the exercise's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

FOLDER = Path(__file__).with_name("scenes")

Key = Literal["start", "via", "end"]
Angles = Mapping[str, Mapping[str, float]]
"""Joint, as the catalogue names it (``moving-hip``, ``elbow``, ``lumbar``) → motion → degrees."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frozen structure that refuses unknown keys."""


class Camera(Strict, frozen=True, kw_only=True):
    """Where the viewer is, degrees: ``azimuth`` 0 is square on, positive from the right."""

    azimuth: float = 20.0
    elevation: float = 16.0
    fov: float = 24.0


class Rest(Strict, frozen=True, kw_only=True):
    """A part of the body that rests on what is below it."""

    patch: str
    """A name from ``making/patches.py``, with ``.moving`` or ``.other`` for one side."""
    during: tuple[Key, ...] = ("start", "via", "end")
    flat: bool = False
    """All of the patch touches, not only its lowest part."""
    slide: bool = False
    """The part may move along the surface; otherwise it stays where it first touched."""
    height: float = 0.0
    """How high the surface is here (a pillow, a seat), metres."""
    sink: float = 0.006
    """How deep soft flesh gives way, metres."""
    at: tuple[float, float] | None = None
    """Where on the surface, x and z of the room, metres; None lets the body decide."""
    toward: tuple[float, float, float] | None = None
    """Which way the fingers point, for a palm."""
    weight: float = 1.0


class Lean(Strict, frozen=True, kw_only=True):
    """A part of the body that leans on something upright to the right of it, such as a wall."""

    patch: str
    """A name from ``making/patches.py``, with ``.moving`` or ``.other`` for one side."""
    x: float
    """Where the upright face is, metres; the part slides along it."""
    during: tuple[Key, ...] = ("start", "via", "end")


class Hold(Strict, frozen=True, kw_only=True):
    """A hand on a part of the body."""

    hand: Literal["moving", "other", "both"] = "both"
    on: str
    """The patch it lies on. Without a side, each hand takes the patch of its own side."""
    during: tuple[Key, ...] = ("start", "via", "end")
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """From the patch's middle, metres, along its limb: outward, up the limb, to its front."""
    faces: tuple[float, float, float] | None = None
    """Where the palm faces, same axes; None is flat against the skin."""
    fingers: tuple[float, float, float] | None = None
    """Where the fingers point, same axes."""
    weight: float = 1.0


class Apart(Strict, frozen=True, kw_only=True):
    """Two limbs kept at least (or, with ``near``, at most) this far apart, axis to axis, metres."""

    limbs: tuple[str, str]
    metres: float
    near: bool = False


class Via(Strict, frozen=True, kw_only=True):
    """A moment between start and end that the movement passes through."""

    at: float
    angles: Angles = {}


class Scene(Strict, frozen=True, kw_only=True):
    """One picture."""

    base: Literal["supine", "prone", "side", "upright"]
    surface: Literal["bed", "mat", "floor"] = "mat"
    bed: tuple[float, float, float, float] | None = None
    """How far the mattress reaches, where that matters: x from, x to, z from, z to, metres. Past it
    there is only the floor, and a leg may hang down. None is a bed that is large enough."""
    camera: Camera = Camera()
    angles: Angles = {}
    """Posture the exercise leaves open, throughout."""
    start: Angles = {}
    end: Angles = {}
    via: Via | None = None
    root: tuple[float, float, float] = (0.0, 0.12, 0.0)
    """A first guess of where the pelvis is, metres."""
    rest: list[Rest] = []
    lean: list[Lean] = []
    hold: list[Hold] = []
    apart: list[Apart] = []
    through: list[str] = []
    """Patches that may go below the surface (a hand off the edge of the bed)."""
    loose: Mapping[str, float] = {}
    """How many degrees an angle may give way, where the usual is too stiff or too loose."""
    props: list[dict[str, Any]] = []
    """Things around the person, in the words of ``making/propmeshes.py``."""
    seats: list[tuple[float, float, float, float, float]] = []
    """Raised surfaces: x from, x to, z from, z to, height, metres."""
    breath: float = 0.012
    """How far the belly rises when breathing in, metres."""

    @property
    def extent(self) -> Mapping[str, float] | None:
        """``bed`` in the words of the clip file."""
        return dict(zip(("x0", "x1", "z0", "z1"), self.bed, strict=True)) if self.bed else None


class SceneError(ValueError):
    """A scene is missing, or says something unknown."""


def _merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``change`` over ``base``: tables merge, everything else is replaced."""
    out = dict(base)
    for name, value in change.items():
        old = out.get(name)
        out[name] = (
            _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return out


@cache
def _raw(slug: str) -> Mapping[str, Any]:
    path = FOLDER / f"{slug}.toml"
    if not path.is_file():
        raise SceneError(f"no scene for {slug!r} in {FOLDER.name}")
    return msgspec.toml.decode(path.read_bytes(), type=dict[str, Any])


def slugs() -> Sequence[str]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def source(slug: str) -> Path:
    """The file of an exercise's scenes."""
    return FOLDER / f"{slug}.toml"


def written_variants(slug: str) -> frozenset[str]:
    """The variants that have a section of their own."""
    return frozenset(_raw(slug).get("variant", {}))


@cache
def scene(slug: str, variant: str = "standard") -> Scene:
    """The scene of an exercise's variant. Raises SceneError.

    A variant without a section looks like the exercise; ``fresh = true`` in a section starts from
    nothing instead of from the exercise.
    """
    raw = dict(_raw(slug))
    sections = raw.pop("variant", {})
    section = dict(sections.get(variant, {}))
    if section.pop("fresh", False):
        raw = {}
    try:
        return msgspec.convert(_merged(raw, section), Scene)
    except msgspec.ValidationError as error:
        raise SceneError(f"{slug}.toml, {variant}: {error}") from error
