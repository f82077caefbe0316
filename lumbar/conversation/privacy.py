"""This app's part of a person's export."""

from __future__ import annotations

from typing import Any

from lumbar.conversation.models import Conversation, MessageNotice
from lumbar.people.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Everything the person and each clinic wrote, and when e-mails said so."""
    rows = Conversation.objects.filter(person=person).select_related("clinic")
    return {
        "conversations": [
            {
                "clinic": one.clinic.name_en,
                "read_by_clinic": _text(one.staff_read_at),
                "messages": [
                    {
                        "id": str(message.pk),
                        "by": "you" if message.by_person else message.name,
                        "written_at": message.written_at.isoformat(),
                        "text": message.text,
                    }
                    for message in one.messages.order_by("written_at")
                ],
                "emails": [
                    {"made_at": notice.made_at.isoformat(), "sent_at": _text(notice.sent_at)}
                    for notice in MessageNotice.objects.filter(conversation=one)
                ],
            }
            for one in rows.prefetch_related("messages").order_by("pk")
        ]
    }


def _text(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
