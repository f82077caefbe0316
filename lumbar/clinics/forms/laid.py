"""What the forms share: how they are laid out, and fields of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.clinics.week import FIRST_DAY, LAST_DAY
from lumbar.people.models import Clinic
from lumbar.reminders.zones import grouped
from lumbar.site.wording import page_language

if TYPE_CHECKING:
    RowForm = forms.ModelForm[Any]
    RowChoice = forms.ModelChoiceField[Any]
    RowsChoice = forms.ModelMultipleChoiceField[Any]
else:
    # Django's own classes are generic only for the type checker.
    RowForm = forms.ModelForm
    RowChoice, RowsChoice = forms.ModelChoiceField, forms.ModelMultipleChoiceField

PHONE = r"^\+?[0-9 ()/-]{0,29}$"
OTHER_LANGUAGE = {"_en": "en", "_zh_hant": "zh-hant"}

Row = tuple[str, ...]
Group = tuple[str, str, tuple[Row, ...]]
"""Title, what to know, and rows of fields that stand side by side."""


class DateInput(forms.DateInput):
    """The browser's own choice of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own choice of a time."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DayField(forms.DateField):
    """A day within those that can be set."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Write a day between 2000 and 2100, as 2027-01-31."))
        return day


class Laid(forms.BaseForm):
    """A form whose fields are laid out in groups."""

    groups: Callable[[], Sequence[Group]]
    """How it is laid out; every such form says so itself."""

    def laid_out(self) -> list[tuple[str, str, list[list[forms.BoundField]]]]:
        """The groups with their fields, for the template."""
        return [
            (title, about, [[self[name] for name in row] for row in rows])
            for title, about, rows in self.groups()
        ]


def in_offered_languages(form: forms.BaseForm, clinic: Clinic, names: Iterable[str]) -> None:
    """Ask for a name only in the languages the clinic works in; the other is taken if given."""
    offered = clinic.languages or ["en"]
    for name in names:
        for tail, language in OTHER_LANGUAGE.items():
            form.fields[name + tail].required = language in offered


def phone_field(label: Any, about: Any = "") -> forms.RegexField:
    """A phone number as a person writes it."""
    return forms.RegexField(
        PHONE, label=label, help_text=about, required=False, max_length=30,
        error_messages={
            "invalid": gettext_lazy("A phone number has digits and blanks, and may begin with +.")
        },
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip


def zone_field(chosen: str) -> forms.ChoiceField:
    """A time zone, by its city."""
    return forms.ChoiceField(
        label=_("Time zone"), choices=grouped(page_language(), chosen), initial=chosen
    )


class ByName(RowChoice):
    """One of the clinic's own rows, in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ManyByName(RowsChoice):
    """Some of the clinic's own rows, in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ManyRooms(RowsChoice):
    """Some of the clinic's rooms, with where they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.location.name}"
