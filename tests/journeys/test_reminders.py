"""Reminders: chosen without a script, confirmed by e-mail, shown by a browser, stopped by a tap."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.reminders.keys import new_key
from lumbar.reminders.models import Delivery, PushSubscription, ReminderSettings, Wish
from lumbar.reminders.tests.helpers import set_up_mail
from lumbar.reminders.worker import Worker
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Visitor, eventually, given_a_check

PUSH_SERVICE = """
const subscription = {
  endpoint: "https://push.example.org/abc",
  toJSON: () => ({ endpoint: "https://push.example.org/abc", keys: KEYS }),
  unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; },
};
PushManager.prototype.subscribe = async function (options) {
  if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new TypeError();
  localStorage.setItem("subscribed", "yes");
  return subscription;
};
PushManager.prototype.getSubscription = async () => localStorage.subscribed ? subscription : null;
"""
"""A browser's push service, which a test has no network to reach."""

KEYS = {
    name: base64.urlsafe_b64encode(bytes(length)).rstrip(b"=").decode()
    for name, length in (("p256dh", 65), ("auth", 16))
}


def test_choosing_confirming_and_stopping_without_a_script(
    visitor_in: Callable[..., Visitor], settings: Any
) -> None:
    set_up_mail(settings)
    visitor = visitor_in(java_script_enabled=False, **CHINESE, **DESK)
    assessment = given_a_check(visitor.page.context, visitor.site)
    settings.LUMBAR = settings.LUMBAR._replace(public_url=visitor.site)

    # When they choose the evening by e-mail, at a time of theirs
    visitor.opens("/reminders")
    visitor.page.locator("[value='tonight:email']").check()
    visitor.page.locator("#tonight_at").fill("20:45")
    visitor.presses("Save")
    visitor.sees(visitor.label("Kept."))
    visitor.sees(visitor.label("E-mails begin once you have given and confirmed an address below."))
    visitor.page.locator("#email").fill("ada@example.org")
    visitor.presses("Send me a link to confirm it")
    visitor.sees("ada@example.org")

    # Then a message asks whether the mailbox is theirs, in their language
    clock = [timezone.now()]
    worker = Worker(lambda: clock[0])
    worker.round()
    [asking] = mail.outbox
    assert asking.subject == visitor.label("Please confirm your address")
    mailbox = visitor_in(**CHINESE)
    mailbox.opens(link_in(str(asking.body), visitor))
    mailbox.presses("Yes, this is my mailbox")
    mailbox.headline(mailbox.label("Address confirmed"))

    # And in the evening the reminder comes, which one tap stops, with no cookie at all
    clock[0] = evening_after(clock[0])
    worker.round()
    reminder = mail.outbox[-1]
    assert reminder.subject == visitor.label("A few minutes for yourself")
    mailbox.opens(link_in(reminder.extra_headers["List-Unsubscribe"], visitor))
    mailbox.presses("Yes, stop them")
    mailbox.headline(mailbox.label("Stopped"))
    assert not Wish.objects.filter(person=assessment.person).exists()
    clock[0] += timedelta(days=1)
    worker.round()
    assert len(mail.outbox) == 2

    # A calendar of their own, and all of it gone again
    visitor.opens("/reminders")
    visitor.presses("Make a calendar address")
    address = visitor.page.locator("#calendar-address").input_value()
    calendar = visitor.page.request.get(address)
    assert calendar.text().startswith("BEGIN:VCALENDAR")
    visitor.presses("Stop all reminders")
    visitor.sees(visitor.label("Everything is stopped. Nothing more will be sent."))
    assert visitor.page.request.get(address).status == 404


def link_in(text: str, visitor: Visitor) -> str:
    """The first link of a message, as a path."""
    found = re.findall(re.escape(visitor.site) + r"(/reminders/(?:confirm|stop)/[^\s>]+)", text)
    return str(found[0])


def evening_after(now: datetime) -> datetime:
    """A quarter to nine in Hong Kong, tomorrow."""
    local = timezone.localtime(now) + timedelta(days=1)
    return local.replace(hour=20, minute=45, second=0, microsecond=0)


@pytest.mark.whole_browser
def test_a_browser_shows_reminders(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.PUSH_MAY_GO_INSIDE = True
    settings.LUMBAR = settings.LUMBAR._replace(vapid_key=new_key())
    visitor = visitor_in(
        service_workers="allow", permissions=["notifications"], timezone_id="Europe/Paris"
    )
    visitor.page.add_init_script(PUSH_SERVICE.replace("KEYS", json.dumps(KEYS)))
    person = given_a_check(visitor.page.context, visitor.site).person
    visitor.opens("/reminders")
    expect(visitor.page.locator("#time_zone")).to_have_value("Europe/Paris")

    # The browser is asked only after a tap
    visitor.presses("Allow notifications in this browser")
    visitor.sees(visitor.label("This browser shows your reminders."))
    assert PushSubscription.objects.get(person=person).endpoint == "https://push.example.org/abc"
    assert ReminderSettings.objects.get(person=person).time_zone == "Europe/Paris"
    visitor.opens("/reminders")
    visitor.sees(visitor.label("This browser shows your reminders."))
    expect(visitor.page.locator("[value='tonight:push']")).to_be_checked()
    accessible(visitor.page)

    # What the service worker gets, it shows; the same twice takes its own place
    said = {
        "title": "A few minutes for yourself",
        "body": "…",
        "tag": "tonight:1",
        "url": "/tonight",
    }
    for _twice in range(2):
        pushes(visitor.page, said)
    eventually(lambda: shown(visitor.page), visitor.page)
    assert shown(visitor.page) == ["A few minutes for yourself"]

    # Switched off here
    visitor.presses("Switch them off in this browser")
    visitor.sees(
        visitor.label(
            "This browser shows none yet. When you tap the button, it asks you whether it may."
        )
    )
    assert not PushSubscription.objects.exists()
    assert not Delivery.objects.exists()

    # With a script the address of a calendar is copied by a tap
    visitor.presses("Make a calendar address")
    expect(visitor.page.locator("#new-address")).to_be_focused()
    accessible(visitor.page)
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.presses("Copy the address")
    expect(visitor.button("Copied")).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == visitor.page.locator("#calendar-address").input_value()


def pushes(page: Page, said: dict[str, str]) -> None:
    """Hand the service worker a message, as the browser does when one has come."""
    devtools = page.context.new_cdp_session(page)
    versions: list[Any] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.append(event))
    devtools.send("ServiceWorker.enable")
    eventually(lambda: versions and versions[-1]["registrations"], page)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": versions[-1]["registrations"][0]["registrationId"],
            "data": json.dumps(said),
        },
    )
    devtools.detach()


def shown(page: Page) -> list[str]:
    """The titles of the notifications that are on show."""
    found: list[str] = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          return (await registration.getNotifications()).map(({ title }) => title);
        }"""
    )
    return found
