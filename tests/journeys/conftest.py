"""A browser for the journeys, and what must hold on every page they open.

    def test_home(visitor, accessible):
        visitor.opens("/")
        accessible(visitor.page)

`visitor` walks in English on a phone in the evening, `visitor_in` makes others. After each test
its browser must have met no error, no breach of the content security policy and no other site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from lumbar.people.actions import load_demo_clinic
from tests.journeys.visitor import Visitor

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WHOLE_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
"""Chromium without the parts around the page, which needs a third less of the machine. It has no
notifications and no wake lock: a test of those is marked ``whole_browser``."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHINESE: dict[str, Any] = {"locale": "zh-HK", "color_scheme": "light"}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

REAL_PATIENCE = """
window.AbortSignal = new Proxy(AbortSignal, {
  defineProperty: (target, key, how) =>
    key === "timeout" || Reflect.defineProperty(target, key, how),
});
"""
"""A test that skips seconds skips none for the network, which is real: Playwright's clock, which
would replace `AbortSignal.timeout`, believes that it did, and the page gives an answer up after
as long as it says."""


def _found(names: Sequence[str]) -> str:
    """The first of these programs that this machine has."""
    found = [path for name in names if (path := shutil.which(name))]
    if not found:
        pytest.fail("No Chromium was found; ./test installs it on Debian, elsewhere install it.")
    return found[0]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium; Playwright's download is not needed."""
    return {
        **browser_type_launch_args,
        "executable_path": _found((*SHELL_NAMES, *WHOLE_NAMES)),
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


@pytest.fixture(scope="session")
def whole_browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """Chromium with everything."""
    started = browser_type.launch(
        **{**browser_type_launch_args, "executable_path": _found(WHOLE_NAMES)}
    )
    yield started
    started.close()


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in the evening, in English unless a test says otherwise."""
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "color_scheme": "dark",
        "timezone_id": "Asia/Hong_Kong",
        "reduced_motion": "reduce",
        # A worker answers requests a journey wants to see or to break itself; tests/journeys/
        # test_offline.py is about the worker and lets it in.
        "service_workers": "block",
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for all tests: each names its server. In place of one pytest 9 warns of."""


class Watch:
    """Notes what no page may do: break the policy, throw, or talk to another site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.wrong: list[str] = []
        # Playwright's own word when it keeps the worker out.
        self.forgiven = ["Service Worker registration blocked by Playwright"]

    def forgives(self, text: str) -> None:
        """A test that breaks something on purpose expects this text in the console."""
        self.forgiven.append(text)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if any(text in message.text for text in self.forgiven):
            return
        # Chromium reports a page that is answered with 404 or 422; a missing part of one counts.
        page = message.page
        if "Failed to load resource" in message.text and page is not None:
            address = message.location.get("url", "").partition("#")[0]
            if address == page.url.partition("#")[0]:
                return
        self.wrong.append(f"{message.type}: {message.text} at {message.location.get('url')}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.wrong.append(f"another site: {request.url}")


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    """The watch over this test's browsers; what it noted fails the test at its end."""
    watching = Watch(live_server.url)
    yield watching
    assert not watching.wrong, "\n".join(watching.wrong)


@pytest.fixture
def visitor_in(
    request: pytest.FixtureRequest,
    browser_context_args: dict[str, Any],
    live_server: LiveServer,
    watch: Watch,
) -> Iterator[Callable[..., Visitor]]:
    """Makes a visitor with cookies of their own, in the session's one browser."""
    whole = request.node.get_closest_marker("whole_browser") is not None
    browser: Browser = request.getfixturevalue("whole_browser" if whole else "browser")
    load_demo_clinic()
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Visitor:
        context = browser.new_context(**{**browser_context_args, **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(REAL_PATIENCE)
        watch.over(context)
        language = "zh-hant" if options.get("locale") == "zh-HK" else "en"
        return Visitor(context.new_page(), live_server.url, language)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visitor_in: Callable[..., Visitor]) -> Visitor:
    """Someone on a phone in the evening, in English."""
    return visitor_in()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """A function that fails when axe-core finds anything wrong on the page as it is now."""

    def check(page: Page) -> None:
        wrong = violations(page)
        assert not wrong, f"{page.url}\n" + "\n".join(wrong)

    return check


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong on the page as it is now, by these rules or by all."""
    # Evaluating goes past the page's Content-Security-Policy, which rightly forbids injecting.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    result = page.evaluate(
        # Loading every stylesheet once more serves one rule, about turning the phone.
        "options => axe.run(document, {...options, preload: false, resultTypes: ['violations']})",
        {
            "runOnly": {"type": "rule", "values": rules}
            if rules
            else {"type": "tag", "values": WCAG},
        },
    )
    return [
        f"{found['id']} ({found['impact']}): {found['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in found["nodes"][:5])
        for found in result["violations"]
    ]
