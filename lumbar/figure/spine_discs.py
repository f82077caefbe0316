"""The discs from the side: a ring in layers around a soft centre."""

from __future__ import annotations

from lumbar.figure.spine_column import LOW, LOWEST, Column, Plate
from lumbar.figure.spine_shapes import Corner, Frame, Layer, Point, between, curve, rounded, shape

RING_FRONT, RING_BACK = 0.205, 0.156
"""The ring before and behind the soft centre, in depths of the disc (disc-parts-2014, L4/5)."""

CENTRE_HEIGHT = 0.62
"""The soft centre in heights of the disc (disc-parts-2014 and disc-size-mri, L4/5)."""


def ring(spine: Column, cause: str) -> Layer:
    """Every disc's ring, cut open so that its layers show."""
    shapes = usual = changed = ""
    for index, (upper, lower) in enumerate(spine.discs):
        plain = _disc(upper, lower, 0)
        if index == LOW and cause == "disc-bulge":
            usual, changed = plain, _disc(upper, lower, 9)
        elif index == LOWEST and cause == "irritated-nerve":
            usual, changed = plain, _disc(upper, lower, 3.5)
        else:
            shapes += plain
    return Layer("ring", shapes, usual, changed)


def _disc(upper: Plate, lower: Plate, bulge: float) -> str:
    """The ring with its layers, reaching into the canal by ``bulge`` mm."""
    frame = Frame(between(upper.back, lower.back, 0.5), (upper.tilt + lower.tilt) / 2)
    tall = lower.on(0)[1] - upper.on(0)[1]
    outline: list[Corner] = [
        (*upper.on(0.0), 1.5),
        (*between(upper.on(0.5), lower.on(0.5), -0.1), 12),
        (*upper.on(1), 1.5),
        (*frame.at(upper.depth + 3.2, 0), 7),
        (*lower.on(1), 1.5),
        (*between(upper.on(0.5), lower.on(0.5), 1.1), 12),
        (*lower.on(0.0), 1.5),
    ]
    if bulge:
        outline += [
            (*frame.at(-bulge * 0.35, tall * 0.55), 2.5),
            (*frame.at(-bulge, tall * 0.45), 4),
            (*frame.at(-bulge * 1.2, 0), 4),
            (*frame.at(-bulge, -tall * 0.45), 4),
            (*frame.at(-bulge * 0.35, -tall * 0.55), 2.5),
        ]
    else:
        outline.append((*frame.at(-1.6, 0), 4))
    layers = "".join(
        shape(
            "spine-layer",
            curve(
                [
                    between(upper.on(share), lower.on(share), 0.14),
                    frame.at(upper.depth * share + lean - (bulge * 0.6 if share < 0.3 else 0), 0),
                    between(upper.on(share), lower.on(share), 0.86),
                ]
            ),
        )
        for share, lean in ((0.07, -1.6), (0.125, -1.3), (0.86, 1.6), (0.93, 2.0))
    )
    return shape("spine-ring", rounded(outline)) + layers


def centre(spine: Column, cause: str) -> Layer:
    """Every disc's soft centre."""
    shapes = usual = changed = ""
    for index, (upper, lower) in enumerate(spine.discs):
        plain = _nucleus(upper, lower, 0)
        if index == LOW and cause == "disc-bulge":
            usual, changed = plain, _nucleus(upper, lower, 9)
        else:
            shapes += plain
    return Layer("centre", shapes, usual, changed)


def _nucleus(upper: Plate, lower: Plate, reach: float) -> str:
    """The soft centre; with ``reach`` it pushes that many mm into the ring behind it."""

    def at(along: float, down: float) -> Point:
        return between(upper.on(along), lower.on(along), 0.5 + down * CENTRE_HEIGHT)

    back, front = RING_BACK, 1 - RING_FRONT
    outline: list[Corner] = [
        (*at(back + 0.1, -0.46), 5),
        (*at(0.5, -0.5), 9),
        (*at(front - 0.1, -0.46), 5),
        (*at(front, 0), 5),
        (*at(front - 0.1, 0.46), 5),
        (*at(0.5, 0.5), 9),
        (*at(back + 0.1, 0.46), 5),
    ]
    if reach:
        tip = back - reach / upper.depth
        outline += [
            (*at(back, 0.3), 2.5),
            (*at(tip, 0.22), 2),
            (*at(tip, -0.22), 2),
            (*at(back, -0.3), 2.5),
        ]
    else:
        outline.append((*at(back, 0), 5))
    light = [at(back + 0.16, -0.2), at(0.5, -0.3), at(front - 0.16, -0.2)]
    return shape("spine-centre", rounded(outline)) + shape("spine-shine", curve(light))
