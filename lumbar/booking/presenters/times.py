"""The page of free times: the earliest, a month, and the times of a day."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from lumbar.booking.models import Location, Practitioner
from lumbar.booking.wording import day_words, time_words, zone_words
from lumbar.scheduling.instants import local, moment
from lumbar.scheduling.values import Slot

EARLIEST = 3
"""How many times are shown before the month."""
AFTERNOON = 12
EVENING = 18

Address = Callable[[Slot], str]
"""Where the form for a time is."""
MonthAddress = Callable[[date], str]
"""The page of times at a day."""


@dataclass(frozen=True, slots=True)
class TimeView:
    """A time to choose."""

    url: str
    time: str
    day: str
    when: str
    """Both in one."""
    who: str
    where: str
    """Empty where the clinic has only one place."""
    starts: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A cell of the month."""

    number: int
    words: str
    url: str
    """Empty: nothing is free."""
    free: int
    chosen: bool
    outside: bool
    """Of the month before or after."""


@dataclass(frozen=True, slots=True)
class PartView:
    """Morning, afternoon or evening of the chosen day."""

    name: str
    times: list[TimeView]


@dataclass(frozen=True, slots=True)
class TimesView:
    """Everything the page shows."""

    earliest: list[TimeView]
    month: str
    weekdays: list[tuple[str, str]]
    """Short and whole names, Monday first."""
    weeks: list[list[DayView]]
    before: str
    after: str
    """Where the months before and after are; empty where nothing can be booked."""
    day: str
    """The chosen day in words; empty where the month has no time."""
    parts: list[PartView]
    zones: list[str]
    """What the places' clocks are called; one, as a rule."""
    zone_names: list[str]
    """Their IANA names, for the device to hold against its own."""


def one_for_each_start(slots: Iterable[Slot], order: Mapping[int, int]) -> list[Slot]:
    """Of several who are free at one time at one place, the one who has most time left that day;
    so a day's visits are spread. Of two alike, who comes first in ``order``."""
    slots = list(slots)
    left = Counter((slot.practitioner, slot.starts // 86400) for slot in slots)
    best: dict[tuple[int, int], Slot] = {}
    for slot in slots:
        key = (slot.starts, slot.place)
        other = best.get(key)
        if other is None or _rank(slot, left, order) < _rank(other, left, order):
            best[key] = slot
    return list(best.values())


def _rank(
    slot: Slot, left: Mapping[tuple[int, int], int], order: Mapping[int, int]
) -> tuple[int, int]:
    practitioner = slot.practitioner
    return -left[(practitioner, slot.starts // 86400)], order.get(practitioner, 0)


def time_view(
    slot: Slot,
    practitioners: Mapping[int, Practitioner],
    places: Mapping[int, Location],
    address: Address,
) -> TimeView:
    """One time."""
    zone = places[slot.place].time_zone
    at = moment(slot.starts)
    day, time = day_words(at, zone), time_words(at, zone)
    return TimeView(
        url=address(slot),
        time=time,
        day=day,
        when=_("%(day)s, %(time)s") % {"day": day, "time": time},
        who=practitioners[slot.practitioner].name,
        where=places[slot.place].name if len(places) > 1 else "",
        starts=slot.starts,
    )


def times_view(
    *,
    slots: Sequence[Slot],
    earliest: Sequence[Slot],
    month: date,
    day: date | None,
    first: date,
    last: date,
    practitioners: Mapping[int, Practitioner],
    places: Mapping[int, Location],
    address: Address,
    month_address: MonthAddress,
) -> TimesView:
    """The page. ``slots`` are those of ``month`` (its first day), ``first`` and ``last`` the days
    between which people book; ``day``: the chosen one, None: the first with a time."""
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[local(slot.starts, places[slot.place].time_zone).date()].append(slot)
    if day not in by_day:
        day = min((one for one in by_day if one.month == month.month), default=None)
    weeks = [
        [_cell(one, month, len(by_day.get(one, ())), day, month_address) for one in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]
    before, after = month - timedelta(days=1), (month + timedelta(days=32)).replace(day=1)

    def view(slot: Slot) -> TimeView:
        return time_view(slot, practitioners, places, address)

    zones = dict.fromkeys(place.time_zone for place in places.values())
    monday = date(2024, 1, 1)
    weekdays = [monday + timedelta(days=n) for n in range(7)]
    return TimesView(
        earliest=[view(slot) for slot in earliest[:EARLIEST]],
        month=formatted(month, _("F Y")),
        weekdays=[(formatted(one, _("D")), formatted(one, "l")) for one in weekdays],
        weeks=weeks,
        before=month_address(before.replace(day=1)) if before >= first else "",
        after=month_address(after) if after <= last else "",
        day=formatted(day, _("l j F")) if day is not None else "",
        parts=_parts(by_day.get(day, []) if day is not None else [], places, view),
        zones=[zone_words(zone) for zone in zones],
        zone_names=list(zones),
    )


def _cell(day: date, month: date, free: int, chosen: date | None, address: MonthAddress) -> DayView:
    outside = day.month != month.month
    return DayView(
        number=day.day,
        words=formatted(day, _("l j F")),
        url=address(day) if free and not outside else "",
        free=free,
        chosen=day == chosen and not outside,
        outside=outside,
    )


def _parts(
    slots: Iterable[Slot], places: Mapping[int, Location], view: Callable[[Slot], TimeView]
) -> list[PartView]:
    by_part: dict[str, list[TimeView]] = defaultdict(list)
    for slot in slots:
        hour = local(slot.starts, places[slot.place].time_zone).hour
        name = (
            _("Morning") if hour < AFTERNOON else _("Afternoon") if hour < EVENING else _("Evening")
        )
        by_part[name].append(view(slot))
    return [PartView(name, times) for name, times in by_part.items()]


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    return first, first.replace(day=calendar.monthrange(day.year, day.month)[1])


def days_open(now: datetime, horizon_days: int, zone: str) -> tuple[date, date]:
    """Today at a place and the last day on which people may book."""
    today = local(int(now.timestamp()), zone).date()
    return today, today + timedelta(days=horizon_days)
