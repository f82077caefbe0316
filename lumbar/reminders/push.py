"""Reminders as browser notifications (Web Push): the encrypted message, and sending it."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lumbar.reminders import keys
from lumbar.reminders.links import stop_path
from lumbar.reminders.models import Delivery, PushSubscription, ReminderSettings, Way
from lumbar.reminders.push_address import PushAddressError, careful_session, check
from lumbar.reminders.wording import PAGES, reminder_words
from lumbar.site.outgoing import Outcome

if TYPE_CHECKING:
    import requests

log = logging.getLogger(__name__)

TIMEOUT = 20
"""Seconds a push service has for its answer."""


def message_of(
    delivery: Delivery, browser: PushSubscription, kept: ReminderSettings
) -> dict[str, Any]:
    """What the service worker shows (`static/site/notifications.js`). The tag makes a message that
    comes twice take its own place."""
    with translation.override(kept.language):
        words = reminder_words(delivery.kind, kept.health_words)
        return {
            "title": words.title,
            "body": words.sentence,
            "lang": "zh-Hant-HK" if kept.language == "zh-hant" else "en-GB",
            "tag": delivery.occasion,
            "url": reverse(PAGES[delivery.kind]),
            "stop": {
                "url": stop_path(Way.PUSH, delivery.kind, browser.endpoint_hash),
                "label": _("Stop these"),
            },
        }


def send(
    delivery: Delivery,
    browser: PushSubscription,
    kept: ReminderSettings,
    now: datetime,
    good_until: datetime,
) -> Outcome:
    """Encrypt, sign and hand over. What goes wrong is logged without the browser's address."""
    # Half a second and 20 MB: only the process that sends pays for it.
    import requests
    from pywebpush import WebPushException, webpush

    try:
        check(browser.endpoint)
        webpush(
            subscription_info={
                "endpoint": browser.endpoint,
                "keys": {"p256dh": browser.p256dh, "auth": browser.auth},
            },
            data=json.dumps(message_of(delivery, browser, kept), ensure_ascii=False),
            vapid_private_key=keys.private_key(),
            vapid_claims={"sub": _contact()},
            ttl=max(0, int((good_until - now).total_seconds())),
            # Of two messages with one topic that wait for a phone, only the later is kept
            # (RFC 8030, 5.4): 32 characters at most.
            headers={"Topic": delivery.uuid.hex, "Urgency": "normal"},
            timeout=TIMEOUT,
            requests_session=_session(),
        )
    except PushAddressError as error:
        log.warning("a push address was refused: %s", error)
        return Outcome.GONE
    except WebPushException as error:
        if error.response is None:
            log.warning("a push subscription cannot be used")
            return Outcome.GONE
        return _told(error.response.status_code)
    except (requests.RequestException, OSError) as error:
        log.warning("the push service did not answer: %s", type(error).__name__)
        return Outcome.LATER
    except ValueError as error:
        # Keys no browser makes: they were looked at before they were kept, but not opened.
        log.warning("a push subscription has wrong keys: %s", type(error).__name__)
        return Outcome.GONE
    return Outcome.SENT


def _told(status: int) -> Outcome:
    """What a push service's answer means (RFC 8030)."""
    if status in {404, 410}:
        return Outcome.GONE
    log.warning("the push service said %s", status)
    if status == 429 or status >= 500:
        return Outcome.LATER
    return Outcome.NEVER


@cache
def _session() -> requests.Session:
    return careful_session()


def _contact() -> str:
    """Whom a push service may write to when something is wrong with our messages."""
    address = parseaddr(settings.LUMBAR.email_from)[1]
    if address:
        return f"mailto:{address}"
    public: str = settings.LUMBAR.public_url
    return public if public.startswith("https://") else "mailto:lumbar@localhost"
