"""Services and their terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.booking.models import Room, Service
from lumbar.clinics.forms.laid import (
    Group,
    Laid,
    ManyByName,
    ManyRooms,
    RowForm,
    in_offered_languages,
)
from lumbar.people.models import Clinic


class ServiceForm(Laid, RowForm):
    """Something that can be booked, and on which terms."""

    LIMITS: ClassVar[dict[str, tuple[int, int]]] = {
        "minutes": (5, 480), "before": (0, 120), "after": (0, 120), "step": (5, 240),
        "notice_hours": (0, 720), "horizon_days": (1, 365), "cancel_hours": (0, 336),
        "max_open": (1, 20), "order": (0, 999),
    }  # fmt: skip

    class Meta:
        model = Service
        fields = (
            "name_en", "name_zh_hant", "about_en", "about_zh_hant", "price_en", "price_zh_hant",
            "minutes", "before", "after", "step", "notice_hours", "horizon_days", "cancel_hours",
            "max_open", "online", "approval", "for_first_visits", "practitioners", "needs_room",
            "rooms", "order",
        )  # fmt: skip
        labels: ClassVar = {
            "name_en": gettext_lazy("Name in English"),
            "name_zh_hant": gettext_lazy("Name in Chinese"),
            "about_en": gettext_lazy("In a sentence, in English"),
            "about_zh_hant": gettext_lazy("In a sentence, in Chinese"),
            "price_en": gettext_lazy("Price in English"),
            "price_zh_hant": gettext_lazy("Price in Chinese"),
            "minutes": gettext_lazy("Length, minutes"),
            "before": gettext_lazy("Kept free before, minutes"),
            "after": gettext_lazy("Kept free after, minutes"),
            "step": gettext_lazy("A start every so many minutes"),
            "notice_hours": gettext_lazy("Booked at the latest, hours before"),
            "horizon_days": gettext_lazy("Booked at the earliest, days before"),
            "cancel_hours": gettext_lazy("Cancelling is late from, hours before"),
            "max_open": gettext_lazy("Visits ahead for one person"),
            "online": gettext_lazy("People book it themselves"),
            "approval": gettext_lazy("We confirm each request"),
            "for_first_visits": gettext_lazy("For a first visit, or something new"),
            "needs_room": gettext_lazy("It needs a room"),
            "order": gettext_lazy("Place in the list"),
        }
        help_texts: ClassVar = {
            "price_en": gettext_lazy("As people read it: HK$800, or from HK$650."),
            "before": gettext_lazy("For getting ready. Nobody else can book it."),
            "after": gettext_lazy("For notes and tidying up."),
            "max_open": gettext_lazy(
                "With this many they book no more by themselves; the desk may. "
                "A family that shares a mailbox may have three times as many."
            ),
            "online": gettext_lazy("If not, only the desk books it."),
            "approval": gettext_lazy("Until then the time is held for them."),
            "order": gettext_lazy("The smallest number comes first."),
        }
        widgets: ClassVar = {
            "about_en": forms.Textarea(attrs={"rows": 2}),
            "about_zh_hant": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.clinic = clinic
        for name in ("practitioners", "rooms"):
            # As the boxes show it: else one who is no longer offered makes it look changed.
            if name in self.initial:
                self.initial[name] = [one for one in self.initial[name] if one.active]
        self.fields["practitioners"] = ManyByName(
            clinic.practitioners.filter(active=True), required=False,
            label=_("Who offers it"), widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        rooms = Room.objects.filter(location__clinic=clinic, active=True)
        self.fields["rooms"] = ManyRooms(
            rooms.select_related("location").order_by("location", "name_en"), required=False,
            label=_("In these rooms"), widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked: in any room of the place."),
        )  # fmt: skip
        for name, (least, most) in self.LIMITS.items():
            number = cast(forms.IntegerField, self.fields[name])
            self.fields[name] = forms.IntegerField(
                min_value=least, max_value=most, label=number.label, help_text=number.help_text,
                initial=number.initial,
            )  # fmt: skip
        in_offered_languages(self, clinic, ["name"])

    def clean_practitioners(self) -> list[Any]:
        """With those who are no longer offered, and so are not asked about."""
        return self._with_others("practitioners")

    def clean_rooms(self) -> list[Any]:
        """With those that are no longer offered."""
        return self._with_others("rooms")

    def _with_others(self, name: str) -> list[Any]:
        if self.instance.pk is None:
            return list(self.cleaned_data[name])
        return [*self.cleaned_data[name], *getattr(self.instance, name).filter(active=False)]

    def groups(self) -> Sequence[Group]:
        return [
            (
                _("What it is"), "",
                (("name_en", "name_zh_hant"), ("about_en", "about_zh_hant"),
                 ("price_en", "price_zh_hant"), ("for_first_visits",)),
            ),
            (_("Length and buffers"), "", (("minutes", "step"), ("before", "after"))),
            (
                _("Booking it"), "",
                (("online",), ("approval",), ("notice_hours", "horizon_days"),
                 ("cancel_hours", "max_open")),
            ),
            (_("Who and where"), "", (("practitioners",), ("needs_room",), ("rooms",), ("order",))),
        ]  # fmt: skip
