"""A real server on the test's own database, and browsers that come to it all at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.faults.server import REPOSITORY, Server


class Answer(NamedTuple):
    """What the server said."""

    status: int
    body: str


SERVES = """
import sys
from lumbar.site.start import start_django
start_django(sys.argv[1])
from lumbar.site.server import serve
serve("127.0.0.1", int(sys.argv[2]), 2)
"""
"""What `lumbar serve` does, on the database as it is and without collecting the static files."""


class BookServer(Server):
    """The site in processes of its own."""

    def _start(self, after: float) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                (sys.executable, "-c", SERVES, str(self.data), str(self.port)),
                cwd=REPOSITORY, env=self.environment, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip


@contextmanager
def served(folder: Path, now: datetime) -> Iterator[Server]:
    """A server on the database of this test; its clock reads ``now``."""
    server = BookServer(folder)
    server.environment |= {
        "LUMBAR_ENV": "test",
        "DATABASE_URL": _database(), "LUMBAR_SECRET_KEY": settings.SECRET_KEY,
    }  # fmt: skip
    server.sets_clock((now - timezone.now()).total_seconds())
    server.starts()
    try:
        server.is_there()
        yield server
    finally:
        server.killed()


def _database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["LUMBAR_TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Browser:
    """Somebody's browser, with cookies of its own."""

    def __init__(self, server: Server) -> None:
        self._port = server.port
        self._cookies: SimpleCookie = SimpleCookie()
        self._token = ""

    def opens(self, address: str) -> Answer:
        """Look at a page; its form can be sent then."""
        answer = self._asks("GET", address, None)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.body)
        self._token = found.group(1) if found else ""
        return answer

    def sends(self, address: str, **typed: str) -> Answer:
        """Send the form of the page."""
        return self._asks("POST", address, {**typed, "csrfmiddlewaretoken": self._token})

    def _asks(self, method: str, address: str, form: dict[str, str] | None) -> Answer:
        cookies = "; ".join(f"{one.key}={one.value}" for one in self._cookies.values())
        headers = {"Cookie": cookies, "Accept-Language": "en"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        sent = urlencode(form) if form is not None else None
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=120)) as line:
            line.request(method, address, sent, headers)
            answer = line.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self._cookies.load(cookie)
            return Answer(answer.status, answer.read().decode())
