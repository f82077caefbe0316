"""Whether an entry of a clinic's register can be let go without anything being lost from sight.

An app that keeps something of a person for a clinic, to be found by their entry, has a module
``needs_entry`` with ``needs_entry(*, clinic, person)``, which says whether there is any. Nothing
has to be registered by hand. Rows that point at the entry itself are the caller's to look for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from lumbar.people.models import Patient


def is_needed(entry: Patient) -> bool:
    """Whether any app needs it. Its row is locked: who writes what needs it locks it too."""
    person = entry.person
    if person is None:
        return False
    return any(
        import_module(f"{config.name}.needs_entry").needs_entry(clinic=entry.clinic, person=person)
        for config in apps.get_app_configs()
        if find_spec(f"{config.name}.needs_entry")
    )
