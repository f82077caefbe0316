"""The clinic itself, and its logo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import NoticeSettings
from lumbar.clinical.library import library
from lumbar.clinics.forms.laid import OTHER_LANGUAGE, Group, Laid, RowForm, phone_field, zone_field
from lumbar.clinics.logo import LogoError, Picture, read_picture
from lumbar.people.models import Clinic
from lumbar.site.wording import page_language


class ClinicForm(Laid, RowForm):
    """The clinic itself."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you work in"),
        help_text=gettext_lazy(
            "Names and texts are asked for in these. The site itself can be read in both."
        ),
        choices=[("en", "English"), ("zh-hant", "中文")],
        widget=forms.CheckboxSelectMultiple,
    )
    phone = phone_field(
        gettext_lazy("Phone"), gettext_lazy("With the country code: +852 2345 6789")
    )

    class Meta:
        model = Clinic
        fields = (
            "name_en", "name_zh_hant", "languages", "phone", "time_zone", "country",
            "emergency_number", "answer_hours",
        )  # fmt: skip
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
            "emergency_number": gettext_lazy("Another emergency number"),
        }
        help_texts: ClassVar = {
            "emergency_number": gettext_lazy(
                "Leave empty, unless people should call another number than the country’s. "
                "It is shown on every warning."
            ),
        }

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        data: Any = self.data
        offered = data.getlist("languages") if self.is_bound else self.instance.languages
        for tail, language in OTHER_LANGUAGE.items():
            self.fields["name" + tail].required = language in (offered or ["en"])
        self.fields["time_zone"] = zone_field(self.instance.time_zone)
        words = library().care.country_words(page_language())
        known = [
            (code, f"{words[code].name} ({country.emergency_number})")
            for code, country in library().care.countries.items()
        ]
        if self.instance.country not in dict(known):
            known.append((self.instance.country, f"{self.instance.country} (112)"))
        self.fields["country"] = forms.ChoiceField(
            label=_("Country, with its emergency number"), choices=known,
            help_text=_("Decides the emergency number, units, medicine labels and holidays."),
        )  # fmt: skip
        self.fields["answer_hours"] = forms.TypedChoiceField(
            label=_("Messages are usually answered"), required=False, empty_value=None, coerce=int,
            choices=[
                ("", _("we do not say")),
                (4, _("within 4 hours of opening")),
                (24, _("within one working day")),
                (48, _("within two working days")),
                (96, _("within four working days")),
            ],
            help_text=_("People read it before they write. Messages are never for emergencies."),
        )  # fmt: skip

    def clean_emergency_number(self) -> str:
        """Digits, or nothing."""
        said = "".join(str(self.cleaned_data["emergency_number"]).split())
        if said and not (said.isascii() and said.isdecimal() and 2 <= len(said) <= 10):
            raise forms.ValidationError(
                _("An emergency number has 2 to 10 digits and nothing else.")
            )
        return said

    def groups(self) -> Sequence[Group]:
        return [
            (_("Names"), "", (("name_en", "name_zh_hant"), ("languages",))),
            (_("How to reach you"), "", (("phone", "answer_hours"),)),
            (
                _("Country and time"), "",
                (("country", "emergency_number"), ("time_zone",)),
            ),
        ]  # fmt: skip


class LogoForm(Laid, forms.Form):
    """A picture to show beside the clinic's name."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("A PNG, JPEG or WebP picture of at most 200 kB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    picture: Picture
    content: bytes

    def clean_logo(self) -> Any:
        """Read the picture's first bytes; nothing is decoded."""
        file = self.cleaned_data["logo"]
        try:
            if file.size > 200 * 1024:
                raise LogoError("bytes")
            self.content = file.read()
            self.picture = read_picture(self.content)
        except LogoError as error:
            raise forms.ValidationError(
                {
                    "kind": _("This is no PNG, JPEG or WebP picture. Save it as one of these."),
                    "bytes": _(
                        "The picture has more than 200 kB. Make it smaller and send it again."
                    ),
                    "pixels": _(
                        "The picture has more than 4000 pixels on a side. Make it smaller."
                    ),
                }[error.code]
            ) from error
        return file

    def groups(self) -> Sequence[Group]:
        return [("", "", (("logo",),))]


class NoticesForm(Laid, RowForm):
    """When messages about visits go out."""

    class Meta:
        model = NoticeSettings
        fields = ("first_hours", "second_hours", "grace_minutes")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        never = _("0: not at all.")
        for name, label, about, most in (
            ("first_hours", _("First reminder, hours before"), never, 336),
            ("second_hours", _("Second reminder, hours before"), never, 72),
            (
                "grace_minutes",
                _("Wait before a change is told, minutes"),
                _("What is changed back meanwhile is never told."),
                60,
            ),
        ):
            self.fields[name] = forms.IntegerField(
                label=label, help_text=about, min_value=0, max_value=most
            )

    def groups(self) -> Sequence[Group]:
        return [
            (_("Reminders"), "", (("first_hours", "second_hours"),)),
            (_("Changes"), "", (("grace_minutes",),)),
        ]
