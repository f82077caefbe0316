"""From what a browser sends to a request for a visit. Nothing typed is lost: the page shows it
again, and the page after a taken time too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from lumbar.booking.contact import Contact
from lumbar.clinical.words import LANGUAGES

NAME_LENGTH = 120
EMAIL_LENGTH = 254
PHONE_LENGTH = 30
REASON_LENGTH = 500
PHONE_MARKS = set("0123456789 +-()./")


@dataclass(frozen=True, slots=True)
class Details:
    """What the form was filled in with.

    ``contact`` counts only without ``errors``: a field's name to ``missing``, ``long``,
    ``not-an-email`` or ``not-a-phone``.
    """

    given: Mapping[str, str]
    share: bool = False
    """They ticked that the summary of their check travels along."""
    contact: Contact | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.given["reason"]


def blank(*, name: str = "", phone: str = "", email: str = "", language: str) -> Details:
    """The form before anything was typed, with what is known."""
    return Details(
        {"name": name, "phone": phone, "email": email, "reason": "", "language": language}
    )


def read_details(data: QueryDict, *, by_email: bool, language: str) -> Details:
    """Read the form. ``by_email``: the clinic writes, so the address is needed; otherwise it
    rings, and needs the number. ``language``: that of the page, where none was chosen."""
    chosen = data.get("language", "")
    given = {
        "name": " ".join(data.get("name", "").split()),
        "phone": data.get("phone", "").strip(),
        "email": data.get("email", "").strip(),
        "reason": data.get("reason", "").replace("\r\n", "\n").strip(),
        "language": chosen if chosen in LANGUAGES else language,
    }
    errors: dict[str, str] = {}
    needed = {"name", "email"} if by_email else {"name", "phone"}
    lengths = {
        "name": NAME_LENGTH, "phone": PHONE_LENGTH, "email": EMAIL_LENGTH, "reason": REASON_LENGTH,
    }  # fmt: skip
    for name, length in lengths.items():
        if not given[name]:
            if name in needed:
                errors[name] = "missing"
        elif len(given[name]) > length:
            errors[name] = "long"
        elif name == "email" and not is_email(given[name]):
            errors[name] = "not-an-email"
        elif name == "phone" and not _is_phone(given[name]):
            errors[name] = "not-a-phone"
    share = data.get("share") == "yes"
    if errors:
        return Details(given, share, None, errors)
    contact = Contact(given["name"], given["email"], given["phone"], given["language"])
    return Details(given, share, contact)


def is_email(text: str) -> bool:
    """Whether it can be an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= EMAIL_LENGTH


def _is_phone(text: str) -> bool:
    """Five digits are a short number of a small place; more than fifteen has no country (E.164)."""
    return set(text) <= PHONE_MARKS and 5 <= sum(mark.isdigit() for mark in text) <= 15
