"""From what a browser sends to choices. Nothing typed is lost: the page shows it again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from lumbar.reminders.actions import Chosen
from lumbar.reminders.models import Kind, ReminderSettings, Way
from lumbar.reminders.push_address import LONGEST
from lumbar.reminders.schedule import within
from lumbar.reminders.zones import is_zone

TIMES = ("tonight_at", "morning_at", "measures_at", "quiet_from", "quiet_to")
TIME_OF = {
    Kind.TONIGHT: "tonight_at",
    Kind.MORNING: "morning_at",
    Kind.MEASURES: "measures_at",
}
"""The time of each kind that has one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form was filled in with.

    ``chosen`` counts only without ``errors``: a field's name to ``not-a-time``, ``not-a-zone`` or
    ``quiet`` (it lies in the quiet hours, so nothing would ever come).
    """

    given: Mapping[str, str]
    wishes: frozenset[tuple[str, str]]
    health_words: bool
    chosen: Chosen | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def shown(kept: ReminderSettings, wishes: set[tuple[str, str]]) -> Sent:
    """The form as it is filled in now."""
    given = {name: getattr(kept, name).strftime("%H:%M") for name in TIMES}
    return Sent(given | {"time_zone": kept.time_zone}, frozenset(wishes), kept.health_words)


def read_choices(data: QueryDict) -> Sent:
    """Read the form."""
    given = {name: data.get(name, "").strip()[:60] for name in (*TIMES, "time_zone")}
    ticked = set(data.getlist("wish"))
    wishes = frozenset(
        (kind, way) for kind in Kind.values for way in Way.values if f"{kind}:{way}" in ticked
    )
    health_words = data.get("health_words") == "yes"
    errors: dict[str, str] = {}
    times: dict[str, time] = {}
    for name in TIMES:
        found = _time(given[name])
        if found is None:
            errors[name] = "not-a-time"
        else:
            times[name] = found
    if not is_zone(given["time_zone"]):
        errors["time_zone"] = "not-a-zone"
    if "quiet_from" in times and "quiet_to" in times:
        wished = {kind for kind, _way in wishes}
        for kind, name in TIME_OF.items():
            if (
                kind in wished
                and name in times
                and within(times[name], times["quiet_from"], times["quiet_to"])
            ):
                errors[name] = "quiet"
    if errors:
        return Sent(given, wishes, health_words, None, errors)
    chosen = Chosen(
        time_zone=given["time_zone"],
        tonight_at=times["tonight_at"],
        morning_at=times["morning_at"],
        measures_at=times["measures_at"],
        quiet_from=times["quiet_from"],
        quiet_to=times["quiet_to"],
        health_words=health_words,
    )
    return Sent(given, wishes, health_words, chosen)


def _time(text: str) -> time | None:
    """ "21:30", "9:05" or what a browser sends with seconds."""
    hours, _, rest = text.partition(":")
    minutes = rest.partition(":")[0]
    if not (hours.isascii() and hours.isdecimal() and minutes.isascii() and minutes.isdecimal()):
        return None
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        return None


def read_address(data: QueryDict) -> str | None:
    """The e-mail address that was typed, or None when it cannot be one."""
    address = data.get("email", "").strip()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address) <= 254 else None


class Browser(NamedTuple):
    """A browser's push subscription."""

    endpoint: str
    p256dh: str
    auth: str


class BrowserError(ValueError):
    """Not what a browser sends."""


def read_browser(data: object) -> Browser:
    """Read ``PushSubscription.toJSON()``.

    Raises:
        BrowserError: something is missing, or the keys have not the length of such keys.
    """
    keys = data.get("keys") if isinstance(data, Mapping) else None
    endpoint = data.get("endpoint") if isinstance(data, Mapping) else None
    if not isinstance(endpoint, str) or not isinstance(keys, Mapping) or len(endpoint) > LONGEST:
        raise BrowserError("a push subscription")
    return Browser(endpoint, _key(keys, "p256dh", 65), _key(keys, "auth", 16))


def _key(keys: Mapping[str, object], name: str, length: int) -> str:
    value = keys.get(name)
    if not isinstance(value, str) or len(value) > 120:
        raise BrowserError(name)
    try:
        decoded = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        raise BrowserError(name) from None
    if len(decoded) != length:
        raise BrowserError(name)
    return value
