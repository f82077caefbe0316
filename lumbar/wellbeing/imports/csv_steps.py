"""A table of dates and steps, as apps and spreadsheets write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, BinaryIO

from lumbar.wellbeing.imports.dates import Order, Unclear, read_count, read_date
from lumbar.wellbeing.imports.values import (
    FIRST_DAY,
    MOST_STEPS,
    Imported,
    ImportFailed,
    Source,
    can_be,
)

MOST_LINES = 3_000_000
"""Five years, minute by minute."""
LONGEST_LINE = 20_000
FIRST_LINES = 5
"""The names of the columns stand in one of these."""

_DATE_NAMES = frozenset(
    {"date", "day", "datum", "fecha", "data", "jour", "日期", "日子", "日"}
    | {"starttime", "startdate", "start", "time", "timestamp", "datetime", "daytime"}
)
_STEP_NAMES = ("steps", "stepcount", "stepscount", "totalsteps", "步數", "步数")
_NOT_STEPS = re.compile("goal|target|distance|length|speed|cadence|目標|目标|距離|距离")
_STEP_WORD = re.compile("step|步|schritt|pasos|passos|歩数")
_GOOGLE = frozenset({"moveminutescount", "heartpoints", "heartminutes", "calorieskcal"})


def read_csv(stream: BinaryIO, today: date) -> Imported:
    """The steps of each day in a table with a column of dates and one of steps.

    Lines with a time of day are added up by day. A day that is there twice without one is not
    counted twice: the larger number is taken.

    Raises:
        ImportFailed: with the line it is about; nothing of a file that fails is taken.
    """
    rows = _rows(stream)
    table = _table(list(islice(rows, FIRST_LINES)))
    found = _Found(table, today)
    for line, row in chain(table.rows, rows):
        found.take(line, row)
    return Imported(table.source, found.days())


# --- lines and columns -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """Which columns count, and the first lines that are not names."""

    dates: int
    steps: int
    source: Source
    rows: list[tuple[int, list[str]]]


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The cells of every line with its number, from 1; empty lines are left out."""
    head = stream.read(4096)
    encoding = _encoding(head)
    text = io.StringIO(head.decode(encoding, "ignore")).readline()
    delimiter = max(",;\t", key=text.count)
    # Read on from where the head ends: a stream out of a zip cannot go back.
    whole = io.BufferedReader(_Joined(head, stream))
    lines = _lines(io.TextIOWrapper(whole, encoding, "replace", newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportFailed("not_text", line) from None
        if line > MOST_LINES:
            raise ImportFailed("too_much")
        if any(cell.strip() for cell in row):
            yield line, row


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp950"):
        try:
            # The last bytes may be half a character.
            head[: max(1, len(head) - 4)].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return encoding
    return "latin-1"


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE or "\0" in line:
            raise ImportFailed("not_text", number)
        yield line


class _Joined(io.RawIOBase):
    """The beginning that was read already, and the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _name(cell: str) -> str:
    return re.sub(r"[\W_]+", "", cell.casefold())


def _table(first: Sequence[tuple[int, list[str]]]) -> _Table:
    for place, (_line, row) in enumerate(first):
        names = [_name(cell) for cell in row]
        dates = next((at for at, name in enumerate(names) if name in _DATE_NAMES), None)
        steps = _step_column(names)
        if dates is not None and steps is not None:
            source: Source = "google-takeout" if _GOOGLE & set(names) else "csv"
            return _Table(dates, steps, source, list(first[place + 1 :]))
    if first and len(first[0][1]) == 2:
        # No names: two columns, a date and a number.
        day, count = first[0][1]
        if read_date(day) is not None and read_count(count) is not None:
            return _Table(0, 1, "csv", list(first))
    raise ImportFailed("no_columns")


def _step_column(names: Sequence[str]) -> int | None:
    for wanted in _STEP_NAMES:
        if wanted in names:
            return names.index(wanted)
    for at, name in enumerate(names):
        if _STEP_WORD.search(name) and not _NOT_STEPS.search(name):
            return at
    return None


# --- adding up -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """What was read so far, by the date as it is written."""

    table: _Table
    today: date
    sums: dict[date | Unclear, float] = field(default_factory=dict)
    lines: dict[date | Unclear, tuple[int, str]] = field(default_factory=dict)
    """The first line of each date."""

    def take(self, line: int, row: Sequence[str]) -> None:
        if len(row) <= max(self.table.dates, self.table.steps):
            if len([cell for cell in row if cell.strip()]) > 1:
                raise ImportFailed("bad_count", line, ", ".join(row))
            return
        written, counted = row[self.table.dates].strip(), row[self.table.steps].strip()
        if not written or not counted:
            # A line of sums, or a day on which nothing was counted.
            return
        read = read_date(written)
        if read is None:
            raise ImportFailed("bad_date", line, written)
        count = read_count(counted)
        if count is None:
            raise ImportFailed("bad_count", line, counted)
        day, timed = read
        year = day.year
        if not (FIRST_DAY.year <= year <= self.today.year + 1):
            raise ImportFailed("far_date", line, written)
        known = self.sums.get(day, 0.0)
        self.sums[day] = known + count if timed else max(known, count)
        self.lines.setdefault(day, (line, written))
        if self.sums[day] > MOST_STEPS:
            raise ImportFailed("too_many_steps", line, counted)

    def days(self) -> dict[date, int]:
        order = self._order()
        days: dict[date, int] = {}
        for written, count in self.sums.items():
            day = written.read(order) if isinstance(written, Unclear) else written
            line, text = self.lines[written]
            if day is None:
                raise ImportFailed("mixed_dates", line, text)
            if not can_be(day, self.today):
                raise ImportFailed("far_date", line, text)
            days[day] = max(days.get(day, 0), round(count))
        return days

    def _order(self) -> Order:
        """Whether 3/4 is in April or in March, from all the dates of the file together."""
        unclear = [one for one in self.sums if isinstance(one, Unclear)]
        if any(one.first > 12 for one in unclear):
            return "day-first"
        if any(one.second > 12 for one in unclear):
            return "month-first"
        spans: dict[Order, int] = {}
        orders: tuple[Order, Order] = ("day-first", "month-first")
        for order in orders:
            days = [day for one in unclear if (day := one.read(order)) is not None]
            if days and all(can_be(day, self.today) for day in days):
                spans[order] = (max(days) - min(days)).days
        if not unclear or all(one.first == one.second for one in unclear):
            return "day-first"
        if len(spans) == 1:
            return next(iter(spans))
        if not spans:
            line, text = self.lines[unclear[0]]
            raise ImportFailed("far_date", line, text)
        if spans["day-first"] == spans["month-first"]:
            line, text = self.lines[unclear[0]]
            raise ImportFailed("unclear_dates", line, text)
        # Steps are counted day after day: the reading without great gaps is the right one.
        return min(orders, key=lambda order: spans[order])
