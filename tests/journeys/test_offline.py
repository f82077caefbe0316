"""Lumbar as an app: it installs, and opens in flight mode without keeping what nobody asked for.

Somebody here has a service worker; the other journeys keep it out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path
from playwright.sync_api import expect

from lumbar.site import offline
from lumbar.site import urls as site_urls
from tests.journeys.conftest import CHINESE, Watch, violations
from tests.journeys.visitor import Visitor, eventually, given_a_check

NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
KEEP = """
async ({type, pages}) => {
  const {active} = await navigator.serviceWorker.ready;
  const {port1, port2} = new MessageChannel();
  const answer = new Promise(resolve => { port1.onmessage = event => resolve(event.data); });
  active.postMessage({type, pages}, [port2]);
  return answer;
}
"""
KEPT = """
async () => {
  const paths = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) paths.push(new URL(request.url).pathname);
  }
  return paths;
}
"""
SIZE = """
src => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = () => resolve(`${image.naturalWidth}x${image.naturalHeight}`);
  image.onerror = () => reject(new Error(src));
  image.src = src;
})
"""
VERSIONS = """
async () => {
  const {active, waiting} = await navigator.serviceWorker.getRegistration();
  return {active: active?.state, waiting: waiting?.state, shells: (await caches.keys())
    .filter(name => name.startsWith("lumbar-shell-")).sort()};
}
"""


@pytest.fixture
def visitor_in(visitor_in: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Visitors whose browser takes the worker."""
    return lambda **options: visitor_in(**{"service_workers": "allow", **options})


@pytest.fixture
def page_to_keep(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A page at /stand-in that may be kept; what it says is the list's last line."""
    said = ["first"]

    def stand_in(request: HttpRequest) -> HttpResponse:
        needs = json.dumps(["/static/site/icon.svg", "/static/site/site.css"])
        return HttpResponse(
            '<!doctype html><html lang="en-GB"><title>x</title>'
            f'<link rel="icon" href="/static/site/icon.svg"><main>{said[-1]}</main>'
            f'<script type="application/json" id="offline-needs">{needs}</script></html>',
            headers={"X-Lumbar-Offline": "keep"},
        )

    monkeypatch.setattr(offline, "PAGES", (*offline.PAGES, "/stand-in"))
    monkeypatch.setattr(
        site_urls, "urlpatterns", [path("stand-in", stand_in), *site_urls.urlpatterns]
    )
    clear_url_caches()
    yield said
    clear_url_caches()


def brings_the_worker_in(visitor: Visitor, at: str = "/") -> None:
    """Open a page and wait until the worker is at work and has its offline page."""
    visitor.opens(at)
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    eventually(
        lambda: (
            "/offline" in visitor.page.evaluate(KEPT)
            and visitor.page.evaluate(VERSIONS)["active"] == "activated"
        ),
        visitor.page,
    )


def asks(visitor: Visitor, kind: str, pages: list[str] | None = None) -> Any:
    return visitor.page.evaluate(KEEP, {"type": kind, "pages": pages or []})


def test_it_can_be_installed(visitor_in: Callable[..., Visitor]) -> None:
    visitor = visitor_in()
    brings_the_worker_in(visitor)
    client = visitor.page.context.new_cdp_session(visitor.page)
    told = client.send("Page.getAppManifest")
    assert told["url"] == f"{visitor.site}/manifest.webmanifest"
    assert told["errors"] == []
    wrong = client.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window, as every context here is, can install nothing; that alone may be wrong.
    assert [one["errorId"] for one in wrong if one["errorId"] != "in-incognito"] == []
    manifest = json.loads(told["data"])
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    pictures += [icon for one in manifest["shortcuts"] for icon in one["icons"]]
    for picture in pictures:
        size = visitor.page.evaluate(SIZE, picture["src"])
        assert picture["sizes"] in {size, "any"}, picture


@pytest.mark.parametrize("how", [{}, CHINESE], ids=["english", "chinese"])
def test_in_flight_mode_a_page_that_was_not_kept_says_so(
    visitor_in: Callable[..., Visitor], watch: Watch, how: dict[str, Any]
) -> None:
    visitor = visitor_in(**how)
    watch.forgives(NO_NETWORK)
    brings_the_worker_in(visitor)
    visitor.page.context.set_offline(True)
    for address in ("/plan", "/?from=app", "/tonight"):
        visitor.opens(address)
        visitor.headline(visitor.label("No network right now"))
        # Nothing is kept, so there is no door that leads nowhere.
        expect(visitor.main.get_by_role("link", name=visitor.label("Morning"))).to_have_count(0)
        visitor.sees(
            visitor.label(
                "Nothing is kept on this device yet. Open tonight’s page once while you have a "
                "network. After that it opens without one."
            )
        )
    assert visitor.page.evaluate("document.documentElement.dataset.network") == "off"
    assert not violations(visitor.page)

    # When the network is back
    visitor.page.context.set_offline(False)
    assert visitor.page.evaluate("document.documentElement.dataset.network") == "on"
    visitor.follows("Try again")
    visitor.is_at("/plan$")


def test_the_offline_page_follows_language_and_colours(
    visitor_in: Callable[..., Visitor], watch: Watch
) -> None:
    visitor = visitor_in()
    watch.forgives(NO_NETWORK)
    brings_the_worker_in(visitor)
    visitor.page.get_by_role("button", name="Switch to day colours").click()
    visitor.page.get_by_role("button", name="中文").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
    kept = "async () => (await (await caches.match('/offline'))?.text() ?? '').slice(0, 200)"
    dressed = 'lang="zh-Hant-HK" data-theme="day"'
    eventually(lambda: dressed in visitor.page.evaluate(kept), visitor.page)
    visitor.page.context.set_offline(True)
    visitor.opens("/plan")
    visitor.headline("現在沒有網絡")


def test_a_kept_page_opens_in_flight_mode(
    visitor_in: Callable[..., Visitor], watch: Watch, page_to_keep: list[str]
) -> None:
    visitor = visitor_in()
    watch.forgives(NO_NETWORK)
    brings_the_worker_in(visitor)
    assert asks(visitor, "keep", ["/stand-in"]) == {
        "kept": ["/stand-in"],
        "forgotten": [],
        "failed": [],
    }
    visitor.page.context.set_offline(True)
    visitor.opens("/stand-in?from=app")
    visitor.sees("first")

    # When the page is opened with a network, that one is kept
    visitor.page.context.set_offline(False)
    page_to_keep.append("second")
    visitor.opens("/stand-in")
    visitor.sees("second")
    has = "async () => (await caches.match('/stand-in', {ignoreVary: true})).text()"
    eventually(lambda: "second" in visitor.page.evaluate(has), visitor.page)
    visitor.page.context.set_offline(True)
    visitor.opens("/stand-in")
    visitor.sees("second")


def test_pages_are_kept_anew_when_the_servers_word_changes(
    visitor_in: Callable[..., Visitor], watch: Watch
) -> None:
    """The word is `data-keep` on the body; an empty one means that there is nothing to keep."""
    visitor = visitor_in()
    # The pages of somebody without a plan: not kept, and that is an answer too.
    watch.forgives("404 (Not Found)")
    word = "addEventListener('DOMContentLoaded', () => { document.body.dataset.keep = '%s'; })"
    remembered = "localStorage.getItem('lumbar.kept')"
    asked: list[str] = []
    visitor.page.context.on("request", lambda request: asked.append(request.url))
    visitor.page.add_init_script(word % "plan-1")
    brings_the_worker_in(visitor)
    eventually(lambda: visitor.page.evaluate(remembered) == "plan-1", visitor.page)
    assert f"{visitor.site}/morning" in asked

    asked.clear()
    brings_the_worker_in(visitor)
    visitor.page.wait_for_timeout(300)
    assert f"{visitor.site}/morning" not in asked

    visitor.page.add_init_script(word % "")
    visitor.opens("/learn")
    eventually(lambda: visitor.page.evaluate(remembered) is None, visitor.page)


def test_what_the_server_no_longer_gives_is_gone_from_the_device(
    visitor_in: Callable[..., Visitor], page_to_keep: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visitor_in()
    brings_the_worker_in(visitor)
    asks(visitor, "keep", ["/stand-in"])
    assert "/stand-in" in visitor.page.evaluate(KEPT)
    monkeypatch.setattr(site_urls, "urlpatterns", site_urls.urlpatterns[1:])
    clear_url_caches()
    assert asks(visitor, "keep", ["/stand-in"])["forgotten"] == ["/stand-in"]
    assert "/stand-in" not in visitor.page.evaluate(KEPT)


def test_a_new_version_waits_for_the_evening_to_end(
    visitor_in: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visitor_in()
    brings_the_worker_in(visitor)
    before = visitor.page.evaluate(VERSIONS)["shells"]

    # Given an evening that runs in one tab, and a second tab in which none does
    visitor.page.evaluate("document.documentElement.dataset.evening = 'running'")
    other = visitor.page.context.new_page()
    other.goto(visitor.site + "/learn")

    # When the clinic brings out a new version
    source = offline.joined()
    monkeypatch.setattr(offline, "joined", lambda: source + "\n// newer")
    update = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
    other.evaluate(update)
    eventually(lambda: visitor.page.evaluate(VERSIONS)["waiting"] == "installed", visitor.page)
    other.reload()
    visitor.page.wait_for_timeout(800)
    held = visitor.page.evaluate(VERSIONS)
    assert held["waiting"] == "installed"
    assert set(before) < set(held["shells"])

    # Then it takes over as soon as the evening is over
    visitor.page.evaluate("delete document.documentElement.dataset.evening")
    eventually(lambda: visitor.page.evaluate(VERSIONS)["waiting"] is None, visitor.page)
    eventually(lambda: len(visitor.page.evaluate(VERSIONS)["shells"]) == 1, visitor.page)
    assert visitor.page.evaluate(VERSIONS)["shells"] != before


def test_forgetting_leaves_nothing(
    visitor_in: Callable[..., Visitor], page_to_keep: list[str]
) -> None:
    visitor = visitor_in()
    brings_the_worker_in(visitor)
    asks(visitor, "keep", ["/stand-in"])
    assert asks(visitor, "forget") == {"forgotten": True}
    assert visitor.page.evaluate(KEPT) == []


def test_erasing_everything_clears_the_device(
    visitor_in: Callable[..., Visitor], page_to_keep: list[str]
) -> None:
    visitor = visitor_in()
    given_a_check(visitor.page.context, visitor.site)
    brings_the_worker_in(visitor)
    asks(visitor, "keep", ["/stand-in"])
    visitor.opens("/privacy/erase")
    visitor.presses("Yes, erase everything")
    visitor.headline(visitor.label("Everything is erased"))
    # The worker comes in anew with its general offline page; nothing of the person is left.
    kept = visitor.page.evaluate(KEPT)
    assert not [one for one in kept if "stand-in" in one or one in offline.PAGES], kept
    assert visitor.page.evaluate("localStorage.length") == 0
