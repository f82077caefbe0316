"""The day and the week as they are drawn, and looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lumbar.booking import actions
from lumbar.booking.models import DayException, Holiday, OutsideBusy, OutsideCalendar, Pause, Room
from lumbar.desk.columns import chunks
from lumbar.desk.grid import place_of
from lumbar.desk.tests.helpers import ZONE, TheDesk

pytestmark = pytest.mark.django_db
HK = ZoneInfo(ZONE)


def test_where_a_stretch_is_drawn_and_where_free_time_is_cut():
    nine = int(datetime(2026, 12, 8, 9, 2, tzinfo=HK).timestamp())
    assert place_of(nine, nine + 43 * 60, ZONE) == "at-9 at-m0 for-0 for-m45"
    night = int(datetime(2026, 12, 8, 23, 30, tzinfo=HK).timestamp())
    assert place_of(night, night + 30 * 60, ZONE) == "at-23 at-m30 for-0 for-m30"
    assert chunks((nine, nine + 60 * 60), ZONE) == [
        (nine, nine + 28 * 60), (nine + 28 * 60, nine + 58 * 60)
    ]  # fmt: skip


def test_a_day_shows_visits_breaks_blocks_and_what_is_free():
    desk = TheDesk(practitioners=2, before=5, after=10)
    who, other = desk.book.practitioners
    Pause.objects.create(
        practitioner=who, weekday=desk.tomorrow.weekday(), starts="13:00", ends="14:00"
    )
    DayException.objects.create(practitioner=other, day=desk.tomorrow, why="Course in Kowloon")
    visit = desk.visit(10)
    late = desk.visit(10, 45)
    actions.run_late(appointment=visit, minutes=20, by=desk.fay, version=None, now=timezone.now())
    gone = desk.visit(16)
    actions.cancel(appointment=gone, by=desk.fay, version=None, now=timezone.now())
    starts = datetime.combine(desk.tomorrow, datetime.min.time(), HK) + timedelta(hours=15)
    actions.block_time(
        clinic=desk.clinic, practitioner=who, starts_at=starts, why="Staff meeting",
        ends_at=starts + timedelta(hours=1), by=desk.fay, now=timezone.now(),
    )  # fmt: skip
    calendar = OutsideCalendar.objects.create(practitioner=who, name="Own")
    OutsideBusy.objects.create(
        calendar=calendar, practitioner=who, starts_at=starts - timedelta(hours=3),
        ends_at=starts - timedelta(hours=2),
    )  # fmt: skip
    page = desk.browser.get(f"/desk?day={desk.tomorrow}")
    text = page.content.decode()
    for words in ("Dr 0", "Caller 1000", "→ 10:20", "→ 11:05", "Break", "Staff meeting",
                  "Busy elsewhere", "1 cancelled", f"/desk/appointments/{late.pk}"):  # fmt: skip
        assert words in text, words
    # The other is off: no column, and nothing that says they are free.
    assert "Dr 1" not in text
    grid = page.context["grid"]
    kinds = [(item.kind, item.clock[:5]) for item in grid.columns[0].items]
    assert ("visit", "10:00") in kinds and ("break", "13:00") in kinds
    # Free from nine, less the buffer before ten; not in the break, the block, the outside time.
    free = [clock for kind, clock in kinds if kind == "free"]
    assert free[:3] == ["09:00", "09:30", "11:30"]
    assert not {"10:00", "12:00", "13:00", "13:30", "15:00", "15:30"} & set(free)
    rooms = desk.browser.get(f"/desk?day={desk.tomorrow}&by=room").content.decode()
    assert "No room" in rooms and "Caller 1000" in rooms
    week = desk.browser.get(f"/desk/week?day={desk.tomorrow}&whose=who:{other.pk}")
    assert "Course in Kowloon" in week.content.decode()
    assert len(week.context["grid"].columns) == 7
    for nonsense in ("day=2026-13-45", "day=9999-01-01", "by=x", "day="):
        assert desk.browser.get(f"/desk?{nonsense}").status_code == 200


def test_looking_again_costs_three_queries_of_the_book_and_tells_what_changed():
    desk = TheDesk()
    visit = desk.visit(10)
    page = desk.browser.get(f"/desk?day={desk.tomorrow}")
    address, stamp = page.context["fragment"], page.context["stamp"]
    desk.browser.get("/desk/people")
    with CaptureQueriesContext(connection) as before:
        desk.browser.get("/desk/people/find.json?q=")
    with CaptureQueriesContext(connection) as queries:
        same = desk.browser.get(address, HTTP_IF_NONE_MATCH=f'W/"{stamp}"')
    assert same.status_code == 304 and not same.content
    # Beside what every staff page asks to know who looks.
    assert len(queries) - len(before) == 3
    actions.arrive(appointment=visit, by=desk.fay, version=None, now=timezone.now())
    fresh = desk.browser.get(address, HTTP_IF_NONE_MATCH=f'"{stamp}"')
    assert fresh.status_code == 200 and fresh.headers["ETag"] != f'"{stamp}"'
    text = fresh.content.decode()
    assert "is here" in text and 'data-by="Fay"' in text and "<html" not in text
    # A block changes it, a change of another day does not.
    seen = fresh.headers["ETag"]
    desk.visit(10, days=2)
    assert desk.browser.get(address, HTTP_IF_NONE_MATCH=seen).status_code == 304
    week = desk.browser.get(f"/desk/week?day={desk.tomorrow}")
    again = desk.browser.get(
        week.context["fragment"], HTTP_IF_NONE_MATCH=f'"{week.context["stamp"]}"'
    )
    assert again.status_code == 304


def test_looking_again_follows_days_off_hours_holidays_and_requests_that_wait():
    desk = TheDesk(rooms=1)
    who = desk.book.practitioners[0]
    address = desk.browser.get(f"/desk?day={desk.tomorrow}").context["fragment"]
    seen = {desk.browser.get(address).headers["ETag"]}

    def is_drawn_anew(after: str) -> str:
        answer = desk.browser.get(address, HTTP_IF_NONE_MATCH=next(iter(seen)))
        assert answer.status_code == 200, after
        assert answer.headers["ETag"] not in seen
        seen.clear()
        seen.add(answer.headers["ETag"])
        return answer.content.decode()

    Pause.objects.create(
        practitioner=who, weekday=desk.tomorrow.weekday(), starts="13:00", ends="14:00"
    )
    assert "Break" in is_drawn_anew("a break")
    Room.objects.update(name_en="Blue")
    is_drawn_anew("a room's name")
    who.hours.update(closes="12:00")
    assert "16:00" not in is_drawn_anew("hours")
    # On another day: it stands above the grid.
    asked = desk.visit(10, days=2)
    type(asked).objects.filter(pk=asked.pk).update(status="pending")
    assert "1 request waits for your yes" in is_drawn_anew("a request")
    DayException.objects.create(practitioner=who, day=desk.tomorrow)
    closed = is_drawn_anew("a day off")
    assert "Closed." in closed and "at-9" not in closed and ">09:00<" not in closed
    Holiday.objects.create(clinic=desk.clinic, day=desk.tomorrow, name_en="Moon", name_zh_hant="月")
    assert "Closed: Moon." in is_drawn_anew("a holiday")
    rooms = desk.browser.get(f"/desk?day={desk.tomorrow}&by=room").content.decode()
    assert "Closed: Moon." in rooms
    assert desk.browser.get(address, HTTP_IF_NONE_MATCH=seen.pop()).status_code == 304


def test_the_nav_shows_a_role_only_what_it_may_open():
    desk = TheDesk()
    text = desk.browser.get("/desk").content.decode()
    assert "/desk/settings" not in text and "/desk/team" not in text and "/desk/week" in text
    assert desk.browser.get("/desk/week").content.decode().count('aria-current="page"') == 1
