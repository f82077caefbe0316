"""The guest's phone: a browser with a clock that the runner moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.faults.line import Line

SHOWS = """() => {
  const shown = selector => {
    const part = document.querySelector(selector);
    return part !== null && part.checkVisibility({ visibilityProperty: true });
  };
  const player = document.querySelector("[data-module=player]");
  return {
    path: location.pathname,
    begun: JSON.parse(document.querySelector("#evening")?.textContent ?? "null")?.begun?.id ?? null,
    offers: shown("[data-part=offer]"),
    starts: shown("[data-part=start]"),
    plays: player && !player.hidden ? player.dataset.state : null,
    dark: shown("[data-part=touch]"),
    asks: shown("dialog"),
  };
}"""
DEAF = """() => {
  for (const name of ["pagehide", "visibilitychange", "beforeunload"]) {
    addEventListener(name, event => event.stopImmediatePropagation(), { capture: true });
  }
}"""
OUTBOX = """async id => {
  if (!globalThis.faultsShelf) {
    if (!(await indexedDB.databases()).some(({ name }) => name === "lumbar")) return [];
    globalThis.faultsShelf = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("lumbar");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
    });
  }
  return new Promise(resolve => {
    const store = globalThis.faultsShelf.transaction("outbox").objectStore("outbox");
    const asked = id ? store.get(id) : store.getAll();
    asked.onsuccess = () => resolve([asked.result].flat().filter(Boolean).map(
      ({ body: { record }, extra, ...own }) => ({ ...own, record, steps: extra?.evening.steps }),
    ));
  });
}"""
WORKER_HAS_PAGES = """async () => {
  const found = await Promise.all(["/tonight", "/morning"].map(
    page => caches.match(page, { ignoreVary: true, cacheName: "lumbar-private-1" }),
  ));
  return found.every(Boolean) && localStorage.getItem("lumbar.kept") !== null;
}"""


class Phone:
    """A browser of the guest, with a clock that the runner moves."""

    def __init__(self, browser: Browser, line: Line, cookie: dict[str, str], now: float) -> None:
        self.line = line
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="en-GB",
            timezone_id="Asia/Hong_Kong",
            reduced_motion="reduce",
            color_scheme="dark",
            service_workers="allow",
        )
        self.context.set_default_timeout(15_000)
        self.context.add_cookies(
            [{"name": cookie["name"], "value": cookie["value"], "url": line.site}]
        )
        self.context.clock.install(time=now)
        self.errors: list[str] = []
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.context.new_page()
        self.offline = False

    def opens(self, path: str) -> None:
        """Open a page of the site in the tab, a new one if none is left."""
        if self.page.is_closed():
            self.page = self.context.new_page()
        self.page.goto(self.line.site + path, wait_until="domcontentloaded")

    def keeps_pages(self) -> None:
        """Wait until the service worker has what is needed without a network."""
        self.opens("/")
        # What is heard is no record, and decoding it takes a third of the time.
        self.page.evaluate("localStorage.setItem('lumbar.player', '{\"mode\": \"silent\"}')")
        self.eventually(lambda: bool(self.page.evaluate(WORKER_HAS_PAGES)), 60)

    def network(self, there: bool) -> None:
        self.offline = not there
        self.context.set_offline(not there)

    def clears_http_cache(self) -> None:
        session = self.context.new_cdp_session(self.page)
        session.send("Network.clearBrowserCache")
        session.detach()

    def kills_tab(self) -> None:
        """The system takes the page away, and the page does not hear of it."""
        self.page.evaluate(DEAF)
        self.page.close()

    def outbox(self) -> dict[str, Any]:
        """What lies on the device, by id."""
        return {entry["id"]: entry for entry in self.page.evaluate(OUTBOX)}

    def entry(self, id: str) -> dict[str, Any] | None:
        """What lies on the device of one evening; None when it is done and the server has it."""
        found: list[dict[str, Any]] = self.page.evaluate(OUTBOX, id)
        return found[0] if found else None

    def position(self, id: str) -> float:
        """Where an evening that has not ended stands (ms)."""
        entry = self.entry(id)
        assert entry is not None, f"the phone has no evening {id}"
        return float(entry["record"]["position"])

    def shows(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.page.evaluate(SHOWS)
        return shown

    def presses(self, selector: str) -> None:
        self.page.locator(selector).filter(visible=True).first.click()

    def eventually(self, true: Callable[[], bool], within: float = 15.0, what: str = "") -> None:
        """Wait until it is so; the page goes on meanwhile."""
        deadline = time.monotonic() + within
        while not true():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not become so: {what or true}; {self.shows()}")
            self.page.wait_for_timeout(15)
