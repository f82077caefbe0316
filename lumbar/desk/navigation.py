"""The doors of the desk: which there are, and who sees which."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lumbar.people.models import Membership
from lumbar.people.roles import May, may_do


@dataclass(frozen=True, slots=True)
class Door:
    """A part of the desk. The apps beside this one are known by their addresses' names
    only."""

    name: str
    """Name of the address."""
    label: str | Promise
    may: May
    also: str = ""
    """Name of another address that lies behind it."""


DOORS = (
    Door("desk", pgettext_lazy("desk", "Day"), May.BOOK),
    Door("desk_week", _("Week"), May.BOOK),
    Door("board", _("Board"), May.TAKE_BOARD),
    Door("desk_people", _("People"), May.BOOK),
    Door("waiting", _("Waiting"), May.BOOK),
    Door("staff_messages", _("Messages"), May.MESSAGE),
    Door("desk_cases", _("Cases"), May.WRITE_CASES),
    Door("settings", _("Settings"), May.SETTINGS, also="audit"),
    Door("team", _("Team"), May.TEAM),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A door as one member of staff sees it."""

    label: str
    url: str
    here: bool
    """The page that is open lies behind it."""


def entries(membership: Membership | None, path: str) -> list[Entry]:
    """The doors this member of staff may open, in order; none for who is no staff."""
    if not membership:
        return []
    found = []
    for door in DOORS:
        if may_do(membership, door.may):
            url = reverse(door.name)
            found.append((str(door.label), url, reverse(door.also) if door.also else url))
    behind = [url for _label, *urls in found for url in urls if _is_within(path, url)]
    here = max(behind, key=len, default=None)
    return [Entry(label, url, here in (url, also)) for label, url, also in found]


def _is_within(path: str, url: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")
