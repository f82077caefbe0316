"""Evenings in a real browser while everything around them breaks, and the count at the end.

    with Night(browser, seed=7) as night:
        print(night.run(200))

`Server` is `lumbar serve` in a process group of its own, `Line` the network in front of it, and a
`Phone` a browser of the one guest. The line can lose a request or its answer, send it twice or
late, and answer in the server's place; the server can be killed at any moment. Every choice comes
from the seed. What the person did is written down twice: by their taps in `Evening`, and by what
their phone says (read from its IndexedDB, and on the line before any fault). In the end nothing is
broken any more, and the server must have exactly that: `Night.compares` says where it has not.

Time is in the runner's hand. The phone's clock jumps, never so far that it would think it slept,
and the server's clock jumps with it, so that two hundred evenings are two hundred days.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Error as BrowserError

from lumbar.tonight.records import Copy, merge

REPOSITORY = Path(__file__).resolve().parents[2]
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
FIRST_EVENING = datetime(2026, 3, 2, 22, 0, tzinfo=HONG_KONG)
STILL_TONIGHT = 8 * 3600
"""Seconds an evening left alone may be gone on with (`static/tonight/main.js`)."""
JUMP = 80.0
"""Seconds passed over at once; after 90 the player thinks that the machine slept."""
A_PHONE_LASTS = 25
"""Evenings. Then the same guest goes on with a new one."""

ON_THE_LINE = (
    "dropped",
    "answer lost",
    "answer cut",
    "sent twice",
    "late",
    "500",
    "503",
    "stored, then 500",
    "never answered",
    "token refused",
)
"""What can happen to one request that carries a record."""
AROUND = (
    "reloaded",
    "tab closed",
    "tab killed",
    "closed for a while",
    "server killed",
    "cache cleared",
    "no network",
    "second tab",
)
"""What can happen around it."""


# --- the server -----------------------------------------------------------------------------------

SERVED_TIME = """
import os
import pathlib
from datetime import timedelta
from django.utils import timezone
_now, _ahead = timezone.now, pathlib.Path(os.environ["FAULTS_AHEAD"])
timezone.now = lambda: _now() + timedelta(seconds=float(_ahead.read_text()))
"""
"""Put in front of the server's own code: its clock is ahead by what stands in a file."""


class Server:
    """`lumbar serve` with data of its own. It can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.output = folder / "output"
        self._ahead = folder / "ahead"
        (folder / "sitecustomize.py").write_text(SERVED_TIME, encoding="utf-8")
        self.ahead = 0.0
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LUMBAR_", "PYTEST_", "PLAYWRIGHT_"))
            and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        self.environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join((str(folder), str(REPOSITORY))),
            "FAULTS_AHEAD": str(self._ahead),
        }
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: threading.Thread | None = None
        self.sets_clock(0.0)

    def sets_clock(self, ahead: float) -> None:
        """Its clock is ahead of the machine's by so many seconds."""
        self.ahead = ahead
        fresh = self._ahead.with_suffix(".new")
        fresh.write_text(str(ahead), encoding="utf-8")
        fresh.replace(self._ahead)

    def starts(self, after: float = 0.0) -> None:
        """Start, in a while and without waiting for it."""
        self._starting = threading.Thread(target=self._start, args=(after,), daemon=True)
        self._starting.start()

    def _start(self, after: float) -> None:
        time.sleep(after)
        with self.output.open("ab") as output:
            places = ("--port", str(self.port), "--data", str(self.data))
            self._process = subprocess.Popen(
                (sys.executable, "-m", "lumbar", "serve", *places),
                cwd=REPOSITORY,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def answers(self) -> bool:
        """Whether anybody listens."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            return True
        return False

    def is_there(self, within: float = 300.0) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + within
        while not self.answers:
            ended = self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"the server does not answer:\n{self.said()}")
            time.sleep(0.05)

    def killed(self) -> None:
        """Kill it and all its children as a power cut would."""
        if self._starting is not None:
            self._starting.join()
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def said(self) -> str:
        """The end of what it wrote."""
        return self.output.read_text(encoding="utf-8", errors="replace")[-4000:]

    def asked(self, what: str) -> Any:
        """Do one of `DONE_IN_DJANGO` with its data, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.evenings", what, str(self.data)],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _a_guest() -> dict[str, str]:
    """A guest with a finished check; the cookie by which the server knows them."""
    from lumbar.people.guests import GUEST_COOKIE, new_token, token_hash
    from lumbar.people.models import Person
    from lumbar.plans.tests.helpers import check

    token = new_token()
    check(Person.objects.create(guest_token_hash=token_hash(token)), place="bed", minutes="5")
    return {"name": GUEST_COOKIE, "value": token}


def _what_is_kept() -> dict[str, Any]:
    """Everything the server has of evenings and mornings."""
    from lumbar.journal.models import CheckIn
    from lumbar.tonight.models import SessionRecord
    from lumbar.tonight.routines import planned_seconds

    return {
        "evenings": [
            {
                "id": str(one.pk),
                "record": one.copy().to_json(),
                "bad_night": one.bad_night,
                "started_at": one.started_at.timestamp(),
                "finished": one.finished_at is not None,
                "planned": [
                    [item, side, seconds]
                    for (item, side), seconds in planned_seconds(one.tonight()).items()
                ],
            }
            for one in SessionRecord.objects.select_related("plan")
        ],
        "mornings": [
            [one.morning.isoformat(), one.pain, one.sleep] for one in CheckIn.objects.all()
        ],
    }


DONE_IN_DJANGO: dict[str, Callable[[], Any]] = {"a-guest": _a_guest, "what-is-kept": _what_is_kept}


# --- the network ----------------------------------------------------------------------------------


@dataclass
class Put:
    """A record on its way, as it left the phone."""

    id: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    fate: str = "passed"
    status: int = 0
    arrived: list[str] = field(default_factory=list)
    """Each time it reached the server, by the server's clock."""

    @property
    def is_evening(self) -> bool:
        return self.path.startswith("/tonight/")


class Line:
    """The network between the phones and the server: it can fail each request that carries a
    record in its own way, and whole pages."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.to_come: deque[str] = deque()
        """What is going to happen to the next records, one each."""
        self.pages_broken = False
        """Every page is answered with 503, as by a gateway whose server is away."""
        self.happened: Counter[str] = Counter()
        self.sent: list[Put] = []
        """Every record that left a phone, whatever became of it."""
        self.held: list[Put] = []
        """Given up by the phone, still under way."""
        self.lock = threading.Lock()
        self.clocks = threading.Lock()
        """Held while the clocks jump: the server tells no time the phones have yet to reach."""
        self.lifted = threading.Event()
        line = self

        class Handler(_Handler):
            pass

        Handler.line = line
        self._http = _Listener(("127.0.0.1", free_port()), Handler)
        self.site = f"http://localhost:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def ends(self) -> None:
        self.lifts()
        self._http.shutdown()
        self._http.server_close()

    def breaks(self, *fates: str) -> None:
        """The next records meet these fates."""
        self.lifted.clear()
        with self.lock:
            self.to_come.extend(fates)

    def lifts(self) -> None:
        """From now on everything passes, and what was late arrives."""
        with self.lock:
            self.to_come.clear()
        self.pages_broken = False
        self.lifted.set()
        self.late_ones_arrive()

    def late_ones_arrive(self) -> None:
        """Hand the server what was given up long ago."""
        while True:
            with self.lock:
                if not self.held:
                    return
                put = self.held.pop(0)
            with suppress(OSError, http.client.HTTPException):
                self.delivers(put)

    def fate(self, put: Put) -> str:
        """What happens to this record."""
        with self.lock:
            self.sent.append(put)
            put.fate = self.to_come.popleft() if self.to_come else "passed"
            if put.fate != "passed":
                self.happened[put.fate] += 1
            return put.fate

    def delivers(self, put: Put) -> tuple[int, list[tuple[str, str]], bytes]:
        """Hand the server a record; raises as `passes` does."""
        put.arrived.append(str(datetime.fromtimestamp(time.time() + self.server.ahead, UTC)))
        return self.passes("PUT", put.path, put.headers, put.body)

    def passes(
        self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Ask the server; raises OSError or HTTPException when it is away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in {"connection", "keep-alive"}:
                    connection.putheader(name, value)
            connection.putheader("Connection", "close")
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no error."""


class _Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    line: Line

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = list(self.headers.items())
        path = self.path
        if self.command == "PUT" and path.endswith("/record"):
            self._record(Put(path.split("/")[2], path, headers, body))
        elif self.line.pages_broken and self.headers.get("Sec-Fetch-Mode") == "navigate":
            self.line.happened["page broken"] += 1
            self._answers(503, [], b"away")
        elif path == "/token":
            with self.line.clocks:
                self._passes(headers, body)
        else:
            self._passes(headers, body)

    do_GET = do_HEAD = do_POST = do_PUT = handle_one

    def _passes(self, headers: list[tuple[str, str]], body: bytes) -> None:
        try:
            answer = self.line.passes(self.command, self.path, headers, body)
        except (OSError, http.client.HTTPException):
            self._hangs_up()
        else:
            self._answers(*answer)

    def _record(self, put: Put) -> None:
        fate = self.line.fate(put)
        if fate == "dropped":
            self._hangs_up()
        elif fate == "late":
            with self.line.lock:
                self.line.held.append(put)
            self._hangs_up()
        elif fate in {"500", "503"}:
            self._answers(int(fate), [], b"")
        elif fate == "token refused":
            self._answers(403, [], b"")
        elif fate == "never answered":
            self._waits_for_the_browser_to_go()
        else:
            self._delivers(put, fate)

    def _delivers(self, put: Put, fate: str) -> None:
        try:
            status, headers, body = self.line.delivers(put)
            if fate == "sent twice":
                status, headers, body = self.line.delivers(put)
        except (OSError, http.client.HTTPException):
            put.fate += ", server away"
            self._hangs_up()
            return
        put.status = status
        if fate == "answer lost":
            self._hangs_up()
        elif fate == "answer cut":
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self._hangs_up()
        elif fate == "stored, then 500":
            self._answers(500, [], b"")
        else:
            self._answers(status, headers, body)
            # What was held back arrives after something newer.
            self.line.late_ones_arrive()

    def _answers(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _hangs_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _waits_for_the_browser_to_go(self) -> None:
        """Say nothing until the browser hangs up, or nothing is broken any more."""
        self.connection.settimeout(0.1)
        while not self.line.lifted.is_set():
            try:
                if not self.connection.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self._hangs_up()


# --- the phone ------------------------------------------------------------------------------------

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


# --- what was done --------------------------------------------------------------------------------


@dataclass
class Evening:
    """One evening as the person would tell it, and as their phone wrote it down."""

    id: str
    kind: str
    """``pain``, ``no number`` or ``bad night``."""
    began: float
    total: float
    """Milliseconds from its first second to its last."""
    steps: list[list[Any]]
    pain_before: int | None = None
    pain_after: int | None = None
    state: str = "open"
    left: set[int] = field(default_factory=set)
    """Exercises that were skipped, or ended because they hurt."""
    hurts: list[tuple[int, str]] = field(default_factory=list)
    enough: bool = False
    """Ended by the person before its end."""
    position: float = 0
    """Milliseconds, as last seen on the phone."""
    left_at: float = 0
    """When it was last gone on with."""
    said: list[Copy] = field(default_factory=list)
    shared: bool = False

    def item_at(self, position: float) -> int:
        """The exercise under way; -1 for none."""
        passed = 0.0
        for _kind, item, _side, seconds, _repetition, _of in self.steps:
            passed += round(seconds * 1000)
            if position < passed:
                return int(item)
        return -1

    @property
    def is_whole(self) -> bool:
        """Led from the first second to the last."""
        return self.state == "done" and not self.enough


@dataclass
class Tally:
    """How the evenings went, and what the server has of them."""

    seed: int
    evenings: int = 0
    mornings: int = 0
    seconds: float = 0
    records: int = 0
    """Records that left a phone."""
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.twice or self.wrong)

    def __str__(self) -> str:
        def counts(counter: Counter[str]) -> list[str]:
            return [f"    {name:<32}{count:>6}" for name, count in sorted(counter.items())]

        return "\n".join(
            [
                f"{'evenings':<36}{self.evenings:>6}",
                *counts(self.kinds),
                f"{'mornings':<36}{self.mornings:>6}",
                f"{'records sent':<36}{self.records:>6}",
                f"{'faults':<36}{self.faults.total():>6}",
                *counts(self.faults),
                f"{'seconds for each evening':<36}{self.seconds / max(1, self.evenings):>6.2f}",
                f"{'lost':<36}{len(self.lost):>6}",
                f"{'kept twice':<36}{len(self.twice):>6}",
                f"{'kept wrongly':<36}{len(self.wrong):>6}",
                *(f"  {line}" for line in (*self.lost, *self.twice, *self.wrong)),
            ]
        )


# --- the nights -----------------------------------------------------------------------------------


class Night:
    """Evening after evening of one guest, with everything that can break breaking."""

    def __init__(self, browser: Browser, seed: int, *, trace: bool = False) -> None:
        self.browser = browser
        self.seed = seed
        self.trace = trace
        self.evenings: dict[str, Evening] = {}
        self.mornings: dict[str, tuple[int, int]] = {}
        self.tally = Tally(seed)
        self.dice = random.Random(seed)  # noqa: S311

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="lumbar-faults-")
        self.server = Server(Path(self._folder.name))
        self.server.sets_clock(FIRST_EVENING.timestamp() - time.time())
        self.server.starts()
        self.server.is_there()
        self.cookie = self.server.asked("a-guest")
        self.line = Line(self.server)
        self.phone = self._new_phone()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.line.ends()
        with suppress(BrowserError):
            self.phone.context.close()
        self.server.killed()
        self._folder.cleanup()

    def run(self, evenings: int) -> Tally:
        """So many evenings, some with a morning after them. Raises AssertionError with everything
        that is off at the end."""
        began = time.monotonic()
        for number in range(evenings):
            # Each evening has dice of its own: what one does never changes the next.
            self.dice = random.Random(f"{self.seed}/{number}")  # noqa: S311
            if number and number % A_PHONE_LASTS == 0:
                self._change_phones()
            self._an_evening(number)
            if self.dice.random() < 0.5:
                self._a_morning()
        self._settles(self.phone)
        self.tally.seconds = time.monotonic() - began
        self.compares()
        assert self.tally.is_right, f"seed {self.seed}\n{self.tally}"
        return self.tally

    # --- time -----------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Seconds since 1970, on the server's clock and on the phones'."""
        return time.time() + self.server.ahead

    def _passes(self, seconds: float, *phones: Phone) -> None:
        with self.line.clocks:
            self.server.sets_clock(self.server.ahead + seconds)
            for phone in phones or (self.phone,):
                phone.context.clock.fast_forward(round(seconds * 1000))

    def _until(self, hour: float) -> None:
        """Let time pass until this hour of the day."""
        now = datetime.fromtimestamp(self.now, HONG_KONG)
        then = now.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0)
        if then <= now:
            then += timedelta(days=1)
        self._passes((then - now).total_seconds())

    def _tells(self, what: str) -> None:
        if self.trace:
            print(f"  {datetime.fromtimestamp(self.now, HONG_KONG):%m-%d %H:%M:%S} {what}")

    def _happens(self, fault: str) -> None:
        self.tally.faults[fault] += 1
        self._tells(fault)

    def _is_off(self, what: str) -> None:
        self.tally.wrong.append(what)
        self._tells(f"OFF: {what}")

    # --- phones ---------------------------------------------------------------------------------

    def _new_phone(self) -> Phone:
        phone = Phone(self.browser, self.line, self.cookie, self.now)
        phone.keeps_pages()
        return phone

    def _change_phones(self) -> None:
        self._settles(self.phone)
        self.phone.context.close()
        self._happens("new phone")
        self.phone = self._new_phone()

    def _settles(self, phone: Phone) -> None:
        """Nothing is broken any more: what waits on the phone reaches the server."""
        phone.network(True)
        self.line.lifts()
        self.server.is_there()
        for page in phone.context.pages:
            page.close()
        phone.opens("/")
        self._notes(phone.outbox())

        def nothing_waits() -> bool:
            return all(one["serial"] <= one["sent"] for one in phone.outbox().values())

        try:
            phone.eventually(nothing_waits, what="nothing waits on the phone")
        except AssertionError as error:
            waits = [one for one in phone.outbox().values() if one["serial"] > one["sent"]]
            ids = {one["id"] for one in waits}
            told = [(put.fate, put.status) for put in self.line.sent if put.id in ids][-10:]
            raise AssertionError(f"{error}\nwaits: {waits}\non the line: {told}") from error
        # What was given up on the way may still arrive, when all is said.
        self.line.late_ones_arrive()
        if phone.errors:
            self._is_off(f"errors in pages: {phone.errors}")
            phone.errors.clear()

    def _notes(self, entries: dict[str, Any]) -> None:
        """Write down what a phone says it has of each evening."""
        for entry in entries.values():
            if entry["kind"] != "evening":
                continue
            copy = Copy.from_json(entry["record"])
            evening = self.evenings.get(entry["id"])
            if evening is None:
                self._is_off(f"the phone has an evening nobody began: {entry['id']}")
                continue
            if not evening.shared and copy.position < int(evening.position):
                self._is_off(f"{evening.id} went back: {evening.position} to {copy.position}")
            evening.position = max(evening.position, copy.position)
            evening.said.append(copy)

    # --- an evening -----------------------------------------------------------------------------

    def _an_evening(self, number: int) -> None:
        dice, phone = self.dice, self.phone
        # After ten minutes an evening that was left no longer stands where it was by itself.
        self._passes(dice.uniform(15, 90) * 60)
        if dice.random() < 0.85:
            self._until(dice.uniform(20.5, 23.5))
        if phone.offline and dice.random() < 0.5:
            phone.network(True)
        elif dice.random() < 0.5:
            self.server.is_there()
        match dice.choices(
            ["as usual", "no network", "server killed", "page broken"], [8, 1, 1, 1]
        ):
            case ["no network"]:
                self._loses_network()
            case ["server killed"]:
                self._kills_server()
            case ["page broken"]:
                self.line.pages_broken = True
        evening = self._begins(number)
        self.line.pages_broken = False
        shares = dice.random() < 0.05
        if shares:
            self._shares(evening)
        for moment, what in self._what_will_happen(evening):
            if evening.state == "open":
                self._leads(phone, evening, moment)
            if evening.state == "open":
                what()
        if evening.state == "open":
            self._ends(evening, finishes=shares or dice.random() < 0.7)
        else:
            self._says_how_it_is_after(evening)
        evening.left_at = self.now
        if phone.offline and dice.random() < 0.7:
            phone.network(True)
        if not phone.page.is_closed() and dice.random() < 0.5:
            phone.page.close()

    def _begins(self, number: int) -> Evening:
        """Open tonight's page and begin an evening, or take up the one that was left."""
        dice, phone = self.dice, self.phone
        phone.opens("/tonight")
        self._notes(phone.outbox())
        # The page has opened its outbox and read it, each before us.
        phone.outbox()
        shown = phone.shows()
        begun = [
            one
            for one in self.evenings.values()
            if one.state == "open" and self.now - one.left_at < STILL_TONIGHT
        ]
        if shown["plays"] is not None:
            raise AssertionError(f"evening {number}: it plays by itself: {shown}")
        if not shown["starts"]:
            raise AssertionError(f"evening {number}: it cannot be begun: {shown}")
        if shown["offers"] and not begun:
            self._is_off(f"evening {number}: an evening that is over is offered: {shown['begun']}")
        if shown["offers"] and begun and dice.random() < 0.5:
            phone.presses("[data-action=take-up]")
            self._is_running(phone)
            return self._taken_up(phone, begun)
        kind = dice.choices(["pain", "no number", "bad night"], [6, 2, 3])[0]
        pain = dice.randrange(11) if kind == "pain" else None
        button = {
            "pain": f"[name=pain_before][value='{pain}']",
            "no number": "[name=pain_before][value='']",
            "bad night": "[name=evening]",
        }[kind]
        phone.presses(f"[data-part=start] button{button}")
        fresh: list[dict[str, Any]] = []

        def begun_on_the_phone() -> bool:
            fresh[:] = [one for one in phone.outbox().values() if one["id"] not in self.evenings]
            return bool([one for one in fresh if one["kind"] == "evening"])

        phone.eventually(begun_on_the_phone, what="an evening is begun")
        entry = next(one for one in fresh if one["kind"] == "evening")
        steps = entry["steps"]
        evening = Evening(
            id=entry["id"],
            kind=kind,
            began=self.now,
            total=sum(round(step[3] * 1000) for step in steps),
            steps=steps,
            pain_before=pain,
        )
        self.evenings[evening.id] = evening
        self.tally.evenings += 1
        self.tally.kinds[kind] += 1
        self._tells(f"evening {number}: {kind} {pain} {evening.id}")
        return evening

    def _taken_up(self, phone: Phone, among: list[Evening]) -> Evening:
        """The evening that goes on in this tab; it must be one of these."""
        self.tally.kinds["taken up again"] += 1
        entries = phone.outbox()
        running = max(
            (one for one in entries.values() if one["kind"] == "evening"),
            key=lambda one: float(one["kept_at"]),
        )
        ids = [one.id for one in among]
        assert running["id"] in ids, f"another evening goes on: {running['id']}, not of {ids}"
        self._tells(f"goes on with {running['id']}")
        return self.evenings[running["id"]]

    def _what_will_happen(self, evening: Evening) -> Iterator[tuple[float, Callable[[], None]]]:
        """Moments of this evening (ms) and what happens then, in order."""
        dice = self.dice
        todo: list[tuple[float, Callable[[], None]]] = []
        for _ in range(dice.choices([0, 1, 2, 3], [1, 4, 3, 2])[0]):
            fates = dice.choices(ON_THE_LINE, k=dice.choices([1, 2, 5], [6, 3, 1])[0])
            todo.append((dice.uniform(0.02, 0.9), partial(self.line.breaks, *fates)))
        weights = [3, 3, 3, 2, 1, 2, 3, 2]
        for _ in range(dice.choices([0, 1, 2], [3, 5, 2])[0]):
            name = dice.choices(AROUND, weights)[0]
            around = getattr(self, "_" + name.replace(" ", "_"))
            todo.append((dice.uniform(0.05, 0.95), partial(around, evening)))
        if dice.random() < 0.25:
            todo.append((dice.uniform(0.05, 0.9), partial(self._skips, evening)))
        if dice.random() < 0.2:
            todo.append((dice.uniform(0.05, 0.9), partial(self._hurts, evening)))
        for share, what in sorted(todo, key=lambda one: one[0]):
            yield share * evening.total, what

    def _leads(self, phone: Phone, evening: Evening, until: float) -> None:
        """Let the evening pass until this moment (ms), or to its end."""
        position = evening.position
        while position < until:
            shown = phone.shows()
            if shown["plays"] == "paused":
                self._goes_on(phone)
            self._passes(min(JUMP, (until - position) / 1000 + 0.1), *self._phones)
            before = position
            entry: dict[str, Any] | None = None

            def moved(before: float = before) -> bool:
                nonlocal entry
                entry = phone.entry(evening.id)
                return (
                    entry is None
                    or entry["record"]["state"] != "open"
                    or entry["record"]["position"] > before
                )

            phone.eventually(moved, what=f"the evening goes on after {before}")
            if entry is None or entry["record"]["state"] != "open":
                evening.state = "done"
                evening.position = evening.total
                self._tells("good night")
                return
            self._notes({evening.id: entry})
            position = entry["record"]["position"]

    _phones: tuple[Phone, ...] = ()

    def _is_running(self, phone: Phone) -> None:
        phone.eventually(lambda: phone.shows()["plays"] == "running", what="it runs")

    def _goes_on(self, phone: Phone) -> None:
        phone.presses("[data-action=pause]")
        self._is_running(phone)

    def _pauses(self, phone: Phone, evening: Evening) -> float:
        """Pause as one does in the dark; where it stands then (ms)."""
        shown = phone.shows()
        if shown["plays"] == "running":
            phone.presses("[data-action=touch]" if shown["dark"] else "[data-action=pause]")
            phone.eventually(lambda: phone.shows()["plays"] == "paused", what="it pauses")
        seen = [-1.0]

        def stands() -> bool:
            seen.append(phone.position(evening.id))
            return seen[-1] == seen[-2]

        phone.eventually(stands, what="it stands")
        return seen[-1]

    # --- what the person does -------------------------------------------------------------------

    def _skips(self, evening: Evening) -> None:
        position = self._pauses(self.phone, evening)
        item = evening.item_at(position)
        self._tells(f"skips {item}")
        self.phone.presses("[data-action=skip]")
        if item >= 0:
            evening.left.add(item)
        self._is_kept(evening, lambda record: record["position"] > position)

    def _hurts(self, evening: Evening) -> None:
        phone, dice = self.phone, self.dice
        position = self._pauses(phone, evening)
        item = evening.item_at(position)
        answers = phone.page.evaluate(
            """() => [...document.querySelectorAll("[data-consequence]")]
              .filter(one => !("stops" in one.dataset))
              .map(one => [one.dataset.consequence, "leaves" in one.dataset])"""
        )
        answer, leaves = dice.choice(answers)
        enough = leaves and dice.random() < 0.3
        self._tells(f"{item} hurts: {answer}")
        phone.presses("[data-action=hurts]")
        phone.presses(f"[data-answer='{answer}']")
        evening.hurts.append((item, answer))
        if leaves and item >= 0:
            evening.left.add(item)
        phone.presses(f"[data-consequence='{answer}'] [data-action={'end' if enough else 'close'}]")
        if enough:
            evening.enough = True
            evening.state = "done"
        else:
            phone.eventually(lambda: phone.shows()["plays"] != "paused", what="it goes on")
        count = len(evening.hurts)
        self._is_kept(
            evening,
            lambda record: (
                len(record["hurts"]) >= count and (not enough or record["state"] == "done")
            ),
        )

    def _is_kept(self, evening: Evening, true: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the phone has this of the evening, or the server has all of it."""

        def kept() -> bool:
            entry = self.phone.entry(evening.id)
            if entry is None:
                return True
            self._notes({evening.id: entry})
            return true(entry["record"])

        self.phone.eventually(kept, what="it is kept on the phone")

    def _ends(self, evening: Evening, finishes: bool) -> None:
        """Play to the end, or leave it open for good."""
        if finishes:
            self._leads(self.phone, evening, evening.total + 1)
            self._says_how_it_is_after(evening)
            return
        moment = evening.position + self.dice.uniform(0, 0.8) * (evening.total - evening.position)
        self._leads(self.phone, evening, moment)
        if evening.state == "done":
            self._says_how_it_is_after(evening)
            return
        self.tally.kinds["given up"] += 1
        self._tells("gives up")
        if self.dice.random() < 0.5:
            self.phone.kills_tab()
        else:
            self.phone.page.close()

    def _says_how_it_is_after(self, evening: Evening) -> None:
        phone, dice = self.phone, self.dice
        phone.eventually(lambda: phone.shows()["plays"] == "over", what="good night")
        self.tally.kinds["with an early end" if evening.enough else "to the end"] += 1
        self._tells_what_waits(phone)
        told = dice.choices(["number", "none", "nothing"], [6, 2, 2])[0]
        if told != "nothing":
            if phone.shows()["dark"]:
                phone.presses("[data-action=touch]")
            if dice.random() < 0.3:
                self.line.breaks(*dice.choices(ON_THE_LINE, k=2))
            pain = dice.randrange(11) if told == "number" else None
            value = "" if pain is None else pain
            phone.presses(f"[data-part=after] button[value='{value}']")
            evening.pain_after = pain
            phone.page.locator("[data-part=thanks]").wait_for(state="visible")
            self._tells(f"pain after: {pain}")
            if dice.random() < 0.3:
                # Said, thanked for, and the phone put away in the same moment.
                self._happens("tab killed")
                phone.kills_tab()

    def _tells_what_waits(self, phone: Phone) -> None:
        """The page says that something is kept on this phone exactly while it is."""

        def it_says_so() -> bool:
            waits, says = phone.page.evaluate(
                f"""async () => [
                  (await ({OUTBOX})()).filter(one => one.closed && one.serial > one.sent).length,
                  [...document.querySelectorAll("[data-kept]")].filter(one => !one.hidden).length,
                ]"""
            )
            return bool(waits) == bool(says)

        phone.eventually(it_says_so, what="it says what is kept on this phone")

    # --- what breaks around it ------------------------------------------------------------------

    def _again(self, evening: Evening) -> None:
        """Tonight's page is open again: the same evening waits there, and goes on."""
        phone = self.phone
        self._notes(phone.outbox())
        phone.eventually(
            lambda: phone.shows()["offers"] or phone.shows()["plays"] == "paused",
            what="the evening is there again",
        )
        if phone.shows()["offers"]:
            phone.presses("[data-action=take-up]")
            self._is_running(phone)
        else:
            self._goes_on(phone)
        self.tally.kinds["taken up again"] -= 1
        self._taken_up(phone, [evening])

    def _reloaded(self, evening: Evening) -> None:
        self._happens("reloaded")
        self.phone.page.reload()
        self._again(evening)

    def _tab_closed(self, evening: Evening) -> None:
        self._happens("tab closed")
        self.phone.page.close()
        self.phone.opens("/tonight")
        self._again(evening)

    def _tab_killed(self, evening: Evening) -> None:
        self._happens("tab killed")
        self.phone.kills_tab()
        self.phone.opens("/tonight")
        self._again(evening)

    def _closed_for_a_while(self, evening: Evening) -> None:
        self._happens("closed for a while")
        self.phone.page.close()
        self._passes(self.dice.uniform(11, 300) * 60)
        self.phone.opens("/tonight")
        self._again(evening)

    def _server_killed(self, _evening: Evening) -> None:
        self._kills_server()

    def _kills_server(self) -> None:
        self._happens("server killed")
        self.server.killed()
        self.server.starts(after=self.dice.uniform(0, 1))

    def _cache_cleared(self, _evening: Evening) -> None:
        self._happens("cache cleared")
        self.phone.clears_http_cache()

    def _no_network(self, _evening: Evening) -> None:
        if self.phone.offline:
            self._tells("the network is back")
            self.phone.network(True)
        else:
            self._loses_network()

    def _loses_network(self) -> None:
        self._happens("no network")
        self.phone.network(False)

    def _second_tab(self, _evening: Evening) -> None:
        """Another page of the site looks in, and hands over what waits as well."""
        self._happens("second tab")
        page = self.phone.context.new_page()
        with suppress(BrowserError):
            page.goto(self.line.site + self.dice.choice(["/", "/history", "/tonight", "/morning"]))
            page.evaluate(OUTBOX)
        page.close()

    def _shares(self, evening: Evening) -> None:
        """The evening goes to and fro between the phone and a second device."""
        dice, phone = self.dice, self.phone
        self._leads(phone, evening, 0.2 * evening.total)
        if evening.state != "open":
            return
        self._happens("second device")
        evening.shared = True
        self._pauses(phone, evening)
        phone.network(True)
        self.line.lifts()
        self.server.is_there()
        # The longest wait between two tries.
        self._passes(40)
        phone.eventually(
            lambda: all(one["serial"] <= one["sent"] for one in phone.outbox().values()),
            what="the server has heard of it",
        )
        other = Phone(self.browser, self.line, self.cookie, self.now)
        try:
            other.opens("/tonight")
            other.eventually(lambda: bool(other.shows()["offers"]), what="it is offered there")
            other.presses("[data-action=take-up]")
            self._is_running(other)
            self._phones = (phone, other)
            for share in (0.4, 0.6):
                self._leads(other, evening, share * evening.total)
                self._pauses(other, evening)
                self.line.breaks(*dice.choices(ON_THE_LINE, k=2))
                # This one goes on from where it stood, a little behind the other.
                evening.position = phone.position(evening.id)
                self._leads(phone, evening, (share - 0.1) * evening.total)
                self._pauses(phone, evening)
                evening.position = other.position(evening.id)
                self._goes_on(other)
            self._settles(other)
        finally:
            self._phones = ()
            other.context.close()
        evening.position = phone.position(evening.id)

    # --- a morning ------------------------------------------------------------------------------

    def _a_morning(self) -> None:
        dice, phone = self.dice, self.phone
        self._until(dice.uniform(5.5, 9.5))
        if dice.random() < 0.15:
            self._loses_network()
        for _ in range(dice.choices([1, 2], [8, 2])[0]):
            phone.opens("/morning")
            self._notes(phone.outbox())
            if dice.random() < 0.6:
                self.line.breaks(*dice.choices(ON_THE_LINE, k=dice.choice([1, 2])))
            pain, sleep = dice.randrange(11), dice.randrange(11)
            day = datetime.fromtimestamp(self.now, HONG_KONG).date().isoformat()
            phone.presses(f"[data-part=pain] label:has([value='{pain}'])")
            phone.presses(f"[data-part=sleep] label:has([value='{sleep}'])")
            phone.page.locator("[data-part=thanks]").wait_for(state="visible")
            self.mornings[day] = (pain, sleep)
            self.tally.kinds["morning"] += 1
            self._tells(f"morning {day}: {pain} {sleep}")
            if dice.random() < 0.3:
                self._happens("tab killed")
                phone.kills_tab()
            elif dice.random() < 0.5:
                self._tells_what_waits(phone)
            # Of two answers the later counts, and the phone knows how far its clock is off only as
            # exactly as it was told quickly.
            self._passes(dice.uniform(40, 1800))
        if phone.offline and dice.random() < 0.5:
            phone.network(True)

    # --- the count ------------------------------------------------------------------------------

    def compares(self) -> None:
        """Hold what the server has against what was done."""
        tally = self.tally
        tally.mornings = len(self.mornings)
        tally.records = len(self.line.sent)
        tally.faults += self.line.happened
        kept = self.server.asked("what-is-kept")
        evenings = {row["id"]: row for row in kept["evenings"]}
        for put in self.line.sent:
            if put.is_evening and put.id in self.evenings:
                record = json.loads(put.body)["record"]
                self.evenings[put.id].said.append(Copy.from_json(record))
        tally.lost += [f"evening {one}" for one in self.evenings if one not in evenings]
        tally.twice += [f"evening {one}" for one in evenings if one not in self.evenings]
        for id, row in evenings.items():
            if id in self.evenings:
                tally.wrong += [
                    f"evening {id}: {what}" for what in differences(self.evenings[id], row)
                ]
        days = {day: (pain, sleep) for day, pain, sleep in kept["mornings"]}
        for day, said in self.mornings.items():
            if day not in days:
                tally.lost.append(f"morning {day}")
            elif days[day] != said:
                story = [
                    f"\n      {put.body.decode()} {put.fate} {put.arrived}"
                    for put in self.line.sent
                    if f'"{day}"'.encode() in put.body
                ]
                tally.wrong.append(
                    f"morning {day}: {days[day]}, but {said} was said{''.join(story)}"
                )
        tally.twice += [f"morning {day}" for day in days if day not in self.mornings]


def differences(evening: Evening, row: dict[str, Any]) -> Iterator[str]:
    """What the server has differently of an evening."""
    record = Copy.from_json(row["record"])
    planned = {(item, side): seconds for item, side, seconds in row["planned"]}
    kept = {(step.item, step.side): step for step in record.steps}
    # As the phone wrote it down: no more and no less.
    said = evening.said[0]
    for copy in evening.said[1:]:
        said = merge(said, copy)
    if record != said:
        yield f"the phone said {said}\n      the server has {record}"
    # As the person would tell it.
    told = {
        "state": evening.state,
        "pain_before": evening.pain_before,
        "pain_after": evening.pain_after,
    }
    for name, value in told.items():
        if getattr(record, name) != value:
            yield f"{name} is {getattr(record, name)}, not {value}"
    if [(hurt.item, hurt.answer) for hurt in record.hurts] != evening.hurts:
        yield f"hurts are {record.hurts}, not {evening.hurts}"
    if row["bad_night"] != (evening.kind == "bad night"):
        yield "another kind of evening"
    if row["finished"] != (evening.state == "done"):
        yield "finished, but not done" if row["finished"] else "done, but not finished"
    if not -60 <= row["started_at"] - evening.began <= 300:
        yield f"begun {row['started_at'] - evening.began:.0f} s after it was"
    if len(kept) != len(record.steps):
        yield "a step is there twice"
    for key, step in kept.items():
        if key not in planned:
            yield f"{key} is not in the plan"
        elif step.seconds is None or step.seconds > planned[key] + 0.01:
            yield f"{key} took {step.seconds} s of {planned[key]}"
        if step.how in {"skipped", "hurt"} and step.item not in evening.left:
            yield f"{key} is {step.how}"
    if evening.is_whole:
        for key, seconds in planned.items():
            if key not in kept:
                yield f"{key} is missing"
                continue
            how, took = kept[key].how, kept[key].seconds or 0
            if key[0] not in evening.left and (how != "done" or took < seconds - 0.05):
                yield f"{key} is {how} after {took} s of {seconds}"


def _in_django(what: str, data: str) -> None:
    from lumbar.site.commands import start_django

    start_django(data)
    print(json.dumps(DONE_IN_DJANGO[what]()))


if __name__ == "__main__":
    _in_django(sys.argv[1], sys.argv[2])
