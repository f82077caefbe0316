"""Notices: what is told, once, after the grace, and what calendars make of it."""

from __future__ import annotations

import json
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as site
from django.core import mail
from icalendar import Calendar

from lumbar.booking import actions
from lumbar.booking.models import Appointment, Notice, NoticeSettings
from lumbar.booking.notices.planning import plan_anew
from lumbar.booking.notices.sending import deliver
from lumbar.booking.notices.undelivered import undelivered_to
from lumbar.booking.notices.worker import round as works
from lumbar.booking.tests.book import NOW, TheBook, a_book, somebody
from lumbar.booking.tests.mailing import Clock, mail_server
from lumbar.people.models import Patient
from lumbar.site.environment import REPOSITORY
from lumbar.site.outgoing import PAUSES

__all__ = ["mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


def desk_books(book: TheBook, n: int = 0, now: Any = NOW) -> Appointment:
    return actions.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(n), patient=book.patient(),
        by=book.staff, now=now,
    )  # fmt: skip


def moved(book: TheBook, visit: Appointment, n: int, now: Any) -> Appointment:
    return actions.move(appointment=visit, slot=book.slot(n), by=book.staff, version=None, now=now)


def cancelled(book: TheBook, visit: Appointment, now: Any) -> Appointment:
    return actions.cancel(appointment=visit, by=book.staff, version=None, now=now)


def subjects() -> list[str]:
    return [str(message.subject) for message in mail.outbox]


def calendar_in(message: Message) -> list[str]:
    return [
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in message.walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    ]


def test_within_the_grace_only_the_end_is_told():
    book, clock = a_book(), Clock(NOW)
    first, second, third = (desk_books(book, n) for n in (0, 2, 4))
    clock.passes(minutes=2)
    assert deliver(clock) == 0
    moved(book, first, 8, clock.now)
    cancelled(book, second, clock.now)
    clock.passes(minutes=1)
    deliver(clock)
    assert subjects() == ["Your visit on Tuesday 8 December is booked"], "only the third is told"
    clock.passes(minutes=2)
    deliver(clock)
    assert len(mail.outbox) == 2 and "13:00 (Hong Kong time)" in mail.outbox[1].body
    # Moved away and back: nothing to tell.
    moved(book, third, 9, clock.now)
    moved(book, third, 4, clock.now)
    clock.passes(minutes=10)
    deliver(clock)
    assert len(mail.outbox) == 2
    # And what was told once is told when it changes.
    moved(book, third, 10, clock.now)
    cancelled(book, first, clock.now)
    clock.passes(minutes=3)
    deliver(clock)
    assert subjects()[2:] == [
        "Your visit has a new time: Tuesday 8 December",
        "Your visit on Tuesday 8 December is cancelled",
    ]


def test_a_clinic_with_a_host_of_its_own_is_written_of_there():
    book, clock = a_book(), Clock(NOW)
    book.clinic.host = "hill.example.org"
    book.clinic.save()
    desk_books(book)
    clock.passes(minutes=3)
    deliver(clock)
    # In the message and in the calendar entry.
    entry = calendar_in(mail.outbox[0].message())[0].replace("\r\n ", "")
    for told in (mail.outbox[0].message().as_string(), entry):
        assert "//hill.example.org/visit/" in told, told


def test_reminders_come_once_as_the_clinic_chose_and_never_for_what_changed():
    book, clock = a_book(), Clock(NOW - timedelta(days=9))
    visit, other = desk_books(book, 2, clock.now), desk_books(book, 4, clock.now)
    kinds = Notice.objects.filter(appointment=visit, kind="reminder")
    assert [one.due_at for one in kinds.order_by("due_at")] == [
        visit.starts_at - timedelta(hours=48), visit.starts_at - timedelta(hours=3),
    ]  # fmt: skip
    NoticeSettings.objects.create(clinic=book.clinic, first_hours=24, second_hours=0)
    plan_anew(book.clinic, clock.now)
    clock.passes(minutes=5)
    deliver(clock)
    clock.passes(hours=1)
    actions.cancel(appointment=other, by=None, version=None, now=clock.now)
    clock.passes(minutes=5)
    deliver(clock)
    mail.outbox.clear()
    for clock.now in (NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=20)):
        works(clock)
        works(clock)
    assert subjects() == ["Your visit is on Tuesday 8 December"]
    assert "Chan" not in mail.outbox[0].body and "Visit\n" not in mail.outbox[0].body


def test_an_update_replaces_the_entry_in_real_parsers(tmp_path):
    book, clock = a_book(), Clock(NOW)
    visit = desk_books(book)
    for change in (lambda: None, lambda: moved(book, visit, 6, clock.now),
                   lambda: cancelled(book, visit, clock.now)):  # fmt: skip
        change()
        clock.passes(minutes=4)
        deliver(clock)
    sent = [calendar_in(message.message()) for message in mail.outbox]
    assert [len(files) for files in sent] == [2, 2, 2]
    assert all(inline == attached for inline, attached in sent)
    kept: dict[str, tuple[int, Any]] = {}
    for text in (files[0] for files in sent):
        calendar = Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        uid, sequence = str(event["UID"]), event.decoded("SEQUENCE")
        assert uid not in kept or sequence > kept[uid][0]
        assert event["ORGANIZER"] == "mailto:desk@back.example.org"
        assert event["ATTENDEE"] == f"mailto:{visit.patient.email}"
        kept[uid] = (sequence, (str(calendar["METHOD"]), event.decoded("DTSTART"), event["STATUS"]))
    visit.refresh_from_db()
    assert list(kept.values()) == [(2, ("CANCEL", visit.starts_at, "CANCELLED"))]
    types = {part.get("Content-Type", "") for part in mail.outbox[0].message().walk()}
    assert any("text/calendar" in one and 'method="REQUEST"' in one for one in types)

    for n, files in enumerate(sent):
        (tmp_path / f"{n}.ics").write_text(files[0], encoding="utf-8", newline="")
    script = """
      import fs from 'node:fs'; import ICAL from 'ical.js';
      const read = process.argv.slice(1).map((path) => {
        const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(path, 'utf8')));
        const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'));
        const method = calendar.getFirstPropertyValue('method');
        return [method, event.uid, event.sequence, event.startDate.toUnixTime()];
      });
      console.log(JSON.stringify(read));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, *sorted(map(str, tmp_path.iterdir()))],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    read = json.loads(done.stdout)
    assert [one[0] for one in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({one[1] for one in read}) == 1
    assert [one[2] for one in read] == [0, 1, 2]
    assert read[2][3] == visit.starts_at.timestamp()


def test_a_request_and_the_clinics_word():
    book, clock = a_book(approval=True), Clock(NOW)
    wanted: dict[str, Any] = {
        "clinic": book.clinic,
        "service": book.service,
        "person": None,
        "verified": True,
    }
    for n, answer in enumerate((actions.approve, actions.decline)):
        mail.outbox.clear()
        visit = actions.request_appointment(
            **wanted, slot=book.slot(n), contact=somebody(n), now=clock.now
        )
        clock.passes(minutes=4)
        deliver(clock)
        answer(appointment=visit, by=book.staff, version=None, now=clock.now)
        clock.passes(minutes=4)
        deliver(clock)
        said = "is booked" if answer is actions.approve else "cannot take your request"
        asked, answered = mail.outbox
        assert "We have your request" in asked.subject and not calendar_in(asked.message())
        assert said in answered.subject
        assert bool(calendar_in(answered.message())) == (answer is actions.approve)


def test_a_move_that_is_declined_takes_the_entry_out_of_the_calendar():
    book, clock = a_book(approval=True), Clock(NOW)
    visit = desk_books(book)
    answer: dict[str, Any] = {"by": book.staff, "version": None}
    for change in (
        lambda: None,
        lambda: actions.move(
            appointment=visit, slot=book.slot(6), by=None, version=None, now=clock.now
        ),
        lambda: actions.decline(appointment=visit, now=clock.now, **answer),
    ):
        change()
        clock.passes(minutes=4)
        deliver(clock)
    assert "cannot take your request" in subjects()[2]
    assert "the time you had before no longer holds" in mail.outbox[2].body
    found = [Calendar.from_ical(calendar_in(one.message())[0]) for one in mail.outbox]
    assert [str(one["METHOD"]) for one in found] == ["REQUEST", "REQUEST", "CANCEL"]
    # One that was never booked is in no calendar, however often it was moved.
    other = actions.request_appointment(
        clinic=book.clinic, service=book.service, slot=book.slot(2), contact=somebody(),
        person=None, verified=True, now=clock.now,
    )  # fmt: skip
    mail.outbox.clear()
    for n in (8, 9, None):
        clock.passes(minutes=4)
        deliver(clock)
        if n is None:
            actions.decline(appointment=other, now=clock.now, **answer)
        else:
            actions.move(appointment=other, slot=book.slot(n), by=None, version=None, now=clock.now)
    clock.passes(minutes=4)
    deliver(clock)
    assert len(mail.outbox) == 4
    assert not any(calendar_in(message.message()) for message in mail.outbox)
    assert "no longer holds" not in mail.outbox[3].body


def test_a_mail_server_that_is_away_for_hours_loses_no_confirmation(monkeypatch):
    book, clock = a_book(), Clock(NOW)

    class Away:
        def open(self) -> None:
            raise ConnectionRefusedError

        def close(self) -> None: ...

    visit = actions.request_appointment(
        clinic=book.clinic, service=book.service, slot=book.slot(60), contact=somebody(),
        person=None, now=NOW,
    )  # fmt: skip
    with monkeypatch.context() as away:
        away.setattr("lumbar.site.post.get_connection", Away)
        for _part in range(18):
            works(clock)
            clock.passes(minutes=10)
    assert undelivered_to(visit) == visit.send_to, "the desk knows meanwhile"
    clock.passes(minutes=20)
    works(clock)
    assert subjects() == ["Please confirm your visit"]
    assert "It is no longer held for you. If it is still free, you get it." in mail.outbox[0].body
    assert undelivered_to(visit) == ""
    assert actions.confirm_request(appointment=visit, now=clock.now).status == "booked"


class Inbox:
    """Takes messages as a mail server does; it may hang up after it has one."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.fails = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content))
        if self.fails:
            self.fails -= 1
            return "451 try again"
        return "250 kept"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    with suppress(Exception):
        controller.start()
    port = controller.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


def test_over_a_real_connection_a_failure_is_the_same_message_again(inbox):
    book, clock = a_book(), Clock(NOW)
    patient = book.patient()
    patient.language = "zh-hant"
    patient.save()
    visit = actions.book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(), patient=patient,
        by=book.staff, now=NOW,
    )  # fmt: skip
    inbox.fails = 1
    clock.passes(minutes=3)
    deliver(clock)
    deliver(clock)
    clock.passes(seconds=PAUSES[0].total_seconds())
    deliver(clock)
    deliver(clock)
    first, second = inbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    told = Notice.objects.get(appointment=visit, kind="booked")
    assert (told.state, told.attempts) == ("sent", 2)
    html = [part for part in second.walk() if part.get_content_type() == "text/html"]
    assert "zh-Hant-HK" in str(html[0].get_payload(decode=True), "utf-8")
    assert len(calendar_in(second)) == 2


def test_a_mailbox_that_is_gone_is_given_up(monkeypatch):
    book, clock = a_book(), Clock(NOW)
    visit = desk_books(book)

    class Refusing:
        def open(self) -> None: ...
        def close(self) -> None: ...
        def send_messages(self, messages: list[Any]) -> int:
            raise smtplib.SMTPRecipientsRefused({visit.patient.email: (550, b"no such user")})

    monkeypatch.setattr("lumbar.site.post.get_connection", Refusing)
    clock.passes(minutes=3)
    deliver(clock)
    assert Notice.objects.get(kind="booked").state == "failed"
    # The desk is told which mailbox it was, whatever the register says by now, until one arrives.
    refused = visit.patient.email
    Patient.objects.update(email="right@example.org")
    assert undelivered_to(visit) == refused
    monkeypatch.undo()
    clock.now = visit.starts_at - timedelta(hours=1)
    deliver(clock)
    assert Notice.objects.filter(kind="reminder", state="sent").exists()
    assert undelivered_to(visit) == ""


def test_without_a_mail_server_everything_waits(settings):
    book = a_book()
    desk_books(book)
    settings.LUMBAR = site.LUMBAR._replace(email={})
    assert deliver(Clock(NOW + timedelta(hours=1))) == 0
    assert Notice.objects.filter(kind="booked", state="waiting").count() == 1
