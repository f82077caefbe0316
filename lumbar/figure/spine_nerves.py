"""The canal behind the bodies, the nerves in it, and those that have left it."""

from __future__ import annotations

from lumbar.figure.spine_column import CANAL_DEPTH, LOW, LOWEST, Column, Vertebra
from lumbar.figure.spine_shapes import (
    Corner,
    Layer,
    Point,
    between,
    curve,
    rays,
    ribbon,
    rounded,
    shape,
)


def canal(spine: Column, cause: str) -> Layer:
    """The tunnel, and the gaps at its side through which the nerves leave."""
    outline: list[Corner] = [(x, y, 8) for x, y in _canal_line(spine, -0.25)]
    outline += [(x, y, 8) for x, y in reversed(_canal_line(spine, 1))]
    tube = shape("spine-canal", rounded(outline))
    gaps = "".join(shape("spine-gap", rounded(_gap(one))) for one in spine.vertebrae)
    if cause != "irritated-nerve":
        return Layer("canal", tube + gaps)
    narrow = shape("spine-gap spine-gap--narrow", rounded(_gap(spine.vertebrae[LOWEST])))
    return Layer("canal", tube + gaps, changed=narrow)


def _canal_line(spine: Column, share: float) -> list[Point]:
    """A line down the canal: 0 is behind the bodies, 1 in front of the arches."""
    line = [(spine.vertebrae[0].frame.at(-CANAL_DEPTH * share, 0)[0], -20.0)]
    for vertebra in spine.vertebrae:
        line += vertebra.frame.line([(-CANAL_DEPTH * share - 0.5, -9), (-CANAL_DEPTH * share, 9)])
    sacrum = spine.sacrum_frame
    line += sacrum.line([(-CANAL_DEPTH * share * 0.92, 2), (-4 - 9 * share, 30)])
    return [*line, sacrum.at(-9 - 5 * share, 62)]


def _gap(vertebra: Vertebra) -> list[Corner]:
    """The gap through which a nerve leaves, below the bridge of bone."""
    corners = [(4, 3, 3), (-9.5, 3, 4), (-10, 16, 5), (-8, 28, 4), (4, 28, 4)]
    return vertebra.frame.outline([(x, y, float(r)) for x, y, r in corners])


def strands(spine: Column) -> Layer:
    """The nerves that run down inside the canal; the cord itself ends at L1 or L2."""
    front, back = _canal_line(spine, 0), _canal_line(spine, 1)
    cord = [between(f, b, 0.5) for f, b in zip(front[:6], back[:6], strict=True)]
    shapes = shape("spine-root", ribbon(cord, (7, 7, 7, 6, 4, 2)))
    for share in (0.3, 0.45, 0.6, 0.74):
        line = [between(f, b, share) for f, b in zip(front, back, strict=True)]
        shapes += shape("spine-strand", curve(line[3 : 13 if share > 0.4 else 11]))
    return Layer("nerve", shapes)


def roots(spine: Column, cause: str) -> Layer:
    """The nerves where they have left the spine, on the side towards us."""
    shapes = usual = changed = ""
    for index in range(1, len(spine.vertebrae)):
        path, widths = _root(spine, index)
        plain = shape("spine-root", ribbon(path, widths)) + shape("spine-glint", curve(path[1:-1]))
        if index == LOWEST and cause in ("irritated-nerve", "disc-bulge"):
            usual = plain
            changed = _sore_root(spine, cause, path, widths)
        else:
            shapes += plain
    return Layer("nerve", shapes, usual, changed)


def _root(spine: Column, index: int) -> tuple[list[Point], list[float]]:
    """The nerve below a bone and its widths; those of L4 and L5 run on past the sacrum."""
    frame, sacrum = spine.vertebrae[index].frame, spine.sacrum_frame
    start = frame.line([(-6.5, 5.5), (-3.2, 9.2), (3.4, 17)])
    widths = [3.4, 5.4, 3.6]
    if index < 4:
        ends = frame.line([(10, 29), (15.5, 42), (20, 55)])
        return start + ends, [*widths, 3.0, 2.2, 0.8]
    if index == 4:
        ends = [frame.at(10, 30), sacrum.at(19, -14), sacrum.at(27, 12), sacrum.at(27, 50)]
        return [*start, *ends], [*widths, 3.4, 3.4, 3.6, 4]
    ends = [sacrum.at(8, 6), sacrum.at(18, 24), sacrum.at(23, 50)]
    return [*start[:2], *ends], [*widths, 4.2, 4.6]


def _sore_root(spine: Column, cause: str, path: list[Point], widths: list[float]) -> str:
    """The touched nerve: thicker, of another colour, with short strokes around the place."""
    if cause == "disc-bulge":
        above = spine.vertebrae[LOW].frame
        path = [*above.line([(-11, 5), (-13, 14), (-13.5, 21), (-11, 31)]), *path[1:]]
        widths = [2.2, 3.2, 3.4, 3.4, *widths[1:]]
        place, angles = above.at(-12.5, 19), (110.0, 250.0)
    else:
        place, angles = path[1], (150.0, 250.0)
    wide = [width * 1.25 for width in widths]
    return (
        shape("spine-root spine-root--sore", ribbon(path, wide))
        + shape("spine-glint", curve(path[1:-1]))
        + shape("spine-rays", rays(place, 8, 12.5, *angles, 5))
    )
