"""This part's rounds of the worker (`lumbar.site.worker`): e-mails that say there is a message.

A notice is claimed by one statement that changes it only if it is still as it was seen, so of
several workers one gets it. The claim is a lease, as with reminders (ADR 15).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from lumbar.conversation.mail import address_of, message_of
from lumbar.conversation.models import MessageNotice
from lumbar.people.models import Patient
from lumbar.site.post import LEASE, PAUSES, Clock, Outcome, Post, is_set_up

log = logging.getLogger(__name__)

AT_ONCE = 100
_State = MessageNotice.State


def round(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; return how many notices were looked at. Without a mail server nothing is
    done."""
    if not is_set_up():
        return 0
    due = MessageNotice.objects.filter(
        state__in=(_State.WAITING, _State.SENDING), next_try_at__lte=clock()
    )
    looked_at = 0
    with Post() as post:
        for notice in due.select_related("conversation").order_by("next_try_at")[:AT_ONCE]:
            if not goes_on():
                break
            if _claim(notice, clock()):
                looked_at += 1
                _handle(notice, post, clock)
    return looked_at


def _claim(notice: MessageNotice, now: datetime) -> bool:
    """Take the notice, unless somebody else did since it was read."""
    lease = now + LEASE
    taken = MessageNotice.objects.filter(
        pk=notice.pk, state=notice.state, next_try_at=notice.next_try_at
    ).update(state=_State.SENDING, next_try_at=lease, attempts=F("attempts") + 1)
    notice.next_try_at = lease
    notice.attempts += 1
    return bool(taken)


def _handle(notice: MessageNotice, post: Post, clock: Clock) -> None:
    now = clock()
    patient = _unread(notice)
    address = address_of(patient) if patient is not None else ""
    if patient is None or not address:
        _becomes(notice, _State.NOT_NEEDED)
        return
    match _send(notice, patient, address, post, now):
        case Outcome.SENT:
            _becomes(notice, _State.SENT, sent_at=now)
        # One that was written meanwhile has a notice of its own, which must not be in the way.
        case Outcome.LATER if notice.attempts <= len(PAUSES):
            again = now + PAUSES[notice.attempts - 1]
            _becomes(notice, _State.SENDING, next_try_at=again)
        case _:
            _becomes(notice, _State.FAILED)


def _unread(notice: MessageNotice) -> Patient | None:
    """Whom to tell; None when they have read it, or left the register."""
    conversation = notice.conversation
    last = conversation.messages.filter(by_person=False).order_by("-written_at").first()
    read_at = conversation.person_read_at
    if last is None or (read_at is not None and read_at >= last.written_at):
        return None
    return (
        Patient.objects.select_related("clinic")
        .filter(clinic=conversation.clinic_id, person=conversation.person_id)
        .first()
    )


def _send(
    notice: MessageNotice, patient: Patient, address: str, post: Post, now: datetime
) -> Outcome:
    try:
        return post.send(message_of(notice, patient, address, now))
    except Exception:
        # One that cannot be made must not keep all others waiting.
        log.exception("a notice of a message could not be sent")
        return Outcome.LATER


def _becomes(notice: MessageNotice, state: str, **values: object) -> None:
    """Note what became of it, if the claim is still ours."""
    ours = MessageNotice.objects.filter(
        pk=notice.pk, state=_State.SENDING, next_try_at=notice.next_try_at
    )
    ours.update(state=state, **values)
