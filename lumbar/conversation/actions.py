"""Writes to conversations. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from lumbar.booking.actions import patient_for
from lumbar.booking.contact import Contact
from lumbar.conversation.models import LONGEST, Conversation, Message, MessageNotice
from lumbar.conversation.queries import may_write, patient_here
from lumbar.people.models import Clinic, Membership, Patient, Person
from lumbar.people.who import staff_did

AT_MOST = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
"""How many messages a person may write within each time."""
GRACE = timedelta(minutes=2)
"""Before an e-mail goes out: who is on the page reads it there."""


class NotTheirs(Exception):
    """The message belongs to another conversation, or these two do not know each other."""


class TooMany(Exception):
    """The person wrote as much as anybody may for now."""


class Unfit(Exception):
    """Nothing was written, it is too long, or a name is missing. ``code`` is ``empty``, ``long`` or
    ``name``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WroteMeanwhile(Exception):
    """The person wrote something that was not on the page yet; nothing was sent."""


@transaction.atomic
def write_to_clinic(
    *, clinic: Clinic, person: Person, uuid: UUID, text: str, name: str, now: datetime
) -> Message:
    """A message of a person. Somebody the clinic's register does not know yet is entered with the
    name they give.

    Raises ``Unfit``, ``TooMany``, ``NotTheirs``.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not may_write(clinic, person):
        raise NotTheirs
    text = _fit(text)
    known = _known(uuid, clinic, person)
    if known is not None:
        return known
    for within, most in AT_MOST:
        written = Message.objects.filter(
            conversation__person=person, by_person=True, written_at__gt=now - within
        )
        if written.count() >= most:
            raise TooMany
    if not _entered(clinic, person):
        if not name.strip():
            raise Unfit("name")
        contact = Contact(name=name[:120], language=get_language() or "en")
        patient_for(clinic=clinic, person=person, contact=contact, verified=False)
    conversation = _conversation(clinic, person, now)
    now = _after(conversation, now)
    message = Message.objects.create(
        uuid=uuid, conversation=conversation, text=text, by_person=True, written_at=now
    )
    conversation.last_at = now
    conversation.waits_since = conversation.waits_since or now
    conversation.person_read_at = now
    conversation.save(update_fields=["last_at", "waits_since", "person_read_at"])
    return message


@transaction.atomic
def write_to_person(
    *, by: Membership, patient: Patient, uuid: UUID, text: str, seen: UUID | None, now: datetime
) -> Message:
    """A message of the staff; it answers all that waited, which they had before their eyes up to
    the message ``seen``. The person gets an e-mail that there is one, unless they read it before.

    Raises ``Unfit``; ``WroteMeanwhile``; ``NotTheirs`` when the patient uses no Lumbar, or is
    another clinic's.
    """
    person = _locked_person(by, patient)
    text = _fit(text)
    known = _known(uuid, by.clinic, person)
    if known is not None:
        return known
    conversation = _conversation(by.clinic, person, now)
    if _newer(conversation, seen) is not None:
        raise WroteMeanwhile
    now = _after(conversation, now)
    message = Message.objects.create(
        uuid=uuid, conversation=conversation, text=text, by_person=False, written_by=by,
        name=by.name, written_at=now,
    )  # fmt: skip
    conversation.last_at, conversation.waits_since, conversation.staff_read_at = now, None, now
    conversation.save(update_fields=["last_at", "waits_since", "staff_read_at"])
    MessageNotice.objects.get_or_create(
        conversation=conversation,
        state=MessageNotice.State.WAITING,
        defaults={"made_at": now, "next_try_at": now + GRACE},
    )
    staff_did(by, "wrote_message", now=now, person=person, subject=f"message:{message.pk}")
    return message


@transaction.atomic
def needs_no_answer(
    *, by: Membership, patient: Patient, seen: UUID | None, now: datetime
) -> Message | None:
    """The staff say that what was written up to the message ``seen`` needs no answer ("thank you").
    What the person wrote after it goes on waiting: the first of that is returned. Raises
    ``NotTheirs``."""
    person = _locked_person(by, patient)
    conversation = Conversation.objects.filter(
        clinic=by.clinic, person=person, waits_since__isnull=False
    ).first()
    if conversation is None:
        return None
    newer = _newer(conversation, seen)
    waits_since = newer.written_at if newer else None
    if waits_since != conversation.waits_since:
        conversation.waits_since = waits_since
        conversation.save(update_fields=["waits_since"])
        staff_did(by, "put_messages_away", now=now, person=person, subject=f"patient:{patient.pk}")
    return newer


@transaction.atomic
def note_read(*, conversation: Conversation, by_person: bool, now: datetime) -> None:
    """One side has everything before their eyes."""
    field = "person_read_at" if by_person else "staff_read_at"
    Conversation.objects.filter(pk=conversation.pk).update(**{field: now})


def _entered(clinic: Clinic, person: Person) -> bool:
    """Whether they are in the register. Their entry is locked, so that nobody lets it go who does
    not see this conversation yet."""
    entry = patient_here(clinic, person)
    rows = Patient.objects.select_for_update(no_key=True)
    return entry is not None and rows.filter(pk=entry.pk).first() is not None


def _fit(text: str) -> str:
    """The text as it is kept: without blanks around it, line ends as one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not text:
        raise Unfit("empty")
    if len(text) > LONGEST:
        raise Unfit("long")
    return text


def _known(uuid: UUID, clinic: Clinic, person: Person) -> Message | None:
    message = Message.objects.select_related("conversation").filter(pk=uuid).first()
    if message is None:
        return None
    conversation = message.conversation
    if (conversation.clinic_id, conversation.person_id) != (clinic.pk, person.pk):
        raise NotTheirs
    return message


def _conversation(clinic: Clinic, person: Person, now: datetime) -> Conversation:
    """Theirs, made with the first message. The person's row is locked."""
    conversation, _made = Conversation.objects.get_or_create(
        clinic=clinic, person=person, defaults={"last_at": now}
    )
    return conversation


def _newer(conversation: Conversation, seen: UUID | None) -> Message | None:
    """The first message of the person that waits for an answer and came after the last one that
    was seen; all that wait are newer than none."""
    if conversation.waits_since is None:
        return None
    waiting = conversation.messages.filter(
        by_person=True, written_at__gte=conversation.waits_since
    ).order_by("written_at")
    last = conversation.messages.filter(pk=seen).first() if seen else None
    return (waiting if last is None else waiting.filter(written_at__gt=last.written_at)).first()


def _after(conversation: Conversation, now: datetime) -> datetime:
    """The time of a new message: later than any other's in the conversation, also where two
    servers' clocks differ, so that what comes later is never taken for seen."""
    return max(now, conversation.last_at + timedelta(microseconds=1))


def _locked_person(by: Membership, patient: Patient) -> Person:
    if patient.clinic_id != by.clinic_id or patient.person_id is None:
        raise NotTheirs
    person = Person.objects.select_for_update().filter(pk=patient.person_id).first()
    if person is None:
        raise NotTheirs
    return person
