"""Steps by day out of a file a person brings. Pure: a stream of bytes in, days and counts out.

``read_steps`` looks at what the file is, not at its name: a CSV with dates and steps, Apple
Health's ``export.xml`` or the zip around it, Google Takeout's daily activity as CSV or zip.

No library is used for it. Those found for Apple Health read the whole file into memory or bring
pandas along, and several had open reports of stopping at the malformed document type that
HealthKit's version 12 wrote; for Takeout's daily activity none was found. What is needed of
either is one kind of element and two columns.
"""

from __future__ import annotations

import re
from datetime import date
from typing import BinaryIO

from lumbar.wellbeing.imports.apple import looks_like_apple, read_apple
from lumbar.wellbeing.imports.archive import is_zip, open_zip
from lumbar.wellbeing.imports.csv_steps import read_csv
from lumbar.wellbeing.imports.takeout import read_zip
from lumbar.wellbeing.imports.values import Imported, ImportFailed

__all__ = ["ImportFailed", "Imported", "read_steps"]

HEAD = 1024
_BRACKET = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[]")


def read_steps(stream: BinaryIO, today: date) -> Imported:
    """The steps of each day in a file.

    ``today`` is the person's date: days beyond it cannot be.

    Raises:
        ImportFailed: the file is none we know, is broken, or has no steps.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    two_bytes = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_zip(head):
        found = read_zip(open_zip(stream), today)
    elif looks_like_apple(head):
        found = read_apple(stream, today)
    elif _BRACKET.match(head) or (b"\0" in head and not two_bytes):
        raise ImportFailed("unknown")
    else:
        found = read_csv(stream, today)
    if not found.days:
        raise ImportFailed("empty")
    return found
