"""The colours a person chose: night, day, or like the device."""

from __future__ import annotations

from django.http import HttpRequest

THEME_COOKIE = "theme"
THEMES = ("system", "night", "day")
THEME_COOKIE_AGE = 400 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """What this person chose, by their cookie; else what the device says."""
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"
