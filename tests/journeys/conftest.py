"""A browser for the journeys, and a check for accessibility.

Use `page` (pytest-playwright), `live_server` (pytest-django) and `accessible`:

    def test_home(page, live_server, accessible):
        page.goto(live_server.url)
        accessible(page)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium; Playwright's download is not needed."""
    found = [path for name in CHROMIUM_NAMES if (path := shutil.which(name))]
    if not found:
        pytest.fail("No Chromium was found; ./test installs it on Debian, elsewhere install it.")
    return {
        **browser_type_launch_args,
        "executable_path": found[0],
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in the evening, in English unless a test says otherwise."""
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "color_scheme": "dark",
        "timezone_id": "Asia/Hong_Kong",
    }


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """A function that fails when axe-core finds anything wrong on the page as it is now."""

    def check(page: Page) -> None:
        # Evaluating goes past the page's Content-Security-Policy, which rightly forbids injecting.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
        )
        wrong = [
            f"{found['id']} ({found['impact']}): {found['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in found["nodes"][:5])
            for found in result["violations"]
        ]
        assert not wrong, f"{page.url}\n" + "\n".join(wrong)

    return check
