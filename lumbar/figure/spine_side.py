"""The low back from the side, the front to the right: the parts laid over each other.

Every function draws one part. Where a cause changes it, its shape stands twice, as usual and
changed, or the change is drawn on top, so that a page can show one or the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from lumbar.figure.spine_bones import bones, joint
from lumbar.figure.spine_column import LOW, LOWEST, Column, Plate, Vertebra, column
from lumbar.figure.spine_discs import centre, ring
from lumbar.figure.spine_nerves import canal, roots, strands
from lumbar.figure.spine_shapes import (
    Corner,
    Drawing,
    Layer,
    Point,
    between,
    curve,
    rounded,
    shape,
    straight,
)

WIDTH, HEIGHT = 134.0, 274.0
"""Of the picture, mm."""

SACRUM_AT: Point = (86.0, 218.0)
"""Where the middle of the sacrum's top stands in the picture."""


def side(cause: str) -> Drawing:
    """The view from the side for a cause; "" is a back without one."""
    spine = _placed()
    layers = (
        Layer("", shape("spine-skin", _skin(spine))),
        _muscle(spine, cause),
        _band(spine, cause),
        canal(spine, cause),
        strands(spine),
        Layer("bone", "".join(bones(spine))),
        ring(spine, cause),
        centre(spine, cause),
        joint(spine, cause),
        roots(spine, cause),
    )
    return Drawing(WIDTH, HEIGHT, layers, _anchors(spine))


def _placed() -> Column:
    """The column where the picture wants it."""

    def move(plate: Plate) -> Plate:
        x, y = plate.centre
        return Plate((x + SACRUM_AT[0], y + SACRUM_AT[1]), plate.tilt, plate.depth)

    spine = column()
    return Column(
        tuple(Vertebra(one.bone, move(one.upper), move(one.lower)) for one in spine.vertebrae),
        move(spine.sacrum),
    )


def _skin(spine: Column) -> str:
    """The person around the spine: the hollow of the back at the left."""
    back = [vertebra.frame.at(-76, 14) for vertebra in spine.vertebrae]
    edge = [(back[0][0] - 1, -30.0), *back[:-1]]
    edge += [spine.sacrum_frame.at(-52, 0), (-4.0, 262.0), (-14.0, 300.0)]
    corners: list[Corner] = [(x, y, 18) for x, y in edge]
    return rounded([*corners, (400, 300, 0), (400, -30, 0)])


def _muscle(spine: Column, cause: str) -> Layer:
    """The long muscles beside the spine."""
    behind = [vertebra.frame.at(-70, 12) for vertebra in spine.vertebrae[:-1]]
    before = [vertebra.frame.at(-20, 4) for vertebra in spine.vertebrae[:-1]]
    last, sacrum = spine.vertebrae[LOWEST].frame, spine.sacrum_frame
    back = [
        (behind[0][0], -20.0),
        *behind,
        last.at(-65, 14),
        sacrum.at(-44, 20),
        sacrum.at(-27, 56),
    ]
    front = [
        (before[0][0], -20.0),
        *before,
        last.at(-22, 6),
        sacrum.at(-16, 12),
        sacrum.at(-20, 50),
    ]
    outline: list[Corner] = [(x, y, 14) for x, y in back]
    outline += [(x, y, 14) for x, y in reversed(front)]
    fibres = [
        shape(
            "spine-fibre", curve([between(b, f, share) for b, f in zip(back, front, strict=True)])
        )
        for share in (0.1, 0.2, 0.3, 0.42, 0.56, 0.74)
    ]
    whole = shape("spine-muscle", rounded(outline)) + "".join(fibres)
    if cause != "sprain":
        return Layer("muscle", whole)
    # The tight stretch: the low part of the muscle, hatched across its fibres.
    inner = [between(b, f, 0.5) for b, f in zip(back, front, strict=True)]
    tight = shape("spine-sore", rounded(_patch(back[4:9], inner[4:9])))
    for step in range(11):
        start, end = _across(back[4:9], inner[4:9], 0.55 + step * 0.27)
        tight += shape("spine-hatch", straight(between(start, end, 0.12), between(start, end, 0.8)))
    return Layer("muscle", whole, changed=tight)


def _patch(one: Sequence[Point], other: Sequence[Point]) -> list[Corner]:
    """An outline between two edges of five points, narrowing to both ends."""
    ends = [between(one[0], other[0], 0.35), between(one[-1], other[-1], 0.35)]
    outline = [ends[0], *other[1:-1], ends[1], *reversed(one[1:-1])]
    return [(x, y, 13) for x, y in outline]


def _across(one: Sequence[Point], other: Sequence[Point], place: float) -> tuple[Point, Point]:
    """A slanting line from one edge to the other; ``place`` counts points along the edges."""

    def on(edge: Sequence[Point], place: float) -> Point:
        index = min(int(place), len(edge) - 2)
        return between(edge[index], edge[index + 1], place - index)

    return on(one, place), on(other, place - 0.22)


def _band(spine: Column, cause: str) -> Layer:
    """The bands between and behind the processes that one can feel through the skin."""
    frames = [vertebra.frame for vertebra in spine.vertebrae]
    feet = [frame.line([(-51, 8), (-26, 1)]) for frame in frames[1:]]
    feet.append(spine.sacrum_frame.line([(-31, 8), (-12, 4)]))
    usual = changed = ""
    for index, (frame, foot) in enumerate(zip(frames, feet, strict=True)):
        outline = rounded([(x, y, 3) for x, y in (*frame.line([(-24, 8), (-53, 12)]), *foot)])
        usual += shape("spine-band", outline)
        if index == LOW and cause == "sprain":
            top, low = (frame.at(-52, 12), frame.at(-24, 8)), (foot[0], foot[1])
            changed = shape("spine-sore", outline)
            for step in range(9):
                share = 0.1 + step * 0.1
                start, end = between(*top, share), between(*low, share + 0.1)
                changed += shape("spine-hatch", straight(start, end))
    cord = [(frames[0].at(-53, 8)[0], -20.0)]
    cord += [frame.at(-54, 12) for frame in frames] + spine.sacrum_frame.line([(-32, 10)])
    return Layer("band", usual + shape("spine-cord", curve(cord)), changed=changed)


def _anchors(spine: Column) -> dict[str, Point]:
    """Near the height at which each name stands, so that the lines do not cross."""
    vertebrae, discs = spine.vertebrae, spine.discs
    low, lowest = discs[LOW], discs[LOWEST]
    return {
        "muscle": vertebrae[1].frame.at(-63, -8),
        "bone": vertebrae[2].at(0.78, 0.45),
        "canal": vertebrae[2].frame.at(-5.5, 16),
        "band": vertebrae[2].frame.at(-42, 31),
        "joint": vertebrae[3].frame.at(-17, 19),
        "disc": between(low[0].on(0.9), low[1].on(0.9), 0.5),
        "ring": between(lowest[0].on(0.96), lowest[1].on(0.96), 0.25),
        "centre": between(lowest[0].on(0.55), lowest[1].on(0.55), 0.6),
        "nerve": spine.sacrum_frame.at(19, 26),
    }
