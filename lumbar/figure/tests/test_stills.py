"""The coloured stills: every part has a colour, nobody vanishes into the ground, names are safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lumbar.figure import palette, stills
from lumbar.figure.palette import Shades

TONED = ("pillow", "chair", "strap", "pack", "skin", "legs", "top", "hair")
DRAWN = (
    *("frame", "bed-side", "bed", "mat-side", "mat", "shadow", "wall"),
    *(f"{kind}{tone}" for kind in TONED for tone in ("", "-shade", "-light")),
    *("line", "edge"),
)
SOURCE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><g transform="scale(.1)">'
    + "".join(f'<path class="{kind}" d="M10 10l90 0 0 90z"/>' for kind in DRAWN)
    + "</g></svg>\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one exercise, whose left side has a picture of its own."""
    for body in palette.BODIES:
        (tmp_path / body).mkdir()
        (tmp_path / body / "bridge.standard.end.svg").write_text(SOURCE, "utf-8")
    left = SOURCE.replace("90z", "80z")
    (tmp_path / "woman" / "bridge.standard.left.end.svg").write_text(left, "utf-8")
    monkeypatch.setattr(stills, "FOLDER", tmp_path)
    for cached in (stills._names, stills._coloured):
        cached.cache_clear()
    yield tmp_path
    for cached in (stills._names, stills._coloured):
        cached.cache_clear()


def every_shades() -> Iterator[Shades]:
    yield from palette.SKIN.values()
    for clothes in palette.CLOTHES.values():
        yield from clothes
    for around in palette.SURROUNDINGS.values():
        yield from (value for value in around if isinstance(value, Shades))


# --- Palette --------------------------------------------------------------------------------------


def test_the_palette_has_every_body_tone_and_theme() -> None:
    assert set(palette.SKIN) == set(palette.SKIN_LINE) == set(palette.TONES)
    assert set(palette.CLOTHES) == set(palette.BODIES)
    assert {*palette.SURROUNDINGS, "lights-off"} == set(palette.THEMES)


def test_the_palette_is_plain_data_of_hex_colours() -> None:
    text = json.dumps(palette.as_data())
    colours = re.findall(r'": "(.*?)"', text)
    assert len(colours) > 60
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)


def test_shade_is_darker_and_light_is_lighter() -> None:
    for shades in every_shades():
        dark, plain, bright = map(palette.luminance, (shades.shade, shades.base, shades.light))
        assert dark < plain < bright, shades


def test_contrast_is_that_of_wcag() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["night", "paper"])
def test_nobody_vanishes_into_what_they_lie_on(theme: palette.Theme) -> None:
    assert theme != "lights-off"
    around = palette.SURROUNDINGS[theme]
    for below in (around.ground, around.mat.base, around.bed.base, around.pillow.base):
        for skin in palette.SKIN.values():
            assert palette.contrast(skin.base, below) >= 1.4
        for clothes in palette.CLOTHES.values():
            for cloth in clothes:
                assert palette.contrast(cloth.base, below) >= 1.25


def test_lights_off_is_dim_but_can_be_seen() -> None:
    dark = palette.LIGHTS_OFF
    assert palette.luminance(dark.line) < 0.08
    assert palette.contrast(dark.line, dark.ground) >= 2
    assert palette.contrast(dark.surface, dark.ground) < palette.contrast(dark.line, dark.ground)


# --- Pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", palette.THEMES)
def test_a_picture_in_a_theme_needs_no_style_sheet(folder: Path, theme: palette.Theme) -> None:
    text = stills.svg("bridge", theme=theme, body="elder", tone="dark")
    assert "class=" not in text
    assert "style" not in text
    ElementTree.fromstring(text)  # noqa: S314


def test_tone_and_body_choose_skin_and_clothes(folder: Path) -> None:
    text = stills.svg("bridge", theme="night", body="man", tone="light")
    assert palette.SKIN["light"].shade in text
    assert palette.CLOTHES["man"].hair.base in text
    assert palette.SKIN["dark"].base not in text


def test_lights_off_leaves_only_outlines(folder: Path) -> None:
    text = stills.svg("bridge", theme="lights-off")
    assert set(re.findall(r"#[0-9a-f]{6}", text)) == set(palette.LIGHTS_OFF)
    kept = [kind for kind in DRAWN if kind in (*stills.SOLID, "skin", "edge")]
    assert text.count("<path") == len(kept)


def test_on_a_page_the_style_sheet_has_every_class(folder: Path) -> None:
    text = stills.svg("bridge", theme="page", body="elder", tone="dark")
    assert "#" not in text
    assert 'class="figure-still figure--elder figure--dark"' in text
    sheet = stills.stylesheet()
    for kind in set(re.findall(r'<path class="([\w-]+)"', text)):
        assert f".{kind} {{" in sheet
    for choice in (*palette.TONES, *palette.BODIES):
        assert f".figure--{choice} {{" in sheet
    assert sheet.count("{") == sheet.count("}")


def test_a_title_is_escaped_and_makes_it_an_image(folder: Path) -> None:
    text = stills.svg("bridge", title='</title><script>"&')
    assert "<script" not in text
    root = ElementTree.fromstring(text)  # noqa: S314
    assert root.attrib["role"] == "img"
    assert root[0].text == '</title><script>"&'


def test_without_a_title_it_is_hidden_from_screen_readers(folder: Path) -> None:
    text = stills.svg("bridge")
    assert 'aria-hidden="true"' in text
    assert "role=" not in text


def test_the_left_side_is_shown_where_it_differs(folder: Path) -> None:
    right, left = stills.svg("bridge", side="right"), stills.svg("bridge", side="left")
    assert right != left
    assert right == stills.svg("bridge")
    assert stills.svg("bridge", side="left", body="man") == stills.svg("bridge", body="man")


@pytest.mark.parametrize(
    "asked",
    [
        {"slug": "flying"},
        {"slug": "bridge", "variant": "harder"},
        {"slug": "bridge", "at": "start"},
        {"slug": "bridge", "body": "cat"},
        {"slug": "bridge", "tone": "green"},
        {"slug": "bridge", "theme": "dusk"},
        {"slug": "bridge", "side": "up"},
        {"slug": "../woman/bridge"},
        {"slug": "bridge", "body": "../woman"},
    ],
)
def test_unknown_names_are_refused_clearly(folder: Path, asked: dict[str, str]) -> None:
    with pytest.raises(stills.UnknownStill) as refused:
        stills.svg(**asked)  # type: ignore[arg-type]
    assert any(value in str(refused.value) for value in asked.values())
