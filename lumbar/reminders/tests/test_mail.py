"""Reminders by e-mail, from the wish to the mailbox and back by the link that stops them."""

from __future__ import annotations

import re
import smtplib
from email.message import Message
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from lumbar.check.actions import call_for_recheck
from lumbar.plans.actions import current_plan
from lumbar.plans.tests.helpers import check
from lumbar.reminders.models import Delivery, ReminderSettings, Wish
from lumbar.reminders.tests.helpers import EVENING, Clock, local, mail_server, reminded
from lumbar.reminders.worker import Worker
from lumbar.tonight.models import SessionRecord

__all__ = ["mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


def begins(person: Any, at: Any) -> None:
    SessionRecord.objects.create(
        uuid=uuid4(), person=person, plan=current_plan(person=person), started_at=at
    )


def states() -> list[str]:
    return list(Delivery.objects.order_by("due_at").values_list("state", flat=True))


def sent() -> list[Message]:
    return [one.message() for one in mail.outbox]


def parts(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def text(part: Message) -> str:
    plain = part.get_payload(decode=True)
    assert isinstance(plain, bytes)
    return plain.decode()


def test_an_evening_is_reminded_of_once_at_its_time():
    reminded("tonight:email")
    clock = Clock(local("2027-01-10 21:00"))
    worker = Worker(clock)
    for _five_minutes in range(12):
        worker.round()
        # Another worker, that has just been started.
        Worker(clock).round()
        if clock.now < EVENING:
            assert not mail.outbox
        clock.passes(minutes=5)
    [message] = sent()
    assert message["To"] == "ada@example.org"
    assert message["From"] == "Lumbar <reminders@back.example.org>"
    assert message["Subject"] == "A few minutes for yourself"
    assert message["Auto-Submitted"] == "auto-generated"
    delivery = Delivery.objects.get()
    assert message["Message-ID"] == f"<{delivery.uuid}@back.example.org>"
    assert (delivery.state, delivery.occasion) == ("sent", "tonight:2027-01-10")
    # The next evening is another message.
    clock.now = local("2027-01-11 21:30")
    worker.round()
    first, second = sent()
    assert first["Message-ID"] != second["Message-ID"]


def test_nothing_is_said_about_health_unless_it_was_chosen():
    for chosen in (False, True):
        for kind in ("tonight", "morning", "measures"):
            reminded(f"{kind}:email", health_words=chosen, email=f"{kind}.{chosen}@example.org")
    clock = Clock(local("2027-01-11 08:00"))
    Worker(clock).round()
    clock.now = local("2027-01-11 18:00")
    Worker(clock).round()
    clock.now = local("2027-01-11 21:30")
    Worker(clock).round()
    said: dict[str, str] = {}
    for message in sent():
        assert [part.get_content_type() for part in parts(message)] == ["text/plain", "text/html"]
        said[message["To"]] = " ".join([message["Subject"], *map(text, parts(message))]).lower()
    assert len(said) == 6
    for to, words in said.items():
        about = re.findall(r"\b(back|pain|exercises?|sore|spine)\b(?!\.example)", words)
        assert bool(about) == ("True" in to), (to, about)


def test_in_the_persons_language():
    reminded("tonight:email", language="zh-hant")
    Worker(Clock()).round()
    [message] = sent()
    assert mail.outbox[0].subject == "給自己幾分鐘"
    assert "zh-Hant-HK" in text(parts(message)[1])


@pytest.mark.parametrize(
    "why", ["begun", "emergency", "danger sign", "check again", "stopped", "unconfirmed", "changed"]
)
def test_not_needed_at_the_last_moment(why):
    """Planned, and then something came in between."""
    person, _browser = reminded("tonight:email")
    plan = current_plan(person=person)
    clock = Clock(local("2027-01-10 21:29"))
    worker = Worker(clock)
    worker.round()
    assert states() == ["waiting"]
    kept = ReminderSettings.objects.filter(person=person)
    match why:
        case "begun":
            begins(person, local("2027-01-10 21:10"))
        case "emergency":
            check(person, saddle_numbness="yes")
        case "danger sign":
            SessionRecord.objects.create(
                uuid=uuid4(), person=person, plan=plan, started_at=local("2027-01-09 21:10"),
                state="stopped", finished_at=local("2027-01-09 21:20"),
            )  # fmt: skip
        case "check again":
            call_for_recheck(person=person, by="companion", now=clock.now)
        case "stopped":
            Wish.objects.filter(person=person).delete()
        case "unconfirmed":
            kept.update(email_state="asked")
        case "changed":
            kept.update(tonight_at="22:00", hours_changed_at=clock.now)
    clock.now = EVENING
    worker.round()
    assert not mail.outbox
    if why == "changed":
        assert states() == ["waiting"]
        clock.now = local("2027-01-10 22:00")
        worker.round()
        assert len(mail.outbox) == 1
    else:
        assert states() == ["not_needed"]


def test_last_nights_evening_does_not_count_for_tonight():
    person, _browser = reminded("tonight:email")
    begins(person, local("2027-01-09 22:00"))
    # Half past midnight belongs to the evening before.
    begins(person, local("2027-01-10 00:30"))
    Worker(Clock()).round()
    assert len(mail.outbox) == 1


def test_nothing_leaves_without_a_mail_server(settings):
    reminded("tonight:email")
    settings.LUMBAR = settings.LUMBAR._replace(email={})
    Worker(Clock()).round()
    assert not states()


class Broken:
    """Stands in for the mail server's connection."""

    def __init__(self, monkeypatch: Any, *errors: BaseException | None) -> None:
        self.errors = list(errors)
        monkeypatch.setattr("lumbar.site.post.get_connection", lambda: self)

    def open(self) -> None: ...
    def close(self) -> None: ...

    def send_messages(self, messages: list[Any]) -> int:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        mail.outbox.extend(messages)
        return len(messages)


def test_a_mail_server_that_is_away_is_tried_again_with_the_same_message(monkeypatch, caplog):
    reminded("tonight:email")
    Broken(monkeypatch, ConnectionRefusedError(), smtplib.SMTPServerDisconnected("gone"))
    clock = Clock()
    worker = Worker(clock)
    for _minute in range(10):
        worker.round()
        clock.passes(minutes=1)
    assert (states(), len(mail.outbox)) == (["sent"], 1)
    assert Delivery.objects.get().attempts == 3
    assert "example.org" not in caplog.text


def test_it_is_given_up_in_time(monkeypatch):
    reminded("tonight:email", "measures:email")
    Broken(monkeypatch, *[TimeoutError()] * 100)
    clock = Clock()
    worker = Worker(clock)
    for began in ("18:00", "21:30"):
        clock.now = local(f"2027-01-11 {began}")
        for minutes in (0, 1, 2, 5, 10, 20, 20):
            clock.passes(minutes=minutes)
            worker.round()
    found = dict(Delivery.objects.values_list("kind", "state"))
    assert found == {"measures": "failed", "tonight": "failed"}
    assert not mail.outbox


def test_a_mailbox_that_does_not_exist_is_left_alone(monkeypatch):
    person, browser = reminded("tonight:email")
    refused = smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")})
    Broken(monkeypatch, refused)
    Worker(Clock()).round()
    assert states() == ["failed"]
    assert ReminderSettings.objects.get(person=person).email_state == "refused"
    assert "took no message from us" in browser.get("/reminders").content.decode()


def test_one_tap_stops_one_kind_without_a_cookie():
    person, _browser = reminded("tonight:email", "morning:email", "tonight:push")
    Worker(Clock()).round()
    [message] = sent()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>").removeprefix("https://back.example.org")
    # A mail program posts by itself, with no cookie and no form's token.
    program = Client(enforce_csrf_checks=True)
    page = program.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert Wish.objects.filter(person=person).count() == 3, "looking stops nothing"
    for _twice in range(2):
        answer = program.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    left = Wish.objects.filter(person=person).values_list("kind", "way")
    assert set(left) == {("morning", "email"), ("tonight", "push")}
    assert program.post(link[:-3] + "abc").status_code == 404
    assert all(link in text(part) for part in parts(message))


def test_what_was_sent_is_forgotten_after_a_month():
    reminded("tonight:email")
    clock = Clock()
    worker = Worker(clock)
    worker.round()
    clock.passes(days=31)
    Wish.objects.all().delete()
    worker.round()
    assert not states()
