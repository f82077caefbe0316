"""The network between phones and server, which can lose, double, delay and break what is sent."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.faults.server import Server, free_port

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
