"""The key that signs browser notifications (VAPID, RFC 8292). Loaded where it is needed: the
library that knows elliptic curves costs half a second."""

from __future__ import annotations

import base64
from functools import cache

from django.conf import settings

from lumbar.site.environment import kept_secret

FILE = "vapid-key"


def private_key() -> str:
    """The private key as base64url: the operator's, or one kept in the data folder.

    Raises OSError when none is set and the folder cannot be written.
    """
    chosen: str = settings.LUMBAR.vapid_key
    return chosen or kept_secret(settings.LUMBAR.data_dir, FILE, new_key)


def new_key() -> str:
    """A fresh private key: 32 bytes as base64url."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def public_key() -> str:
    """What a browser needs to allow notifications from this site, and from no other."""
    return _public(private_key())


@cache
def _public(private: str) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(base64.urlsafe_b64decode(private + "=" * (-len(private) % 4)), "big")
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
