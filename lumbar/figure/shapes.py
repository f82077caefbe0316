"""The pieces a picture is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One path of the picture and the class that colours it."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together; ``name`` is the class of all of them, or empty."""

    name: str
    shapes: tuple[Shape, ...]
