"""This part's rounds of the worker (`lumbar.site.worker`): e-mails that say there is a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from lumbar.conversation.mail import address_of, message_of
from lumbar.conversation.models import MessageNotice
from lumbar.people.models import Patient
from lumbar.site import outgoing
from lumbar.site.outgoing import Clock, Outcome
from lumbar.site.post import Post, is_set_up

AT_ONCE = 100


class Ready(NamedTuple):
    """Who is to be told now, and where."""

    patient: Patient
    address: str


def round(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; return how many notices were looked at. Without a mail server nothing is
    done."""
    if not is_set_up():
        return 0
    with Post() as post:

        def send(notice: MessageNotice, ready: Ready, now: datetime) -> Outcome:
            return post.send(message_of(notice, ready.patient, ready.address, now))

        rows = MessageNotice.objects.select_related("conversation")
        return outgoing.deliver(rows, _judged, send, clock, goes_on, at_once=AT_ONCE)


def _judged(notice: MessageNotice, _now: datetime) -> Ready | None:
    """Whom to tell; None when they have read it, left the register, or have no address."""
    conversation = notice.conversation
    last = conversation.messages.filter(by_person=False).order_by("-written_at").first()
    read_at = conversation.person_read_at
    if last is None or (read_at is not None and read_at >= last.written_at):
        return None
    patient = (
        Patient.objects.select_related("clinic")
        .filter(clinic=conversation.clinic_id, person=conversation.person_id)
        .first()
    )
    address = address_of(patient) if patient is not None else ""
    return Ready(patient, address) if patient is not None and address else None
