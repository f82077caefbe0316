"""All days of a person as a table for spreadsheets: CSV, one row a day.

The columns are described in ``docs/clinician/report.md``. Their names are English and stay the
same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils import timezone

from lumbar.clinical.library import Library
from lumbar.journal.models import CheckIn
from lumbar.medicines.models import Dose
from lumbar.people.models import Person
from lumbar.reports.queries import Records
from lumbar.wellbeing.queries import activity_by_day, stress_line

Cell = str | int | float | None

MARK = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8; without it Excel garbles Chinese."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

COLUMNS = (
    "day",
    "pain_on_waking",
    "sleep",
    "stiff_minutes",
    "pain_areas",
    "evening",
    "pain_before",
    "pain_after",
    "medicine_entries",
    "medicines",
    "tension",
    "pulse",
    "systolic",
    "diastolic",
    "walking_minutes",
    "moderate_minutes",
    "vigorous_minutes",
    "strength",
    "steps",
    "check_level",
    "plan_version",
)
"""Then one for each measure of the knowledge, named ``score_`` and its id."""


def spreadsheet(person: Person, records: Records, library: Library) -> str:
    """The file: every day of the window, those without a word among them."""
    measures = [measure.id for measure in library.care.measures.measure]
    out = io.StringIO(newline="")
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *(f"score_{id.replace('-', '_')}" for id in measures)])
    for row in _rows(person, records, measures):
        writer.writerow([guarded(cell) for cell in row])
    return out.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would read as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _rows(person: Person, records: Records, measures: Iterable[str]) -> Iterator[list[Cell]]:
    window = records.window
    areas = dict(
        CheckIn.objects.filter(
            person=person, morning__gte=window.start, areas__isnull=False
        ).values_list("morning", "areas")
    )
    medicines = _medicines(person)
    felt = {point.day: point for point in stress_line(person, window.start, window.end)}
    moved = {one.day: one for one in activity_by_day(person, window.start, window.end)}
    levels = {check.day: check.level for check in records.checks}
    plans = {plan.day: plan.version for plan in records.plans}
    scores: dict[tuple[str, date], float] = {
        (one.measure, one.day): one.score for one in records.measures
    }
    for number in range(window.days):
        day = window.start + timedelta(days=number)
        morning, evening = records.mornings.get(day), records.evenings.get(day)
        point, active = felt.get(day), moved.get(day)
        yield [
            day.isoformat(),
            *((morning.pain, morning.sleep, morning.stiff_minutes) if morning else (None,) * 3),
            " ".join(areas.get(day) or ()) or None,
            ("done" if evening.done else "begun") if evening else None,
            *((evening.pain_before, evening.pain_after) if evening else (None,) * 2),
            records.doses.get(day),
            "; ".join(medicines.get(day, ())) or None,
            *((point.tension, point.pulse) if point else (None,) * 2),
            *(
                (round(point.pressure.systolic), round(point.pressure.diastolic))
                if point and point.pressure
                else (None,) * 2
            ),
            *(
                (
                    active.moved.walking,
                    active.moved.moderate,
                    active.moved.vigorous,
                    _yes_no(active.moved.strength),
                    active.steps,
                )
                if active
                else (None,) * 5
            ),
            levels.get(day),
            plans.get(day),
            *(scores.get((measure, day)) for measure in measures),
        ]


def _medicines(person: Person) -> Mapping[date, list[str]]:
    """By day, what was taken: the name on the pack or the knowledge's id, and how much."""
    found: dict[date, list[str]] = {}
    rows = Dose.objects.filter(person=person).order_by("taken_at")
    for taken_at, medicine, name, milligrams in rows.values_list(
        "taken_at", "medicine", "name", "milligrams"
    ):
        told = name or medicine
        if milligrams is not None:
            told += f" {milligrams} mg"
        found.setdefault(timezone.localtime(taken_at).date(), []).append(told)
    return found


def _yes_no(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"
