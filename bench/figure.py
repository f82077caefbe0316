"""The moving body as a browser gets it: bytes, frame times, and how soon it moves on a slow line.

    .venv/bin/python bench/figure.py

serves the site with a throw-away database and opens an exercise's page in Chromium, which draws
without a graphics processor here: what is timed is the fall-back. The slow line is 1.6 Mbit/s with
150 ms for every round trip, with and without a processor four times slower. Each visit is a first
one, with nothing kept from those before; of several the middle counts, and the spread is shown.
"""

from __future__ import annotations

import shutil
import statistics
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import brotli
from playwright.sync_api import Browser, sync_playwright
from weight import server

from lumbar.figure.catalogue import BUILT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
PAGE = "/learn/exercises/knee-rolls"
VISITS = 7
SECONDS = 8
PATIENCE = 60
WARM_UP = 12
"""Answers after which every process of the server has given one: its first takes 0.1 s longer."""
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


@dataclass(frozen=True)
class Visit:
    """What one visit showed, in milliseconds."""

    renderer: str
    first: float
    """The first frame."""
    moved: float
    """The first one in which the body is elsewhere."""
    busy: float
    """Time the page's main thread worked until it moved, or a little longer."""
    costs: list[float]
    """What each frame took."""
    rate: float
    """Frames a second."""


def visit(browser: Browser, site: str, slow_line: bool, slower: int, seconds: float) -> Visit:
    """Open the page as for the first time and watch it move for some seconds."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.add_init_script(f"({LISTEN})()")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    if slow_line:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
    if slower > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(site + PAGE, wait_until="commit")
    # The site's policy forbids waiting for a condition inside the page.
    for _ in range(PATIENCE * 10):
        if page.evaluate("window.figure.moved"):
            break
        page.wait_for_timeout(100)
    else:
        raise TimeoutError(f"nothing moved within {PATIENCE} seconds")
    metrics = session.send("Performance.getMetrics")["metrics"]
    page.wait_for_timeout(seconds * 1000)
    seen = page.evaluate("window.figure")
    page.context.close()
    frames = seen["frames"]
    return Visit(
        renderer=frames[0][2],
        first=frames[0][0],
        moved=seen["moved"],
        busy=1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration"),
        costs=[cost for _, cost, _ in frames],
        rate=1000 * (len(frames) - 1) / (frames[-1][0] - frames[0][0]),
    )


def watched(browser: Browser, site: str, slow_line: bool, slower: int) -> None:
    """Several visits, the last of them longer: when it first moved, and what frames cost."""
    visits = [visit(browser, site, slow_line, slower, 0.5) for _ in range(VISITS - 1)]
    last = visit(browser, site, slow_line, slower, SECONDS)
    moved = sorted(one.moved for one in [*visits, last])
    first = statistics.median(one.first for one in [*visits, last])
    busy = statistics.median(one.busy for one in [*visits, last])
    line = "slow line" if slow_line else "no limit "
    print(
        f"{line} cpu /{slower}  {last.renderer:6} first frame {first:5.0f} ms"
        f"  first movement {statistics.median(moved):5.0f} ms ({moved[0]:.0f} to {moved[-1]:.0f})"
        f"  busy {busy:5.0f} ms  {last.rate:5.1f} frames/s"
        f"  frame {statistics.median(last.costs):5.1f} ms",
        flush=True,
    )


def main() -> None:
    sizes()
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with server() as site, sync_playwright() as playwright:
        for _ in range(WARM_UP):
            urllib.request.urlopen(site + PAGE).close()  # noqa: S310
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for slow_line, slower in ((False, 1), (True, 1), (True, 4)):
            watched(browser, site, slow_line, slower)
        browser.close()


if __name__ == "__main__":
    main()
