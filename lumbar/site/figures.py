"""The moving body on pages: where its pictures, meshes and movements are found.

The figure knows exercises and angles; this knows addresses. Exercises and ways of doing them are
named as the knowledge names them; ways that look the same share one picture.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from django.templatetags.static import static
from django.urls import reverse

from lumbar.figure import catalogue, palette, stills
from lumbar.figure.palette import Theme
from lumbar.site.looks import Look

Moment = Literal["start", "end"]


class Picture(NamedTuple):
    """A still picture by its file's name: clip and moment."""

    clip: str
    at: Moment

    def __str__(self) -> str:
        return f"{self.clip}.{self.at}"


def picture(slug: str, variant: str, at: Moment) -> Picture:
    """The picture of an exercise. One that does not move has only one. Raises NotBuilt."""
    name = catalogue.clip_name(slug, variant)
    return Picture(name, at if catalogue.manifest().clips[name].moves else "end")


def still(shown: Picture, look: Look, theme: Theme, title: str = "") -> str:
    """A picture's SVG. Raises UnknownStill."""
    slug, _, variant = shown.clip.partition(".")
    return stills.svg(
        slug, variant, at=shown.at, body=look.body, tone=look.tone, theme=theme, title=title
    )


def still_address(shown: Picture, look: Look, theme: Theme) -> str:
    return reverse("figure_still", args=[version(), str(look), theme, str(shown)])


def still_addresses(shown: Picture, look: Look, theme: str) -> list[str]:
    """A picture's address on a page of this theme; on one that follows the device's, the address
    by night and then the one by day."""
    themes: dict[str, tuple[Theme, ...]] = {"night": ("night",), "day": ("paper",)}
    return [still_address(shown, look, one) for one in themes.get(theme, ("night", "paper"))]


def dark_still_address(slug: str, variant: str, at: Moment, look: Look) -> str:
    """The address of an exercise's picture for a dark room: a dim red outline. Raises NotBuilt."""
    return still_address(picture(slug, variant, at), look, "lights-off")


def clip_address(slug: str, variant: str, look: Look) -> str:
    """Where the movement's file is. Raises NotBuilt."""
    return static(f"figure/{catalogue.clip_path(slug, variant, look.body)}")


def body_address(look: Look) -> str:
    return static(f"figure/{catalogue.body_path(look.body)}")


@cache
def version() -> str:
    """Changes whenever a picture may look different: browsers keep pictures by it."""
    digest = hashlib.sha256()
    for source in (catalogue.BUILT / "manifest.json", palette.__file__, stills.__file__):
        digest.update(Path(source).read_bytes())
    return digest.hexdigest()[:12]


def colours(look: Look | None) -> dict[str, Any]:
    """The palette for the browser, as far as it concerns this look; None is everybody."""
    table: dict[str, Any] = palette.as_data()
    if look is None:
        return table
    return {
        **table,
        "skin": {look.tone: table["skin"][look.tone]},
        "clothes": {look.body: table["clothes"][look.body]},
    }
