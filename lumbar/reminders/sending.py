"""From deliveries to messages: claim one, look again whether it is needed, send it, say so.

A delivery is claimed by one statement that changes it only if it is still as it was seen, so of
several workers one gets it, on SQLite as on PostgreSQL. The claim is a lease: whoever holds it has
until ``next_try_at``; a worker that was killed leaves its claims to run out, and they are sent by
the next as the same message (ADR 15).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F

from lumbar.reminders import mail, push
from lumbar.reminders.facts import known_of
from lumbar.reminders.models import (
    CONFIRM,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Way,
)
from lumbar.reminders.queries import wished_by
from lumbar.reminders.schedule import judge
from lumbar.site.post import LEASE, PAUSES, Clock, Outcome, Post

log = logging.getLogger(__name__)

CONFIRM_GOOD_FOR = timedelta(hours=1)
AT_ONCE = 200
"""Deliveries a round looks at, so that planning has its turn."""

_OPEN = (Delivery.State.WAITING, Delivery.State.SENDING)


def deliver(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send whatever is due now; return how many deliveries were looked at."""
    due = Delivery.objects.filter(state__in=_OPEN, next_try_at__lte=clock())
    looked_at = 0
    with Post() as post:
        for delivery in due.order_by("next_try_at")[:AT_ONCE]:
            if not goes_on():
                break
            if _claim(delivery, clock()):
                looked_at += 1
                _handle(delivery, post, clock)
    return looked_at


def _claim(delivery: Delivery, now: datetime) -> bool:
    """Take the delivery, unless somebody else did since it was read."""
    lease = now + LEASE
    taken = Delivery.objects.filter(
        pk=delivery.pk, state=delivery.state, next_try_at=delivery.next_try_at
    ).update(state=Delivery.State.SENDING, next_try_at=lease, attempts=F("attempts") + 1)
    delivery.state, delivery.next_try_at = Delivery.State.SENDING, lease
    delivery.attempts += 1
    return bool(taken)


class Ready(NamedTuple):
    """A delivery that is to be sent now."""

    kept: ReminderSettings
    good_until: datetime
    browser: PushSubscription | None


def _handle(delivery: Delivery, post: Post, clock: Clock) -> None:
    """See one claimed delivery to its end, or to its next try."""
    now = clock()
    found = _judged(delivery, now)
    if isinstance(found, datetime):
        # Not its time yet: as if it had never been claimed.
        _becomes(delivery, Delivery.State.WAITING, next_try_at=found, attempts=0)
    elif found is None:
        _becomes(delivery, Delivery.State.NOT_NEEDED)
    else:
        _after(delivery, found, _send(delivery, found, post, now), clock())


def _judged(delivery: Delivery, now: datetime) -> Ready | datetime | None:
    """What is to be sent, or when to look again; None when it is no longer needed."""
    kept = ReminderSettings.objects.select_related("person").filter(person=delivery.person_id)
    settings = kept.first()
    if settings is None:
        return None
    if delivery.kind == CONFIRM:
        asked = settings.email_state == ReminderSettings.EmailState.ASKED
        good_until = delivery.due_at + CONFIRM_GOOD_FOR
        return Ready(settings, good_until, None) if asked and now <= good_until else None
    browser = None
    if delivery.way == Way.PUSH:
        browser = PushSubscription.objects.filter(
            person=delivery.person_id, pk=delivery.target
        ).first()
        if browser is None:
            return None
    elif not settings.email_confirmed:
        return None
    wished = {
        kind: since
        for kind, since in wished_by(settings, delivery.way).items()
        if kind == delivery.kind
    }
    hours = settings.hours()
    known = known_of(settings.person, hours, now, wished)
    verdict = judge(delivery.occasion, wished, hours, known, now)
    if verdict.do == "drop":
        return None
    return verdict.until if verdict.do == "wait" else Ready(settings, verdict.until, browser)


def _send(delivery: Delivery, ready: Ready, post: Post, now: datetime) -> Outcome:
    try:
        if ready.browser is not None:
            return push.send(delivery, ready.browser, ready.kept, now, ready.good_until)
        return post.send(mail.message_of(delivery, ready.kept, now))
    except Exception:
        # One message that cannot be made must not keep all others waiting.
        log.exception("a reminder could not be sent")
        return Outcome.LATER


def _after(delivery: Delivery, ready: Ready, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Outcome.SENT:
            _becomes(delivery, Delivery.State.SENT, sent_at=now)
        case Outcome.LATER if delivery.attempts <= len(PAUSES):
            again = now + PAUSES[delivery.attempts - 1]
            _becomes(delivery, Delivery.State.WAITING, next_try_at=again)
        case Outcome.GONE:
            _becomes(delivery, Delivery.State.FAILED)
            if ready.browser is not None:
                ready.browser.delete()
            else:
                # The person is told on the page, and may correct it.
                ReminderSettings.objects.filter(
                    pk=ready.kept.pk, email_hash=ready.kept.email_hash
                ).update(email_state=ReminderSettings.EmailState.REFUSED)
        case _:
            _becomes(delivery, Delivery.State.FAILED)


def _becomes(delivery: Delivery, state: str, **values: object) -> None:
    """Note what became of it, if the claim is still ours."""
    ours = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.SENDING, next_try_at=delivery.next_try_at
    )
    ours.update(state=state, **values)
