"""What staff type about calendars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lumbar.booking.calendars.fetching import https_address
from lumbar.booking.calendars.reading import MOST_BYTES
from lumbar.site.outside_address import LONGEST


class CalendarForm(forms.Form):
    """A calendar elsewhere: its address, or a file of it."""

    name = forms.CharField(label=_("What you call it"), max_length=80, required=False)
    url = forms.CharField(
        label=_("Its secret address (iCal, .ics)"), max_length=LONGEST, required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file of it (.ics)"), required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )  # fmt: skip

    def clean_url(self) -> str:
        url = https_address(self.cleaned_data["url"])
        if url and not url.lower().startswith("https://"):
            raise forms.ValidationError(
                _("This is no address of a calendar. It begins with https:// or webcal://.")
            )
        return url

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large. Up to 4 MB can be read."))
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and bool(given.get("url")) == bool(given.get("file")):
            raise forms.ValidationError(_("Give an address or a file, one of the two."))
        return given

    @property
    def called(self) -> str:
        """The name that was typed, else what the address or the file says."""
        typed: str = self.cleaned_data["name"].strip()
        if typed:
            return typed
        file = self.cleaned_data["file"]
        if file is not None:
            return str(file.name)[:80]
        host: str = self.cleaned_data["url"].split("/")[2]
        return host[:80]
