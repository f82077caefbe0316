"""The browser's modules joined into one file: one request instead of thirty.

A page over a slow line is ready when its last module has come, and each costs a round trip. The
sources stay small modules; only what is served is joined (by esbuild, from the npm lock).
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from lumbar.figure.making import digests

SOURCES = digests.HERE.parent / "browser"
REPOSITORY = digests.HERE.parents[2]
ESBUILD = REPOSITORY / "node_modules" / ".bin" / "esbuild"
ENTRY = SOURCES / "index.js"
SETTINGS = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none")


class NoBundler(RuntimeError):
    """esbuild is not there."""


def inputs() -> str:
    """A digest of the modules, the settings and the bundler's version."""
    lock = json.loads((REPOSITORY / "package-lock.json").read_text("utf-8"))
    version = lock["packages"]["node_modules/esbuild"]["version"]
    modules = [part for path in sorted(SOURCES.glob("*.js")) for part in _named(path)]
    return digests.of_bytes(version.encode(), *(setting.encode() for setting in SETTINGS), *modules)


def _named(path: Path) -> tuple[bytes, bytes]:
    return path.name.encode(), path.read_bytes()


def joined() -> bytes:
    """The one module. Raises NoBundler, and CalledProcessError when a module is wrong."""
    if not ESBUILD.is_file():
        raise NoBundler("esbuild is missing; ./run --dev sets it up.")
    done = subprocess.run(  # noqa: S603
        [ESBUILD, ENTRY, *SETTINGS, "--log-level=error"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout
