"""Template tags that draw an exercise.

``{% figure_still "bridge" at=1 %}`` is one moment, ``{% figure_moving "bridge" %}`` the gentle
movement (and the still end for people who asked for less movement). Pages link
``site/figure.css`` for the colours.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe

from lumbar.clinical.library import library
from lumbar.figure import drawing
from lumbar.figure.skeleton import SIDES, Side

register = template.Library()

KEPT = 512
"""Pictures kept per process: every still and movement of the catalogue in both languages."""


def _side(name: str | None) -> Side | None:
    if not name:
        return None
    if name not in SIDES:
        raise ValueError(f"a picture's side is right, left or nothing, not {name!r}")
    return name


@register.simple_tag
def figure_still(
    slug: str, at: float = 1.0, variant: str = "standard", side: str | None = None, title: str = ""
) -> SafeString:
    """One moment of an exercise, 0 start to 1 end.

    With ``title`` the picture is an image with that name; without, screen readers pass over it.
    Raises KeyError for an unknown exercise or variant.
    """
    return _still(str(slug), float(at), str(variant), _side(side), str(title))


@register.simple_tag
def figure_moving(
    slug: str, variant: str = "standard", side: str | None = None, title: str = ""
) -> SafeString:
    """The exercise moving from start to end and back. Arguments as for ``figure_still``."""
    return _moving(str(slug), str(variant), _side(side), str(title))


# The drawing escapes its only free text, the title, and makes everything else itself.
@lru_cache(maxsize=KEPT)
def _still(slug: str, at: float, variant: str, side: Side | None, title: str) -> SafeString:
    exercise = library().exercises[slug]
    return mark_safe(  # noqa: S308
        drawing.still(exercise, at, variant=variant, side=side, title=title)
    )


@lru_cache(maxsize=KEPT)
def _moving(slug: str, variant: str, side: Side | None, title: str) -> SafeString:
    exercise = library().exercises[slug]
    return mark_safe(  # noqa: S308
        drawing.moving(exercise, variant=variant, side=side, title=title)
    )
