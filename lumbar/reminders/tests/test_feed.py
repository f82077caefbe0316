"""The private calendar, read by a library that did not write it (ical.js, through Node)."""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import a_book
from lumbar.check.actions import call_for_recheck
from lumbar.people.models import Patient
from lumbar.plans.actions import current_plan
from lumbar.plans.tests.helpers import check
from lumbar.reminders import feed
from lumbar.reminders.models import CalendarFeed, ReminderSettings
from lumbar.reminders.schedule import Hours, Known, Moment, evening_of, occasions
from lumbar.reminders.tests.helpers import HONG_KONG, reminded
from lumbar.site.logs import JsonFormatter
from lumbar.tonight.models import SessionRecord

NODE = shutil.which("node") or str(Path(sys.executable).with_name("node"))
READ = Path(__file__).parent / "js" / "read-feed.mjs"


def read(body: bytes) -> Any:
    done = subprocess.run([NODE, str(READ)], input=body, capture_output=True, check=True)
    return json.loads(done.stdout)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def made(browser: Client) -> str:
    """Make a calendar address; return its path."""
    page = browser.post("/reminders/calendar").content.decode()
    path: str
    [path] = set(re.findall(r'value="http://testserver(/calendar/[\w-]+\.ics)"', page))
    assert f'href="webcal://testserver{path}"' in page
    return path


SAID = {kind: (kind, f"{kind},\n; \\ 早晨", "https://back.example.org/") for kind in
        ("tonight", "morning", "measures", "companion")}  # fmt: skip


def test_what_the_calendar_says_is_what_is_due_across_the_change_of_the_clocks():
    """Four places in one go: a third-party reader expands our rules to the very moments at which
    we would send."""
    for zone, since in (
        ("Europe/London", "2026-03-20"),
        ("America/New_York", "2026-10-20"),
        ("Australia/Lord_Howe", "2026-03-25"),
        ("Asia/Hong_Kong", "2026-12-20"),
    ):
        hours = Hours(ZoneInfo(zone), time(22, 30), time(7), time(21, 30), time(7, 15), time(18))
        begins = when(since).replace(tzinfo=hours.zone)
        known = Known(
            measures_due=date.fromisoformat(since) + timedelta(days=3),
            companion=(Moment("a:12", begins + timedelta(days=1)),),
        )
        wished = dict.fromkeys(SAID, begins)
        body = feed.calendar(
            feed.entries(wished, hours, known, begins, "secret", SAID, begins),  # type: ignore[arg-type]
            "Lumbar", "back.example.org", begins,
        )  # fmt: skip
        told = read(body)
        assert (told["name"], told["method"]) == ("Lumbar", "PUBLISH")
        for event in told["events"]:
            kind = event["title"]
            due = occasions({kind: begins}, hours, known, begins, begins + timedelta(days=60))
            expected = [one.due_at for one in due][:40]
            assert [when(one) for one in event["starts"]] == expected, (zone, kind)
            assert event["alarms"] == [{"action": "DISPLAY", "trigger": 0}]
            assert event["text"] == SAID[kind][1], "marks and Chinese survive"
            assert event["zone"] == ("UTC" if kind == "companion" else zone)
        assert len(told["events"]) == 4
        assert max(map(len, body.split(b"\r\n"))) <= 75


@pytest.mark.django_db
def test_the_address_is_secret_and_can_be_taken_back(client, caplog):
    person, browser = reminded("tonight:feed", "morning:feed")
    path = made(browser)
    token = path.split("/")[2].removesuffix(".ics")
    assert len(token) == 43
    kept = CalendarFeed.objects.get()
    assert token not in str(CalendarFeed.objects.values())
    # No cookie is needed and none is set, not even for a browser that has one.
    answer = browser.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    plain = client.get(path)
    assert plain.content == answer.content
    assert client.get(path, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    assert str(person.pk) not in plain.content.decode()
    # It is shown once.
    assert token not in browser.get("/reminders").content.decode()
    # A new one takes the old one's place; a revoked one is as unknown as one never made.
    newer = made(browser)
    assert client.get(path).status_code == 404
    assert client.get(newer).status_code == 200
    browser.post("/reminders/calendar/revoke")
    unknown = client.get("/calendar/" + "A" * 43 + ".ics")
    gone = client.get(newer)
    assert (gone.status_code, unknown.status_code) == (404, 404)
    assert len(gone.content) == len(unknown.content)
    assert not CalendarFeed.objects.filter(pk=kept.pk).exists()
    assert token not in caplog.text


@pytest.mark.parametrize(
    "path", ["/calendar/{}.ics", "/reminders/stop/{}:abc-def", "/reminders/confirm/{}:1x:abc"]
)
def test_no_secret_part_of_an_address_is_ever_logged(path):
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "%s: %s", ("Server Error", path), None
    )
    record.args = ("Server Error", path.format("Zq3-vK8_wB1xN5mR7tY2uI9oP4aS6dF0gH-jL_cVbX0"))
    line = json.loads(JsonFormatter().format(record))["message"]
    assert "Zq3" not in line and "abc" not in line
    assert line.startswith("Server Error: /")


@pytest.mark.django_db
def test_only_what_makes_sense_now(client):
    now = datetime.now(UTC)
    person, browser = reminded("tonight:feed", "measures:feed", since=now - timedelta(days=7))
    path = made(browser)
    titles = ["A few minutes for yourself", "A few short questions"]
    before = read(client.get(path).content)["events"]
    assert sorted(one["title"] for one in before) == titles
    [tonight] = [one for one in before if one["title"] == titles[0]]
    assert tonight["url"] == "http://testserver/tonight"
    # This evening is begun: it does not ring any more; the others do.
    SessionRecord.objects.create(
        uuid=uuid4(), person=person, plan=current_plan(person=person), started_at=now
    )
    after = read(client.get(path).content)["events"]
    [again] = [one for one in after if one["uid"] == tonight["uid"]]
    left_out = set(tonight["starts"]) - set(again["starts"])
    assert [evening_of(when(one), HONG_KONG) for one in left_out] == [evening_of(now, HONG_KONG)]
    # A danger sign: no evening stands in the calendar.
    call_for_recheck(person=person, by="companion", now=datetime.now(UTC))
    assert [one["title"] for one in read(client.get(path).content)["events"]] == titles[1:]
    check(person, saddle_numbness="yes")
    assert [one["title"] for one in read(client.get(path).content)["events"]] == titles[1:]


@pytest.mark.django_db
def test_a_calendar_stops_by_the_link_in_it(client):
    _person, browser = reminded("tonight:feed", "morning:feed", health_words=True)
    path = made(browser)
    events = read(client.get(path).content)["events"]
    [tonight] = [one for one in events if "exercises" in one["title"]]
    [stop] = re.findall(r"http://testserver(\S+/stop/\S+)", tonight["text"])
    assert client.post(stop).status_code == 200
    left = read(client.get(path).content)["events"]
    assert [one["title"] for one in left] == ["How is your back this morning?"]
    assert left[0]["uid"] in {one["uid"] for one in events}, "ids stay"


@pytest.mark.django_db
def test_visits_stand_in_it_without_a_word_of_health_unless_allowed():
    person, browser = reminded("tonight:feed")
    book = a_book(name_en="Disc and nerve review")
    patient = Patient.objects.create(clinic=book.clinic, person=person, name="Ada")
    [who] = book.practitioners
    starts = timezone.now() + timedelta(days=2)
    Appointment.objects.create(
        clinic=book.clinic, patient=patient, service=book.service, practitioner=who,
        location=book.place, starts_at=starts, ends_at=starts + timedelta(minutes=30),
        status="booked", source="desk", sequence=2, made_at=timezone.now(),
    )  # fmt: skip
    path = made(browser)
    plain = Client().get(path).content.decode()
    assert "SUMMARY:Visit: Pier Clinic" in plain and "nerve" not in plain and "SEQUENCE:2" in plain
    ReminderSettings.objects.update(health_words=True)
    assert "SUMMARY:Disc and nerve review" in Client().get(path).content.decode()
