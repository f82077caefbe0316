"""Reads about a clinic's settings. Every read starts from the clinic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict

from lumbar.audit.models import AuditLine
from lumbar.booking.models import (
    Appointment,
    DayException,
    Hours,
    Location,
    Pause,
    Practitioner,
)
from lumbar.clinics.models import OwnWords
from lumbar.clinics.seen import seen_of, seen_week
from lumbar.clinics.week import BreakSpan, WorkSpan, lie_over, overlap
from lumbar.people.models import Clinic
from lumbar.scheduling.hours import breaks_on, open_on
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.spans import merge, subtract
from lumbar.scheduling.values import Break, DayHours, Diary, Place, WeeklyHours

TOPICS = ("ice", "two-days")
"""The knowledge's pairs that a clinic may put in its own words (A16, A17)."""
AHEAD = (Appointment.Status.PENDING, Appointment.Status.BOOKED)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a clinic needs before anybody can book."""

    location: bool
    clinician: bool
    hours: bool
    service: bool
    """One that is booked with somebody who has hours."""

    @property
    def complete(self) -> bool:
        return self.location and self.clinician and self.hours and self.service


def setup_of(clinic: Clinic) -> Setup:
    """How far a clinic is set up; four small queries."""
    with_hours = clinic.practitioners.filter(active=True, hours__location__active=True)
    return Setup(
        location=clinic.locations.filter(active=True).exists(),
        clinician=clinic.practitioners.filter(active=True).exists(),
        hours=with_hours.exists(),
        service=clinic.services.filter(active=True, practitioners__in=with_hours).exists(),
    )


@dataclass(frozen=True, slots=True)
class Outside:
    """A visit that no longer lies in the hours of who it is with."""

    appointment: Appointment
    day: date
    """At the location."""


def outside_hours(
    clinic: Clinic, now: datetime, practitioner: Practitioner | None = None
) -> list[Outside]:
    """Visits ahead that lie outside the hours as they are now: nothing is cancelled when hours
    change, so somebody has to look at these. By start; six queries, however many visits."""
    ahead = clinic.appointments.filter(status__in=AHEAD, starts_at__gt=now)
    if practitioner is not None:
        ahead = ahead.filter(practitioner=practitioner)
    visits = list(
        ahead.select_related("patient", "service", "practitioner", "location").order_by("starts_at")
    )
    if not visits:
        return []
    diaries, places = diaries_of(clinic), places_of(clinic)
    known: dict[tuple[int, int, date], list[tuple[int, int]]] = {}
    found = []
    for visit in visits:
        span = (instant(visit.starts_at), instant(visit.ends_at))
        day = local_day(span[0], visit.location.time_zone)
        key = (visit.practitioner_id, visit.location_id, day)
        if key not in known:
            known[key] = open_spans(diaries.get(visit.practitioner_id), places, visit.location, day)
        if not any(start <= span[0] and span[1] <= end for start, end in known[key]):
            found.append(Outside(visit, day))
    return found


def open_spans(
    diary: Diary | None, places: dict[int, Place], location: Location, day: date
) -> list[tuple[int, int]]:
    """When somebody works at a location on a day there, breaks taken out, as instants."""
    if diary is None:
        return []
    spans = [span for place, span in open_on(diary, places, day) if place.id == location.pk]
    return subtract(merge(spans), merge(breaks_on(diary, location.time_zone, day)))


def places_of(clinic: Clinic) -> dict[int, Place]:
    """The locations in use, by id, with the days on which the clinic is closed."""
    closed = frozenset(clinic.holidays.values_list("day", flat=True))
    return {
        pk: Place(pk, zone, closed)
        for pk, zone in clinic.locations.filter(active=True).values_list("pk", "time_zone")
    }


def diaries_of(clinic: Clinic) -> dict[int, Diary]:
    """When everybody works, by practitioner; what is taken of it is not read."""
    here = {"practitioner__clinic": clinic, "practitioner__active": True}
    weekly: dict[int, list[WeeklyHours]] = defaultdict(list)
    for row in Hours.objects.filter(**here):
        weekly[row.practitioner_id].append(
            WeeklyHours(
                row.location_id, row.weekday, row.opens, row.closes, row.first_day, row.last_day
            )
        )
    breaks: dict[int, list[Break]] = defaultdict(list)
    for pause in Pause.objects.filter(**here):
        breaks[pause.practitioner_id].append(Break(pause.weekday, pause.starts, pause.ends))
    instead: dict[int, list[DayHours]] = defaultdict(list)
    for day in DayException.objects.filter(**here):
        instead[day.practitioner_id].append(
            DayHours(day.day, day.location_id, day.opens, day.closes)
        )
    return {
        who: Diary(who, tuple(weekly[who]), tuple(instead[who]), tuple(breaks[who]))
        for who in {*weekly, *instead}
    }


Period = tuple[date | None, date | None]


def periods_of(practitioner: Practitioner) -> list[Period]:
    """From when until when somebody's weekly hours hold, the earliest first."""
    rows = Hours.objects.filter(practitioner=practitioner).order_by()
    found = set(rows.values_list("first_day", "last_day"))
    return sorted(found, key=lambda one: (one[0] or date.min, one[1] or date.max))


def period_now(periods: list[Period], today: date) -> Period:
    """The period that holds today, else the next one, else the last; open when there is none."""
    for first, last in periods:
        if last is None or last >= today:
            return (first, last)
    return periods[-1] if periods else (None, None)


def today_at(clinic: Clinic, now: datetime) -> date:
    """The date at the clinic, wherever the installation is."""
    return local_day(instant(now), clinic.time_zone)


def week_at(
    practitioner: Practitioner, period: Period | None, places: Collection[int]
) -> tuple[list[WorkSpan], list[BreakSpan]]:
    """Somebody's weekly hours of a period at some places, and their breaks, whatever the period;
    None: no hours."""
    work: list[WorkSpan] = []
    if period is not None:
        rows = Hours.objects.filter(
            practitioner=practitioner, first_day=period[0], last_day=period[1], location__in=places
        )
        work = [WorkSpan(row.weekday, row.opens, row.closes, row.location_id) for row in rows]
    pauses = Pause.objects.filter(practitioner=practitioner)
    return work, [BreakSpan(row.weekday, row.starts, row.ends) for row in pauses]


def week_seen(
    practitioner: Practitioner, period: Period | None, places: Collection[int]
) -> dict[str, str]:
    """What a page with these hours shows as they are now (`seen.Seen`)."""
    return seen_week(*week_at(practitioner, period, places), period)


def row_seen(row: Model, fields: Iterable[str]) -> dict[str, str]:
    """What a page with these fields of a row shows."""
    shown = model_to_dict(row, fields=list(fields))
    return seen_of({name: offered(value) for name, value in shown.items()})


def form_seen(form: forms.ModelForm[Any]) -> dict[str, str]:
    """The same of what a checked form says."""
    said, fields = form.cleaned_data, form._meta.fields or ()
    return seen_of({name: offered(said[name]) for name in fields})


def offered(value: Any) -> Any:
    """Of several rows those a page offers: it cannot send back the others."""
    if isinstance(value, list):
        return [one for one in value if getattr(one, "active", True)]
    return value


def own_words_seen(clinic: Clinic) -> dict[str, str]:
    """What a page with the clinic's own words shows."""
    rows = OwnWords.objects.filter(clinic=clinic, topic__in=TOPICS)
    return words_seen({row.topic: (row.words_en, row.words_zh_hant) for row in rows})


def words_seen(words: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The same of words by topic, in English and Chinese."""
    return seen_of(
        {f"{topic}-{tail}": text for topic in TOPICS
         for tail, text in zip(("en", "zh"), words.get(topic, ("", "")), strict=True)}
    )  # fmt: skip


def last_change(
    clinic: Clinic, subject: str, fields: Collection[str], since: datetime
) -> AuditLine | None:
    """The latest change of any of these fields of a row since then, as the audit log has it."""
    lines = AuditLine.objects.filter(
        clinic=clinic.pk, did="changed_settings", subject=subject, at__gte=since
    )
    for line in lines[:50]:
        if not set(fields).isdisjoint(line.details.get("fields", ())):
            return line
    return None


@dataclass(frozen=True, slots=True)
class Overlapping:
    """Hours kept at a place, and hours of the same clinician elsewhere at the same time."""

    kept: Hours
    elsewhere: tuple[Hours, ...]


def overlapping_hours(place: Location) -> list[Overlapping]:
    """The hours kept at a place that lie over hours at places that are offered, by the clock of
    each; by clinician and weekday. Two queries."""
    kept = Hours.objects.filter(location=place).select_related("practitioner")
    others = Hours.objects.filter(
        practitioner__in=kept.values("practitioner"), location__active=True
    ).exclude(location=place)  # fmt: skip
    by_day: dict[tuple[int, int], list[Hours]] = defaultdict(list)
    for row in others.select_related("location"):
        by_day[row.practitioner_id, row.weekday].append(row)
    found = []
    for row in kept.order_by("practitioner__order", "practitioner", "weekday", "opens"):
        over = [
            other
            for other in by_day.get((row.practitioner_id, row.weekday), ())
            if lie_over((row.opens, row.closes), (other.opens, other.closes))
            and overlap((row.first_day, row.last_day), (other.first_day, other.last_day))
        ]
        if over:
            found.append(Overlapping(row, tuple(over)))
    return found


def own_words_of(clinic: Clinic, language: str) -> Mapping[str, str]:
    """A clinic's own words by topic, in a language; what it did not say there is left out."""
    column = "words_zh_hant" if language == "zh-hant" else "words_en"
    rows = OwnWords.objects.filter(clinic=clinic, topic__in=TOPICS).values_list("topic", column)
    return {topic: words for topic, words in rows if words}
