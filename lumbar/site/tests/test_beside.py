"""The process beside the server: started again when it dies, gone when the server is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

SERVER = """
import os, sys, time
from lumbar.site import beside

beside.FIRST_PAUSE = 0.01

def run(goes_on):
    os.write(1, f"{os.getpid()}\\n".encode())
    while goes_on():
        time.sleep(0.01)
    os.write(1, b"ended well\\n")

one = beside.Beside(run)
one.start()
sys.stdin.readline()
one.stop()
os.write(1, b"stopped\\n")
"""


def serving() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def is_gone(pid: int) -> bool:
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_it_comes_back_and_stops_when_asked():
    with serving() as server:
        assert server.stdout is not None and server.stdin is not None
        first = int(server.stdout.readline())
        os.kill(first, signal.SIGKILL)
        second = int(server.stdout.readline())
        assert second != first
        server.stdin.write("stop\n")
        server.stdin.flush()
        assert server.stdout.readline() == "ended well\n"
        assert server.stdout.readline() == "stopped\n"
        assert is_gone(second)


def test_it_does_not_outlive_a_server_that_was_killed():
    with serving() as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.kill()
        try:
            assert server.stdout.readline() == "ended well\n"
            assert is_gone(worker)
        finally:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
