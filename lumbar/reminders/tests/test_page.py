"""The page: choosing, addresses, stopping; and what is left when two devices are joined."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lumbar.companion.actions import begin_companion
from lumbar.people.joining import join_people
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest, check
from lumbar.reminders import actions
from lumbar.reminders.links import identity
from lumbar.reminders.models import (
    CalendarFeed,
    ConfirmationAsked,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Wish,
)
from lumbar.reminders.privacy import export_person
from lumbar.reminders.tests.helpers import EVENING, Clock, local, mail_server, reminded
from lumbar.reminders.worker import Worker
from lumbar.site.outgoing import claim

__all__ = ["mail_server"]
pytestmark = pytest.mark.django_db

CHOICES: dict[str, Any] = {
    "wish": ["tonight:email", "tonight:feed", "morning:push"],
    "tonight_at": "21:15",
    "morning_at": "07:30",
    "measures_at": "18:00",
    "quiet_from": "22:00",
    "quiet_to": "06:30",
    "time_zone": "Europe/London",
    "health_words": "yes",
}


def wishes(person: Person) -> set[str]:
    return {str(one) for one in Wish.objects.filter(person=person)}


def test_choices_are_kept_and_shown_again():
    person, browser, _assessment = calm_guest()
    assert browser.post("/reminders", CHOICES).headers["Location"] == "/reminders"
    kept = ReminderSettings.objects.get(person=person)
    assert (kept.time_zone, kept.tonight_at, kept.quiet_to) == (
        "Europe/London", time(21, 15), time(6, 30)
    )  # fmt: skip
    assert kept.health_words
    assert wishes(person) == {"tonight by email", "tonight by feed", "morning by push"}
    page = browser.get("/reminders").content.decode()
    for shown in (
        'value="21:15"',
        'value="tonight:feed" checked',
        'value="Europe/London" selected',
    ):
        assert shown in page
    # What stays wished stays so since when it was; what is not ticked is gone.
    Wish.objects.update(made_at=EVENING)
    browser.post("/reminders", {**CHOICES, "wish": ["tonight:feed", "measures:push"]})
    assert wishes(person) == {"tonight by feed", "measures by push"}
    assert Wish.objects.get(kind="tonight").made_at == EVENING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tonight_at": "22:30"}, "This is in your quiet hours."),
        ({"tonight_at": "late"}, "Give a time such as 21:30."),
        ({"tonight_at": "25:00"}, "Give a time such as 21:30."),
        ({"quiet_to": ""}, "Give a time such as 21:30."),
        ({"time_zone": "Mars/Olympus"}, "Choose a place from the list."),
        ({"time_zone": "../../etc/passwd"}, "Choose a place from the list."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(change, said):
    person, browser, _assessment = calm_guest()
    answer = browser.post("/reminders", {**CHOICES, **change, "morning_at": "07:45"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert 'value="07:45"' in page
    assert 'value="tonight:feed" checked' in page
    assert not Wish.objects.filter(person=person).exists()


def test_a_time_in_the_quiet_hours_matters_only_if_it_is_wished():
    _person, browser, _assessment = calm_guest()
    sent = {**CHOICES, "wish": ["tonight:push"], "morning_at": "05:00"}
    assert browser.post("/reminders", sent).status_code == 302


def test_somebody_new_sees_a_way_in():
    page = Client().get("/reminders").content.decode()
    assert 'href="/check"' in page
    assert Client().post("/reminders", CHOICES).status_code == 302
    assert not ReminderSettings.objects.exists()


def test_without_a_mail_server_the_page_says_so():
    _person, browser, _assessment = calm_guest()
    page = browser.get("/reminders").content.decode()
    assert "has not set up e-mail" in page
    assert 'name="email"' not in page and "tonight:email" not in page
    assert browser.post("/reminders/email", {"email": "ada@example.org"}).status_code == 302
    assert not ReminderSettings.objects.exists()


def asks(browser: Client, address: str = "ada@example.org") -> str:
    answer = browser.post("/reminders/email", {"email": address}, follow=True)
    assert answer.status_code == 200
    # What was said before may still be shown with it.
    return str(re.findall(r'message--success">([^<]+)<', answer.content.decode())[-1])


@pytest.mark.usefixtures("mail_server")
def test_an_address_is_confirmed_by_its_owner_first():
    person, browser, _assessment = calm_guest()
    browser.post("/reminders", CHOICES)
    asks(browser)
    clock = Clock(timezone.now())
    Worker(clock).round()
    [message] = mail.outbox
    assert message.subject == "Please confirm your address"
    assert "List-Unsubscribe" not in message.extra_headers
    [link] = set(re.findall(r"https://back\.example\.org(\S+/confirm/\S+)", str(message.body)))
    # Not before: neither for having waited, nor for a program that looked at the link.
    elsewhere = Client()
    assert elsewhere.get(link).status_code == 200
    assert ReminderSettings.objects.get(person=person).email_state == "asked"
    clock.now = next_at(clock.now, "21:15")
    Worker(clock).round()
    assert len(mail.outbox) == 1
    # With the button, on any device.
    assert "Address confirmed" in elsewhere.post(link).content.decode()
    assert elsewhere.post(link).status_code == 200
    clock.passes(hours=24)
    Worker(clock).round()
    assert len(mail.outbox) == 2
    # A changed address starts anew, and the old link is worth nothing.
    asks(browser, "new@example.org")
    assert elsewhere.post(link).status_code == 400
    browser.post("/reminders/email/forget")
    kept = ReminderSettings.objects.get(person=person)
    assert (kept.email, kept.email_hash, kept.email_state) == ("", "", "none")
    assert wishes(person) == {"tonight by feed", "morning by push"}


def next_at(now: datetime, wall: str) -> datetime:
    """The next time it is so late in London."""
    return local(f"{now.date() + timedelta(days=1)} {wall}", zone=_london())


def _london() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/London")


@pytest.mark.usefixtures("mail_server")
def test_nobody_can_fill_a_mailbox_or_learn_who_has_one():
    said = set()
    for number in range(6):
        # A new guest each time, who erases themselves, and one who asks twice.
        person, browser, _assessment = calm_guest()
        said.add(asks(browser))
        said.add(asks(browser, "ada@example.org" if number % 2 else "b@example.org"))
        ConfirmationAsked.objects.update(
            asked_at=timezone.now() - timedelta(minutes=5 * number + 2)
        )
        Person.objects.filter(pk=person.pk).delete()
    assert len(said) == 1, "the answer never says which it was"
    assert ConfirmationAsked.objects.count() == 6, "three for each of two addresses"
    assert not Delivery.objects.exists()
    _person, browser, _assessment = calm_guest()
    answer = browser.post("/reminders/email", {"email": "ada@@example"})
    assert answer.status_code == 400
    assert 'value="ada@@example"' in answer.content.decode()


@pytest.mark.usefixtures("mail_server")
def test_a_person_asks_for_so_many_a_day_and_the_site_for_so_many_an_hour(monkeypatch):
    person, browser, _assessment = calm_guest()
    for number in range(8):
        asks(browser, f"{number}@example.org")
    assert Delivery.objects.filter(person=person, kind="confirm").count() == actions.PERSON_A_DAY
    # Only the newest address is ever written to.
    assert Delivery.objects.filter(person=person, state="waiting").count() <= 1
    monkeypatch.setattr(actions, "SITE_AN_HOUR", 1)
    _other, browser, _assessment = calm_guest()
    asks(browser, "c@example.org")
    assert not ConfirmationAsked.objects.filter(email_hash=identity("c@example.org"))


def test_stop_everything():
    person, browser = reminded("tonight:email", "tonight:push")
    browser.post("/reminders/calendar")
    Delivery.objects.create(
        person=person, kind="tonight", way="email", occasion="tonight:2027-01-10",
        due_at=EVENING, next_try_at=EVENING,
    )  # fmt: skip
    PushSubscription.objects.create(
        person=person, endpoint="https://a.org/1", endpoint_hash="1", made_at=EVENING
    )
    browser.post("/reminders/stop")
    assert not wishes(person)
    assert not CalendarFeed.objects.exists() and not PushSubscription.objects.exists()
    assert ReminderSettings.objects.get().email == ""
    assert Delivery.objects.get().state == "not_needed"


@pytest.mark.usefixtures("mail_server")
def test_the_companion_and_the_longer_questions_are_reminded_of():
    person, _browser = reminded(
        "companion:email", "measures:email", quiet_from=time(3), quiet_to=time(3)
    )
    began = timezone.now()
    check(person, duration="under_2_days")
    begin_companion(person=person, began_at=began, pain=5, leg=False, now=began)
    Wish.objects.update(made_at=began)
    ReminderSettings.objects.update(hours_changed_at=began)
    clock = Clock(began)
    worker = Worker(clock)
    for hours in (0, 11, 12, 13, 24, 36, 47, 48, 49):
        clock.now = began + timedelta(hours=hours)
        worker.round()
    arrived = Delivery.objects.filter(state="sent").order_by("due_at")
    companion = [one for one in arrived if one.kind == "companion"]
    assert [round((one.due_at - began) / timedelta(hours=1)) for one in companion] == [12, 24, 48]
    # Once in two days, of their hour.
    [measures] = [one for one in arrived if one.kind == "measures"]
    assert timezone.localtime(measures.due_at).time() == time(18)


def test_of_two_workers_one_gets_it():
    person, _browser = reminded()
    Delivery.objects.create(
        person=person, kind="tonight", way="email", occasion="tonight:2027-01-10",
        due_at=EVENING, next_try_at=EVENING,
    )  # fmt: skip
    one, other = Delivery.objects.get(), Delivery.objects.get()
    assert (claim(one, EVENING), claim(other, EVENING)) == (True, False)


def test_two_devices_keep_both_calendars_and_browsers_and_remind_once():
    one, one_browser = reminded("tonight:email", "morning:email", email="ada@example.org")
    into, into_browser = reminded("tonight:email", "tonight:feed", email="", tonight_at=time(20))
    paths = [made(browser) for browser in (one_browser, into_browser)]
    for person in (one, into):
        PushSubscription.objects.create(
            person=person, endpoint=f"https://a.org/{person.pk}", endpoint_hash=str(person.pk),
            made_at=EVENING,
        )  # fmt: skip
    for person, state in ((one, "sent"), (into, "waiting")):
        Delivery.objects.create(
            person=person, kind="tonight", way="email", occasion="tonight:2027-01-10",
            due_at=EVENING, next_try_at=EVENING, state=state,
        )  # fmt: skip
    join_people(one=one, into=into)
    kept = ReminderSettings.objects.get()
    assert (kept.person, kept.email, kept.email_state) == (into, "ada@example.org", "confirmed")
    assert kept.tonight_at == time(20)
    assert {"tonight by email", "morning by email", "tonight by feed"} <= wishes(into)
    assert all(Client().get(path).status_code == 200 for path in paths)
    assert PushSubscription.objects.filter(person=into).count() == 2
    assert [one.state for one in Delivery.objects.all()] == ["sent"]
    told = export_person(into)
    assert told["settings"]["email"] == "ada@example.org"
    assert len(told["calendars"]) == len(told["browsers"]) == 2
    assert told["browsers"][0]["push_service"] == "a.org"


def made(browser: Client) -> str:
    page = browser.post("/reminders/calendar").content.decode()
    return str(re.findall(r'value="http://testserver(/calendar/[\w-]+\.ics)"', page)[0])


def test_the_browser_says_where_it_is_when_nothing_was_chosen():
    person, browser, _assessment = calm_guest()
    browser.post("/reminders/calendar", {"browser_zone": "Asia/Calcutta"})
    kept = ReminderSettings.objects.get(person=person)
    assert kept.time_zone == "Asia/Calcutta"
    assert 'value="Asia/Calcutta" selected' in browser.get("/reminders").content.decode()
    assert kept.hours_changed_at <= datetime.now(UTC)
