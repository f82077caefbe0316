"""A logo's first bytes: what kind of picture it is and how large. Nothing of it is decoded here;
browsers do that, and the kind it is served as is the one its own bytes say."""

from __future__ import annotations

from typing import NamedTuple

MOST_BYTES = 200 * 1024
MOST_PIXELS = 4000
"""Of each side: a small file can claim to be a picture that fills a phone's memory."""

PNG = b"\x89PNG\r\n\x1a\n"
# Start-of-frame markers; the ones left out between them are tables.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_WITHOUT_LENGTH = frozenset(range(0xD0, 0xDA)) | {0x01}


class LogoError(ValueError):
    """Not a logo that can be shown. ``code``: ``kind``, ``bytes`` or ``pixels``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Picture(NamedTuple):
    """What a picture says of itself."""

    kind: str
    """``image/png``, ``image/jpeg`` or ``image/webp``."""
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Kind and size of a PNG, JPEG or WebP.

    Raises:
        LogoError: it is none of these, too large, or its sides are.
    """
    if len(content) > MOST_BYTES:
        raise LogoError("bytes")
    try:
        picture = _png(content) or _jpeg(content) or _webp(content)
    except IndexError:
        raise LogoError("kind") from None
    if picture is None:
        raise LogoError("kind")
    if not (1 <= picture.width <= MOST_PIXELS and 1 <= picture.height <= MOST_PIXELS):
        raise LogoError("pixels")
    return picture


def _png(content: bytes) -> Picture | None:
    """PNG (ISO/IEC 15948): the header chunk comes first, the end chunk last."""
    if not content.startswith(PNG) or content[12:16] != b"IHDR" or content[-8:-4] != b"IEND":
        return None
    return Picture("image/png", _big(content, 16, 4), _big(content, 20, 4))


def _jpeg(content: bytes) -> Picture | None:
    """JPEG (ITU-T T.81): go from marker to marker up to the first frame."""
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in JPEG_WITHOUT_LENGTH:
            at += 2
        elif marker in JPEG_FRAMES:
            return Picture("image/jpeg", _big(content, at + 7, 2), _big(content, at + 5, 2))
        else:
            at += 2 + max(2, _big(content, at + 2, 2))
    return None


def _webp(content: bytes) -> Picture | None:
    """WebP (RFC 9649): lossy, lossless or extended."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if _little(content, 4, 4) + 8 > len(content):
        return None
    match content[12:16]:
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF
        case b"VP8L" if content[20] == 0x2F:
            sizes = _little(content, 21, 4)
            width, height = (sizes & 0x3FFF) + 1, (sizes >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = _little(content, 24, 3) + 1, _little(content, 27, 3) + 1
        case _:
            return None
    return Picture("image/webp", width, height)


def _big(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(content, at, length), "big")


def _little(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(content, at, length), "little")


def _exactly(content: bytes, at: int, length: int) -> bytes:
    found = content[at : at + length]
    if len(found) < length:
        raise IndexError
    return found
