"""What a clinic and a person wrote to each other is found by the person's entry in the register."""

from __future__ import annotations

from lumbar.conversation.models import Conversation
from lumbar.people.models import Clinic, Person


def needs_entry(*, clinic: Clinic, person: Person) -> bool:
    """Whether they wrote to each other."""
    return Conversation.objects.filter(clinic=clinic, person=person).exists()
