"""Forms of django-allauth, in our words and with our markup."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lumbar.people.team import came_by_invitation

register = template.Library()


class Words(NamedTuple):
    """What is written around a field, and what browsers are told about it."""

    label: str | Promise
    autocomplete: str
    help: str | Promise = ""


NEW_PASSWORD = _(
    "At least 10 characters. Three or four words that do not belong together are good and easy to "
    "remember."
)
WORDS = {
    "login": Words(_("E-mail address"), "username webauthn"),
    "password": Words(_("Password"), "current-password"),
    "oldpassword": Words(_("The password you have now"), "current-password"),
    "password1": Words(_("New password"), "new-password", NEW_PASSWORD),
    "password2": Words(_("The new password once more"), "new-password"),
    "email": Words(_("E-mail address"), "email"),
    "code": Words(_("Code"), "one-time-code"),
    "name": Words(_("Name of this passkey"), "off", _("For example: my phone.")),
}


@register.inclusion_tag("people/parts/fields.html")
def account_fields(form: forms.Form, *names: str, **labels: str) -> dict[str, Any]:
    """The fields of a form (or only those named), each with label, help and error. A keyword such
    as ``password1="Password"`` is another label than the usual."""
    fields = [form[name] for name in names or form.fields]
    shown = [_shown(field, labels) for field in fields if not field.is_hidden]
    return {
        "errors": form.non_field_errors(),
        "fields": shown,
        "hidden": [field for field in fields if field.is_hidden],
    }


def _shown(field: BoundField, labels: dict[str, str]) -> dict[str, Any]:
    words = WORDS.get(field.name, Words(field.label, "off"))
    password = isinstance(field.field.widget, forms.PasswordInput)
    return {
        "id": field.id_for_label,
        "name": field.html_name,
        "label": labels.get(field.name, words.label),
        "help": words.help,
        "autocomplete": words.autocomplete,
        "errors": field.errors,
        "required": field.field.required,
        "type": "password" if password else "text",
        "email": field.name in {"login", "email"},
        "digits": field.name == "code",
        "value": "" if password else (field.value() or ""),
    }


@register.filter
def day(value: date) -> str:
    """A day, as it is written in the language of the page."""
    return date_format(_here(value), gettext("j F Y"))


@register.filter
def minute(value: datetime) -> str:
    """A day with the time of day."""
    return date_format(_here(value), gettext("j F Y, H:i"))


def _here(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) else value


# In this order: each of the later ones says that it is an earlier one too.
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
    "FxiOS": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
    "Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux",
}  # fmt: skip


@register.filter
def browser(user_agent: str) -> str:
    """What a browser calls itself, in two words: "Firefox, Android"."""
    marks = ((BROWSERS, "/"), (SYSTEMS, ""))
    found = [
        next((name for mark, name in names.items() if mark + end in user_agent), "")
        for names, end in marks
    ]
    return ", ".join(one for one in found if one) or gettext("Some browser")


@register.simple_tag
def mail_is_set_up() -> bool:
    """Whether this installation can send e-mail."""
    return bool(settings.LUMBAR.email)


@register.simple_tag(takes_context=True)
def is_invited(context: template.Context) -> bool:
    """Whether the page is for somebody who joins a team: nothing of this device becomes theirs."""
    return came_by_invitation(context["request"])
