"""The worker is killed again and again, and every reminder that is wished arrives exactly once.

The mail server is a real one (aiosmtpd), the worker a process of its own, the kill a SIGKILL at a
moment that dice choose. A message that came twice has the same Message-ID, by which mailboxes know
it; what counts is that no reminder is missing, and that none has two.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from lumbar.journal.models import CheckIn
from lumbar.plans.actions import current_plan
from lumbar.reminders.actions import stop_by_link
from lumbar.reminders.links import Stop, identity
from lumbar.reminders.models import Delivery, ReminderSettings
from lumbar.reminders.tests.helpers import local, reminded
from lumbar.site.outgoing import LEASE
from lumbar.tonight.models import SessionRecord

REPOSITORY = Path(__file__).resolve().parents[3]
PEOPLE, DAYS = 6, 2
SEED = 20270110


class Arrived(NamedTuple):
    id: str
    to: str
    subject: str


class Mailbox:
    """Takes every message, and takes a moment to say so: many a worker dies in between."""

    def __init__(self) -> None:
        self.got: list[Arrived] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        self.got.append(Arrived(message["Message-ID"], envelope.rcpt_tos[0], message["Subject"]))
        await asyncio.sleep(0.002)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Controller]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller.start()
    yield controller
    controller.stop()


def database_url() -> str:
    """The address of this test's own database."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    name = str(connection.settings_dict["NAME"])
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Workers:
    """Starts workers, and kills them."""

    def __init__(self, port: int, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.kills = 0
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LUMBAR_", "PYTEST"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lumbar.reminders.tests.killed"],
            cwd=REPOSITORY,
            env={
                **kept,
                "DJANGO_SETTINGS_MODULE": "lumbar.site.settings",
                "DATABASE_URL": database_url(),
                "LUMBAR_ENV": "test",
                "LUMBAR_DATA_DIR": os.environ["LUMBAR_DATA_DIR"],
                "LUMBAR_EMAIL_URL": f"smtp://127.0.0.1:{port}",
                "LUMBAR_EMAIL_FROM": "reminders@back.example.org",
                "LUMBAR_PUBLIC_URL": "https://back.example.org",
                "LUMBAR_LOG_LEVEL": "ERROR",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None and self.process.stdin is not None
        self.said, self.asked = self.process.stdout, self.process.stdin
        assert self.said.readline() == "ready\n"

    def works(self, now: datetime, killed_at: int | None = None, then: float = 0.0) -> None:
        """One worker at this time, to its end or until it is killed: so many seconds after it has
        sent so many messages."""
        self.asked.write(f"{now.isoformat()}\n")
        self.asked.flush()
        worker = int(self.said.readline())
        before = len(self.mailbox.got)
        if killed_at is not None:
            with suppress(ProcessLookupError):
                while len(self.mailbox.got) - before < killed_at:
                    os.kill(worker, 0)
                    time.sleep(0.0005)
                time.sleep(then)
                os.kill(worker, signal.SIGKILL)
        status = int(self.said.readline())
        assert status in ({0} if killed_at is None else {0, -signal.SIGKILL}), "it failed"
        self.kills += status == -signal.SIGKILL

    def ends(self) -> None:
        self.asked.close()
        self.process.wait(10)
        self.said.close()


@pytest.mark.django_db(transaction=True)
def test_every_reminder_arrives_once_however_often_the_worker_is_killed(mailbox: Controller):
    dice = random.Random(SEED)  # noqa: S311
    addresses = [f"{number}@example.org" for number in range(PEOPLE)]
    people = {one: reminded("tonight:email", "morning:email", email=one)[0] for one in addresses}
    plans = {email: current_plan(person=person) for email, person in people.items()}
    expected: Counter[tuple[str, str]] = Counter()
    stopped: set[str] = set()
    handler = mailbox.handler
    assert isinstance(handler, Mailbox)
    workers = Workers(mailbox.port, handler)
    try:
        for day in range(DAYS):
            for at, subject in (("08:00", "Good morning"), ("21:30", "A few minutes for yourself")):
                now = local(f"2027-01-{11 + day} {at}")
                # A worker that was on its way while things were done.
                workers.works(now - timedelta(minutes=1), 0, dice.uniform(0, 0.03))
                for email, person in people.items():
                    if email in stopped:
                        continue
                    if dice.random() < 0.2:
                        _does(person, plans[email], now, subject)
                    elif dice.random() < 0.06:
                        stop_by_link(stop=Stop("email", "all", identity(email)))
                        stopped.add(email)
                    else:
                        expected[email, subject] += 1
                for _kill in range(2):
                    workers.works(now, dice.randrange(4), dice.uniform(0, 0.008))
                    now += LEASE + timedelta(seconds=1)
                workers.works(now)
    finally:
        workers.ends()
    by_id = {one.id: one for one in handler.got}
    assert Counter((one.to, one.subject) for one in by_id.values()) == expected
    assert len(expected) > PEOPLE
    assert not Delivery.objects.exclude(state__in=["sent", "not_needed"]).exists()
    assert workers.kills >= DAYS
    assert ReminderSettings.objects.filter(email_state="confirmed").count() == PEOPLE
    print(
        f"{len(by_id)} reminders, {workers.kills} kills, {len(handler.got) - len(by_id)} came twice"
    )


def _does(person: Any, plan: Any, now: datetime, subject: str) -> None:
    """The person does what they would be reminded of."""
    if subject == "Good morning":
        CheckIn.objects.create(
            uuid=uuid4(), person=person, morning=now.date(), pain=3, sleep=6, said_at=now
        )
    else:
        SessionRecord.objects.create(uuid=uuid4(), person=person, plan=plan, started_at=now)
