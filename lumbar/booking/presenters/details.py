"""The form with who comes and why, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lumbar.booking.forms import (
    EMAIL_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    REASON_LENGTH,
    Details,
)


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field."""

    name: str
    label: str
    kind: str
    """``text``, ``tel``, ``email`` or ``long``."""
    autocomplete: str
    value: str
    longest: int
    needed: bool
    hint: str
    error: str


def fields(sent: Details, *, by_email: bool) -> list[FieldView]:
    """The fields in their order; ``by_email``: the clinic writes, otherwise it rings."""

    def field(
        name: str, label: str, kind: str, complete: str, longest: int, needed: bool, hint: str = ""
    ) -> FieldView:
        error = error_words(name, sent.errors[name], longest) if name in sent.errors else ""
        return FieldView(
            name, label, kind, complete, sent.given[name], longest, needed, hint, error
        )

    return [
        field("name", _("Name"), "text", "name", NAME_LENGTH, True),
        field("email", _("E-mail"), "email", "email", EMAIL_LENGTH, by_email),
        field("phone", _("Phone"), "tel", "tel", PHONE_LENGTH, not by_email),
        field(
            "reason", _("Why do you come?"), "long", "off", REASON_LENGTH, False,
            _("A few words are enough. The clinic reads them."),
        ),
    ]  # fmt: skip


def error_words(name: str, error: str, longest: int) -> str:
    """What is wrong with a field, and what to do."""
    match error:
        case "missing":
            return {
                "name": _("Please enter your name."),
                "email": _("Please enter your e-mail, so that we can confirm the visit."),
                "phone": _("Please enter your phone number, so that the clinic can ring you."),
            }[name]
        case "not-an-email":
            return _("This is no e-mail address. It looks like name@example.org.")
        case "not-a-phone":
            return _("This is no phone number. Enter digits; begin with + abroad.")
        case _:
            return _("This is too long: %(longest)s characters at most.") % {"longest": longest}
