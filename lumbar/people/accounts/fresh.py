"""How long ago somebody signed in."""

from __future__ import annotations

import time

from django.http import HttpRequest

SIGNED_IN_AT = "signed_in_at"
"""In the session: when its owner signed in, seconds since 1970."""
STAFF_STAY_IN = 12 * 3600
"""Seconds after which staff sign in again."""


def is_fresh(request: HttpRequest) -> bool:
    """Whether they signed in recently enough for the desk."""
    return time.time() - int(request.session.get(SIGNED_IN_AT, 0)) < STAFF_STAY_IN
