"""Days off, days with other hours, holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import Holiday
from lumbar.clinics.forms.laid import (
    ByName,
    DayField,
    Group,
    Laid,
    RowForm,
    TimeInput,
    in_offered_languages,
)
from lumbar.clinics.queries import today_at
from lumbar.people.models import Clinic

LONGEST_TIME_OFF = timedelta(days=92)


class TimeOffForm(Laid, forms.Form):
    """Days that somebody has off, or on which they have other hours."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(
        label=gettext_lazy("Until and including"), required=False,
        help_text=gettext_lazy("Empty: one day."),
    )  # fmt: skip
    opens = forms.TimeField(
        label=gettext_lazy("Works from"), required=False, widget=TimeInput(),
        help_text=gettext_lazy("Both empty: off."),
    )  # fmt: skip
    closes = forms.TimeField(label=gettext_lazy("until"), required=False, widget=TimeInput())
    why = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=120,
        help_text=gettext_lazy("Only the team reads it. Nothing about health."),
    )  # fmt: skip

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.clinic = clinic
        self.fields["location"] = ByName(
            clinic.locations.filter(active=True), required=False,
            label=_("Location"), empty_label=_("where they usually are"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        opens, closes = said.get("opens"), said.get("closes")
        if first and first < today_at(self.clinic, timezone.now()):
            self.add_error("first", _("This day is over."))
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        elif first and last and last - first > LONGEST_TIME_OFF:
            self.add_error("last", _("At most three months at once."))
        if (opens is None) != (closes is None) and not {"opens", "closes"} & self.errors.keys():
            self.add_error("closes" if opens else "opens", _("Say both times, or neither."))
        if opens and closes and closes <= opens:
            self.add_error("closes", _("It ends before it begins."))
        return said

    def days(self) -> list[date]:
        """The days it says, in order."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        length = ((last or first) - first).days
        return [first + timedelta(days=n) for n in range(length + 1)]

    def groups(self) -> Sequence[Group]:
        return [("", "", (("first", "last"), ("opens", "closes", "location"), ("why",)))]


class HolidayForm(Laid, RowForm):
    """A day on which the clinic is closed."""

    day = DayField(label=gettext_lazy("Date"))

    class Meta:
        model = Holiday
        fields = ("day", "name_en", "name_zh_hant")
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
        }

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.clinic = clinic
        in_offered_languages(self, clinic, ["name"])

    def clean_day(self) -> date:
        """Not one that is over, and not one that is there already."""
        day: date = self.cleaned_data["day"]
        if day < today_at(self.instance.clinic, timezone.now()):
            raise forms.ValidationError(_("This day is over."))
        if self.instance.clinic.holidays.filter(day=day).exists():
            raise forms.ValidationError(_("This day is in the list already."))
        return day

    def groups(self) -> Sequence[Group]:
        return [("", "", (("day",), ("name_en", "name_zh_hant")))]
