"""Forms that name rows of a clinic, and whether a row of one clinic hangs on a row of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import F, Model

from lumbar.people.models import Clinic


@dataclass(frozen=True)
class Form:
    """A form that is taken as it stands; ``{kind}`` in a value is the id of that row of the clinic,
    and so are ``arguments`` (as in `staff.StaffLine`). ``{noon}`` is a time that is free."""

    name: str
    send: dict[str, str]
    arguments: tuple[str, ...] = field(default=())

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Each row it names, by field and kind."""
        return [
            (key, part.partition("}")[0])
            for key, value in self.send.items()
            for part in value.replace("{noon}", "").split("{")[1:]
        ]


SERVICE = {
    "name_en": "Visit", "name_zh_hant": "診症", "minutes": "30", "before": "0", "after": "0",
    "step": "15", "notice_hours": "2", "horizon_days": "60", "cancel_hours": "24", "max_open": "3",
    "order": "0", "practitioners": "{practitioner}", "rooms": "{room}",
}  # fmt: skip
CLINICIAN = {
    "name_en": "Fay Ho", "name_zh_hant": "何菲", "profession_en": "Physiotherapist",
    "profession_zh_hant": "物理治療師", "order": "0", "membership": "{member}",
}  # fmt: skip
FORMS = (
    Form("desk_book", {"do": "book", "patient": "{patient}", "service": "{service}",
                       "slot": "{noon}.{practitioner}.{location}.0"}),
    Form("desk_block", {"whose": "who:{practitioner}", "day": "2030-01-02", "starts": "9",
                        "ends": "10"}),
    Form("desk_block", {"whose": "room:{room}", "day": "2030-01-02", "starts": "9", "ends": "10"}),
    Form("desk_visit_move", {"slot": "{noon}.{practitioner}.{location}.0",
                             "version": "{appointment.version}"}, ("{appointment}",)),
    Form("waiting_new", {"patient": "{patient}", "service": "{service}", "when": "any",
                         "with": "{practitioner}"}),
    Form("patient_merge", {"one": "{newcomer}"}, ("{patient}",)),
    Form("settings_room_new", {"name_en": "Room 2", "name_zh_hant": "二號房",
                               "location": "{location}"}),
    Form("settings_service_new", SERVICE),
    Form("settings_clinician_new", CLINICIAN),
)  # fmt: skip


def ways_to_a_clinic() -> dict[type[Model], str]:
    """Every model of a clinic's rows, with the way from a row to its clinic."""
    ways: dict[type[Model], str] = {Clinic: "pk"}
    while True:
        found = {
            model: f"{key.name}__{ways[key.related_model]}"
            for model in apps.get_models(include_auto_created=True)
            if model not in ways
            for key in model._meta.concrete_fields
            if key.is_relation and not key.null and key.related_model in ways
        }
        if not found:
            return ways
        ways |= found


WAYS = ways_to_a_clinic()


def crossings() -> list[str]:
    """Rows that hang on a row of another clinic than their own."""
    return [
        f"{row._meta.label}.{key.name}"
        for model, way in WAYS.items()
        for key in model._meta.concrete_fields
        if key.is_relation and key.related_model in WAYS and key.related_model is not Clinic
        for row in across(model, way, key.name, WAYS[key.related_model])
    ]


def across(model: type[Model], way: str, key: str, further: str) -> Any:
    """The rows of a model whose own clinic is not that of the row their ``key`` names."""
    rows = model._default_manager.filter(**{f"{key}__isnull": False})
    return rows.exclude(**{way: F(f"{key}__{further}")})
