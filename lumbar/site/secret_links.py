"""Pages for whoever has the link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from lumbar.people.http import Request

View = Callable[..., HttpResponse]


def for_whoever_has_the_link(view: View) -> View:
    """Keep the address to those who have it: no guest cookie, no trace elsewhere, no search."""

    @wraps(view)
    def kept(request: Request, *args: Any, **named: Any) -> HttpResponse:
        # A browser that knows somebody is told nothing new here.
        request.guest_token = None
        response = view(request, *args, **named)
        # Not "no-referrer": a form on such a page would name no origin, and be refused.
        response.headers.setdefault("Referrer-Policy", "strict-origin")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return kept
