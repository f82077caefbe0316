"""A traced picture of an exercise, in the colours that are asked for.

The pictures under ``built/stills`` hold no colours: every path says what it is
(``class="legs-shade"``), and this module says how that looks. Nothing else is needed to show one:
the server has no graphics libraries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Literal, cast

from lumbar.figure import palette
from lumbar.figure.palette import Body, Shades, Theme, Tone

FOLDER = Path(__file__).with_name("built") / "stills"

Moment = Literal["start", "end"]
Side = Literal["right", "left"]
Colouring = Theme | Literal["page"]
"""A theme's colours in the picture itself, or classes for a page that links ``stylesheet()``."""

KEPT = 1024
"""Coloured pictures kept per process."""

SHADOW_OPACITY = 0.55
EDGE_OPACITY = 0.45
EDGE_WIDTH = 10
"""Widths are in the paths' own units, a tenth of the picture's."""
OUTLINE_WIDTH = 18

PATH = re.compile(r'class="([a-z-]+)"')
WHOLE_PATH = re.compile(r'<path class="([a-z-]+)"([^>]*)/>')

SOLID = ("mat", "bed", "frame", "wall", "chair", "pillow", "strap", "pack")


class UnknownStill(KeyError):
    """No such picture, or a colouring that does not exist."""


def svg(
    slug: str,
    variant: str = "standard",
    *,
    at: Moment = "end",
    body: Body = "woman",
    tone: Tone = "medium",
    theme: Colouring = "paper",
    side: Side | None = None,
    title: str = "",
) -> str:
    """The SVG text of one moment of an exercise.

    ``side`` is the person's moving side (the right, unless said); an exercise that looks the same
    on both sides has only one picture. With ``title`` the picture is an image with that name;
    without, screen readers pass over it. Raises UnknownStill.
    """
    coloured = _coloured(slug, variant, at, body, tone, theme, side)
    name = f"<title>{escape(title)}</title>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    return coloured.replace("<svg ", f"<svg {role} ", 1).replace(">", f">{name}", 1)


def stylesheet() -> str:
    """CSS for pictures whose theme is ``page``: they follow the page's light or dark scheme."""
    night, paper = (palette.SURROUNDINGS[theme] for theme in ("night", "paper"))
    around = [
        f"  .figure-{kind} {{ fill: light-dark({by_day}, {_fills(night)[kind]}); }}"
        for kind, by_day in _fills(paper).items()
    ]
    people = [
        f"  .figure-{part} {{ fill: var(--figure-{part}); }}"
        for part in (*_skin("medium"), *_clothes("woman"))
    ]
    choices = [_properties(f"figure--{tone}", _skin(tone)) for tone in palette.TONES]
    choices += [_properties(f"figure--{body}", _clothes(body)) for body in palette.BODIES]
    line = f"stroke-width: {EDGE_WIDTH}; stroke-linecap: round; stroke-opacity: {EDGE_OPACITY}"
    shadow = f"fill: light-dark({paper.shadow}, {night.shadow}); fill-opacity: {SHADOW_OPACITY}"
    edge = f"fill: none; stroke: light-dark({paper.edge}, {night.edge}); {line}"
    rules = [
        "  .figure-still { display: block; inline-size: 100%; block-size: auto; }",
        *choices,
        *people,
        *around,
        f"  .figure-shadow {{ {shadow}; }}",
        f"  .figure-edge {{ {edge}; }}",
    ]
    return "@layer components {\n" + "\n".join(rules) + "\n}\n"


# --- Finding --------------------------------------------------------------------------------------


def name(slug: str, variant: str, at: str, side: Side | None = None) -> str:
    """The file name of a picture; only a left side that looks different has one of its own."""
    return f"{slug}.{variant}.left.{at}.svg" if side == "left" else f"{slug}.{variant}.{at}.svg"


@lru_cache(maxsize=len(palette.BODIES))
def _names(body: str) -> frozenset[str]:
    return frozenset(path.name for path in (FOLDER / body).glob("*.svg"))


def _source(slug: str, variant: str, at: str, body: str, side: Side | None) -> str:
    """The picture without colours. Only names that are in the folder are ever opened."""
    if body not in palette.BODIES:
        raise UnknownStill(f"no body is called {body!r}: {', '.join(palette.BODIES)}")
    if side not in (None, "right", "left"):
        raise UnknownStill(f"a picture's side is right, left or nothing, not {side!r}")
    known = _names(body)
    for candidate in (name(slug, variant, at, side), name(slug, variant, at)):
        if candidate in known:
            return (FOLDER / body / candidate).read_text("utf-8")
    raise UnknownStill(f"no picture of {slug!r}, variant {variant!r}, at its {at}, body {body!r}")


# --- Colouring ------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def _coloured(
    slug: str, variant: str, at: str, body: Body, tone: Tone, theme: Colouring, side: Side | None
) -> str:
    source = _source(slug, variant, at, body, side)
    if tone not in palette.TONES:
        raise UnknownStill(f"no skin tone is called {tone!r}: {', '.join(palette.TONES)}")
    return coloured(source, body, tone, theme)


def coloured(source: str, body: Body, tone: Tone, theme: Colouring) -> str:
    """A picture's text with its colours in place of its classes."""
    if theme == "page":
        classes = f"figure-still figure--{body} figure--{tone}"
        return PATH.sub(r'class="figure-\1"', source).replace(
            "<svg ", f'<svg class="{classes}" ', 1
        )
    if theme == "lights-off":
        return WHOLE_PATH.sub(_outlined, source)
    if theme not in palette.THEMES:
        raise UnknownStill(f"no theme is called {theme!r}: page, {', '.join(palette.THEMES)}")
    around = palette.SURROUNDINGS[theme]
    attributes = {
        kind: f'fill="{colour}"'
        for kind, colour in {**_fills(around), **_skin(tone), **_clothes(body)}.items()
    }
    attributes["shadow"] = f'fill="{around.shadow}" fill-opacity="{SHADOW_OPACITY}"'
    attributes["edge"] = (
        f'fill="none" stroke="{around.edge}" stroke-width="{EDGE_WIDTH}"'
        f' stroke-opacity="{EDGE_OPACITY}" stroke-linecap="round"'
    )
    return PATH.sub(lambda match: attributes[match[1]], source)


def _outlined(match: re.Match[str]) -> str:
    """A path of the lights-off picture: outlines only, everything else left out."""
    kind, rest = match.groups()
    dark = palette.LIGHTS_OFF
    if kind == "skin":
        look = f'fill="{dark.ground}" stroke="{dark.line}" stroke-width="{OUTLINE_WIDTH}"'
    elif kind == "edge":
        look = f'fill="none" stroke="{dark.line}" stroke-width="{EDGE_WIDTH}"'
    elif kind in SOLID:
        look = f'fill="{dark.ground}" stroke="{dark.surface}" stroke-width="{EDGE_WIDTH}"'
    else:
        return ""
    return f'<path {look} stroke-linejoin="round"{rest}/>'


def _toned(name: str, shades: Shades) -> dict[str, str]:
    return {name: shades.base, f"{name}-shade": shades.shade, f"{name}-light": shades.light}


def _skin(tone: Tone) -> Mapping[str, str]:
    return {**_toned("skin", palette.SKIN[tone]), "line": palette.SKIN_LINE[tone]}


def _clothes(body: Body) -> Mapping[str, str]:
    colours: dict[str, str] = {}
    for part, shades in palette.CLOTHES[body]._asdict().items():
        colours |= _toned(part, shades)
    return colours


def _fills(around: palette.Surroundings) -> Mapping[str, str]:
    """What the things around a person are filled with, by the paths' classes."""
    colours: dict[str, str] = {}
    for thing in SOLID:
        shades = cast(Shades, getattr(around, thing))
        colours |= _toned(thing, shades)
    for surface in ("mat", "bed"):
        colours[f"{surface}-side"] = colours[f"{surface}-shade"]
    return colours


def _properties(selector: str, colours: Mapping[str, str]) -> str:
    values = " ".join(f"--figure-{part}: {colour};" for part, colour in colours.items())
    return f"  .{selector} {{ {values} }}"
