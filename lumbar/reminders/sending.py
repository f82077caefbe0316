"""From deliveries to messages (`lumbar.site.outgoing`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

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
from lumbar.site import outgoing
from lumbar.site.outgoing import Clock, Outcome
from lumbar.site.post import Post

CONFIRM_GOOD_FOR = timedelta(hours=1)


class Ready(NamedTuple):
    """A delivery that is to be sent now."""

    kept: ReminderSettings
    good_until: datetime
    browser: PushSubscription | None


def deliver(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send whatever is due now; return how many deliveries were looked at."""
    with Post() as post:

        def send(delivery: Delivery, ready: Ready, now: datetime) -> Outcome:
            if ready.browser is not None:
                return push.send(delivery, ready.browser, ready.kept, now, ready.good_until)
            return post.send(mail.message_of(delivery, ready.kept, now))

        return outgoing.deliver(Delivery.objects.all(), _judged, send, clock, goes_on, gone=_gone)


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


def _gone(_delivery: Delivery, ready: Ready) -> None:
    """Nothing goes to this browser or mailbox any more."""
    if ready.browser is not None:
        ready.browser.delete()
    else:
        # The person is told on the page, and may correct it.
        ReminderSettings.objects.filter(pk=ready.kept.pk, email_hash=ready.kept.email_hash).update(
            email_state=ReminderSettings.EmailState.REFUSED
        )
