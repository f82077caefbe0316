"""What the journal does when an evening was kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lumbar.journal.listening.actions import hear
from lumbar.people.models import Person


def evening_was_kept(sender: object, *, person: Person, now: datetime, **_other: Any) -> None:
    """An exercise may have hurt: the plan listens at once, not only in the morning."""
    hear(person=person, now=now)
