"""Setting a hand-out as a PDF: tagged and checked as PDF/UA-1, fonts embedded, no file written."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lumbar.plans.handout.contents import Handout
from lumbar.plans.handout.glyphs import LATIN, LATIN_WEIGHTS

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("handout.typ")
FAMILIES = {"Atkinson Hyperlegible Next", "Noto Sans TC"}


class FontsMissing(RuntimeError):
    """The hand-out's fonts are not installed; ``./run --setup`` fetches them."""


def make_pdf(handout: Handout, *, made_at: datetime) -> bytes:
    """The hand-out as a PDF; the same bytes for the same hand-out.

    ``made_at`` becomes the document's date. Raises ``FontsMissing``, and ``typst.TypstError``
    when a glyph is missing from the fonts or a picture has no words.
    """
    # 80 MB of library: loaded for the first hand-out, not at every start of the server.
    import typst

    # A compiler for each hand-out, as one is not made for several threads at once. Fonts and
    # layout are remembered across compilers.
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts())
    # The words travel as data, never as markup, so that no name can be read as a command.
    data = compiler.compile(
        format="pdf",
        sys_inputs={"handout": msgspec.json.encode(handout).decode()},
        pdf_standards="ua-1",
        timestamp=made_at.replace(microsecond=0),
    )
    if not isinstance(data, bytes):
        raise TypeError("a PDF is one run of bytes")
    return data


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The hand-out's two families, nothing of the machine's own. Raises ``FontsMissing``."""
    import pylopdf_fonts_zh_tw
    import typst

    # typst takes folders, not files.
    folders = [pylopdf_fonts_zh_tw.sans_path().parent, *(LATIN / name for name in LATIN_WEIGHTS)]
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    missing = FAMILIES - set(found.families())
    if missing:
        raise FontsMissing(", ".join(sorted(missing)))
    return found
