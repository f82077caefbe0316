"""The drawn spine: the low back from the side and one disc from above, for reading pages.

    from lumbar.figure import spine

    drawing = spine.draw("side", "disc-bulge")
    drawing.view_box, drawing.layers, drawing.anchors

A page stacks the layers and shows either each layer's ``usual`` or its ``changed`` shapes. The
shapes carry classes only; ``learn/spine.css`` colours them. Words for the parts stand in the
knowledge (``learn/spine.toml``), under the same ids.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from lumbar.figure.spine_above import above
from lumbar.figure.spine_column import SOURCES
from lumbar.figure.spine_shapes import Drawing
from lumbar.figure.spine_side import side

__all__ = ("CAUSES", "PARTS", "SOURCES", "VIEWS", "Drawing", "View", "draw")

View = Literal["side", "above"]

VIEWS: tuple[View, ...] = ("side", "above")

PARTS = ("muscle", "bone", "canal", "band", "joint", "disc", "ring", "centre", "nerve")
"""What can be chosen, in the order in which the names stand beside the view from the side.

A disc is its ring and its soft centre together and has no layer of its own.
"""

CAUSES = ("sprain", "irritated-nerve", "disc-bulge")


@cache
def draw(view: View, cause: str = "") -> Drawing:
    """One view of the low back with a cause, or without one.

    Raises:
        ValueError: the view or the cause is not known.
    """
    if cause and cause not in CAUSES:
        raise ValueError(f"a cause is one of {CAUSES} or nothing, not {cause!r}")
    match view:
        case "side":
            return side(cause)
        case "above":
            return above(cause)
    raise ValueError(f"a view is one of {VIEWS}, not {view!r}")
