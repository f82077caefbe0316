"""The body map's small form: from the low back down, one feeling, ticked in place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lumbar.check.drawing import Drawing
from lumbar.check.presenters.body_map import FigureView, body_map_view
from lumbar.clinical.library import library

ALSO = frozenset({"low_back", "tailbone", "flank"})
"""Groups shown beside those that tell how far down a leg pain reaches."""
MARGIN = 4.0
SIDE = 14.0
"""Units of the drawing around what is shown, and beside it for the words."""


@dataclass(frozen=True, slots=True)
class LowerBody:
    """Both sides of the body from the low back down."""

    figures: tuple[FigureView, ...]
    drawing: Drawing
    view_box: str
    marked: frozenset[str]
    top: float
    """Where the words left and right stand."""


def lower_body(marked: Collection[str]) -> LowerBody:
    """The small map with these regions marked."""
    knowledge = library()
    reach = {group for step in knowledge.progress.reach.step for group in step}
    shown = {region.id for region in knowledge.body_map if region.group in reach | ALSO}
    whole = body_map_view(["pain_areas"], {"pain_areas": tuple(marked)}, knowledge)
    figures = tuple(
        FigureView(
            view=figure.view,
            title=figure.title,
            left=figure.left,
            right=figure.right,
            regions=tuple(region for region in figure.regions if region.id in shown),
            hints=figure.hints,
        )
        for figure in whole.figures
    )
    boxes = [region.shape.box for figure in figures for region in figure.regions]
    top = min(y for _x, y, _width, _height in boxes) - 2 * MARGIN
    bottom = max(y + height for _x, y, _width, height in boxes) + MARGIN
    edge = max(max(-x, x + width) for x, _y, width, _height in boxes) + SIDE
    return LowerBody(
        figures=figures,
        drawing=whole.drawing,
        view_box=f"{-edge:g} {top:g} {2 * edge:g} {bottom - top:g}",
        marked=frozenset(marked),
        top=top + MARGIN,
    )
