"""A day (or a week) of the book as it is drawn: columns of a practitioner, a room or a day, each
with what lies in it from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lumbar.booking.models import Appointment, Block, OutsideBusy, Practitioner, Room
from lumbar.booking.queries import Day
from lumbar.desk.lateness import Planned, expected_late
from lumbar.desk.wording import clock, status_words
from lumbar.desk.working import Working
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import instant, local, moment
from lumbar.scheduling.policy import Status
from lumbar.scheduling.spans import intersect, merge, subtract
from lumbar.scheduling.values import Span

ROW = 5
"""Minutes of one row of the grid; desk/grid.css knows it too."""
CHUNK = 30 * 60
"""Free time is offered from each full and half hour."""
SHORTEST_FREE = 10 * 60
"""Seconds; what is shorter is no offer."""
USUAL = (9, 18)
"""Hours that are drawn when nobody works."""
TO_COME = frozenset({Status.PENDING, Status.BOOKED, Status.ARRIVED})


@dataclass(frozen=True, slots=True)
class Item:
    """Something that takes a stretch of a column."""

    kind: str
    """``visit``, ``free``, ``break``, ``block``, ``busy``; ``buffer``, ``open`` are only drawn."""
    starts: int
    ends: int
    place: str
    """Classes that put it where it belongs (desk/grid.css)."""
    clock: str
    label: str = ""
    appointment: Appointment | None = None
    late: int = 0
    """Minutes a visit is likely to begin later."""
    later: str = ""
    """The time it is likely to begin then."""
    status: str = ""
    key: str = ""
    """The same for the same thing whenever it is drawn: for what is on the page to be found again
    after it was drawn anew."""
    practitioner: int | None = None
    short: bool = False
    """There is room for one line only."""
    by: str = ""
    """Who changed it in the last minutes."""

    @property
    def said(self) -> str:
        """The thing in a few words, for telling that it changed."""
        return f"{self.clock} {self.label}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    title: str
    about: str
    """A line under the title: where somebody works, or why not."""
    items: list[Item]
    back: list[Item]
    """What is drawn behind: hours and buffers."""
    url: str = ""
    today: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns beside an axis of hours."""

    columns: list[Column]
    first: int
    last: int
    """Hours that are drawn, from the start of one to the end of the other; 24 is midnight."""
    zone: str
    now: str = ""
    """Classes of the line that shows the time; empty: not within."""
    cancelled: list[Appointment] = field(default_factory=list)

    @property
    def hours(self) -> list[tuple[str, str]]:
        """The axis: text, classes."""
        return [(f"{hour:02d}:00", f"at-{hour} for-1") for hour in range(self.first, self.last)]

    @property
    def visits(self) -> int:
        return sum(item.kind == "visit" for column in self.columns for item in column.items)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every column is drawn in."""

    zone: str
    now: int
    authors: Mapping[UUID, str]
    may_book: bool = True

    def item(
        self, kind: str, span: Span, within: Span, *, label: str = "", **more: object
    ) -> Item | None:
        """Something with its place in a day; None when it lies outside it."""
        starts, ends = max(span[0], within[0]), min(span[1], within[1])
        if starts >= ends:
            return None
        return Item(
            kind, starts, ends, place_of(starts, ends, self.zone),
            f"{clock(starts, self.zone)}–{clock(ends, self.zone)}", label,
            short=ends - starts < 25 * 60, **more,  # type: ignore[arg-type]
        )  # fmt: skip


def place_of(starts: int, ends: int, zone: str) -> str:
    """The classes of a stretch: ``at-9 at-m30 for-0 for-m45``, in steps of `ROW` minutes; by the
    clock on the wall, so on the day it is changed a stretch may be longer than its time."""
    begin, end = local(starts, zone), local(ends - 1, zone)
    top = (begin.hour * 60 + begin.minute) // ROW * ROW
    bottom = -(-(end.hour * 60 + end.minute + 1) // ROW) * ROW
    length = max(bottom - top, ROW)
    return f"at-{top // 60} at-m{top % 60} for-{length // 60} for-m{length % 60}"


def span_of(row: Appointment | Block | OutsideBusy) -> Span:
    return instant(row.starts_at), instant(row.ends_at)


def taken_by(visit: Appointment) -> Span:
    """A visit with its buffers, as its service has them."""
    starts, ends = span_of(visit)
    return starts - visit.service.before * 60, ends + visit.service.after * 60


def by_practitioner(day: Day, working: Working, frame: Frame) -> list[Column]:
    """A column for everybody who works here or has something in the book that day."""
    busy = {visit.practitioner_id for visit in day.appointments}
    columns = []
    for who in working.practitioners:
        if who.pk in busy or working.open(who.pk, day.day):
            columns.append(practitioner_column(who, day, working, frame))
    known = {who.pk for who in working.practitioners}
    for visit in day.appointments:
        # Somebody who has left, with visits still in the book.
        if visit.practitioner_id not in known:
            known.add(visit.practitioner_id)
            columns.append(practitioner_column(visit.practitioner, day, working, frame))
    return columns


def practitioner_column(
    who: Practitioner, day: Day, working: Working, frame: Frame, *, title: str = ""
) -> Column:
    """One practitioner's day."""
    within = instant(day.starts_at), instant(day.ends_at)
    visits = [visit for visit in day.appointments if visit.practitioner_id == who.pk]
    blocks = [block for block in day.blocks if block.practitioner_id == who.pk]
    busy = [one for one in day.busy if one.practitioner_id == who.pk]
    opens, breaks = working.open(who.pk, day.day), working.breaks(who.pk, day.day)
    items = [*_visit_items(visits, within, frame), *_block_items(blocks, within, frame)]
    items += [
        frame.item("busy", span_of(one), within, label=_("Busy elsewhere"), key=f"busy-{one.pk}")
        for one in busy
    ]
    for n, span in enumerate(intersect(merge(breaks), merge(opens))):
        items.append(
            frame.item("break", span, within, label=_("Break"), key=f"break-{who.pk}-{day.day}-{n}")
        )
    taken = [*breaks, *map(taken_by, visits), *map(span_of, blocks), *map(span_of, busy)]
    if frame.may_book:
        items += _free_items(who, subtract(merge(opens), merge(taken)), within, frame)
    place = working.place(who.pk, day.day)
    why = working.holidays.get(day.day) or working.days_off.get((who.pk, day.day), "")
    where = working.names.get(place.id, "") if place is not None and len(working.names) > 1 else ""
    return Column(
        title=title or who.name,
        about=where if opens else why or _("Not at work"),
        items=_sorted(items),
        back=_back(opens, visits, within, frame),
        today=within[0] <= frame.now < within[1],
        day=day.day,
    )


def by_room(day: Day, rooms: Iterable[Room], working: Working, frame: Frame) -> list[Column]:
    """A column for each room, and one for visits without."""
    opens = merge(span for who in working.practitioners for span in working.open(who.pk, day.day))
    columns = []
    for room in rooms:
        visits = [visit for visit in day.appointments if visit.room_id == room.pk]
        blocks = [block for block in day.blocks if block.room_id == room.pk]
        columns.append(_room_column(room.name, day, visits, blocks, opens, frame))
    nowhere = [visit for visit in day.appointments if visit.room_id is None]
    if nowhere or not columns:
        columns.append(_room_column(_("No room"), day, nowhere, [], opens, frame))
    return columns


def _room_column(
    title: str,
    day: Day,
    visits: list[Appointment],
    blocks: list[Block],
    opens: list[Span],
    frame: Frame,
) -> Column:
    within = instant(day.starts_at), instant(day.ends_at)
    items = [
        *_visit_items(visits, within, frame, whose=True), *_block_items(blocks, within, frame)
    ]  # fmt: skip
    return Column(
        title, "", _sorted(items), _back(opens, visits, within, frame),
        today=within[0] <= frame.now < within[1], day=day.day,
    )  # fmt: skip


def _visit_items(
    visits: list[Appointment], within: Span, frame: Frame, *, whose: bool = False
) -> list[Item | None]:
    late = lateness(visits)
    found = []
    for visit in visits:
        # Somebody who erased themselves leaves the visit, without a word of theirs.
        label = visit.patient.name or _("Erased")
        minutes = late.get(visit.pk, 0)
        later = clock(instant(visit.starts_at) + minutes * 60, frame.zone) if minutes else ""
        found.append(
            frame.item(
                "visit", span_of(visit), within, label=label, appointment=visit, late=minutes,
                later=later, status=status_words(visit), key=f"visit-{visit.pk}",
                by=frame.authors.get(visit.pk, ""),
            )
        )  # fmt: skip
    return found


def lateness(visits: Iterable[Appointment]) -> dict[UUID, int]:
    """Minutes each visit of one practitioner's day is likely to begin later."""
    coming = sorted(
        (visit for visit in visits if visit.status in TO_COME), key=lambda one: one.starts_at
    )
    late = expected_late(
        Planned(
            *span_of(visit), visit.service.after * 60, visit.service.before * 60,
            visit.late_minutes,
        )
        for visit in coming
    )  # fmt: skip
    return {visit.pk: minutes for visit, minutes in zip(coming, late, strict=True)}


def _block_items(blocks: list[Block], within: Span, frame: Frame) -> list[Item | None]:
    return [
        frame.item(
            "block", span_of(block), within, label=block.why or _("Blocked"),
            key=f"block-{block.pk}",
        )
        for block in blocks
    ]  # fmt: skip


def _free_items(
    who: Practitioner, spans: list[Span], within: Span, frame: Frame
) -> list[Item | None]:
    found = []
    for span in spans:
        for starts, ends in chunks(span, frame.zone):
            if ends > frame.now:
                found.append(
                    frame.item(
                        "free", (starts, ends), within, practitioner=who.pk,
                        key=f"free-{who.pk}-{starts}",
                    )
                )  # fmt: skip
    return found


def chunks(span: Span, zone: str) -> list[Span]:
    """A free stretch cut at every full and half hour of the clock; too short ends are left out."""
    found, starts = [], span[0]
    while starts < span[1]:
        at = local(starts, zone)
        passed = (at.minute % 30) * 60 + at.second
        ends = min(starts + CHUNK - passed, span[1])
        if ends - starts >= SHORTEST_FREE:
            found.append((starts, ends))
        starts = ends
    return found


def _back(opens: list[Span], visits: list[Appointment], within: Span, frame: Frame) -> list[Item]:
    drawn = [frame.item("open", span, within) for span in opens]
    for visit in visits:
        (begin, finish), (starts, ends) = taken_by(visit), span_of(visit)
        drawn += [frame.item("buffer", one, within) for one in ((begin, starts), (ends, finish))]
    return [item for item in drawn if item is not None]


def _sorted(items: Iterable[Item | None]) -> list[Item]:
    kept = [item for item in items if item is not None]
    return sorted(kept, key=lambda item: (item.starts, item.kind != "visit"))


def grid_of(
    columns: list[Column], days: list[Day], frame: Frame, cancelled: list[Appointment]
) -> Grid:
    """Columns with the axis they need."""
    hours: list[tuple[int, int]] = []
    for column in columns:
        for item in [*column.items, *(one for one in column.back if one.kind == "open")]:
            begin, end = local(item.starts, frame.zone), local(item.ends - 1, frame.zone)
            hours.append((begin.hour, end.hour + 1))
    first = min((begin for begin, _end in hours), default=USUAL[0])
    last = max((end for _begin, end in hours), default=USUAL[1])
    # A buffer may lie before the first hour or after the last: it is no reason for one more.
    columns = [
        replace(
            column,
            back=[
                item for item in column.back if first <= local(item.starts, frame.zone).hour < last
            ],
        )
        for column in columns
    ]
    now = ""
    today = any(instant(day.starts_at) <= frame.now < instant(day.ends_at) for day in days)
    if today and first <= local(frame.now, frame.zone).hour < last:
        now = now_place(frame.now, frame.zone)
    return Grid(columns, first, last, frame.zone, now, cancelled)


def now_place(now: int, zone: str) -> str:
    at = local(now, zone)
    return f"at-{at.hour} at-m{at.minute // ROW * ROW}"


def titled(column: Column, title: str, url: str) -> Column:
    """The same column under another title."""
    return replace(column, title=title, url=url)


def day_title(day: date) -> str:
    """ "Friday 27 November 2026"."""
    return date_format(day, _("l j F Y"))


def short_day(day: date) -> str:
    """ "Fri 27"."""
    words = {"weekday": date_format(day, "D"), "day": day.day}
    return _("%(weekday)s %(day)s") % words


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def start_of(day: date, zone: str) -> datetime:
    """When a day begins there."""
    return moment(day_span(zone, day, day)[0])
