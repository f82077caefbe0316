"""Locations, rooms and clinicians."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import Location, Practitioner, Room
from lumbar.clinics.forms.laid import (
    ByName,
    Group,
    Laid,
    RowForm,
    in_offered_languages,
    phone_field,
    zone_field,
)
from lumbar.people.models import Clinic


class LocationForm(Laid, RowForm):
    """Where people are seen."""

    phone = phone_field(gettext_lazy("Phone there"), gettext_lazy("If it has one of its own."))

    class Meta:
        model = Location
        fields = (
            "name_en", "name_zh_hant", "address_en", "address_zh_hant", "phone", "time_zone",
        )  # fmt: skip
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
            "address_en": gettext_lazy("Address in English"),
            "address_zh_hant": gettext_lazy("Address in Chinese"),
        }
        widgets: ClassVar = {
            "address_en": forms.Textarea(attrs={"rows": 3}),
            "address_zh_hant": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.clinic = clinic
        zone = self.instance.time_zone or clinic.time_zone
        self.fields["time_zone"] = zone_field(zone)
        self.initial["time_zone"] = zone
        in_offered_languages(self, clinic, ["name"])

    def groups(self) -> Sequence[Group]:
        return [
            (_("Names"), "", (("name_en", "name_zh_hant"),)),
            (
                _("Address"), _("With what helps to find it: the floor, the nearest station."),
                (("address_en", "address_zh_hant"), ("phone", "time_zone")),
            ),
        ]  # fmt: skip


class RoomForm(Laid, RowForm):
    """A room, or another thing of which there are only so many."""

    class Meta:
        model = Room
        fields = ("name_en", "name_zh_hant", "location")
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
        }

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["location"] = ByName(
            clinic.locations.filter(Q(active=True) | Q(pk=self.instance.location_id)),
            label=_("Location"), empty_label=None,
        )  # fmt: skip
        in_offered_languages(self, clinic, ["name"])

    def groups(self) -> Sequence[Group]:
        return [("", "", (("name_en", "name_zh_hant"), ("location",)))]


class PractitionerForm(Laid, RowForm):
    """Somebody who sees people."""

    class Meta:
        model = Practitioner
        fields = (
            "name_en", "name_zh_hant", "profession_en", "profession_zh_hant", "registration",
            "about_en", "about_zh_hant", "order", "membership",
        )  # fmt: skip
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
            "profession_en": gettext_lazy("Profession in English"),
            "profession_zh_hant": gettext_lazy("Profession in Chinese"),
            "registration": gettext_lazy("Registration"),
            "about_en": gettext_lazy("About them in English"),
            "about_zh_hant": gettext_lazy("About them in Chinese"),
            "order": gettext_lazy("Place in the list"),
        }
        help_texts: ClassVar = {
            "registration": gettext_lazy("With which council and under which number."),
            "order": gettext_lazy("The smallest number comes first."),
        }
        widgets: ClassVar = {
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "about_zh_hant": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.clinic = clinic
        free = clinic.memberships.filter(active=True, practitioner=None)
        own = clinic.memberships.filter(pk=self.instance.membership_id)
        self.fields["membership"] = ByName(
            clinic.memberships.filter(pk__in=[one.pk for one in (*free, *own)]),
            required=False, label=_("Signs in as"), empty_label=_("Nobody"),
            help_text=_("The member of the team this is: their calendar, their board."),
        )  # fmt: skip
        in_offered_languages(self, clinic, ["name", "profession"])

    def groups(self) -> Sequence[Group]:
        return [
            (
                _("Name and profession"), "",
                (("name_en", "name_zh_hant"), ("profession_en", "profession_zh_hant"),
                 ("registration",)),
            ),
            (_("About them"), _("Shown where people choose whom to see."),
             (("about_en", "about_zh_hant"),)),
            (_("In the team"), "", (("membership", "order"),)),
        ]  # fmt: skip
