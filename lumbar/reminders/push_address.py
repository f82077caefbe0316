"""Where a notification may be sent: to a push service on the internet, never inside the network."""

from __future__ import annotations

from lumbar.site.outside_address import (
    LONGEST,
    OutsideAddressError,
    careful_session,
    check,
    is_public,
)

PushAddressError = OutsideAddressError

__all__ = ["LONGEST", "PushAddressError", "careful_session", "check", "is_public"]
