"""Messages between a person and a clinic, in plain text."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from lumbar.people.models import Clinic, Membership, Person
from lumbar.site.outgoing import Outgoing

LONGEST = 2000
"""Of one message, in characters."""


class Conversation(models.Model):
    """All that a person and a clinic wrote to each other. It goes with the person."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="conversations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conversations")
    last_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True, blank=True)
    """Since when the person has waited for an answer; None when nothing is to be answered."""
    person_read_at = models.DateTimeField(null=True, blank=True)
    staff_read_at = models.DateTimeField(null=True, blank=True)
    """When each side last had everything before their eyes."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "person"], name="one_conversation_a_person_and_clinic"
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "waits_since"], name="conversations_that_wait"),
            models.Index(fields=["clinic", "-last_at"], name="conversations_by_last"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.uuid}"


class Message(models.Model):
    """One message. It is never changed."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Made with the form: sent twice, it is one message."""
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    text = models.TextField(max_length=LONGEST)
    by_person = models.BooleanField()
    written_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who of the staff; None for the person's own."""
    name = models.CharField(max_length=80, blank=True)
    """What they were called then."""
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]
        indexes = [
            models.Index(fields=["conversation", "written_at"], name="messages_in_order"),
        ]

    def __str__(self) -> str:
        return f"message of {self.written_at:%Y-%m-%d %H:%M}"


class MessageNotice(Outgoing):
    """An e-mail that says there is a message, and not what is in it."""

    # One that was written meanwhile has a notice of its own, which must not be in the way.
    TRIED_AGAIN = Outgoing.State.SENDING

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notices")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Several messages in a row are told once.
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state="waiting"),
                name="one_waiting_notice_a_conversation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="message_notices_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"notice of {self.made_at:%Y-%m-%d}"
