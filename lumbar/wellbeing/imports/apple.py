"""Apple Health's ``export.xml``: the steps among millions of records, a piece at a time.

The file may have hundreds of megabytes and is never in memory as a whole; no tree is built. The
document type is cut off before the parser sees the file: HealthKit's version 12 wrote one that is
not XML, and without one there are no entities to expand and nothing to fetch.

A phone and a watch count the same walk. Apple's own way of telling them apart is not public, so
of each day the device with the most steps is taken, and never two together.
"""

from __future__ import annotations

import re
from datetime import date
from typing import BinaryIO
from xml.parsers import expat

from lumbar.wellbeing.imports.values import MOST_STEPS, Imported, ImportFailed, can_be

STEPS = "HKQuantityTypeIdentifierStepCount"
ROOT = b"<HealthData"
PIECE = 1 << 16
LONGEST_HEAD = 1 << 20
"""The root comes within so many bytes; the document type before it has some ten thousand."""
MOST_COUNTS = 200_000
"""Days times devices; thirty years of a dozen devices are fewer."""
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
"""Some apps write them into names; no XML may have them."""


def looks_like_apple(head: bytes) -> bool:
    """Whether a file that begins like this is to be read as Apple's."""
    return ROOT in head or b"<!DOCTYPE HealthData" in head


def read_apple(stream: BinaryIO, today: date) -> Imported:
    """The steps of each day.

    Raises:
        ImportFailed: ``unknown`` when it is other XML, ``broken_xml`` when it is cut short or
            malformed, ``too_much`` when it has more days and devices than anybody.
    """
    reader = _Reader(today)
    parser = reader.parser
    piece = _without_document_type(_head(stream))
    given = 0
    try:
        while piece:
            parser.Parse(piece)
            given += len(piece)
            # What the parser holds back is one element that has not ended yet.
            if given - parser.CurrentByteIndex > LONGEST_HEAD + PIECE:
                raise ImportFailed("broken_xml")
            piece = stream.read(PIECE).translate(None, _CONTROLS)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise ImportFailed("broken_xml") from None
    return reader.result()


def _head(stream: BinaryIO) -> bytes:
    """The file up to and beyond the beginning of its root."""
    head = b""
    while ROOT not in head:
        piece = stream.read(PIECE)
        head += piece
        if not piece or len(head) > LONGEST_HEAD:
            raise ImportFailed("unknown")
    return head.translate(None, _CONTROLS)


def _without_document_type(head: bytes) -> bytes:
    begins = head.find(b"<!DOCTYPE")
    root = head.index(ROOT)
    return head[:begins] + head[root:] if 0 <= begins < root else head


class _Reader:
    """Adds up what the parser meets, by day and device."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.sums: dict[tuple[date, str], float] = {}
        self.dates: dict[str, date | None] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.StartDoctypeDeclHandler = self._document_type

    def _document_type(self, *_told: object) -> None:
        raise ImportFailed("broken_xml")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Record" or attributes.get("type") != STEPS:
            return
        begun = attributes.get("startDate", "")[:10]
        day = self.dates[begun] if begun in self.dates else self._day(begun)
        if day is None:
            return
        try:
            count = float(attributes.get("value", ""))
        except ValueError:
            return
        if not 0 <= count <= MOST_STEPS:
            return
        key = (day, attributes.get("sourceName", ""))
        self.sums[key] = self.sums.get(key, 0.0) + count
        if len(self.sums) > MOST_COUNTS:
            raise ImportFailed("too_much")

    def _day(self, begun: str) -> date | None:
        """The date as the phone wrote it, in its own time zone; None when it cannot be."""
        if re.fullmatch(r"\d{10}", begun):
            # The oldest exports: 20150616071820-0700.
            begun = begun[:8]
        try:
            found = date.fromisoformat(begun)
        except ValueError:
            return None
        day = found if can_be(found, self.today) else None
        if len(self.dates) < MOST_COUNTS:
            self.dates[begun] = day
        return day

    def result(self) -> Imported:
        days: dict[date, int] = {}
        devices: dict[date, int] = {}
        for (day, _device), count in self.sums.items():
            days[day] = max(days.get(day, 0), min(MOST_STEPS, round(count)))
            devices[day] = devices.get(day, 0) + 1
        return Imported("apple-health", days, any(count > 1 for count in devices.values()))
