"""Every picture there is to make: exercises in all their ways, and resting positions."""

from __future__ import annotations

from collections.abc import Mapping

from lumbar.clinical.library import library
from lumbar.figure import scenes
from lumbar.figure.making import author


def caps() -> dict[str, tuple[float, float]]:
    """The range of each joint.motion, degrees, from ``knowledge/angles.toml``."""
    return {name: (float(cap.least), float(cap.most)) for name, cap in library().angles.items()}


def script(slug: str, variant: str = "standard") -> author.Script:
    """One picture's script. Raises KeyError, SceneError or AuthoringError."""
    return author.script(slug, variant, library().exercises.get(slug), caps())


def variants(slug: str) -> tuple[str, ...]:
    """The ways to show: an exercise's own, or those written for a resting position."""
    exercise = library().exercises.get(slug)
    if exercise is None:
        return ("standard", *sorted(scenes.written_variants(slug)))
    return tuple(variant.id for variant in exercise.variant)


def everything() -> Mapping[str, Mapping[str, author.Script]]:
    """Slug → variant → script, exercises first. Raises SceneError when one has no scene."""
    slugs = [*library().exercises, *(s for s in scenes.slugs() if s not in library().exercises)]
    return {slug: {variant: script(slug, variant) for variant in variants(slug)} for slug in slugs}
