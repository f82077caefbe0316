"""The drawn exercises as page fragments. Drawn once per process and kept: poses do not change."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from lumbar.clinical.library import library
from lumbar.figure.drawing import still


@lru_cache(maxsize=512)
def picture(slug: str, variant: str, at: float = 1.0) -> SafeString:
    """A still of the exercise, by default at its end pose, with the right side moving.

    Hidden from screen readers, which have the steps in words. KeyError for an exercise or a
    variant that does not exist.
    """
    return mark_safe(still(library().exercises[slug], at, variant=variant, side="right"))  # noqa: S308
