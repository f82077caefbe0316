"""The wait list in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.booking.waiting.queries import Waiting, read_grid
from lumbar.booking.wording import time_words, when_words
from lumbar.scheduling.waiting import FIRST, Part, Unsuitable

_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class CellView:
    """A tick of the grid."""

    value: str
    label: str
    """The whole of it, for who hears it: "Monday, morning"."""
    offered: bool
    """False: nobody works then."""
    ticked: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A day of the grid."""

    day: str
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class GridView:
    """Days down, parts of the day across; days on which nobody works are left out."""

    parts: list[tuple[str, str]]
    """Name, and from when to when."""
    rows: list[RowView]


def part_words(part: Part) -> str:
    """ "morning"."""
    return {
        Part.MORNING: _("morning"),
        Part.AFTERNOON: _("afternoon"),
        Part.EVENING: _("evening"),
    }[part]


def day_name(weekday: int) -> str:
    """ "Monday"."""
    return formatted(_MONDAY + timedelta(days=weekday), "l")


def grid_view(
    offered: Collection[tuple[int, Part]], ticked: Collection[tuple[int, Part]]
) -> GridView:
    """The grid to tick. Parts in which nobody works at all are left out."""
    parts = [part for part in Part if any(cell[1] == part for cell in offered)]
    return GridView(
        parts=[(part_words(part), _hours(part)) for part in parts],
        rows=[
            RowView(
                day_name(weekday),
                [
                    CellView(
                        f"{weekday}:{part.value}",
                        _("%(day)s, %(part)s")
                        % {"day": day_name(weekday), "part": part_words(part)},
                        (weekday, part) in offered,
                        (weekday, part) in ticked,
                    )
                    for part in parts
                ],
            )
            for weekday in range(7)
            if any(cell[0] == weekday for cell in offered)
        ],
    )


def _hours(part: Part) -> str:
    return {
        Part.MORNING: _("to 12:00"),
        Part.AFTERNOON: _("12:00 to 18:00"),
        Part.EVENING: _("from 18:00"),
    }[part]


def grid_words(cells: Collection[tuple[int, Part]]) -> list[str]:
    """ "Monday: morning, evening", a line for each day; one line where every day is alike."""
    by_day: dict[int, list[Part]] = {}
    for weekday, part in sorted(cells, key=lambda cell: (cell[0], list(Part).index(cell[1]))):
        by_day.setdefault(weekday, []).append(part)
    if len(by_day) == 7 and all(parts == list(Part) for parts in by_day.values()):
        return [_("Any time")]
    return [
        _("%(day)s: %(parts)s")
        % {"day": day_name(weekday), "parts": _(", ").join(part_words(part) for part in parts)}
        for weekday, parts in by_day.items()
    ]


@dataclass(frozen=True, slots=True)
class LineView:
    """Somebody on the list, as the desk sees them: nothing of health."""

    id: str
    number: int
    name: str
    phone: str
    service: str
    practitioner: str
    when: list[str]
    why: list[str]
    """Why they stand where they stand."""
    until: str
    instead_of: str
    offered: str
    """The time that is held for them now, and until when; empty: none."""
    by_email: bool
    fits: str
    """Of a free time that is looked at: ``yes``, or in words why not; empty: none is."""


def line_view(
    waiting: Waiting,
    number: int,
    now: datetime,
    *,
    offered: str = "",
    unsuitable: Unsuitable | None = None,
    asked: bool = False,
) -> LineView:
    """One row. ``asked``: a free time is looked at, and ``unsuitable`` says whether it is not for
    them."""
    row, old = waiting.row, waiting.row.instead_of
    days = (now - row.joined_at).days
    # Of a check only with their tick; what the desk ticked itself it may read.
    told = row.assessment_id is not None or row.made_by_id is not None
    why = [_("To be seen soon")] if row.level == FIRST and told else []
    if row.offers_passed:
        why.append(
            ngettext(
                "%(count)d offer without an answer", "%(count)d offers without an answer",
                row.offers_passed,
            )
            % {"count": row.offers_passed}
        )  # fmt: skip
    why.append(
        ngettext("waits %(count)d day", "waits %(count)d days", days) % {"count": days}
        if days
        else _("since today")
    )
    if row.made_by is not None:
        why.append(_("put on by %(name)s") % {"name": row.made_by.name})
    fits = ""
    if asked:
        fits = "yes" if unsuitable is None else unsuitable_words(unsuitable)
    has_visit = waiting.entry.before is not None and old is not None
    return LineView(
        id=str(row.pk),
        number=number,
        name=row.patient.name,
        phone=row.patient.phone,
        service=row.service.name,
        practitioner=row.practitioner.name if row.practitioner else _("Anybody"),
        when=grid_words(read_grid(row.grid)),
        why=why,
        until=formatted(row.until, _("j F")) if row.until else "",
        instead_of=when_words(old.starts_at, row.clinic.time_zone) if has_visit and old else "",
        offered=offered,
        by_email=bool(row.send_to),
        fits=fits,
    )


def unsuitable_words(why: Unsuitable) -> str:
    """Why a time is not for somebody."""
    return {
        Unsuitable.LEVEL: _("must not wait"),
        Unsuitable.PRACTITIONER: _("wants somebody else"),
        Unsuitable.DAY_OR_PART: _("cannot come then"),
        Unsuitable.TOO_LATE: _("after their last day"),
        Unsuitable.NOT_EARLIER: _("not earlier than their visit"),
        Unsuitable.ASKED: _("was asked already"),
    }[why]


def offered_words(starts_at: datetime, until: datetime, zone: str) -> str:
    """The time that is held for somebody."""
    return _("%(when)s, to be answered by %(time)s") % {
        "when": when_words(starts_at, zone), "time": time_words(until, zone),
    }  # fmt: skip
