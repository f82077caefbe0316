"""How exactly the evening's cues come, and what an evening needs on the device.

    .venv/bin/python bench/cues.py [--minutes 10]

serves the site with a throw-away database, answers a check, and lets a whole evening pass in
Chromium in real time, in a tab one can see. Each cue is compared with its plan by the browser's own
clock, counted from the first one. It also goes through the evening's kept files and adds them up.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
from typing import Any

from figure import CHROMIUM, FLAGS
from playwright.sync_api import BrowserContext, Page, sync_playwright
from weight import Browser, screens_of_a_check, server

LIMIT = 100
"""Milliseconds a cue may be from its plan."""
KEPT_LIMIT = 3_000_000
"""Bytes that may be kept on the device for one language."""
LISTEN = """() => {
  window.cues = [];
  addEventListener("DOMContentLoaded", () => {
    const player = document.querySelector("[data-module=player]");
    player?.addEventListener("cue", ({ detail }) => {
      window.cues.push([performance.now(), detail.at, detail.what]);
    });
  });
}"""
KEPT = """async () => {
  let bytes = 0, files = 0, audio = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const size = (await (await cache.match(request)).blob()).size;
      bytes += size; files += 1;
      if (request.url.endsWith(".mp3")) audio += size;
    }
  }
  return { bytes, files, audio, usage: (await navigator.storage.estimate()).usage };
}"""


def somebody(context: BrowserContext, site: str) -> None:
    """Give this browser the cookies of a guest who has finished a check."""
    walker = Browser(site)
    list(screens_of_a_check(walker))
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": site} for one in walker.cookies]
    )


def kept(page: Page, site: str) -> dict[str, Any]:
    """What lies in this browser's caches once the evening is kept."""
    page.goto(f"{site}/tonight")
    for _ in range(240):
        if page.evaluate("localStorage.getItem('lumbar.kept')"):
            break
        page.wait_for_timeout(500)
    else:
        raise TimeoutError("the evening was not kept within two minutes")
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def evening(page: Page, site: str, minutes: int) -> list[tuple[float, float, str]]:
    """A whole evening: when each cue came, when it was planned (ms), and what it was."""
    page.goto(f"{site}/tonight")
    page.locator("details.evening-options summary").click()
    page.locator(f"input[name=length][value='{minutes}']").check()
    page.locator("button[name=pain_before][value='4']").click()
    data = json.loads(page.locator("#evening").inner_text())
    planned = data["evenings"][str(minutes)]
    total = sum(step[3] for step in planned["steps"])
    print(f"{len(planned['cues'])} cues in {total:.0f} s; waiting …", file=sys.stderr, flush=True)
    for _ in range(int(total / 5) + 24):
        page.wait_for_timeout(5000)
        if page.locator("[data-module=player][data-state=over]").count():
            break
    else:
        raise TimeoutError("the evening did not end")
    came: list[tuple[float, float, str]] = page.evaluate("window.cues")
    if len(came) != len(planned["cues"]):
        raise RuntimeError(f"{len(came)} of {len(planned['cues'])} cues came")
    return came


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=10, choices=(5, 10, 15))
    wanted = parser.parse_args()
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with server() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        somebody(context, site)
        page = context.new_page()
        page.add_init_script(f"({LISTEN})()")
        stored = kept(page, site)
        came = evening(page, site, wanted.minutes)
        browser.close()
    (first, planned, _what), *_rest = came
    off = sorted((now - first) - (at - planned) for now, at, _ in came)
    away = sorted(abs(one) for one in off)
    print(
        f"kept: {stored['files']} files, {stored['bytes'] / 1e6:.2f} MB (speech"
        f" {stored['audio'] / 1e6:.2f} MB); the browser counts {stored['usage'] / 1e6:.2f} MB"
    )
    print(
        f"cues: {len(off)}, from plan: median {statistics.median(away):.1f} ms,"
        f" 95 % within {away[int(0.95 * len(away))]:.1f} ms, worst {away[-1]:.1f} ms"
        f" (earliest {off[0]:.1f}, latest {off[-1]:.1f})"
    )
    if away[-1] > LIMIT or stored["bytes"] > KEPT_LIMIT:
        raise SystemExit("beyond its limit")


if __name__ == "__main__":
    main()
