"""The sheet made as short as a page: lists are cut and say by how much, long lines end in "…"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils.translation import ngettext
from msgspec.structs import replace

from lumbar.reports.sheet.contents import Checked, Listed, Scores, Sheet
from lumbar.site.wording import enumeration

T = TypeVar("T")

LONGEST_NAME = 60
"""Of a measure or goal, which stands in a narrow column."""


def fitted(sheet: Sheet, most: int, longest: int, width: int) -> Sheet:
    """The sheet with lists of so many lines at most, lines of so many characters, and the course
    drawn so wide, in hundredths of the page."""
    return replace(
        sheet,
        course=replace(sheet.course, width=width),
        check=_check(sheet.check, most, longest) if sheet.check else None,
        lists=tuple(_list(one, most, longest) for one in sheet.lists),
        scores=_scores(sheet.scores, most, longest) if sheet.scores else None,
        questions=_list(sheet.questions, most, longest) if sheet.questions else None,
    )


def cut(lines: Sequence[T], most: int) -> tuple[tuple[T, ...], str]:
    """The first so many, and how many more there are in words."""
    more = len(lines) - most
    if more <= 0:
        return tuple(lines), ""
    told = ngettext("… and %(count)s more", "… and %(count)s more", more) % {"count": more}
    return tuple(lines[:most]), told


def short(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _list(listed: Listed, most: int, longest: int) -> Listed:
    lines, more = cut(listed.lines, most)
    return replace(listed, lines=tuple(short(line, longest) for line in lines), more=more)


def _check(check: Checked, most: int, longest: int) -> Checked:
    # What the check found is what the page is for: it gives way last.
    findings, more = cut(check.findings, 2 * most)
    return replace(
        check,
        findings=tuple(replace(one, because=short(one.because, longest)) for one in findings),
        findings_more=more,
        rows=tuple(_list(one, 2 * most, longest) for one in check.rows),
        lists=tuple(_list(one, most, 2 * longest) for one in check.lists),
        # Two areas go on a line of the narrow column.
        marked=tuple(replace(one, told=_areas(one.areas, 2 * most)) for one in check.marked),
    )


def _areas(areas: Iterable[str], most: int) -> str:
    shown, more = cut(tuple(areas), most)
    return enumeration((*shown, more) if more else shown)


def _scores(scores: Scores, most: int, longest: int) -> Scores:
    rows, more = cut(scores.rows, most)
    name = min(longest, LONGEST_NAME)
    return replace(
        scores, rows=tuple(replace(row, name=short(row.name, name)) for row in rows), more=more
    )
