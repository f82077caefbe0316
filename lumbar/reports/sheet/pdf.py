"""Setting the sheet as a PDF of one page: tagged and checked as PDF/UA-1, fonts embedded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from lumbar.plans.handout.pdf import fonts
from lumbar.reports.sheet.contents import Sheet
from lumbar.reports.sheet.fit import fitted

TEMPLATE = Path(__file__).with_name("sheet.typ")

TIGHTER = (
    (8, 300, 100),
    (6, 150, 100),
    (6, 110, 68),
    (5, 90, 68),
    (4, 80, 68),
    (3, 100, 66),
    (3, 60, 66),
    (2, 90, 66),
    (2, 50, 66),
    (1, 50, 66),
)
"""How many lines a list may have, how long a line may be, and how wide the course is drawn, until
all is on one page."""


class TooLong(RuntimeError):
    """Even the shortest form does not fit on a page; a test holds that this cannot be."""


def one_page(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The sheet as a PDF of exactly one page; the same bytes for the same sheet.

    What would need a second page is made again with shorter lists, which say by how much.

    Raises ``FontsMissing``, ``typst.TypstError`` when a glyph is missing, ``TooLong``.
    """
    for most, longest, width in TIGHTER:
        document = _set(fitted(sheet, most, longest, width), made_at)
        if document.count(b"/Type/Page/") == 1:
            return document
    raise TooLong


def _set(sheet: Sheet, made_at: datetime) -> bytes:
    # As with the hand-out: 80 MB of library, loaded for the first sheet only.
    import typst

    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts())
    # The words travel as data, never as markup, so that none can be read as a command.
    data = compiler.compile(
        format="pdf",
        sys_inputs={"sheet": msgspec.json.encode(sheet).decode()},
        pdf_standards="ua-1",
        timestamp=made_at.replace(microsecond=0),
    )
    if not isinstance(data, bytes):
        raise TypeError("a PDF is one run of bytes")
    return data
