"""What the page of reminders shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lumbar.people.models import Person
from lumbar.reminders import keys, queries
from lumbar.reminders.forms import TIME_OF, Sent
from lumbar.reminders.models import Kind, ReminderSettings, Way
from lumbar.reminders.wording import kind_words, way_words
from lumbar.reminders.zones import grouped, is_zone
from lumbar.site.post import is_set_up
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class Switch:
    """One kind by one way."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One kind, with its time and its ways."""

    kind: str
    title: str
    about: str
    field: str
    """The name of its time; empty for a kind whose time follows from something else."""
    at: str
    error: str
    switches: tuple[Switch, ...]


def usual(language: str) -> ReminderSettings:
    """The settings of somebody who has chosen nothing yet; not kept."""
    return ReminderSettings(time_zone=settings.TIME_ZONE, language=language)


def page(person: Person, kept: ReminderSettings | None, sent: Sent) -> dict[str, Any]:
    """Everything the page shows of a person's reminders."""
    browsers = queries.browsers_of(person)
    errors = {name: _error(code) for name, code in sent.errors.items()}
    zone = sent.given["time_zone"]
    if not is_zone(zone):
        zone = kept.time_zone if kept and is_zone(kept.time_zone) else settings.TIME_ZONE
    quiet = errors.get("quiet_from") or errors.get("quiet_to") or ""
    return {
        "kept": kept,
        "sent": sent,
        "rows": [_row(kind, sent, errors) for kind in Kind.values],
        "quiet_error": quiet,
        "zone_error": errors.get("time_zone", ""),
        "errors": bool(errors),
        "zone": zone,
        "zones": grouped(page_language(), zone),
        "calendar": queries.calendar_of(person),
        "mail": is_set_up(),
        "email_state": kept.email_state if kept else "none",
        "email": kept.email if kept else "",
        "browsers": browsers,
        "push_key": keys.public_key(),
        "anything": bool(sent.wishes or browsers or (kept and kept.email)),
        "waits": _waits(sent, kept, bool(browsers)),
    }


def _row(kind: str, sent: Sent, errors: dict[str, str]) -> Row:
    title, about = kind_words()[kind]
    name = TIME_OF.get(Kind(kind), "")
    return Row(
        kind=kind,
        title=title,
        about=about,
        field=name,
        at=sent.given.get(name, ""),
        error=errors.get(name, ""),
        switches=tuple(
            Switch(f"{kind}:{way}", label, (kind, way) in sent.wishes)
            for way, label in way_words().items()
            if way != Way.EMAIL or is_set_up()
        ),
    )


def _waits(sent: Sent, kept: ReminderSettings | None, any_browser: bool) -> list[str]:
    """What is wished and cannot come yet, and what to do about it."""
    ways = {way for _kind, way in sent.wishes}
    said = []
    if Way.EMAIL in ways and not (kept and kept.email_confirmed):
        said.append(_("E-mails begin once you have given and confirmed an address below."))
    if Way.PUSH in ways and not any_browser:
        said.append(_("Notifications begin once you have allowed them in a browser below."))
    return said


def _error(code: str) -> str:
    return {
        "not-a-time": _("Give a time such as 21:30."),
        "not-a-zone": _("Choose a place from the list."),
        "quiet": _("This is in your quiet hours. Choose another time, or change the quiet hours."),
    }[code]
