"""From notices to messages (`lumbar.site.outgoing`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lumbar.booking.models import Notice
from lumbar.booking.notices.judging import Ready, judged
from lumbar.booking.notices.messages import message_of
from lumbar.booking.waiting.offering import answer_begins
from lumbar.site import outgoing
from lumbar.site.outgoing import Clock, Outcome
from lumbar.site.post import Post, is_set_up


def deliver(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send whatever is due now; return how many notices were looked at. Without a mail server
    nothing is done."""
    if not is_set_up():
        return 0
    with Post() as post:

        def send(notice: Notice, ready: Ready, now: datetime) -> Outcome:
            outcome = post.send(message_of(notice, ready, now))
            _blame(notice, ready.appointment.send_to if outcome is Outcome.BUSY else "")
            return outcome

        return outgoing.deliver(
            Notice.objects.all(), _ready, send, clock, goes_on, remembered=_told
        )


def _ready(notice: Notice, now: datetime) -> Ready | datetime | None:
    found = judged(notice, now)
    if isinstance(found, Ready) and found.kind is Notice.Kind.OFFER:
        # The time to answer runs from now on, and the message says until when.
        return found if answer_begins(found.appointment, now) else None
    return found


def _blame(notice: Notice, mailbox: str) -> None:
    """Note the mailbox that did not take it for now, whatever the server took from others."""
    if notice.failed_to != mailbox:
        notice.failed_to = mailbox
        Notice.objects.filter(pk=notice.pk).update(failed_to=mailbox)


def _told(_notice: Notice, ready: Ready, became: Notice.State) -> dict[str, object]:
    """What the person knows now, since the next notice is held against it; or where it could not
    be delivered."""
    if became is Notice.State.FAILED:
        return {"failed_to": ready.appointment.send_to}
    return {"kind": ready.kind, "told": ready.stands.text()}
