"""Erasing a person: what must not simply go with their row.

Nearly everything kept about a person hangs on their row and goes with it. An app whose rows stay
(the clinic's book still says that a time was taken), or that has to let others know (a visit is
cancelled), has a module ``erased`` with ``erase_person(person)``. Nothing has to be registered by
hand; a test fails when rows that stay have none.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from lumbar.people.models import Person


def erasing_apps() -> list[str]:
    """Labels of the apps that have something to do, the ones that build on others first."""
    return [
        config.label
        for config in reversed(list(apps.get_app_configs()))
        if find_spec(f"{config.name}.erased")
    ]


def erase_everywhere(person: Person) -> None:
    """Let every app do its part, before the person's own row goes; inside a transaction."""
    for label in erasing_apps():
        import_module(f"{apps.get_app_config(label).name}.erased").erase_person(person)
