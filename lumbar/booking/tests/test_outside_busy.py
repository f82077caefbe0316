"""When somebody is busy elsewhere, out of calendar files as calendars write them."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lumbar.booking.calendars import actions as calendars
from lumbar.booking.calendars import worker
from lumbar.booking.calendars.fetching import fetch, https_address
from lumbar.booking.calendars.reading import MOST_BYTES, UnreadableCalendar, busy_times
from lumbar.booking.models import Location, OutsideBusy, OutsideCalendar
from lumbar.booking.queries import slots_for
from lumbar.booking.tests.book import NOW, TUESDAY, a_book
from lumbar.scheduling.instants import instant, moment

ZONE = "Asia/Hong_Kong"
WINDOW = (instant(NOW), instant(NOW + timedelta(days=30)))
OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:Somewhere of our own
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events: str, head: str = "") -> bytes:
    parts = "".join(f"BEGIN:VEVENT\nUID:{n}\n{text}\nEND:VEVENT\n" for n, text in enumerate(events))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{parts}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(*events: str, head: str = "") -> list[str]:
    """The busy times in Hong Kong, to be read."""
    east = timedelta(hours=8)
    return [
        f"{moment(start) + east:%d %H:%M}-{moment(end) + east:%d %H:%M}"
        for start, end in busy_times(calendar(*events, head=head), zone=ZONE, window=WINDOW)
    ]


@pytest.mark.parametrize(
    ("events", "busy"),
    [
        (["DTSTART:20261208T010000Z\nDTEND:20261208T020000Z"], ["08 09:00-08 10:00"]),
        (["DTSTART:20261208T010000Z\nDURATION:PT90M"], ["08 09:00-08 10:30"]),
        # Without a zone: by the clinic's clock. With one: by its own.
        (["DTSTART:20261208T090000\nDTEND:20261208T093000"], ["08 09:00-08 09:30"]),
        (
            [
                "DTSTART;TZID=Europe/London:20261208T090000\nDTEND;TZID=Europe/London:20261208T100000"
            ],
            ["08 17:00-08 18:00"],
        ),
        # Whole days, one or several; the end is not included.
        (["DTSTART;VALUE=DATE:20261209"], ["09 00:00-10 00:00"]),
        (
            ["DTSTART;VALUE=DATE:20261209\nDTEND;VALUE=DATE:20261212"],
            ["09 00:00-12 00:00"],
        ),
        # Not busy.
        (["DTSTART:20261208T010000Z\nDTEND:20261208T020000Z\nTRANSP:TRANSPARENT"], []),
        (["DTSTART:20261208T010000Z\nDTEND:20261208T020000Z\nSTATUS:CANCELLED"], []),
        (
            ["DTSTART:20261208T010000Z\nDTEND:20261208T020000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE"],
            [],
        ),
        (["DTSTART:20261208T010000Z\nDTEND:20261208T010000Z"], []),
        (["DTSTART:20200101T010000Z\nDTEND:20200101T020000Z"], []),
        # What overlaps is one; what began before is cut.
        (
            [
                "DTSTART:20261208T010000Z\nDTEND:20261208T030000Z",
                "DTSTART:20261208T020000Z\nDTEND:20261208T040000Z",
            ],
            ["08 09:00-08 12:00"],
        ),
        (["DTSTART:20261206T010000Z\nDTEND:20261207T020000Z"], ["07 09:00-07 10:00"]),
        # Weekly, with one left out and one moved to another day.
        (
            [
                (
                    "DTSTART;TZID=Asia/Hong_Kong:20251209T140000\nDURATION:PT1H\n"
                    "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z\n"
                    "EXDATE;TZID=Asia/Hong_Kong:20261215T140000"
                )
            ],
            ["08 14:00-08 15:00", "22 14:00-22 15:00", "29 14:00-29 15:00"],
        ),
        # The same hour on the wall through a change of the clock elsewhere.
        (
            ["DTSTART;TZID=Europe/London:20260605T080000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY"],
            ["05 16:00-05 17:00"],
        ),
    ],
)
def test_when_a_calendar_says_busy(events, busy):
    assert read(*events) == busy


def test_one_of_a_series_is_moved_and_one_is_called_off():
    series = "DTSTART:20261208T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    text = calendar(series).decode().replace("UID:0", "UID:same")
    moved = (
        "BEGIN:VEVENT\r\nUID:same\r\nRECURRENCE-ID:20261209T010000Z\r\nDTSTART:20261209T050000Z\r\n"
        "DURATION:PT1H\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:same\r\nRECURRENCE-ID:20261210T010000Z"
        "\r\nDTSTART:20261210T010000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
    )
    text = text.replace("END:VCALENDAR", moved + "END:VCALENDAR")
    assert [
        f"{moment(start):%d %H}" for start, _end in busy_times(
            text.encode(), zone=ZONE, window=WINDOW
        )
    ] == ["08 01", "09 05"]  # fmt: skip


def test_a_zone_of_its_own_and_periods_without_events():
    own = "DTSTART;TZID=Somewhere of our own:20261208T090000\nDURATION:PT1H"
    assert read(own, head=OUTLOOK_ZONE) == ["08 09:00-08 10:00"]
    periods = (
        "BEGIN:VFREEBUSY\nFREEBUSY:20261208T010000Z/PT30M,20261208T030000Z/20261208T040000Z\n"
        "FREEBUSY;FBTYPE=FREE:20261209T010000Z/PT8H\nEND:VFREEBUSY\n"
    )
    assert read(head=periods) == ["08 09:00-08 09:30", "08 11:00-08 12:00"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html>Sign in</html>", "not_a_calendar"),
        (b"", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCAL", "not_a_calendar"),
        (calendar("DTSTART:20200101T000000Z\nRRULE:FREQ=SECONDLY"), "too_many"),
        (
            calendar("DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;BYMINUTE=1,2,3;BYSECOND=1,2"),
            "too_many",
        ),
        (calendar("DTSTART:00010101T010000Z\nRRULE:FREQ=DAILY"), "too_many"),
        (b" " * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_cannot_be_read_is_said_so(data, code):
    with pytest.raises(UnreadableCalendar) as unreadable:
        busy_times(data, zone=ZONE, window=WINDOW)
    assert unreadable.value.code == code


@pytest.mark.parametrize(("bound", "value"), [("MOST_TIMES", 20), ("LONGEST", -1.0)])
def test_a_small_calendar_that_says_much_is_not_read_to_its_end(monkeypatch, bound, value):
    data = calendar("DTSTART:20261201T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY")
    assert len(busy_times(data, zone=ZONE, window=WINDOW)) == 30
    monkeypatch.setattr(f"lumbar.booking.calendars.reading.{bound}", value)
    with pytest.raises(UnreadableCalendar, match="too_many"):
        busy_times(data, zone=ZONE, window=WINDOW)


def test_a_birthday_without_a_year_spoils_no_calendar():
    data = calendar(
        "DTSTART;VALUE=DATE:16041208\nRRULE:FREQ=YEARLY\nTRANSP:TRANSPARENT",
        "DTSTART:20261208T010000Z\nDURATION:PT1H",
    )
    assert len(busy_times(data, zone=ZONE, window=WINDOW)) == 1


def test_our_own_entries_keep_nobody_out():
    data = calendar("DTSTART:20261208T010000Z\nDURATION:PT1H").replace(b"UID:0", b"UID:visit-1@x")
    assert busy_times(data, zone=ZONE, window=WINDOW) == []


# --- From an address ------------------------------------------------------------------------------


class Elsewhere(BaseHTTPRequestHandler):
    """A server with a calendar, which answers as it is told."""

    status, data, asked = 200, b"", 0

    def do_GET(self):
        Elsewhere.asked += 1
        unchanged = self.headers.get("If-None-Match") == '"one"' and self.status == 200
        self.send_response(304 if unchanged else self.status)
        self.send_header("ETag", '"one"')
        if self.status == 302:
            self.send_header("Location", "/again")
        self.end_headers()
        if self.status == 200 and not unchanged:
            self.wfile.write(self.data)

    def log_message(self, *_args):
        pass


@pytest.fixture
def elsewhere(settings):
    settings.PUSH_MAY_GO_INSIDE = True
    Elsewhere.status, Elsewhere.data, Elsewhere.asked = 200, b"", 0
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/my.ics"
        server.shutdown()
        thread.join()


@pytest.mark.django_db
def test_a_calendar_is_read_again_and_again_and_keeps_what_it_knew(elsewhere):
    book = a_book()
    own = calendars.add_calendar(
        practitioner=book.practitioners[0], name="Home", url=elsewhere, by=book.staff, now=NOW
    )
    Elsewhere.data = calendar("DTSTART:20261208T010000Z\nDURATION:PT8H")

    def free():
        day = TUESDAY.date()
        return len(
            slots_for(
                clinic=book.clinic, service=book.service, practitioner=None, first=day, last=day,
                now=NOW,
            )
        )  # fmt: skip

    assert free() == 18
    assert worker.round(NOW) == 1
    assert free() == 2
    assert worker.round(NOW) == 0, "it was read just now"
    at = NOW
    for status, error in ((200, ""), (500, "away"), (404, "not_there"), (302, "not_there")):
        at += timedelta(minutes=15)
        Elsewhere.status = status
        assert worker.round(at) == 1
        own.refresh_from_db()
        assert (own.error, own.read_at) == (error, NOW), status
        assert free() == 2, "what was known stays"
    Elsewhere.status, Elsewhere.data = 200, b"gone"
    assert worker.round(NOW + timedelta(hours=13)) == 1
    assert OutsideCalendar.objects.get().error == "not_a_calendar"
    assert free() == 2
    calendars.remove_calendar(calendar=own, by=book.staff, now=NOW)
    assert free() == 18
    assert not OutsideBusy.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a.ics", "https://127.0.0.1/a.ics", "https://[::1]/", "file:///etc/passwd",
     "https://10.0.0.1/", "ftp://example.org/", "https://me:secret@example.org/"],
)  # fmt: skip
def test_nothing_inside_the_network_is_asked(address):
    with pytest.raises(UnreadableCalendar) as refused:
        fetch(address)
    assert refused.value.code == "address"


def test_an_address_as_calendars_write_it():
    assert https_address(" webcal://p1.example.org/a") == "https://p1.example.org/a"


@pytest.mark.django_db
def test_a_time_without_a_zone_is_by_the_clock_of_the_place_of_work():
    book = a_book()
    (who,) = book.practitioners
    floating = calendar("DTSTART:20261208T090000\nDURATION:PT1H")

    def hour():
        calendars.add_calendar_file(
            practitioner=who, name="One", data=floating, by=book.staff, now=NOW
        )
        return OutsideBusy.objects.get().starts_at.hour

    assert (book.clinic.time_zone, hour()) == ("Asia/Hong_Kong", 1)
    book.place.time_zone = "Asia/Tokyo"
    book.place.save()
    assert hour() == 0
    # At places with two clocks it cannot be known: the clinic's.
    other = Location.objects.create(
        clinic=book.clinic, name_en="B", name_zh_hant="乙", time_zone="Europe/London"
    )
    who.hours.filter(weekday=6).update(location=other)
    assert hour() == 1
