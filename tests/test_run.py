"""`./run` from the outside: what it says when it cannot go on, and that it starts.

Each test works on a copy of the script in a folder of its own, so nothing here is touched.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SET_UP_FILES = (
    "run",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-node.lock",
)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder with only what set-up reads, as after a clone."""
    folder = tmp_path / "fresh"
    folder.mkdir()
    for name in SET_UP_FILES:
        shutil.copy2(REPOSITORY / name, folder / name)
    return folder


def environment(**changes: str) -> dict[str, str]:
    """The environment without settings of Lumbar, and with `changes`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LUMBAR_")
        and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"}
    }
    return {**kept, **changes}


def run(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(folder / "run"), *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def fake_python(folder: Path, script: str) -> str:
    """A command that stands in for Python in `run`; returns its path."""
    path = folder / "fake-python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def assert_told(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    """One sentence on stderr (after the line saying that set-up began), a status that is not 0."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Setting Lumbar up")]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("lumbar: ")
    assert sentence in lines[0]


def test_help_names_every_option():
    done = run(REPOSITORY, "--help")
    assert done.returncode == 0
    for option in ("--port", "--data", "--no-demo", "--setup", "--help"):
        assert option in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--prot", "80"], "unknown option --prot"),
        (["--port"], "--port needs a number"),
        (["--port", "many"], "between 1 and 65535"),
        (["--port", "70000"], "between 1 and 65535"),
        (["--data"], "--data needs a folder"),
    ],
)
def test_a_wrong_option_is_told(arguments, sentence):
    assert_told(run(REPOSITORY, *arguments), sentence)


def test_an_old_python_is_told(fresh, tmp_path):
    old = fake_python(tmp_path, 'case "$2" in *print*) echo 3.9 ;; *) exit 1 ;; esac')
    assert_told(run(fresh, LUMBAR_PYTHON=old), "only Python 3.9 was found")


def test_no_python_is_told(fresh):
    assert_told(run(fresh, LUMBAR_PYTHON="no-such-python"), "no Python was found")


def test_a_python_without_venv_is_told(fresh, tmp_path):
    bare = fake_python(
        tmp_path, f'case "$2" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"'
    )
    assert_told(run(fresh, LUMBAR_PYTHON=bare), "apt install python3-venv")


def test_a_first_start_without_network_is_told(fresh, tmp_path):
    nowhere = "http://127.0.0.1:9/"
    assert_told(
        run(
            fresh,
            LUMBAR_PYTHON=sys.executable,
            PIP_CONFIG_FILE=os.devnull,
            PIP_INDEX_URL=nowhere,
            PIP_EXTRA_INDEX_URL="",
            PIP_FIND_LINKS="",
            PIP_NO_CACHE_DIR="1",
            PIP_RETRIES="0",
            HOME=str(tmp_path),
        ),
        "needs the internet",
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert_told(
        run(REPOSITORY, "--port", str(free_port()), "--data", str(in_the_way / "data")),
        "cannot be written",
    )


def test_a_checkout_that_cannot_be_written_is_told(fresh):
    # Root may write anywhere; where a folder stands in the log's place, nobody can.
    (fresh / ".lumbar-setup.log").mkdir()
    assert_told(run(fresh), "this folder cannot be written")


def test_a_taken_port_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_told(
            run(REPOSITORY, "--port", str(port), "--data", str(tmp_path)),
            f"port {port} is already in use",
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_seconds() -> float:
    """Processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_starts_with_the_demo_clinic_and_starts_again_quickly(tmp_path):
    port = free_port()
    for start in ("first", "second"):
        before = children_seconds()
        with subprocess.Popen(
            ["sh", str(REPOSITORY / "run"), "--port", str(port), "--data", str(tmp_path)],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            try:
                assert server.stdout is not None
                line = server.stdout.readline()
                assert line == f"Lumbar is ready: http://127.0.0.1:{port}\n"
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/privacy", timeout=60) as page:
                    assert "Harbour Back and Joint Clinic (demo)" in page.read().decode()
            finally:
                server.send_signal(signal.SIGTERM)
                assert server.wait(timeout=60) == 0
        if start == "second":
            # 3 seconds are promised on a quiet machine. Tests share theirs, so this counts the
            # processor's seconds, of starting, one page and stopping, with room for a slower one.
            assert children_seconds() - before < 6
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "lumbar.sqlite3").exists()
