"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """What is kept about the person as such.

    The cookie's hash is left out: it identifies a browser and tells the person nothing.
    """
    return {
        "id": str(person.id),
        "created_at": person.created_at.isoformat(),
        "last_seen": person.last_seen.isoformat(),
    }
