"""Two people who turn out to be one: the same person on two devices.

Each app that keeps rows about people has a module ``joined`` with ``join(*, one, into)``, which
gives the rows of ``one`` to ``into`` so that nothing is lost and nothing is there twice. Nothing
has to be registered by hand; a test fails when an app keeps rows about people and has none.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from lumbar.people.models import Person
from lumbar.people.unsharing import end_sharing_everywhere


def joining_apps() -> list[str]:
    """Labels of the apps that have rows to hand over, in the order of INSTALLED_APPS."""
    return [config.label for config in apps.get_app_configs() if find_spec(f"{config.name}.joined")]


def hand_over_newest(rows: type[Model], key: str, *, one: Person, into: Person) -> None:
    """Give the rows of ``one`` to ``into`` where there may be one for each ``key``: of two, the one
    that was said last (``said_at``) stays."""
    known = {getattr(row, key): row for row in rows._default_manager.filter(person=into)}
    row: Any
    for row in rows._default_manager.filter(person=one):
        other: Any = known.get(getattr(row, key))
        if other is not None and other.said_at >= row.said_at:
            row.delete()
            continue
        if other is not None:
            other.delete()
        row.person = into
        row.save(update_fields=["person"])


@transaction.atomic
def join_people(*, one: Person, into: Person) -> None:
    """Give everything of one person to another, and let the first go. It cannot be undone."""
    if one.pk == into.pk:
        return
    # In one order, so that two joins at once never wait for each other in a circle.
    list(Person.objects.select_for_update().filter(pk__in=(one.pk, into.pk)).order_by("pk"))
    for label in joining_apps():
        import_module(f"{apps.get_app_config(label).name}.joined").join(one=one, into=into)
    # A clinic that was shown one of the two may be shown less of both.
    end_sharing_everywhere(person=into, now=timezone.now())
    Person.objects.filter(pk=one.pk).delete()
