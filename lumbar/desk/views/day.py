"""The day and the week, and the drawing of them that a page asks for again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lumbar.booking.models import Appointment, Practitioner, Room
from lumbar.booking.queries import day_of, waiting_for_the_clinic, week_of
from lumbar.desk import columns, queries
from lumbar.desk.forms import read_day
from lumbar.desk.grid import Frame, Grid, grid_of, titled
from lumbar.desk.wording import long_day_words, short_day_words
from lumbar.desk.working import working_of
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic
from lumbar.people.roles import May, staff_only, the_member
from lumbar.scheduling.instants import instant, local_day
from lumbar.site.wording import page_language

WEEK = 7
PENDING = 20
"""At most so many requests are listed above the day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which drawing is asked for."""

    day: date
    """Of a week its Monday."""
    by: str = "who"
    """``who``: columns of practitioners; ``room``: of rooms."""
    days: int = 1
    whose: str = ""
    """Of a week: ``who:3`` or ``room:2``; of a day nothing."""

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.days - 1)

    def url(self, name: str, **other: object) -> str:
        """The address of this drawing, some of it changed."""
        asked: dict[str, object] = {"day": self.day.isoformat()}
        if self.days > 1:
            asked["whose"] = self.whose
        elif self.by == "room":
            asked["by"] = "room"
        asked |= other
        return f"{reverse(name)}?{urlencode({k: v for k, v in asked.items() if v})}"


def asked_of(request: Request, today: date, *, days: int) -> Asked:
    """Read the address; what makes no sense is today's."""
    day = read_day(request.GET.get("day", "")) or today
    if days > 1:
        return Asked(
            day - timedelta(days=day.weekday()), days=days, whose=request.GET.get("whose", "")[:20]
        )
    return Asked(day, by="room" if request.GET.get("by") == "room" else "who")


@require_safe
@staff_only(May.BOOK)
def day(request: Request) -> HttpResponse:
    """A day of the book: a column for everybody who works, or for each room."""
    clinic, now = clinic_here(request), timezone.now()
    today = local_day(instant(now), clinic.time_zone)
    asked = asked_of(request, today, days=1)
    stamp = stamp_of(clinic, asked, now)
    context = {
        **neighbours("desk", asked, today),
        "asked": asked, "today": today, "title": long_day_words(asked.day),
        "grid": day_grid(clinic, asked, now),
        "stamp": stamp, "fragment": asked.url("desk_grid"),
        "pending": pending_of(clinic, now),
        "by_who": asked.url("desk", by=""), "by_room": asked.url("desk", by="room"),
        "week": f"{reverse('desk_week')}?day={asked.day}",
        "new": f"{reverse('desk_book')}?day={asked.day}" if asked.day >= today
        else reverse("desk_book"),
    }  # fmt: skip
    return render(request, "desk/day.html", context)


@require_safe
@staff_only(May.BOOK)
def week(request: Request) -> HttpResponse:
    """A week of one practitioner, or of one room."""
    clinic, now = clinic_here(request), timezone.now()
    today = local_day(instant(now), clinic.time_zone)
    asked = asked_of(request, today, days=WEEK)
    practitioners, rooms = list(clinic.practitioners.filter(active=True)), queries.rooms_of(clinic)
    whose = chosen(request, asked, practitioners, rooms)
    asked = Asked(asked.day, days=WEEK, whose=whose)
    context = {
        **neighbours("desk_week", asked, today),
        "asked": asked, "today": today,
        "grid": week_grid(clinic, asked, now, practitioners, rooms),
        "stamp": stamp_of(clinic, asked, now), "fragment": asked.url("desk_grid", days=WEEK),
        "practitioners": [(f"who:{who.pk}", who.name) for who in practitioners],
        "rooms": [(f"room:{room.pk}", room.name) for room in rooms],
        "first": asked.day, "last": asked.last, "new": reverse("desk_book"),
    }  # fmt: skip
    return render(request, "desk/week.html", context)


@require_safe
@staff_only(May.BOOK)
def drawing(request: Request) -> HttpResponse:
    """Only the grid, of a day also the requests that wait, for a page that looks again every few
    seconds. 304 with three queries of the book when it is as that page has it."""
    clinic, now = clinic_here(request), timezone.now()
    today = local_day(instant(now), clinic.time_zone)
    days = WEEK if request.GET.get("days") == str(WEEK) else 1
    asked = asked_of(request, today, days=days)
    stamp = stamp_of(clinic, asked, now)
    known = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    if known == stamp:
        answer = HttpResponse(status=304)
    elif days == 1:
        answer = render(
            request, "desk/parts/drawing.html",
            {
                "grid": day_grid(clinic, asked, now), "stamp": stamp,
                "pending": pending_of(clinic, now),
            },
        )  # fmt: skip
    else:
        who, rooms = list(clinic.practitioners.filter(active=True)), queries.rooms_of(clinic)
        asked = Asked(asked.day, days=WEEK, whose=chosen(request, asked, who, rooms))
        drawn = week_grid(clinic, asked, now, who, rooms)
        answer = render(request, "desk/parts/grid.html", {"grid": drawn, "stamp": stamp})
    answer.headers["ETag"] = f'"{stamp}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def stamp_of(clinic: Clinic, asked: Asked, now: datetime) -> str:
    more = (page_language(), asked.by, asked.whose, str(asked.days))
    return queries.stamp_of(
        clinic, asked.day, asked.last, now=now, more=more, pending=asked.days == 1
    )


def pending_of(clinic: Clinic, now: datetime) -> list[Appointment]:
    """The requests that wait for the clinic, the nearest first."""
    return list(waiting_for_the_clinic(clinic).filter(starts_at__gt=now)[:PENDING])


def day_grid(clinic: Clinic, asked: Asked, now: datetime) -> Grid:
    """One day, drawn."""
    found = day_of(clinic, asked.day, now=now)
    authors = queries.authors_of(clinic, now=now)
    frame = Frame(clinic.time_zone, instant(now), authors, found.undelivered)
    working = working_of(clinic, asked.day, asked.day)
    if asked.by != "room":
        drawn = columns.by_practitioner(found, working, frame)
    elif found.appointments or found.blocks or working.anybody(asked.day):
        drawn = columns.by_room(found, queries.rooms_of(clinic), working, frame)
    else:
        drawn = []
    grid = grid_of(drawn, [found], frame, found.cancelled)
    return replace(grid, closed=working.holidays.get(asked.day, ""))


def week_grid(
    clinic: Clinic, asked: Asked, now: datetime, who: list[Practitioner], rooms: list[Room]
) -> Grid:
    """One week of a practitioner or a room, drawn."""
    days = week_of(clinic, asked.day, now=now)
    undelivered = {visit for one in days for visit in one.undelivered}
    authors = queries.authors_of(clinic, now=now)
    frame = Frame(clinic.time_zone, instant(now), authors, undelivered)
    kind, _colon, key = asked.whose.partition(":")
    working = working_of(clinic, asked.day, asked.last)
    drawn, cancelled = [], []
    for one in days:
        title = short_day_words(one.day)
        url = f"{reverse('desk')}?day={one.day}"
        if kind == "room":
            room = next((room for room in rooms if str(room.pk) == key), None)
            own = columns.by_room(one, [room] if room else [], working, frame)[:1]
            gone = [visit for visit in one.cancelled if str(visit.room_id) == key]
        else:
            mine = [row for row in who if str(row.pk) == key]
            own = [columns.practitioner_column(row, one, working, frame) for row in mine]
            gone = [visit for visit in one.cancelled if str(visit.practitioner_id) == key]
        drawn += [titled(column, title, url) for column in own]
        cancelled += gone
    return grid_of(drawn, days, frame, cancelled)


def chosen(request: Request, asked: Asked, who: list[Practitioner], rooms: list[Room]) -> str:
    """Whose week: as asked, else one's own, else the first's."""
    known = [f"who:{one.pk}" for one in who] + [f"room:{one.pk}" for one in rooms]
    if asked.whose in known:
        return asked.whose
    own = the_member(request).pk
    mine = [f"who:{one.pk}" for one in who if one.membership_id == own]
    return next(iter(mine + known), "")


def neighbours(name: str, asked: Asked, today: date) -> dict[str, str]:
    """Where the arrows lead."""
    step = timedelta(days=asked.days)
    return {
        "before": asked.url(name, day=(asked.day - step).isoformat()),
        "after": asked.url(name, day=(asked.day + step).isoformat()),
        "to_today": asked.url(name, day=""),
        "own": reverse(name),
    }
