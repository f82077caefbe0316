"""The figure's colours, as data: one table for the still pictures, the previews and the browser.

Colours are sRGB hex strings. What belongs to a person (skin tone, clothes, hair) stays the same by
night and by day; the surfaces around the person follow the site's two themes (``site.css``).
``lights-off`` is for a dark bedroom: the figure is only a dim red outline on near-black.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Theme = Literal["night", "paper", "lights-off"]
Tone = Literal["light", "medium", "dark"]
Body = Literal["woman", "man", "elder"]

THEMES: tuple[Theme, ...] = get_args(Theme)
TONES: tuple[Tone, ...] = get_args(Tone)
BODIES: tuple[Body, ...] = get_args(Body)


class Shades(NamedTuple):
    """One material: in ordinary light, turned away from the light, and facing it."""

    base: str
    shade: str
    light: str


class Clothes(NamedTuple):
    """What a body wears, and its hair."""

    top: Shades
    legs: Shades
    hair: Shades


class Surroundings(NamedTuple):
    """The things around the person in one theme."""

    ground: str
    """The page behind the picture (``--ground`` in site.css)."""
    floor: Shades
    mat: Shades
    bed: Shades
    frame: Shades
    """What the mattress lies on."""
    pillow: Shades
    chair: Shades
    strap: Shades
    pack: Shades
    wall: Shades
    shadow: str
    """A thing's shadow on the surface below it."""
    edge: str
    """Thin lines where one part of the body lies in front of another."""


class Outline(NamedTuple):
    """The lights-off picture: a line and nothing else."""

    ground: str
    line: str
    surface: str
    """The line of the bed or floor, dimmer than the person's."""


SKIN: Mapping[Tone, Shades] = {
    "light": Shades("#e3ad90", "#c2856d", "#f1c5aa"),
    "medium": Shades("#c48c66", "#996348", "#d9a680"),
    "dark": Shades("#8c5c45", "#66402f", "#a67459"),
}

SKIN_LINE: Mapping[Tone, str] = {"light": "#8f5443", "medium": "#6d402c", "dark": "#40241a"}
"""Folds in the skin: closed eyes, mouth, ears, between fingers."""

CLOTHES: Mapping[Body, Clothes] = {
    "woman": Clothes(
        top=Shades("#86a6d3", "#6483b6", "#a3bfe4"),
        legs=Shades("#505c94", "#3c4673", "#6673ab"),
        hair=Shades("#5d4a50", "#46363d", "#756068"),
    ),
    "man": Clothes(
        top=Shades("#7fb3ab", "#5c9089", "#9ccbc3"),
        legs=Shades("#56617f", "#414a63", "#6c7896"),
        hair=Shades("#574c4b", "#423939", "#6e6160"),
    ),
    "elder": Clothes(
        top=Shades("#c59aa8", "#a27886", "#dab5c1"),
        legs=Shades("#62608a", "#4a4969", "#7977a2"),
        hair=Shades("#a6a8b4", "#858794", "#c4c6cf"),
    ),
}

SURROUNDINGS: Mapping[Literal["night", "paper"], Surroundings] = {
    "night": Surroundings(
        ground="#0b0f1c",
        floor=Shades("#141a31", "#0f1428", "#1a2140"),
        mat=Shades("#292e4d", "#1d213b", "#343a5c"),
        bed=Shades("#2b3152", "#1f243f", "#373d61"),
        frame=Shades("#171b31", "#111527", "#20253f"),
        pillow=Shades("#363d5e", "#272d48", "#464e74"),
        chair=Shades("#5a5069", "#413a4f", "#6f6480"),
        strap=Shades("#e0b27a", "#b98a55", "#efc896"),
        pack=Shades("#6fa9b8", "#4d8593", "#8fc3d0"),
        wall=Shades("#151b33", "#10152a", "#1b2240"),
        shadow="#0a0e20",
        edge="#1b1a3a",
    ),
    "paper": Surroundings(
        ground="#f9f5ec",
        floor=Shades("#ece7dc", "#dfd9cc", "#f3efe6"),
        mat=Shades("#dce1ed", "#bfc8de", "#e6eaf3"),
        bed=Shades("#dfe3ee", "#c8cfe1", "#ebedf4"),
        frame=Shades("#bdc3d3", "#a9b0c3", "#ced3e0"),
        pillow=Shades("#f1f3f9", "#c9d1e4", "#fdfdfe"),
        chair=Shades("#c9b59c", "#a8927a", "#dccbb5"),
        strap=Shades("#b3712a", "#8b551c", "#cc8d48"),
        pack=Shades("#5f9fb0", "#437e8d", "#82bac9"),
        wall=Shades("#f0ebe0", "#e2dccf", "#f6f2e9"),
        shadow="#aab3cc",
        edge="#2f2850",
    ),
}

LIGHTS_OFF = Outline(ground="#050304", line="#7a2a26", surface="#351513")


def as_data() -> dict[str, object]:
    """The whole table as plain dictionaries and strings, for the browser (JSON)."""
    return {
        "skin": {tone: shades._asdict() for tone, shades in SKIN.items()},
        "skin-line": dict(SKIN_LINE),
        "clothes": {
            body: {part: shades._asdict() for part, shades in clothes._asdict().items()}
            for body, clothes in CLOTHES.items()
        },
        "surroundings": {
            theme: {
                name: value._asdict() if isinstance(value, Shades) else value
                for name, value in around._asdict().items()
            }
            for theme, around in SURROUNDINGS.items()
        },
        "lights-off": LIGHTS_OFF._asdict(),
    }


def luminance(colour: str) -> float:
    """Relative luminance (0 black to 1 white) of a hex colour, as WCAG defines it."""
    red, green, blue = (channel / 255 for channel in bytes.fromhex(colour.removeprefix("#")))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def linear(channel: float) -> float:
    """Light of an sRGB channel between 0 and 1."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two hex colours, 1 (none) to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)
