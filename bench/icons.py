"""The app's icons and screenshots, made from the site's own drawing and pages.

    .venv/bin/python bench/icons.py                 # the icons, from icon.svg
    .venv/bin/python bench/icons.py --screenshots   # and Home and an exercise as people see them

Run it when the drawing or these pages change, and commit what it writes.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
STATIC = REPOSITORY / "lumbar" / "site" / "static" / "site"
GROUND, LAMP = "#0b0e18", "#eab97d"
MOON = '<path d="M20.2 14.6A8.6 8.6 0 0 1 9.4 3.8a8.6 8.6 0 1 0 10.8 10.8Z"/>'
SUN = (
    '<circle cx="12" cy="12" r="4.2"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2'
    'M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>'
)
LIMIT = 120_000
"""Bytes a screenshot may weigh."""


def square(drawing: str, of: float, room: float) -> str:
    """A drawing in the middle of a full square of ground.

    ``of`` is the side of the drawing's own box, ``room`` the part of the square it may fill. A
    device cuts a maskable icon to any shape, but never into the middle circle of four fifths.
    """
    side = of / room
    edge = (of - side) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{edge} {edge} {side} {side}">'
        f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="{GROUND}"/>'
        f"{drawing}</svg>"
    )


def icons() -> dict[str, tuple[str, int]]:
    """SVG and size in pixels of every icon, by its file's name."""
    own = (STATIC / "icon.svg").read_text(encoding="utf-8")
    found = re.search(r"<g .*</g>", own)
    if found is None:
        raise SystemExit("icon.svg has no group of strokes")
    spine = found[0]
    lines = f'<g fill="none" stroke="{LAMP}" stroke-width="1.8" stroke-linecap="round">'
    full = square(spine, 32, 1)
    return {
        "icon-192.png": (own, 192),
        "icon-512.png": (own, 512),
        "icon-maskable-512.png": (square(spine, 32, 0.75), 512),
        # iOS rounds the corners itself and paints clear ones black.
        "apple-touch-icon.png": (full, 180),
        "tonight-96.png": (square(f"{lines}{MOON}</g>", 24, 0.62), 96),
        "morning-96.png": (square(f"{lines}{SUN}</g>", 24, 0.62), 96),
    }


def draw_icons(browser: Browser) -> None:
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    page = browser.new_page()
    for name, (svg, size) in icons().items():
        page.set_viewport_size({"width": size, "height": size})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{svg}")
        picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
        # Two colours and their edges: a palette is a third of the bytes.
        picture.quantize(64).save(folder / name, optimize=True)
        print(f"{(folder / name).stat().st_size:>7}  {name}")
    page.close()


SHOTS: dict[str, dict[str, Any]] = {
    "narrow": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "wide": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1},
}


def take_screenshots(browser: Browser) -> None:
    from bench.weight import server

    folder = STATIC / "screenshots"
    folder.mkdir(exist_ok=True)
    with server() as site:
        for language, locale in {"en": "en-GB", "zh-hant": "zh-HK"}.items():
            for form, how in SHOTS.items():
                context = browser.new_context(
                    **how,
                    locale=locale,
                    color_scheme="dark",
                    timezone_id="Asia/Hong_Kong",
                    reduced_motion="reduce",
                )
                page = context.new_page()
                show(page, site, form)
                target = folder / f"{form}.{language}.webp"
                Image.open(io.BytesIO(page.screenshot())).save(target, quality=80, method=6)
                size = target.stat().st_size
                print(f"{size:>7}  {target.name}")
                if size > LIMIT:
                    raise SystemExit(f"{target.name} is above {LIMIT // 1000} kB")
                context.close()


def show(page: Page, site: str, form: str) -> None:
    """Home on a phone, which greets differently from six in the evening on (Hong Kong time: take it
    then); an exercise at a desk."""
    page.goto(site + ("/" if form == "narrow" else "/learn/exercises/bridge"))
    page.wait_for_load_state("networkidle")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--screenshots", action="store_true")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        draw_icons(browser)
        if options.screenshots:
            take_screenshots(browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))
    raise SystemExit(main())
