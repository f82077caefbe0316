"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lumbar.site.looks import look_of
from lumbar.site.theme import theme_of


def page(request: HttpRequest) -> dict[str, Any]:
    """What pages share.

    `theme` ("night", "day" or "system"), `look` (who shows the exercises), `clinic` (or nothing)
    and `source_url`.
    """
    return {
        "theme": theme_of(request),
        "look": look_of(request),
        "clinic": getattr(request, "clinic", None),
        "source_url": settings.LUMBAR.source_url,
    }
