"""Two hundred evenings in which everything breaks, and what the server has of them at the end.

    .venv/bin/python bench/faults.py [--evenings 200] [--seed 1]

starts the server with a throw-away database and a guest's phone in Chromium. While evening after
evening is led, requests and answers are lost, doubled and late, tabs are closed, the server is
killed. Ends with 1 when an evening is lost, kept twice or kept wrongly; `tests/faults/evenings.py`
says how that is known. The same seed makes the same evenings.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Lead evenings while everything breaks.")
    parser.add_argument("--evenings", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="say what happens when")
    asked = parser.parse_args()
    # Ended from outside, it still ends its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    from tests.faults.evenings import Night

    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            with Night(browser, asked.seed, trace=asked.trace) as night:
                print(night.run(asked.evenings))
        except AssertionError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))
    raise SystemExit(main())
