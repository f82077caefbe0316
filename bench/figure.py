"""The moving body as a browser gets it: bytes, frame times, and how soon it moves on a slow line.

    .venv/bin/python bench/figure.py

serves the site with a throw-away database and opens an exercise's page in Chromium, which draws
without a graphics processor here: what is timed is the fall-back. The slow line is 1.6 Mbit/s with
150 ms for every round trip, with and without a processor four times slower.
"""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

import brotli
from playwright.sync_api import Browser, sync_playwright
from weight import server

from lumbar.figure.catalogue import BUILT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
PAGE = "/learn/exercises/knee-rolls"
SECONDS = 8
PATIENCE = 60
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 93_750,
}
LISTEN = """() => {
  window.figure = { frames: [], moved: 0 };
  addEventListener("DOMContentLoaded", () => {
    const element = document.querySelector('[data-module="figure"]');
    let first;
    element.addEventListener("frame", ({ detail }) => {
      window.figure.frames.push([performance.now(), detail.cost, detail.renderer]);
      first ??= detail.share;
      if (!window.figure.moved && Math.abs(detail.share - first) > 0.002) {
        window.figure.moved = performance.now();
      }
    });
  });
}"""


def compressed(*paths: Path) -> int:
    return sum(len(brotli.compress(path.read_bytes(), quality=11)) for path in paths)


def sizes() -> None:
    """Bytes of every asset, compressed as they are sent."""
    renderer = compressed(BUILT / "browser" / "figure.js")
    print(f"renderer {renderer / 1000:6.1f} kB")
    for mesh in sorted((BUILT / "bodies").glob("*.bin")):
        print(f"{mesh.stem:8} {compressed(mesh) / 1000:6.1f} kB mesh")
    for kind, pattern in (("clips", "*.json"), ("stills", "*.svg")):
        each = [compressed(path) / 1000 for path in (BUILT / kind).rglob(pattern)]
        print(
            f"{kind:8} {statistics.median(each):6.1f} kB median,"
            f" {max(each):.1f} kB largest of {len(each)}"
        )


def watched(browser: Browser, site: str, slow_line: bool, slower: int) -> None:
    """One visit: when it first moved, and what frames cost."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.add_init_script(f"({LISTEN})()")
    session = page.context.new_cdp_session(page)
    if slow_line:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
    if slower > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(site + PAGE)
    # The site's policy forbids waiting for a condition inside the page.
    for _ in range(PATIENCE * 5):
        if page.evaluate("window.figure.moved"):
            break
        page.wait_for_timeout(200)
    else:
        raise TimeoutError(f"nothing moved within {PATIENCE} seconds")
    page.wait_for_timeout(SECONDS * 1000)
    seen = page.evaluate("window.figure")
    frames, costs = seen["frames"], [cost for _, cost, _ in seen["frames"]]
    span = (frames[-1][0] - frames[0][0]) / 1000
    line = "slow line" if slow_line else "no limit "
    print(
        f"{line} cpu /{slower}  {frames[0][2]:6} first frame {frames[0][0]:6.0f} ms"
        f"  first movement {seen['moved']:6.0f} ms  {len(frames) / span:5.1f} frames/s"
        f"  frame {statistics.median(costs):5.1f} ms median"
    )
    page.context.close()


def main() -> None:
    sizes()
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with server() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for slow_line, slower in ((False, 1), (True, 1), (True, 4)):
            watched(browser, site, slow_line, slower)
        browser.close()


if __name__ == "__main__":
    main()
