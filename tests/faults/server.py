"""`lumbar serve` in a process group of its own: it can be killed, and its clock is the runner's."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
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
            places = ("--port", str(self.port), "--data", str(self.data), "--no-demo")
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
            [sys.executable, "-m", "tests.faults.server", what, str(self.data)],
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


def _in_django(what: str, data: str) -> None:
    from lumbar.site.start import start_django

    start_django(data)
    print(json.dumps(DONE_IN_DJANGO[what]()))


if __name__ == "__main__":
    _in_django(sys.argv[1], sys.argv[2])
