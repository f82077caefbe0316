"""From what a browser sends to what the desk does. Nothing typed is lost: the page shows it again.

Errors are words, in the language of the page, by the name of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from lumbar.booking.forms import NAME_LENGTH, PHONE_LENGTH, is_email
from lumbar.clinical.words import LANGUAGES
from lumbar.people.finding import digits_of

WHY, TEXT = 120, 4000
"""How long what is typed may be, in characters; as the tables have it."""
MOST_VISITS = 12
MOST_WEEKS = 26


def read_day(text: str) -> date | None:
    """ "2026-12-08", as a browser sends it; None for anything else or a year out of reach."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def read_time(text: str) -> time | None:
    """ "09:30", "9:30", "930" or "9"; None for anything else."""
    text = text.strip().replace("：", ":").replace(".", ":")
    if text.isascii() and text.isdecimal():
        text = f"{text[:-2]}:{text[-2:]}" if len(text) > 2 else f"{text}:00"
    try:
        return datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        return None


def read_number(text: str, least: int, most: int) -> int | None:
    """A whole number within limits; None for anything else."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        return None
    number = int(text)
    return number if least <= number <= most else None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody new is, as typed."""

    given: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def read_contact(data: QueryDict, *, language: str) -> Contact:
    """Name, and a phone number or an e-mail."""
    chosen = data.get("language", "")
    given = {
        "name": " ".join(data.get("name", "").split()),
        "phone": " ".join(data.get("phone", "").split()),
        "email": data.get("email", "").strip(),
        "language": chosen if chosen in LANGUAGES else language,
    }
    errors: dict[str, str] = {}
    if not given["name"]:
        errors["name"] = _("Who is it? Find somebody, or enter a name.")
    elif len(given["name"]) > NAME_LENGTH:
        errors["name"] = _too_long(NAME_LENGTH)
    phone = given["phone"]
    if phone and (len(phone) > PHONE_LENGTH or len(digits_of(phone)) < 5):
        errors["phone"] = _("This is no phone number. Enter its digits.")
    if given["email"] and not is_email(given["email"]):
        errors["email"] = _("This is no e-mail address. It looks like name@example.org.")
    if not given["phone"] and not given["email"]:
        errors["phone"] = _("Enter a phone number or an e-mail, so that they can be reached.")
    return Contact(given, errors)


def _too_long(longest: int) -> str:
    return _("This is too long: %(longest)s characters at most.") % {"longest": longest}


@dataclass(frozen=True, slots=True)
class BlockForm:
    """Time to be taken out of the book. ``day``, ``starts``, ``ends`` count without errors."""

    given: Mapping[str, str]
    errors: Mapping[str, str]
    day: date | None = None
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    whose: tuple[str, int] | None = None
    """``("who", 3)`` or ``("room", 2)``."""


def read_block(data: QueryDict) -> BlockForm:
    """Whose, from when to when; over several days it is one stretch from the first to the last."""
    names = ("whose", "day", "last", "starts", "ends", "why")
    given = {name: data.get(name, "").strip()[:200] for name in names}
    errors: dict[str, str] = {}
    kind, _colon, key = given["whose"].partition(":")
    number = read_number(key, 1, 9999) if kind in ("who", "room") else None
    whose = None if number is None else (kind, number)
    if whose is None:
        errors["whose"] = _("Choose whose time, or which room.")
    day = read_day(given["day"])
    if day is None:
        errors["day"] = _("Enter a date.")
    last = read_day(given["last"]) if given["last"] else day
    if last is None or (day is not None and last < day):
        errors["last"] = _("The last day comes after the first.")
    starts, ends = read_time(given["starts"]), read_time(given["ends"])
    if starts is None:
        errors["starts"] = _("Enter a time, such as 14:30.")
    if ends is None:
        errors["ends"] = _("Enter a time, such as 14:30.")
    elif starts is not None and day == last and ends <= starts and ends != time.min:
        errors["ends"] = _("It ends before it begins.")
    if len(given["why"]) > WHY:
        errors["why"] = _too_long(WHY)
    return BlockForm(given, errors, day, last, starts, ends, whose)
