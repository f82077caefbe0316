"""What the main pages weigh on the wire: HTML, CSS and JavaScript as the real server sends them.

    .venv/bin/python bench/weight.py

starts the server on a free port with a throw-away database, walks the check as a person without
danger signs, and asks for each page and all it needs, compressed as a browser would get them.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LIMIT = 60_000
"""Bytes of HTML, CSS and JavaScript a page may weigh, compressed."""

SAID = {"age": "20_to_44", "pregnancy": "not_for_me", "pain_areas": "low_back_left"}
"""A grown-up with a sore low back; all else is answered "no", "none of these" or first option."""


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire of one page at the first visit, by kind; `requests` counts everything."""

    page: str
    html: int
    css: int
    js: int
    other: int
    """Fonts, icons, and pictures that are asked for at once: kept for ever after the first page."""
    figure: int
    """What brings the moving body to life after the page is there: mesh, movement, modules that are
    imported late. Kept for ever as well; nothing of it is fetched where less motion is wished."""
    requests: int

    @property
    def code(self) -> int:
        return self.html + self.css + self.js


EMPTY: Mapping[str, int] = {}


class _Needs(HTMLParser):
    """Collects what a page loads, and the fields of its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.others: list[str] = []
        self.figure: list[str] = []
        self.token = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        rel, href = values.get("rel", ""), values.get("href", "")
        if tag == "link" and rel == "stylesheet":
            self.styles.append(href)
        elif tag == "link" and rel == "modulepreload":
            self.scripts.append(href)
        elif tag == "link" and rel in {"preload", "icon"} and values.get("as") != "fetch":
            self.others.append(href)
        elif tag == "img" and values.get("loading") != "lazy":
            self.others.append(values.get("src", ""))
        elif "data-body" in values:
            self.figure += [values["data-body"], values.get("data-clip", "")]
        elif tag == "script" and values.get("src"):
            self.scripts.append(values["src"])
        elif tag == "input" and values.get("name") == "csrfmiddlewaretoken":
            self.token = values.get("value", "")


class Browser:
    """A browser that keeps cookies, asks for compressed answers and counts their bytes."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.url = site
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def fetch(
        self, path: str, form: dict[str, str] | None = None, encoding: str = "br, gzip"
    ) -> bytes:
        """The body as it came over the wire."""
        url = urllib.parse.urljoin(self.url, path)
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {"Accept-Encoding": encoding, "Referer": self.url}
        request = urllib.request.Request(url, data, headers)  # noqa: S310
        with self.opener.open(request, timeout=30) as answer:
            if not path.startswith("/static/"):
                self.url = answer.url
            body: bytes = answer.read()
        return body

    def text(self, path: str, form: dict[str, str] | None = None) -> str:
        return self.fetch(path, form, encoding="identity").decode("utf-8")

    def submit(self, page: str, path: str, **form: str) -> str:
        """Send a form of `page` and follow to the page it leads to."""
        needs = _Needs()
        needs.feed(page)
        return self.text(path, {"csrfmiddlewaretoken": needs.token, **form})

    def weigh(self, name: str, path: str) -> Weight:
        """Ask for a page and everything it needs, as at the first visit."""
        html = len(self.fetch(path))
        needs = _Needs()
        needs.feed(self.text(path))
        scripts: dict[str, int] = {}
        late: list[str] = []
        for script in needs.scripts:
            self._module(script, scripts, late)
        figure = {part: len(self.fetch(part)) for part in needs.figure}
        if needs.figure:
            for script in late:
                self._module(script, figure, [], known=scripts)
        styles = {style: len(self.fetch(style)) for style in needs.styles}
        others = {other: len(self.fetch(other)) for other in needs.others}
        return Weight(
            page=name,
            html=html,
            css=sum(styles.values()),
            js=sum(scripts.values()),
            other=sum(others.values()),
            figure=sum(figure.values()),
            requests=1 + len(styles) + len(scripts) + len(others) + len(figure),
        )

    def _module(
        self, path: str, into: dict[str, int], late: list[str], known: Mapping[str, int] = EMPTY
    ) -> None:
        """A module and, once each, those it imports; what it may import later goes to `late`."""
        path = urllib.parse.urlsplit(path).path
        if path in into or path in known:
            return
        into[path] = len(self.fetch(path))
        text = self.text(path)
        for imported in re.findall(r'(?:from|import)\s*"(\.[^"]+)"', text):
            self._module(urllib.parse.urljoin(path, imported), into, late, known)
        late += [
            urllib.parse.urljoin(path, imported)
            for imported in re.findall(r'import\(\s*"(\.[^"]+)"', text)
        ]


def weigh_main_pages(site: str) -> list[Weight]:
    """Walk the main job on a running site and weigh Home, Check, Result, Plan and Tonight."""
    browser = Browser(site)
    weights = [browser.weigh("Home", "/")]
    for screen in screens_of_a_check(browser):
        if screen in {"nerves", "body_map"}:
            weights.append(browser.weigh(f"Check: {screen}", f"/check/{screen}"))
    learn = {"Learn: exercises": "/learn/exercises", "Learn: positions": "/learn/positions"}
    for name, path in {**learn, "Learn: exercise": "/learn/exercises/bridge"}.items():
        weights.append(Browser(site).weigh(name, path))
    weights.append(browser.weigh("Result", urllib.parse.urlsplit(browser.url).path))
    weights.append(browser.weigh("Plan", "/plan"))
    weights.append(browser.weigh("Tonight", "/tonight"))
    weights.append(browser.weigh("Morning", "/morning"))
    return weights


def screens_of_a_check(browser: Browser) -> Iterator[str]:
    """Answer a check as ``SAID`` says; yields each screen while it is open, and ends at the
    result's page."""
    from lumbar.clinical.library import library

    knowledge = library()
    page = browser.submit(browser.text("/check"), "/check")
    while "/check/result/" not in browser.url:
        path = urllib.parse.urlsplit(browser.url).path
        screen = next(one for one in knowledge.screens if path == f"/check/{one.id}")
        yield screen.id
        form = {}
        for name in screen.questions:
            question = knowledge.questions[name]
            if name in SAID:
                form[name] = SAID[name]
            elif question.kind == "one":
                form[name] = next(iter(question.options))
            elif question.kind != "areas":
                form[name] = {"many": "none_of_these", "number": "5"}.get(question.kind, "no")
        page = browser.submit(page, path, **form)


@contextmanager
def server() -> Iterator[str]:
    """The real server on a free port with a throw-away database; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LUMBAR_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    with tempfile.TemporaryDirectory(prefix="lumbar-weight-") as data:
        command = [sys.executable, "-m", "lumbar", "serve", "--port", str(port), "--data", data]
        with subprocess.Popen(  # noqa: S603
            command, cwd=REPOSITORY, env=kept, stdout=subprocess.PIPE, text=True
        ) as process:
            # A server that never says it is ready is ended, so that reading its output ends too.
            patience = threading.Timer(60, process.kill)
            patience.start()
            try:
                for line in process.stdout or ():
                    if "ready" in line:
                        break
                else:
                    raise RuntimeError("the server ended before it was ready")
                patience.cancel()
                yield f"http://127.0.0.1:{port}"
            finally:
                patience.cancel()
                process.terminate()


def table(weights: list[Weight]) -> str:
    """The weights as a table, in kB of 1000 bytes."""
    columns = (
        f"{'HTML':>7}{'CSS':>7}{'JS':>7}{'together':>10}{'other':>8}{'figure':>8}{'requests':>10}"
    )
    lines = [f"{'page':<18}{columns}"]
    for one in weights:
        parts = (one.html, one.css, one.js)
        lines.append(
            f"{one.page:<18}"
            + "".join(f"{part / 1000:>7.1f}" for part in parts)
            + f"{one.code / 1000:>10.1f}{one.other / 1000:>8.1f}{one.figure / 1000:>8.1f}"
            + f"{one.requests:>10}"
        )
    return "\n".join(lines)


def main() -> int:
    with server() as site:
        weights = weigh_main_pages(site)
    print("kB on the wire at the first visit, compressed as the server sends it")
    print(table(weights))
    heavy = [one.page for one in weights if one.code > LIMIT]
    if heavy:
        print(f"above {LIMIT // 1000} kB: {', '.join(heavy)}", file=sys.stderr)
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))
    raise SystemExit(main())
