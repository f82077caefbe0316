"""What the figure adds to an exercise's pose: the view, what lies around, where the hands go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

SCENES = Path(__file__).with_name("old_scenes.toml")

Place = Literal[
    "pose",
    "beside",
    "wide",
    "up-beside-head",
    "under-head",
    "belly",
    "ribs",
    "behind-thigh",
    "shin",
    "thigh",
    "knee",
    "hip-back",
    "strap",
    "ground",
    "wall",
    "rail",
    "seat",
]
PillowPlace = Literal["head", "belly", "knees", "calves", "between-knees", "heels", "kneeling"]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frozen structure that refuses unknown keys."""


class Hand(Strict, frozen=True, kw_only=True):
    """Where a hand is. ``pose`` leaves the arm to the joint angles."""

    on: Place = "pose"
    leg: Literal["own", "moving", "other"] = "own"
    along: float = 0.5
    """How far along the bone, the strap, or (ground) how far ahead of the shoulder, metres."""
    aside: float = 0.0
    """Metres further out to the side."""
    elbow: Literal["out", "down", "back", "up"] = "out"
    forearm: bool = False
    """The forearm lies on the ground as well (ground only)."""


class Hands(Strict, frozen=True, kw_only=True):
    start: Hand = Hand()
    end: Hand | None = None
    """None: as at the start."""
    planted: bool = False
    """The hand stays where it is at ``at`` = ``plant``."""
    plant: float = 0.0


class Scene(Strict, frozen=True, kw_only=True):
    """One exercise's picture."""

    azimuth: float = 14.0
    elevation: float = 12.0
    surface: Literal["bed", "mat", "floor"] = "bed"
    edge: bool = False
    """The bed ends under the hips, and the moving leg hangs off it."""
    pillow: list[PillowPlace] = []
    chair: Literal["none", "seat", "calves", "in-front"] = "none"
    wall: Literal["none", "beside", "feet"] = "none"
    strap: bool = False
    planted: Literal["both", "other", "moving", "none"] = "both"
    both: Hands = Hands()
    moving: Hands | None = None
    other: Hands | None = None
    breath: float = 0.0
    """How far the belly rises at the end, metres."""
    far_moves: bool = False
    """The moving side is the one away from the viewer."""
    hips_settle: bool = False
    """On all fours the hips take the angle that lets the planted hands reach the ground."""
    crossed: bool = False
    """The moving ankle lies on the other thigh, whatever angles that takes."""
    order: list[str] = []
    """Parts from back to front; empty for the usual order."""
    extra: dict[str, dict[str, float]] = {}
    """Joints the exercise leaves open, degrees: a relaxed foot, an upper back that follows."""
    extra_end: dict[str, dict[str, float]] = {}
    """The same at the end; joints not named keep their start."""


class SceneError(ValueError):
    """A scene is missing, or says something unknown."""


@cache
def _scenes() -> Mapping[str, Mapping[str, Any]]:
    return msgspec.toml.decode(SCENES.read_bytes(), type=dict[str, dict[str, Any]])


def slugs() -> tuple[str, ...]:
    return tuple(_scenes())


def written_variants() -> Mapping[str, set[str]]:
    """The variants that have an entry of their own, by exercise."""
    return {slug: set(raw.get("variant", {})) for slug, raw in _scenes().items()}


@cache
def scene(slug: str, variant: str = "standard") -> Scene:
    """The scene of an exercise's variant. Raises SceneError.

    A variant without an entry of its own looks like the exercise.
    """
    try:
        raw = dict(_scenes()[slug])
    except KeyError:
        raise SceneError(f"no scene for {slug!r} in {SCENES.name}") from None
    variants = raw.pop("variant", {})
    raw |= variants.get(variant, {})
    try:
        return msgspec.convert(raw, Scene)
    except msgspec.ValidationError as error:
        raise SceneError(f"{SCENES.name}: {slug}/{variant}: {error}") from error
