"""A person no longer shows a clinic their journal: what stands on it there has to go.

An app that keeps for a clinic what was drawn from a journal has a module ``unshared`` with
``end_sharing(*, person, now)``, which lets go of what that person's clinics may no longer see.
Nothing has to be registered by hand.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from lumbar.people.models import Person


def end_sharing_everywhere(*, person: Person, now: datetime) -> None:
    """Let every app do its part, inside the transaction that changes what is shared."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.unshared"):
            import_module(f"{config.name}.unshared").end_sharing(person=person, now=now)
