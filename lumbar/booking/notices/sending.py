"""From notices to messages: claim one, look again whether it is needed, send it, say so.

A notice is claimed by one statement that changes it only if it is still as it was seen, so of
several workers one gets it. The claim is a lease, as with reminders (ADR 15).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from lumbar.booking.models import Notice
from lumbar.booking.notices.judging import Ready, judged
from lumbar.booking.notices.messages import message_of
from lumbar.site.post import LEASE, PAUSES, Clock, Outcome, Post, is_set_up

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Notices a round looks at, so that others have their turn."""

_OPEN = (Notice.State.WAITING, Notice.State.SENDING)


def deliver(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send whatever is due now; return how many notices were looked at. Without a mail server
    nothing is done."""
    if not is_set_up():
        return 0
    due = Notice.objects.filter(state__in=_OPEN, next_try_at__lte=clock())
    looked_at = 0
    with Post() as post:
        for notice in due.order_by("next_try_at")[:AT_ONCE]:
            if not goes_on():
                break
            if _claim(notice, clock()):
                looked_at += 1
                _handle(notice, post, clock)
    return looked_at


def _claim(notice: Notice, now: datetime) -> bool:
    """Take the notice, unless somebody else did since it was read."""
    lease = now + LEASE
    taken = Notice.objects.filter(
        pk=notice.pk, state=notice.state, next_try_at=notice.next_try_at
    ).update(state=Notice.State.SENDING, next_try_at=lease, attempts=F("attempts") + 1)
    notice.state, notice.next_try_at = Notice.State.SENDING, lease
    notice.attempts += 1
    return bool(taken)


def _handle(notice: Notice, post: Post, clock: Clock) -> None:
    """See one claimed notice to its end, or to its next try."""
    now = clock()
    found = judged(notice, now)
    if found is None:
        _becomes(notice, Notice.State.NOT_NEEDED)
    elif isinstance(found, datetime):
        # Not its time yet: as if it had never been claimed.
        _becomes(notice, Notice.State.WAITING, next_try_at=found, attempts=0)
    else:
        _after(notice, found, _send(notice, found, post, now), clock())


def _send(notice: Notice, ready: Ready, post: Post, now: datetime) -> Outcome:
    try:
        return post.send(message_of(notice, ready, now))
    except Exception:
        # One message that cannot be made must not keep all others waiting.
        log.exception("a notice could not be sent")
        return Outcome.LATER


def _after(notice: Notice, ready: Ready, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Outcome.SENT:
            _becomes(
                notice, Notice.State.SENT, sent_at=now, kind=ready.kind, told=ready.stands.text()
            )
        case Outcome.LATER if notice.attempts <= len(PAUSES):
            again = now + PAUSES[notice.attempts - 1]
            _becomes(notice, Notice.State.WAITING, next_try_at=again)
        case _:
            _becomes(notice, Notice.State.FAILED)


def _becomes(notice: Notice, state: str, **values: object) -> None:
    """Note what became of it, if the claim is still ours."""
    ours = Notice.objects.filter(
        pk=notice.pk, state=Notice.State.SENDING, next_try_at=notice.next_try_at
    )
    ours.update(state=state, **values)
