"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lumbar.site.theme import THEME_COOKIE, THEMES


def page(request: HttpRequest) -> dict[str, Any]:
    """`theme` ("night", "day" or "system"), `clinic` (or nothing) and `source_url`."""
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    return {
        "theme": theme if theme in THEMES else "system",
        "clinic": getattr(request, "clinic", None),
        "source_url": settings.LUMBAR.source_url,
    }
