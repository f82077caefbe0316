"""Whose doings, and of which days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.clinics.forms.laid import DayField
from lumbar.people.models import Membership


def _day(label: Any) -> DayField:
    return DayField(
        label=label, required=False,
        error_messages={"invalid": gettext_lazy("This is no day. Write it as 2027-01-31.")},
    )  # fmt: skip


class AuditFilter(forms.Form):
    """What to show of what was done; empty: everything."""

    who = forms.ChoiceField(
        label=gettext_lazy("Done by"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose somebody of the team.")},
    )  # fmt: skip
    first = _day(gettext_lazy("From"))
    last = _day(gettext_lazy("Until and including"))

    def __init__(self, members: Sequence[Membership], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["who"].choices = [("", _("everybody"))] + [  # type: ignore[attr-defined]
            (
                str(member.pk),
                member.name if member.active else _("%(name)s (has left)") % {"name": member.name},
            )
            for member in members
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        return said
