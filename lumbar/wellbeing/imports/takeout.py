"""A zip: Apple Health's, or Google's Takeout with the daily activity of Google Fit.

Names inside are in the language of whoever exported, so they are only a first guess; what a file
begins with decides.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from lumbar.wellbeing.imports.apple import LONGEST_HEAD, ROOT, read_apple
from lumbar.wellbeing.imports.archive import member
from lumbar.wellbeing.imports.csv_steps import read_csv
from lumbar.wellbeing.imports.values import Imported, ImportFailed

MOST_TRIED = 20
"""Files looked into before giving up."""
_ONE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""Takeout has a file for every day beside the one for all days."""


def read_zip(archive: zipfile.ZipFile, today: date) -> Imported:
    """The steps of each day in a zip of Apple Health or of Google Takeout.

    Raises:
        ImportFailed: ``zip_without`` when there is none of the files we know, and whatever reading
            the one that was found raises.
    """
    for info in _named(archive, ".xml"):
        with member(archive, info) as stream:
            head = b""
            while ROOT not in head and len(head) < LONGEST_HEAD and (piece := stream.read(8192)):
                head += piece
        if ROOT in head:
            with member(archive, info) as stream:
                return read_apple(stream, today)
    for info in _named(archive, ".csv"):
        try:
            with member(archive, info) as stream:
                found = read_csv(stream, today)
        except ImportFailed as failed:
            if failed.failure != "no_columns":
                raise
            continue
        if found.days:
            return Imported("google-takeout", found.days)
    raise ImportFailed("zip_without")


def _named(archive: zipfile.ZipFile, ending: str) -> Iterator[zipfile.ZipInfo]:
    """The files that may be the one, the likeliest first."""
    found = [
        info
        for info in archive.infolist()
        if info.filename.casefold().endswith(ending)
        and not PurePosixPath(info.filename).name.startswith(("._", "export_cda"))
        and not _ONE_DAY.search(PurePosixPath(info.filename).name)
    ]
    usual = ("export.xml", "daily activity metrics.csv")
    found.sort(
        key=lambda info: (
            PurePosixPath(info.filename).name.casefold() not in usual,
            -info.file_size,
        )
    )
    yield from found[:MOST_TRIED]
