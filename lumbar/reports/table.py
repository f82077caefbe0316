"""The same as the charts, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lumbar.reports.course import Bucket, at, buckets, runs, tallies
from lumbar.reports.panels import Typical
from lumbar.reports.queries import Records
from lumbar.reports.told import whole


@dataclass(frozen=True, slots=True)
class Table:
    """The same in numbers: one row a day, week or month."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, SafeString], ...]
    """A day's name, and its cells ready to stand in the page: a template would take half of the
    page's time for what is joined here at once."""


def table(records: Records, behind: Typical | None) -> Table:
    """One row for each day, week or month of which anything is known."""
    window = records.window
    pain = {day: one.pain for day, one in records.mornings.items()}
    sleep = {day: one.sleep for day, one in records.mornings.items()}
    stiff = {
        day: one.stiff_minutes
        for day, one in records.mornings.items()
        if one.stiff_minutes is not None
    }
    columns: list[tuple[str, dict[Bucket, str]]] = [
        (_("Pain on waking"), _means(pain, records)),
        (_("Sleep"), _means(sleep, records)),
        (_("Tension"), _means(records.tension, records)),
        (_("Stiff, minutes"), _means(stiff, records)),
        (_("Evening"), _evening_cells(records)),
        (_("Medicine"), _dose_cells(records)),
    ]
    columns = [(name, cells) for name, cells in columns if cells]
    known = [
        bucket for bucket in buckets(window) if any(bucket in cells for _name, cells in columns)
    ]
    if behind is not None and known:
        columns.append((_("In studies"), _typical_cells(behind, known)))
    heads = {"day": _("Date"), "week": _("Week from"), "month": _("Month")}
    caption = _("Day by day") if window.step == "day" else _("Means, least and most in brackets")
    return Table(
        caption=caption,
        head=(heads[window.step], *(name for name, _cells in columns)),
        rows=tuple(
            (
                _row_words(bucket, records),
                _cells(cells.get(bucket, "–") for _name, cells in columns),
            )
            for bucket in known
        ),
    )


def _cells(texts: Iterable[str]) -> SafeString:
    return mark_safe("".join(f"<td>{escape(text)}</td>" for text in texts))  # noqa: S308


def _row_words(bucket: Bucket, records: Records) -> str:
    if records.window.step == "month":
        return date_format(bucket.first, _("M Y"))
    form = _("D j M") if records.window.step == "day" else _("j M Y")
    return date_format(bucket.first, form)


def _means(values: Mapping[date, float], records: Records) -> dict[Bucket, str]:
    cells = {}
    for run in runs(values, records.window):
        for point in run:
            text = str(whole(point.mean))
            if point.low != point.high:
                text = f"{text} ({whole(point.low)}–{whole(point.high)})"
            cells[point.bucket] = text
    return cells


def _evening_cells(records: Records) -> dict[Bucket, str]:
    done = {day for day, one in records.evenings.items() if one.done}
    cells = {}
    for tally in tallies(done, records.window, records.evenings):
        if not tally.whole and not tally.part:
            continue
        if records.window.step == "day":
            cells[tally.bucket] = _("done") if tally.whole else _("begun")
        else:
            cells[tally.bucket] = _("%(done)s of %(of)s") % {
                "done": tally.whole, "of": tally.bucket.days
            }  # fmt: skip
    return cells


def _dose_cells(records: Records) -> dict[Bucket, str]:
    cells = {}
    for tally in tallies(records.doses, records.window):
        if tally.whole and records.window.step == "day":
            cells[tally.bucket] = f"{records.doses[tally.bucket.first]} ×"
        elif tally.whole:
            cells[tally.bucket] = _("%(done)s of %(of)s") % {
                "done": tally.whole, "of": tally.bucket.days
            }  # fmt: skip
    return cells


def _typical_cells(behind: Typical, known: Iterable[Bucket]) -> dict[Bucket, str]:
    cells = {}
    for bucket in known:
        value = at(behind.corners, bucket.first + (bucket.last - bucket.first) / 2)
        if value is not None:
            cells[bucket] = str(whole(value))
    return cells
