"""Writing messages and handing them to the mail server: reminders, notices, whatever there is."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.http import HttpRequest
from django.template.loader import render_to_string

from lumbar.site.outgoing import Outcome

log = logging.getLogger(__name__)

NO_SUCH_MAILBOX = {550, 551, 553}
"""What mail servers say to an address that does not exist or takes nothing (RFC 5321, 4.2.3)."""
SHUTS_DOWN = 421
"""What they say when they are about to hang up, to whatever they were asked."""


def is_set_up() -> bool:
    """Whether the operator gave a mail server, so that e-mail may be offered at all."""
    return bool(settings.LUMBAR.email)


def absolute(path: str, request: HttpRequest | None = None) -> str:
    """A whole address: as the operator says the site is reached, else as this request did."""
    public: str = settings.LUMBAR.public_url
    if not public and request is not None:
        return request.build_absolute_uri(path)
    return public + path


def message_id(identifier: object) -> str:
    """The name of a message that is made from this row, the same however often it is made."""
    return f"<{identifier}@{urlsplit(settings.LUMBAR.public_url).hostname}>"


def written(
    template: str,
    parts: dict[str, Any],
    *,
    subject: str,
    to: str,
    sender: str = "",
    identifier: object,
    now: datetime,
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """A message of two templates, ``template`` with ``.txt`` and ``.html``, in the language that is
    active. Made twice from a row's ``identifier`` it is the same message, by its Message-ID.
    ``sender``: the name it comes from, where that is not the site's."""
    site = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", parts),
        from_email=formataddr((sender, parseaddr(site)[1])) if sender else site,
        to=[to],
        headers={
            "Message-ID": message_id(identifier),
            "Date": format_datetime(now),
            # No "out of office" in answer to a machine (RFC 3834).
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(render_to_string(f"{template}.html", parts), "text/html")
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

    def send(self, message: EmailMessage) -> Outcome:
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
            if SHUTS_DOWN in codes:
                self._drop()
                return Outcome.LATER
            return Outcome.NEVER if min(codes) >= 500 else Outcome.BUSY
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
