"""Several threads may begin at the same moment. A crash takes the process, so each has its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TOGETHER = """
import sys
import threading
from contextlib import suppress
import msgspec
{before}

def go():
    barrier.wait()
    with suppress(msgspec.ValidationError):
        {each}

sys.setswitchinterval(1e-6)
barrier = threading.Barrier(4)
threads = [threading.Thread(target=go) for _number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
KNOWLEDGE = TOGETHER.format(before="from lumbar.clinical.library import library", each="library()")
ROWS = TOGETHER.format(
    before="from lumbar.site import wsgi; from lumbar.clinical.values import Assessment",
    each="Assessment.from_json({})",
)


@pytest.mark.parametrize("code", [KNOWLEDGE, ROWS], ids=["knowledge", "rows"])
def test_threads_that_begin_at_once_do_not_crash(code: str) -> None:
    ended = subprocess.run(
        (sys.executable, "-c", code), env={**os.environ, "LUMBAR_ENV": "test"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
