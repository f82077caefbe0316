"""This app's part of joining two people: what both wrote to a clinic becomes one conversation."""

from __future__ import annotations

from datetime import datetime

from lumbar.conversation.models import Conversation, Message, MessageNotice
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Every message stays; of two waits the longer one counts."""
    theirs = {row.clinic_id: row for row in Conversation.objects.filter(person=into)}
    for row in Conversation.objects.filter(person=one):
        other = theirs.get(row.clinic_id)
        if other is None:
            row.person = into
            row.save(update_fields=["person"])
            continue
        Message.objects.filter(conversation=row).update(conversation=other)
        waits = [moment for moment in (row.waits_since, other.waits_since) if moment]
        other.waits_since = min(waits, default=None)
        other.last_at = max(row.last_at, other.last_at)
        # Who had read one of the two has not read the other.
        other.person_read_at = _earlier(row.person_read_at, other.person_read_at)
        other.staff_read_at = _earlier(row.staff_read_at, other.staff_read_at)
        other.save()
        waiting = MessageNotice.State.WAITING
        if MessageNotice.objects.filter(conversation=other, state=waiting).exists():
            MessageNotice.objects.filter(conversation=row, state=waiting).delete()
        MessageNotice.objects.filter(conversation=row).update(conversation=other)
        row.delete()


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else min(one, other)
