"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from lumbar.booking.offering import books_online, earliest
from lumbar.people.marks import marks_of
from lumbar.plans.queries import standing
from lumbar.site.looks import look_of
from lumbar.site.theme import theme_of
from lumbar.tonight.keeping import keep_token

KEEPING = ("check_result", "plan", "tonight", "morning", "privacy_erased")
"""Pages on which the device is told what to keep; Home does so by itself."""


def page(request: HttpRequest) -> dict[str, Any]:
    """What pages share.

    `theme` ("night", "day" or "system"), `look` (who shows the exercises), `clinic` (or nothing),
    `source_url`, `keep`, which says on some pages what the device should keep, and `owner`, the
    marks of whoever the page is for (`people/marks.py`; None where that was not looked up).
    `books_online` and `earliest_visit` say what can be booked here.
    """
    return {
        "theme": theme_of(request),
        "look": look_of(request),
        "clinic": getattr(request, "clinic", None),
        "source_url": settings.LUMBAR.source_url,
        # The demo's page to sign in at is only there on one's own machine.
        "demo_door": settings.LUMBAR.kind == "local",
        # Templates call it: pages that do not ask cost no query.
        "keep": lambda: _keep(request),
        "owner": lambda: _owner(request),
        "books_online": lambda: books_online(getattr(request, "clinic", None)),
        "earliest_visit": lambda: earliest(getattr(request, "clinic", None), timezone.now()),
    }


def _owner(request: HttpRequest) -> str | None:
    """The marks of whoever the page is for, with spaces between, the own one first."""
    return " ".join(marks_of(request.person)) if hasattr(request, "person") else None


def _keep(request: HttpRequest) -> str | None:
    """The token of what to keep; None on pages that say nothing about it."""
    here = request.resolver_match
    if here is None or here.view_name not in KEEPING or not hasattr(request, "person"):
        return None
    return keep_token(request, standing(request.person))
