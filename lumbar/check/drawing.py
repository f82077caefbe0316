"""The body map's drawing: the figure's own outline from behind and from the front, and its areas.

Coordinates are units of the drawing; x = 0 is the middle of the body and grows to the viewer's
right, y grows downward from the crown. One half is laid out (``areas``) and mirrored: seen from
behind, the viewer's right is the person's right; seen from the front it is the person's left.
Areas are drawn a little too large and cut to the outline, so their outer edges follow the body.
Feet are drawn again, larger, beside the legs: there a finger can reach them. From the front one
looks at their tops, from behind, the heels lifted, at their soles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lumbar.check.areas import Areas, Back, Foot, Front
from lumbar.check.lines import Bend, Line, mirrored, text
from lumbar.figure.catalogue import BodyName
from lumbar.figure.standing import HEIGHT, STEPS, standing

View = Literal["back", "front"]
VIEWS: tuple[View, ...] = ("back", "front")

MARGIN = 2.0
"""Units around everything drawn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's path and the box (x, y, width, height) that holds it."""

    path: str
    box: tuple[float, float, float, float]

    @property
    def back(self) -> str:
        """The shift that puts the box's corner at the origin."""
        return f"{-self.box[0]:g} {-self.box[1]:g}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A body to point at."""

    edge: float
    """Units from the middle to either side of the picture."""
    outline: str
    """The whole figure, the same from both sides, in finer steps …"""
    scale: str
    """… that this transform makes units."""
    foot: str
    """An enlarged foot, in finer steps too …"""
    foot_places: tuple[str, str]
    """… and the transforms that put it beside either leg."""
    hints: Mapping[View, str]
    """A few soft lines that tell back from front: the spine, the collar bones and others."""
    halves: Mapping[View, Areas]
    """The viewer's right one of each pair of areas, by group."""
    middles: Mapping[View, Areas]

    @property
    def view_box(self) -> str:
        return f"{-self.edge:g} {-MARGIN:g} {2 * self.edge:g} {HEIGHT + 2 * MARGIN:g}"

    @property
    def label_x(self) -> str:
        """Where the words at either side begin."""
        return f"{self.edge - MARGIN:g}"

    def shape(self, view: View, group: str, side: str) -> Shape:
        """The drawing of a region.

        Raises ``KeyError`` when the body map names an area that has not been drawn: a person must
        never meet a map with a hole in it (``tests/test_drawing.py`` draws every region).
        """
        if side == "middle":
            return _shape(self.middles[view][group])
        half = self.halves[view][group]
        on_viewers_right = (side == "right") == (view == "back")
        return _shape(half if on_viewers_right else mirrored(half))


@cache
def drawing(body: BodyName = "woman") -> Drawing:
    """The drawing of a body. Raises ``NotBuilt`` for one that there is not."""
    figure = standing(body)
    back, front = Back(figure.body.points), Front(figure.body.points)
    foot = Foot(figure.foot.points, back)
    edge = max(figure.body.points["hand-outside"][0], foot.outer) + MARGIN
    size = f"{foot.size / STEPS:.5g}"
    return Drawing(
        edge=round(edge, 1),
        outline=figure.body.path,
        scale=f"scale({1 / STEPS:g})",
        foot=figure.foot.path,
        foot_places=(
            f"translate({foot.middle:.1f} {foot.top:.1f}) scale({size})",
            f"translate({-foot.middle:.1f} {foot.top:.1f}) scale(-{size} {size})",
        ),
        hints={
            "back": _hints([*back.hints(), foot.arch()]),
            "front": _hints([*front.hints(), foot.nail()]),
        },
        halves={
            "back": {**back.halves(), **foot.soles()},
            "front": {**front.halves(), **foot.tops()},
        },
        middles={"back": back.middles(), "front": front.middles()},
    )


def _hints(lines: list[Line]) -> str:
    """Path text of lines and their mirror images; what lies in the middle is its own."""
    paths = dict.fromkeys(text(way) for line in lines for way in (line, mirrored(line)))
    return "".join(paths)


def _shape(way: Line) -> Shape:
    points = [part.to for part in way] + [part.via for part in way if isinstance(part, Bend)]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    return Shape(
        text(way) + "Z", (round(left, 1), round(top, 1), round(width, 1), round(height, 1))
    )
