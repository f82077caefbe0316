"""What the page of the day shows: one week's movement, the walks, and two weeks of tension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.activity import WalkingWeek, Week, pulse_place, walking_week, week_of
from lumbar.clinical.activity import week_start as monday_of
from lumbar.clinical.care import Care
from lumbar.clinical.pressure import Average
from lumbar.clinical.stress import StressPoint, is_tense
from lumbar.people.models import Person
from lumbar.site.wording import minutes_words, page_language
from lumbar.wellbeing.forms import NOTED_DAYS
from lumbar.wellbeing.models import Day
from lumbar.wellbeing.queries import ActiveDay, activity_by_day, day_of, stress_line

SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class NoteField:
    """One thing that can be noted of the day, as a field of its own."""

    name: str
    label: str
    hint: str
    value: str
    """As it is typed; empty when it is missing."""
    unit: str
    said: str = ""
    """A sentence about the number, where there is one."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the last two weeks; None is missing."""

    day: date
    tension: int | None
    pulse: int | None
    pressure: Average | None
    minutes: int | None
    steps: int | None


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything the page of the day shows."""

    day: date
    today: date
    days: tuple[date, ...]
    """The days that can be noted, newest first."""
    noted: Day | None
    movement: tuple[NoteField, ...]
    pulse: NoteField
    week: Week
    week_said: str
    before: Week
    walking: WalkingWeek
    walking_said: str
    tense: bool
    rows: tuple[DayRow, ...]
    any: bool
    """Whether anything was noted in the last two weeks."""


def day_view(person: Person | None, day: date, today: date, care: Care) -> DayView:
    """The page for somebody, or for somebody new, who has noted nothing."""
    words = care.words(page_language())
    remembered = care.wellbeing.walking_start.remembered_weeks
    since = min(monday_of(today) - timedelta(weeks=remembered), _first(today, SHOWN_DAYS))
    active = activity_by_day(person, since, today) if person else ()
    line = stress_line(person, _first(today, SHOWN_DAYS), today) if person else ()
    noted = day_of(person, day)
    moved = [one.moved for one in active]
    week = week_of(today, moved, care.activity)
    walking = walking_week(today, moved, care.activity.walking, care.wellbeing.walking_start)
    rows = tuple(_rows(active, line, today))
    return DayView(
        day=day,
        today=today,
        days=tuple(today - timedelta(days=ago) for ago in range(NOTED_DAYS)),
        noted=noted,
        movement=tuple(_movement(noted, care)),
        pulse=_pulse(noted, care),
        week=week,
        week_said=words.wellbeing.activity[week.state],
        before=week_of(monday_of(today) - timedelta(days=1), moved, care.activity),
        walking=walking,
        walking_said=getattr(words.wellbeing.walking, walking.state),
        tense=is_tense(line, today, care.wellbeing.tension),
        rows=rows,
        any=any(row.tension is not None or row.minutes is not None for row in rows) or bool(line),
    )


def _first(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def _movement(noted: Day | None, care: Care) -> list[NoteField]:
    words = care.words(page_language()).activity
    kinds = (
        ("walking_minutes", _("Walking"), ""),
        ("moderate_minutes", words.efforts["moderate"].name, words.efforts["moderate"].feel),
        ("vigorous_minutes", words.efforts["vigorous"].name, words.efforts["vigorous"].feel),
    )
    return [
        NoteField(name, label, hint, _typed(noted, name), _("minutes"))
        for name, label, hint in kinds
    ]


def _pulse(noted: Day | None, care: Care) -> NoteField:
    said = ""
    if noted is not None and noted.pulse is not None:
        place = pulse_place(noted.pulse, care.activity)
        said = getattr(care.words(page_language()).wellbeing.pulse, place)
    label, hint = _("Pulse at rest"), _("After sitting quietly for five minutes.")
    return NoteField("pulse", label, hint, _typed(noted, "pulse"), _("beats a minute"), said)


def _typed(noted: Day | None, name: str) -> str:
    value = getattr(noted, name, None)
    return "" if value is None else str(value)


def _rows(active: Sequence[ActiveDay], line: Sequence[StressPoint], today: date) -> list[DayRow]:
    moves = {one.day: one for one in active}
    felt = {one.day: one for one in line}
    rows = []
    for ago in range(SHOWN_DAYS):
        day = today - timedelta(days=ago)
        move, point = moves.get(day), felt.get(day)
        minutes = None
        if move is not None and move.moved.noted:
            moved = move.moved
            minutes = (moved.walking or 0) + (moved.moderate or 0) + (moved.vigorous or 0)
        rows.append(
            DayRow(
                day=day,
                tension=point.tension if point else None,
                pulse=point.pulse if point else None,
                pressure=point.pressure if point else None,
                minutes=minutes,
                steps=move.steps if move else None,
            )
        )
    return rows


def walks_words(walking: WalkingWeek) -> str:
    """ "4 walks of 12 minutes"."""
    walks = ngettext(
        "%(count)s walk of %(minutes)s", "%(count)s walks of %(minutes)s", walking.days
    )
    return walks % {"count": walking.days, "minutes": minutes_words(walking.minutes)}


# --- the drawn line ----------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 320, 132, 22, 22, 8


@dataclass(frozen=True, slots=True)
class Chart:
    """Tension over the last two weeks: pieces of a line, one for each stretch without a gap."""

    pieces: tuple[str, ...]
    dots: tuple[tuple[float, float, int], ...]
    marks: tuple[tuple[float, str], ...]
    """Where a day has a ``pulse`` or a ``pressure``."""
    grid: tuple[tuple[float, int], ...]
    first: date
    last: date


def tension_chart(rows: Sequence[DayRow]) -> Chart:
    """Draw the rows (newest first) from left to right."""
    ordered = list(reversed(rows))
    step = (WIDTH - LEFT - 10) / max(1, len(ordered) - 1)
    pieces: list[list[str]] = [[]]
    dots, marks = [], []
    for place, row in enumerate(ordered):
        x = round(LEFT + place * step, 1)
        if row.tension is None:
            pieces.append([])
        else:
            y = _height(row.tension)
            pieces[-1].append(f"{x},{y}")
            dots.append((x, y, row.tension))
        marks += [(x, "pulse")] if row.pulse is not None else []
        marks += [(x, "pressure")] if row.pressure is not None else []
    return Chart(
        pieces=tuple(" ".join(piece) for piece in pieces if len(piece) > 1),
        dots=tuple(dots),
        marks=tuple(marks),
        grid=tuple((_height(value), value) for value in (0, 5, 10)),
        first=ordered[0].day,
        last=ordered[-1].day,
    )


def _height(tension: int) -> float:
    return round(TOP + (1 - tension / 10) * (HEIGHT - BOTTOM - TOP), 1)


@dataclass(frozen=True, slots=True)
class WeekBar:
    """The week as a bar of 300: how far it is filled, and where WHO's range lies."""

    done: float
    range_from: float
    range_width: float


def week_bar(week: Week) -> WeekBar:
    """The bar ends where the range does; more than that fills it."""
    least, most = week.range
    edge = round(300 * least / most, 1)
    return WeekBar(round(300 * min(1.0, week.minutes / most), 1), edge, 300 - edge)
