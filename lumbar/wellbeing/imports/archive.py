"""A zip from somebody we do not know, read without trusting what it says of itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, BinaryIO, cast

from lumbar.wellbeing.imports.values import ImportFailed

MOST_UNPACKED = 2 * 1024**3
"""Bytes of one file in a zip. Ten years of a watch are some 1.3 GB."""
MOST_DIRECTORY = 4 * 1024**2
"""Bytes of the list of files; each becomes an object in memory."""
MOST_SWELLING = 250
"""How many times larger a file may become; health exports become thirty times larger."""
UNSUSPICIOUS = 16 * 1024**2
"""Bytes below which the swelling is nobody's concern."""

ZIP = b"PK\x03\x04"
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR_SIZE, _END64_SIZE = 20, 56
_LONGEST_COMMENT = 65_535


def is_zip(head: bytes) -> bool:
    return head.startswith(ZIP)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open it, unless its list of files alone is too long.

    Raises:
        ImportFailed: ``broken_zip`` or ``too_much``.
    """
    if _directory_size(stream) > MOST_DIRECTORY:
        raise ImportFailed("too_much")
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        # All that damaged lists were seen to raise. A disk that fails is no fault of the file.
        raise ImportFailed("broken_zip") from None


def _directory_size(stream: BinaryIO) -> int:
    """Bytes of the list of files, as the end of the zip says. ``zipfile`` reads as many."""
    size = stream.seek(0, io.SEEK_END)
    tail_size = min(size, _END_SIZE + _LONGEST_COMMENT + _LOCATOR_SIZE + _END64_SIZE)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    stream.seek(0)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_SIZE:
        raise ImportFailed("broken_zip")
    large = end - _LOCATOR_SIZE - _END64_SIZE
    if tail[end - _LOCATOR_SIZE : end].startswith(b"PK\x06\x07"):
        if large < 0 or not tail[large:].startswith(b"PK\x06\x06"):
            raise ImportFailed("broken_zip")
        return int.from_bytes(tail[large + 40 : large + 48], "little")
    return int.from_bytes(tail[end + 12 : end + 16], "little")


class Member(io.RawIOBase):
    """One file of a zip as it unpacks, up to a limit whatever its header says.

    Raises:
        ImportFailed: ``too_much`` when it grows beyond the limits, ``broken_zip`` when it is cut
            short, locked or packed in a way health exports are not.
    """

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        if not plain or info.flag_bits & 1:
            raise ImportFailed("broken_zip")
        try:
            self._inner = archive.open(info)
        except (zipfile.BadZipFile, RuntimeError, OSError, ValueError):
            raise ImportFailed("broken_zip") from None
        self._packed = max(1, info.compress_size)
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            piece = self._inner.read(len(buffer))
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error):
            raise ImportFailed("broken_zip") from None
        self._read += len(piece)
        swells = self._read > UNSUSPICIOUS and self._read > MOST_SWELLING * self._packed
        if swells or self._read > MOST_UNPACKED:
            raise ImportFailed("too_much")
        buffer[: len(piece)] = piece
        return len(piece)


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """One file of a zip, from its beginning."""
    return cast(BinaryIO, io.BufferedReader(Member(archive, info), 1 << 16))
