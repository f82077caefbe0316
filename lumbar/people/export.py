"""Everything kept about one person, as plain data.

Each app that keeps something about a person has a module `privacy` with
`export_person(person) -> dict`. Nothing has to be registered by hand; a test fails when an app
keeps rows about people and has no such module.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils import timezone

from lumbar.people.models import Person

FORMAT = 1


def exporting_apps() -> list[str]:
    """Labels of the apps that have a part in the export, in the order of INSTALLED_APPS."""
    return [
        config.label for config in apps.get_app_configs() if find_spec(f"{config.name}.privacy")
    ]


def export_everything(person: Person) -> dict[str, Any]:
    """All that is kept about `person`: one entry for each app, of types JSON knows."""
    parts = {
        label: import_module(f"{apps.get_app_config(label).name}.privacy").export_person(person)
        for label in exporting_apps()
    }
    return {"lumbar_export": FORMAT, "made_at": timezone.now().isoformat(), **parts}
