"""This app's part when a person shows a clinic their journal no longer."""

from __future__ import annotations

from datetime import datetime

from lumbar.cases.actions import end_unshown
from lumbar.people.models import Person


def end_sharing(*, person: Person, now: datetime) -> None:
    """Cases they have not agreed to end, and what was drawn and written is deleted."""
    end_unshown(person=person, now=now)
