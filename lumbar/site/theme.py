"""The colours a person chose: night, day, or like the device."""

from __future__ import annotations

THEME_COOKIE = "theme"
THEMES = ("system", "night", "day")
THEME_COOKIE_AGE = 400 * 24 * 3600
