"""What the pages of blood pressure show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lumbar.check.views import HOME_COUNTRY
from lumbar.clinical.care import Care
from lumbar.clinical.care_schema import PressureStandard as Standard
from lumbar.clinical.pressure import (
    LOW,
    PARTS,
    Acting,
    Average,
    DayOfReadings,
    Part,
    Reading,
    Series,
    acting,
    band,
    is_very_high,
    part_of_day,
    series,
)
from lumbar.people.models import Clinic, Person
from lumbar.site.wording import page_language
from lumbar.wellbeing.queries import pressures_of, standard_of

SHOWN = 40
"""Readings on the page; the report has all."""
READ = 250
"""The newest readings; a series and what to act on lie well within them."""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading in the list."""

    id: UUID | None
    taken_at: datetime
    systolic: int
    diastolic: int
    pulse: int | None
    band: str
    """In words."""
    very_high: bool
    signs: tuple[str, ...]
    """In words."""


@dataclass(frozen=True, slots=True)
class SeriesDay:
    """One day of the home series: how many readings of each part of the day there are."""

    day: DayOfReadings
    parts: tuple[tuple[str, int], ...]
    """Morning and evening, in words, with the readings that count."""


@dataclass(frozen=True, slots=True)
class PressureView:
    """Everything the page shows."""

    acting: Acting
    acting_said: str
    """What the act-now rule says, where a rule holds."""
    again_from: datetime | None
    """When to take it again, after a rest."""
    rows: tuple[ReadingRow, ...]
    series: Series
    days: tuple[SeriesDay, ...]
    readings_wanted: int
    missing: tuple[str, ...]
    """What the series still needs, in sentences."""
    average: Average | None
    average_band: str
    average_said: str
    standard: Standard
    standard_name: str
    home_standard: str
    """The id of the country's standard."""
    standards: tuple[tuple[str, str, tuple[int, int]], ...]
    """Id, name and home line of every standard."""
    chosen: bool


def country_of(clinic: Clinic | None) -> str:
    """The country whose numbers and standards hold."""
    return clinic.country if clinic else HOME_COUNTRY


def pressure_view(
    person: Person | None, clinic: Clinic | None, now: datetime, care: Care
) -> PressureView:
    """The page for somebody, or for somebody new."""
    country = country_of(clinic)
    standard, usual = standard_of(person, country, care), standard_of(None, country, care)
    home, rules = care.wellbeing.pressure, care.blood_pressure
    words = care.words(page_language())
    readings = pressures_of(person, newest=READ) if person else ()
    found = acting(readings, now, rules, standard, home)
    rest = found.act.rest_minutes if found.act and found.stage == "rest" else None
    counted = series(readings, rules.home_readings, home)
    mean = counted.average
    place = band(mean.systolic, mean.diastolic, standard, home.low) if mean else ""
    return PressureView(
        acting=found,
        acting_said=words.blood_pressure.acts[found.act.id].do if found.act else "",
        again_from=found.reading.taken_at + timedelta(minutes=rest)
        if rest and found.reading
        else None,
        rows=tuple(row_of(one, standard, care) for one in reversed(readings[-SHOWN:])),
        series=counted,
        days=tuple(
            SeriesDay(day, tuple((part_words(part), day.counts[part]) for part in PARTS))
            for day in counted.days
        ),
        readings_wanted=rules.home_readings.readings,
        missing=tuple(_missing(counted, readings, now, care)),
        average=mean,
        average_band=band_words(place, care) if mean else "",
        average_said=words.wellbeing.pressure.averages[place] if mean else "",
        standard=standard,
        standard_name=words.blood_pressure.standards[standard.id],
        home_standard=usual.id,
        standards=tuple(
            (one.id, words.blood_pressure.standards[one.id], one.home) for one in rules.standard
        ),
        chosen=standard.id != usual.id,
    )


def row_of(reading: Reading, standard: Standard, care: Care) -> ReadingRow:
    """One reading as the list shows it."""
    home = care.wellbeing.pressure
    place = band(reading.systolic, reading.diastolic, standard, home.low)
    return ReadingRow(
        id=reading.id,
        taken_at=reading.taken_at,
        systolic=reading.systolic,
        diastolic=reading.diastolic,
        pulse=reading.pulse,
        band=band_words(place, care),
        very_high=is_very_high(reading.systolic, reading.diastolic, care.blood_pressure, standard),
        signs=tuple(sign_words(reading.signs or (), care)),
    )


def band_words(place: str, care: Care) -> str:
    words = care.words(page_language())
    return words.wellbeing.pressure.low if place == LOW else words.blood_pressure.bands[place]


def sign_words(signs: tuple[str, ...], care: Care) -> list[str]:
    """The signs of a reading in words."""
    words = care.words(page_language())
    known = {sign: text for act in words.blood_pressure.acts.values()
             for sign, text in act.with_any.items()}  # fmt: skip
    return [known.get(sign, words.wellbeing.pressure.signs.not_sure) for sign in signs]


def signs_asked(care: Care) -> list[tuple[str, str]]:
    """Id and words of every sign that is asked at a very high reading."""
    words = care.words(page_language()).blood_pressure
    return [
        (sign, words.acts[act.id].with_any[sign])
        for act in care.blood_pressure.act
        for sign in act.with_any
    ]


def part_words(part: Part) -> str:
    return _("Morning") if part == "morning" else _("Evening")


def _missing(
    counted: Series, readings: tuple[Reading, ...], now: datetime, care: Care
) -> list[str]:
    """What to do next for the series: the second reading of this part of the day, or the days
    that are still missing."""
    if counted.complete or not readings:
        return []
    protocol, home = care.blood_pressure.home_readings, care.wellbeing.pressure
    here = timezone.localtime(now)
    part = part_of_day(here, home)
    today = next((day for day in counted.days if day.day == here.date()), None)
    said = []
    have = today.counts[part] if today else 0
    if have < protocol.readings:
        if have:
            said.append(
                _("Now wait %(minutes)s minute or more and take the next reading.")
                % {"minutes": protocol.minutes_apart}
            )
        else:
            said.append(
                _("This morning’s readings are still missing.")
                if part == "morning"
                else _("This evening’s readings are still missing.")
            )
    return said
