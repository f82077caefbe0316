"""The guest cookie: a random value that stands for a person who has no account."""

from __future__ import annotations

import hashlib
import re
import secrets

GUEST_COOKIE = "lumbar_guest"
# Browsers keep a cookie for 400 days at most.
GUEST_COOKIE_AGE = 400 * 24 * 3600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A fresh random value of 256 bits, as 43 characters."""
    return secrets.token_urlsafe(32)


def is_token(value: str) -> bool:
    """Whether `value` has the form of a token."""
    return _TOKEN.fullmatch(value) is not None


_CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8


def new_code() -> str:
    """A code to be typed on another device: 39 bits, without letters that look alike."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_of(text: str) -> str:
    """The code a person typed, whatever its case and spaces."""
    return re.sub(r"[\s-]", "", text).upper()


def token_hash(token: str) -> str:
    """What is stored of a token, or of a code.

    A plain hash does: the value is random, so unlike a password it cannot be guessed.
    """
    return hashlib.sha256(token.encode()).hexdigest()
