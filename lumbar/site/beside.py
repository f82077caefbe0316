"""A process beside the server that is started again when it dies, and goes when the server goes.

The server forks a *keeper* before it begins to serve; the keeper forks the one that does the work
and waits for it. All are copies of one process, so they share the memory of what is loaded.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds before the work is started again; twice as long each time it dies young."""


class Beside:
    """``run`` in a process of its own, until ``stop`` or the end of this process.

    ``run`` is called with a function that says whether to go on: it looks now and then, and
    returns when the answer is no. SIGTERM and SIGINT make the answer no.
    """

    def __init__(self, run: Callable[[Callable[[], bool]], None]) -> None:
        self._run = run
        self._keeper = 0

    def start(self) -> None:
        # While this process lives it holds the writing end; when it is gone, however it went, the
        # reading end is at its end.
        reading, self._writing = os.pipe()
        self._keeper = os.fork()
        if self._keeper == 0:
            os.close(self._writing)
            status = 1
            try:
                _Keeper(self._run, reading).keeps()
                status = 0
            finally:
                # Never back into the server's own code.
                os._exit(status)
        os.close(reading)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._keeper, signal.SIGTERM)
            os.waitpid(self._keeper, 0)


class _Keeper:
    def __init__(self, run: Callable[[Callable[[], bool]], None], reading: int) -> None:
        self._run = run
        self._reading = reading
        self._child = 0
        self._stopping = False

    def keeps(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        pause = FIRST_PAUSE
        while self._goes_on():
            began = time.monotonic()
            self._child = os.fork()
            if self._child == 0:
                self._works()
            if self._stopping:
                # The signal came before there was anybody to hand it to.
                self._hand_on(signal.SIGTERM)
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)
            self._child = 0
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._waits(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    def _works(self) -> None:
        status = 1
        try:
            self._run(self._goes_on)
            status = 0
        except Exception:
            log.exception("the process beside the server failed")
        finally:
            os._exit(status)

    def _goes_on(self) -> bool:
        return not self._stopping and not select.select([self._reading], [], [], 0)[0]

    def _waits(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self._goes_on() and (left := until - time.monotonic()) > 0:
            select.select([self._reading], [], [], min(left, 1.0))

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        self._hand_on(number)

    def _hand_on(self, number: int) -> None:
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, number)
