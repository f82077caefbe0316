"""What a page of the settings showed, kept in the page as a short digest of each value: so what is
saved from it does not undo what somebody else changed since. No database in here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models

from lumbar.clinics.week import BreakSpan, WorkSpan

Seen = Mapping[str, str]
"""By the name of a value, its digest."""
LENGTH = 12
PERIOD = "period"
"""The name of the days between which hours hold; weekdays are called "0" to "6"."""
OPENED = "opened"
"""The name of when the page was opened, in milliseconds since 1970; no value of a page."""


class ChangedMeanwhile(Exception):
    """Somebody changed what a page showed; ``names``: which of its values."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def digest(value: Any) -> str:
    """Of a value, the same whether it comes from a row or was sent by a browser."""
    return hashlib.sha256(_sent(value).encode()).hexdigest()[:LENGTH]


def _sent(value: Any) -> str:
    """As a browser sends it back when nobody touches it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return "\n".join(sorted(map(_sent, value)))
    return str(value).replace("\r\n", "\n").strip()


def seen_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What a page with these values has shown."""
    return {name: digest(value) for name, value in values.items()}


def seen_week(
    work: Iterable[WorkSpan],
    breaks: Iterable[BreakSpan],
    period: tuple[date | None, date | None] | None,
) -> dict[str, str]:
    """The same of somebody's week; ``period`` None: new hours, which hold in none yet."""
    found: dict[str, Any] = {PERIOD: "new" if period is None else f"{period[0]} {period[1]}"}
    work, breaks = list(work), list(breaks)
    for weekday in range(7):
        own: list[tuple[Any, ...]] = [one for one in work if one.weekday == weekday]
        own += [one for one in breaks if one.weekday == weekday]
        found[str(weekday)] = [" ".join(map(str, one)) for one in own]
    return seen_of(found)


def written(seen: Seen) -> str:
    """For a hidden field."""
    return " ".join(f"{name}={value}" for name, value in seen.items())


def read(text: str) -> dict[str, str]:
    """What a hidden field says; what it does not say was not seen."""
    pairs = (part.partition("=") for part in text.split())
    return {name: value for name, _equals, value in pairs}


def at(seen: Seen, now: datetime) -> dict[str, str]:
    """What a page that is opened ``now`` shows."""
    return {OPENED: str(int(now.timestamp() * 1000)), **seen}


def opened(seen: Seen) -> datetime | None:
    """When the page was opened, if it says so."""
    text = seen.get(OPENED, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def changed(seen: Seen, now: Seen) -> list[str]:
    """The values that are others now."""
    return [name for name, value in now.items() if seen.get(name) != value]


def collisions(seen: Seen, now: Seen, sent: Seen) -> list[str]:
    """The values that are others now than they were shown, and others than they were sent: who
    sends what is there already, as with a second click, undoes nothing."""
    return [name for name in changed(seen, now) if sent.get(name) != now[name]]
