"""Who works when at a clinic, for drawing its days: six queries, whatever the number of people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from lumbar.booking.models import DayException, Hours, Location, Pause, Practitioner
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import breaks_on, open_on
from lumbar.scheduling.values import Break, DayHours, Diary, Place, Span, WeeklyHours


@dataclass(frozen=True, slots=True)
class Working:
    """Hours, breaks and days of their own of a clinic's practitioners."""

    practitioners: list[Practitioner]
    """Those who are active, in the clinic's order."""
    places: dict[int, Place]
    names: dict[int, str]
    """Of the places."""
    diaries: dict[int, Diary]
    holidays: dict[date, str]
    """Days on which the clinic is closed, and why."""
    days_off: dict[tuple[int, date], str]
    """Why somebody is off, or has other hours, on a day, where it was said."""

    def open(self, practitioner: int, day: date) -> list[Span]:
        """When somebody works on a day, breaks not taken out; by time."""
        diary = self.diaries.get(practitioner)
        if diary is None:
            return []
        return sorted(span for _place, span in open_on(diary, self.places, day))

    def anybody(self, day: date) -> bool:
        """Whether somebody works on a day."""
        return any(self.open(who.pk, day) for who in self.practitioners)

    def place(self, practitioner: int, day: date) -> Place | None:
        """Where somebody works on a day, first."""
        diary = self.diaries.get(practitioner)
        spans = [] if diary is None else list(open_on(diary, self.places, day))
        return min(spans, key=lambda one: one[1])[0] if spans else None

    def breaks(self, practitioner: int, day: date) -> list[Span]:
        """Somebody's breaks on a day, by time."""
        diary, place = self.diaries.get(practitioner), self.place(practitioner, day)
        if diary is None or place is None:
            return []
        return sorted(breaks_on(diary, place.zone, day))


def working_of(clinic: Clinic, first: date, last: date) -> Working:
    """Who works when, as far as the days from ``first`` to ``last`` go."""
    practitioners = list(clinic.practitioners.filter(active=True))
    holidays = dict[date, str]()
    for holiday in clinic.holidays.filter(day__range=(first, last)):
        holidays[holiday.day] = holiday.name
    closed = frozenset(holidays)
    places, names = {}, {}
    for row in Location.objects.filter(clinic=clinic, active=True):
        places[row.pk] = Place(row.pk, row.time_zone, closed)
        names[row.pk] = row.name
    weekly, breaks, instead = defaultdict(list), defaultdict(list), defaultdict(list)
    own = {"practitioner__clinic": clinic, "practitioner__active": True}
    for hours in Hours.objects.filter(**own):
        weekly[hours.practitioner_id].append(
            WeeklyHours(
                hours.location_id, hours.weekday, hours.opens, hours.closes, hours.first_day,
                hours.last_day,
            )
        )  # fmt: skip
    for pause in Pause.objects.filter(**own):
        breaks[pause.practitioner_id].append(Break(pause.weekday, pause.starts, pause.ends))
    why: dict[tuple[int, date], str] = {}
    for other in DayException.objects.filter(**own, day__range=(first, last)):
        instead[other.practitioner_id].append(
            DayHours(other.day, other.location_id, other.opens, other.closes)
        )
        if other.why:
            why[other.practitioner_id, other.day] = other.why
    diaries = {
        who.pk: Diary(who.pk, tuple(weekly[who.pk]), tuple(instead[who.pk]), tuple(breaks[who.pk]))
        for who in practitioners
    }
    return Working(practitioners, places, names, diaries, holidays, why)
