"""The drawn spine as a page shows it: the figure's layers beside the knowledge's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from lumbar.clinical.care import Care
from lumbar.clinical.learn_schema import SpineCauseWords
from lumbar.figure import spine
from lumbar.figure.spine_shapes import TENTHS


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of the list: its name, what it is, and what the cause changes in it."""

    id: str
    name: str
    about: str
    report: str
    change: str
    """"" where the cause changes nothing."""


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """One layer of the stack, as SVG."""

    part: str
    shapes: SafeString
    usual: SafeString
    changed: SafeString


@dataclass(frozen=True, slots=True)
class Leader:
    """The line from a part to its name, in units of the drawing."""

    part: str
    from_x: int
    from_y: int
    to_x: int
    to_y: int


@dataclass(frozen=True, slots=True)
class ShownView:
    view: str
    view_box: str
    layers: tuple[ShownLayer, ...]
    leaders: tuple[Leader, ...]


@dataclass(frozen=True, slots=True)
class ShownSpine:
    """All that ``learn/parts/spine.html`` needs."""

    id: str
    usual: str
    cause: SpineCauseWords
    parts: tuple[ShownPart, ...]
    side: ShownView
    above: ShownView


def shown_spine(cause: str, care: Care, language: str) -> ShownSpine:
    """The spine with a cause, in words of one language.

    Raises:
        KeyError: the cause or the language is not known.
    """
    words = care.words(language).spine
    said = words.causes[cause]
    parts = tuple(
        ShownPart(
            id=part.id,
            name=words.parts[part.id].name,
            about=words.parts[part.id].about,
            report=part.report,
            change=said.changes.get(part.id, ""),
        )
        for part in care.spine.part
    )
    return ShownSpine(cause, words.usual, said, parts, _view("side", cause), _view("above", cause))


def _view(view: spine.View, cause: str) -> ShownView:
    drawing = spine.draw(view, cause)
    return ShownView(
        view=view,
        view_box=drawing.view_box,
        layers=tuple(
            ShownLayer(
                part=layer.part,
                shapes=_safe(layer.shapes),
                usual=_safe(layer.usual),
                changed=_safe(layer.changed),
            )
            for layer in drawing.layers
        ),
        leaders=_leaders(drawing) if view == "side" else (),
    )


def _leaders(drawing: spine.Drawing) -> tuple[Leader, ...]:
    """Lines to the names, which share the height evenly below the one for the whole picture."""
    row = drawing.height / (len(spine.PARTS) + 1)
    return tuple(
        Leader(
            part=part,
            from_x=round(drawing.anchors[part][0] * TENTHS),
            from_y=round(drawing.anchors[part][1] * TENTHS),
            to_x=round(drawing.width * TENTHS),
            to_y=round((number + 1.5) * row * TENTHS),
        )
        for number, part in enumerate(spine.PARTS)
    )


def _safe(shapes: str) -> SafeString:
    # The figure makes its shapes from numbers and class names of its own; nobody's text is in them.
    return mark_safe(shapes)  # noqa: S308
