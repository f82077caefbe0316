"""Reminders by e-mail: what a message says, and handing it to the mail server."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lumbar.reminders.links import absolute, confirm_path, stop_path
from lumbar.reminders.models import CONFIRM, Delivery, ReminderSettings, Way
from lumbar.reminders.outcomes import Outcome
from lumbar.reminders.wording import PAGES, reminder_words

log = logging.getLogger(__name__)

NO_SUCH_MAILBOX = {550, 551, 553}
"""What mail servers say to an address that does not exist or takes nothing (RFC 5321, 4.2.3)."""


def is_set_up() -> bool:
    """Whether the operator gave a mail server, so that e-mail may be offered at all."""
    return bool(settings.LUMBAR.email)


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
        headers = {
            "Message-ID": f"<{delivery.uuid}@{urlsplit(settings.LUMBAR.public_url).hostname}>",
            "Date": format_datetime(now),
            # No "out of office" in answer to a machine (RFC 3834).
            "Auto-Submitted": "auto-generated",
        }
        if stop:
            # One tap in the mail program, without opening a page (RFC 8058).
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message = EmailMultiAlternatives(
            subject=words.title,
            body=render_to_string("reminders/mail/message.txt", parts),
            to=[kept.email],
            headers=headers,
        )
        message.attach_alternative(
            render_to_string("reminders/mail/message.html", parts), "text/html"
        )
    return message


class Post:
    """A connection to the mail server, opened at the first message and used for all of a round.

    A server that cannot be reached is not asked again in the round: each time may take as long as
    the time-out, and everybody else would wait.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self._away = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, message: EmailMultiAlternatives) -> Outcome:
        """Hand over one message. What went wrong is logged without the address."""
        if self._away:
            return Outcome.LATER
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._away = True
                self._connection.open()
                self._away = False
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _text in error.recipients.values()}
            log.warning("a mailbox was refused: %s", sorted(codes))
            if codes <= NO_SUCH_MAILBOX:
                return Outcome.GONE
            return Outcome.NEVER if min(codes) >= 500 else Outcome.LATER
        except (smtplib.SMTPException, OSError) as error:
            log.warning("the mail server took no message: %s", type(error).__name__)
            # Whatever state the connection is in, the next message gets a new one.
            self._drop()
            return Outcome.LATER
        return Outcome.SENT

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        except (smtplib.SMTPException, OSError):
            log.debug("closing failed too")
