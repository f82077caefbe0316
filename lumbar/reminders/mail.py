"""Reminders by e-mail: what a message says. `lumbar.site.post` hands it to the mail server."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from lumbar.reminders.links import confirm_path, stop_path
from lumbar.reminders.models import CONFIRM, Delivery, ReminderSettings, Way
from lumbar.reminders.wording import PAGES, reminder_words
from lumbar.site.post import absolute, written


def message_of(delivery: Delivery, kept: ReminderSettings, now: datetime) -> EmailMultiAlternatives:
    """The message of a delivery. Made twice it is the same message, by its Message-ID."""
    with translation.override(kept.language):
        words = reminder_words(delivery.kind, kept.health_words)
        if delivery.kind == CONFIRM:
            stop, link = "", absolute(confirm_path(kept.person_id, kept.email_hash))
        else:
            stop = absolute(stop_path(Way.EMAIL, delivery.kind, kept.email_hash))
            link = absolute(reverse(PAGES[delivery.kind]))
        parts = {"words": words, "link": link, "stop": stop, "all": absolute(reverse("reminders"))}
        headers = {}
        if stop:
            # One tap in the mail program, without opening a page (RFC 8058).
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return written(
            "reminders/mail/message", parts,
            subject=words.title, to=kept.email, identifier=delivery.uuid, now=now, headers=headers,
        )  # fmt: skip
