"""One disc from above, the front at the top: the ring, the soft centre and the nerves behind."""

from __future__ import annotations

from collections.abc import Sequence

from lumbar.figure.spine_column import CANAL_DEPTH
from lumbar.figure.spine_shapes import (
    Corner,
    Drawing,
    Layer,
    Point,
    between,
    curve,
    oval,
    rays,
    ribbon,
    rounded,
    shape,
    straight,
)

WIDTH, HEIGHT = 112.0, 106.0
"""Of the picture, mm: nearer than the view from the side, the flanks cut off."""

MIDDLE = WIDTH / 2
BACK = 46.0
"""Where the disc ends and the canal begins."""

CANAL_WIDTH = 28.2
"""The canal from side to side at L5, mm (lumbar-ct-2021)."""

DISC_WIDTH, DISC_DEPTH = 48.0, 33.0
"""The disc; its depth is that of L4/5 (disc-size-mri), its width the picture's own."""


def above(cause: str) -> Drawing:
    """The view from above for a cause, which shows on the right; "" is a back without one."""
    layers = (
        Layer("", shape("spine-skin", _skin())),
        _muscle(cause),
        Layer("bone", _bone()),
        _band(cause),
        _canal(cause),
        _ring(cause),
        _centre(cause),
        _joint(cause),
        _nerve(cause),
    )
    anchors = {
        "ring": (MIDDLE, BACK - DISC_DEPTH + 3),
        "centre": (MIDDLE, BACK - 15),
        "nerve": (MIDDLE + 10, BACK + 6),
    }
    return Drawing(WIDTH, HEIGHT, layers, anchors)


def _both(corners: Sequence[Corner]) -> list[Corner]:
    """A shape of two equal halves from its right half, from the top to the bottom."""
    right = [(MIDDLE + x, y, r) for x, y, r in corners]
    return right + [(MIDDLE - x, y, r) for x, y, r in reversed(corners)]


def _mirrored(points: Sequence[Point], side: int) -> list[Point]:
    """Points of the right half, given from the middle, on the right (1) or the left (-1)."""
    return [(MIDDLE + side * x, y) for x, y in points]


def _skin() -> str:
    outline = [(0, 112, 30), (40, 116, 40), (90, 98, 20), (90, -20, 0)]
    return rounded(_both([(float(x), float(y), float(r)) for x, y, r in outline]))


def _muscle(cause: str) -> Layer:
    shapes = changed = ""
    for side in (-1, 1):
        outline = _mirrored(
            [(4, 83), (13, 68), (33, 62), (52, 68), (57, 84), (44, 101), (20, 106), (5, 102)], side
        )
        shapes += shape("spine-muscle", rounded([(x, y, 12) for x, y in outline]))
        for x, y, across, down in ((19, 79, 20, 13), (41, 81, 17, 18), (22, 94, 24, 12)):
            shapes += shape("spine-fibre", oval((MIDDLE + side * x, y), across, down, side * 12))
    if cause == "sprain":
        sore = _mirrored([(8, 84), (20, 70), (38, 69), (49, 80), (41, 96), (20, 101)], 1)
        changed = shape("spine-sore", rounded([(x, y, 10) for x, y in sore]))
        for step in range(7):
            top = MIDDLE + 18 + step * 3.9
            changed += shape("spine-hatch", straight((top, 76), (top - 3.5, 93)))
    return Layer("muscle", shapes, changed=changed)


def _bone() -> str:
    """The bone below the disc: its rim, bridges, wings, and the process to the back."""
    arch: list[Corner] = [
        (10, BACK - 12, 2),
        (24, BACK - 10, 4),
        (25, BACK + 6, 4),
        (45, BACK + 9, 5),
        (47, BACK + 15, 4),
        (30, BACK + 21, 7),
        (24, BACK + 27, 5),
        (13, BACK + 27, 5),
        (5, BACK + 33, 5),
        (4, BACK + 52, 4),
        (0, BACK + 54, 3),
    ]
    lit: list[Corner] = [
        (0, BACK + 24, 4),
        (12, BACK + 20, 5),
        (18, BACK + 22, 5),
        (11, BACK + 25, 5),
        (3, BACK + 31, 4),
        (2, BACK + 48, 3),
    ]
    rim = _disc_outline(1.07, 0)
    return (
        shape("spine-bone spine-bone--back", rounded(_both(arch)))
        + shape("spine-bone--lit", rounded(_both(lit)))
        + shape("spine-bone", rounded(rim))
    )


def _band(cause: str) -> Layer:
    outline: list[Corner] = [(0, BACK + 50, 2), (3.4, BACK + 51, 3), (3.4, 104, 3), (0, 105, 2)]
    usual = shape("spine-band", rounded(_both(outline)))
    if cause != "sprain":
        return Layer("band", usual)
    return Layer("band", usual, changed=shape("spine-sore", rounded(_both(outline))))


def _canal(cause: str) -> Layer:
    half = CANAL_WIDTH / 2
    outline: list[Corner] = [
        (6, BACK - 3, 2),
        (half, BACK - 2, 4),
        (half - 1, BACK + 6, 4),
        (0, BACK + CANAL_DEPTH + 5, 6),
    ]
    gaps = ""
    for side in (-1, 1):
        gap = _mirrored([(12, BACK - 5), (27, BACK - 9), (28, BACK - 2), (13, BACK + 6)], side)
        gaps += shape("spine-gap", rounded([(x, y, 3) for x, y in gap]))
    sac = oval((MIDDLE, BACK + 9), 17, 13)
    narrow = ""
    if cause == "irritated-nerve":
        gap = _mirrored([(12, BACK - 5), (27, BACK - 9), (28, BACK - 2), (13, BACK + 6)], 1)
        narrow = shape("spine-gap spine-gap--narrow", rounded([(x, y, 3) for x, y in gap]))
    tube = shape("spine-canal", rounded(_both(outline)))
    return Layer("canal", gaps + tube + shape("spine-sac", sac), changed=narrow)


def _disc_outline(size: float, bulge: float) -> list[Corner]:
    """The kidney shape of a disc; ``bulge`` mm stand out at its back on the right."""
    half, depth = DISC_WIDTH / 2 * size, DISC_DEPTH * size
    middle = BACK - DISC_DEPTH / 2
    top, low = middle - depth / 2, middle + depth / 2
    right: list[Corner] = [
        (0, top - 0.6, 10),
        (half * 0.5, top + 0.4, 8),
        (half * 0.84, top + 5, 6),
        (half, middle - 3, 6),
        (half, middle + 5, 6),
        (half * 0.84, low - 2.4, 6),
        (half * 0.52, low + 0.9, 6),
    ]
    left = [(MIDDLE - x, y, r) for x, y, r in reversed(right)]
    outline = [(MIDDLE + x, y, r) for x, y, r in right]
    if bulge:
        outline[-1] = (MIDDLE + half * 0.78, low - 1, 3)
        outline += [
            (MIDDLE + half * 0.64, low + bulge * 0.75, 3),
            (MIDDLE + half * 0.42, low + bulge * 1.1, 4),
            (MIDDLE + half * 0.2, low + bulge * 0.55, 3),
            (MIDDLE + half * 0.12, low - 0.2, 3),
        ]
    return [*outline, (MIDDLE, low - 2, 8), *left[:-1]]


def _ring(cause: str) -> Layer:
    def ring(bulge: float) -> str:
        shapes = shape("spine-ring", rounded(_disc_outline(1, bulge)))
        for size in (0.92, 0.83, 0.74):
            shapes += shape("spine-layer", rounded(_disc_outline(size, bulge * (size - 0.4))))
        return shapes

    if cause == "disc-bulge":
        return Layer("ring", "", ring(0), ring(7))
    return Layer("ring", ring(0))


def _centre(cause: str) -> Layer:
    middle = BACK - DISC_DEPTH / 2 + 1
    plain: list[Corner] = [
        (MIDDLE - 8, middle - 9, 7),
        (MIDDLE + 8, middle - 9, 7),
        (MIDDLE + 16, middle, 7),
        (MIDDLE + 10, middle + 8.5, 6),
        (MIDDLE - 10, middle + 8.5, 6),
        (MIDDLE - 16, middle, 7),
    ]
    reaching: list[Corner] = [
        *plain[:3],
        (MIDDLE + 14, middle + 7, 4),
        (MIDDLE + 14, BACK + 1.5, 3),
        (MIDDLE + 8.5, BACK + 3.5, 3),
        (MIDDLE + 5, middle + 8.5, 4),
        *plain[4:],
    ]
    shine = shape(
        "spine-shine",
        curve([(MIDDLE - 10, middle - 3), (MIDDLE - 2, middle - 5.5), (MIDDLE + 7, middle - 5)]),
    )
    usual = shape("spine-centre", rounded(plain)) + shine
    if cause != "disc-bulge":
        return Layer("centre", usual)
    return Layer("centre", "", usual, shape("spine-centre", rounded(reaching)) + shine)


def _joint(cause: str) -> Layer:
    def joint(side: int, size: float) -> str:
        place = (MIDDLE + side * (23.5 - (size - 1) * 7), BACK + 13 - (size - 1) * 8)
        gap = _mirrored([(19.5, BACK + 9), (22.5, BACK + 13), (26.5, BACK + 17)], side)
        capsule = oval(place, 14 * size, 8 * size, side * 48)
        return shape("spine-joint", capsule) + shape("spine-joint-gap", curve(gap))

    if cause == "irritated-nerve":
        return Layer("joint", joint(-1, 1), joint(1, 1), joint(1, 1.45))
    changed = ""
    if cause == "sprain":
        changed = shape("spine-dashed", oval((MIDDLE + 23.5, BACK + 13), 19, 13, 48))
    return Layer("joint", joint(-1, 1) + joint(1, 1), changed=changed)


def _nerve(cause: str) -> Layer:
    """Roots that leave at this height, the next pair waiting in the canal, and the rest."""
    shapes = ""
    for x, y in ((-5, 7), (0, 6), (5, 7), (-3, 10.5), (3, 10.5), (0, 13)):
        shapes += shape("spine-root", oval((MIDDLE + x, BACK + y), 2.4, 2.4))
    leaving, waiting = {}, {}
    for side in (-1, 1):
        line = _mirrored(
            [(17, BACK - 0.5), (22, BACK - 4), (31, BACK - 8), (44, BACK - 8), (58, BACK - 2)], side
        )
        leaving[side] = line
        waiting[side] = (MIDDLE + side * 10.4, BACK + 5)
    widths = [3.4, 5.4, 4, 3.6, 3]
    shapes += shape("spine-root", ribbon(leaving[-1], widths))
    shapes += shape("spine-root", oval(waiting[-1], 4.2, 4.2))
    right = shape("spine-root", ribbon(leaving[1], widths))
    plain = shape("spine-root", oval(waiting[1], 4.2, 4.2))
    if cause == "irritated-nerve":
        sore = shape("spine-root spine-root--sore", ribbon(leaving[1], [w * 1.25 for w in widths]))
        sore += shape("spine-rays", rays(leaving[1][1], 6.5, 11, -150, -60, 5))
        return Layer("nerve", shapes + plain, right, sore)
    if cause == "disc-bulge":
        place = between(waiting[1], (MIDDLE + 9.5, BACK + 14), 0.62)
        sore = shape("spine-root spine-root--sore", oval(place, 6.4, 4.6, -12))
        sore += shape("spine-rays", rays(place, 5.5, 10, 20, 150, 5))
        return Layer("nerve", shapes + right, plain, sore)
    return Layer("nerve", shapes + right + plain)
