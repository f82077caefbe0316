"""What time zones are called."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo


@cache
def city(name: str, language: str) -> str:
    """What a zone's place is called."""
    from babel.dates import get_timezone_location

    locale = "zh_Hant" if language == "zh-hant" else "en_GB"
    found: str = get_timezone_location(ZoneInfo(name), locale=locale, return_city=True)
    return found.replace("/", ", ")
