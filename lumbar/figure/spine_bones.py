"""The bones of the low back from the side, and the small joints between their arches."""

from __future__ import annotations

from collections.abc import Iterator

from lumbar.figure.spine_column import BODY_HEIGHT, LOW, LOWEST, PEDICLE_HEIGHT, Column, Vertebra
from lumbar.figure.spine_shapes import Corner, Layer, curve, oval, rounded, shape


def bones(spine: Column) -> Iterator[str]:
    """All bones: the sacrum, then the arches, then the bodies in front of them."""
    yield from _sacrum_shapes(spine)
    for vertebra in spine.vertebrae:
        yield from _arch(vertebra)
    for vertebra in spine.vertebrae:
        yield from _body(vertebra)


def _body(vertebra: Vertebra) -> Iterator[str]:
    """The thick front of a bone, lit from the upper front."""

    def outline(
        along: tuple[float, float], down: tuple[float, float], waist: float
    ) -> list[Corner]:
        (back, front), (top, foot) = along, down
        return [
            (*vertebra.at(back, top), 2.6),
            (*vertebra.at(0.5, top + 0.035), 12),
            (*vertebra.at(front, top), 2.6),
            (*vertebra.at(front - waist, (top + foot) / 2), 9),
            (*vertebra.at(front, foot), 2.6),
            (*vertebra.at(0.5, foot - 0.035), 12),
            (*vertebra.at(back, foot), 2.6),
            (*vertebra.at(back + waist, (top + foot) / 2), 9),
        ]

    yield shape("spine-bone spine-bone--dark", rounded(outline((0, 1), (0, 1), 0.07)))
    yield shape("spine-bone", rounded(outline((0.15, 1), (0, 0.86), 0.07)))
    yield shape("spine-bone--light", rounded(outline((0.5, 0.93), (0.09, 0.62), 0.05)))


def _arch(vertebra: Vertebra) -> Iterator[str]:
    """The bridge, the joint processes and the process one can feel, behind the body."""
    frame, thick = vertebra.frame, vertebra.bone.spine * BODY_HEIGHT
    top = 2.5 - PEDICLE_HEIGHT
    outline: list[Corner] = [
        (4, top, 2),
        (-8, top, 3),
        (-10, top - 8, 4),
        (-12, top - 16.5, 2.5),
        (-16.5, top - 16, 2.5),
        (-18.5, top - 4, 4),
        (-24, top + 5, 6),
        (-34, 2, 6),
        (-50, 1.5, 4),
        (-55, 6, 4),
        (-54, 3 + thick, 5),
        (-46, 4 + thick, 5),
        (-34, 13, 7),
        (-25, 12, 3),
        (-23.5, 25, 3),
        (-18, 27.5, 3),
        (-15, 22, 3),
        (-14, 11, 5),
        (-9, 3, 4),
        (4, 3, 2),
    ]
    yield shape("spine-bone spine-bone--back", rounded(frame.outline(outline)))
    lit: list[Corner] = [
        (-9.5, top + 2, 3),
        (-12.5, top - 13, 2),
        (-15.5, top - 12, 2),
        (-17, top + 2, 4),
        (-24, top + 9, 5),
        (-34, 4.5, 5),
        (-50, 4, 3),
        (-51, 8, 3),
        (-36, 9, 6),
        (-22, 8, 6),
        (-13, 4, 5),
    ]
    yield shape("spine-bone--lit", rounded(frame.outline(lit)))


def _sacrum_shapes(spine: Column) -> Iterator[str]:
    frame, depth = spine.sacrum_frame, spine.sacrum.depth
    outline: list[Corner] = [
        (0, 0, 2.5),
        (depth / 2, 0.8, 8),
        (depth, 0, 2.6),
        (depth - 3, 14, 6),
        (depth - 5, 26, 4),
        (depth - 10, 44, 8),
        (depth - 15, 62, 8),
        (depth - 16, 90, 8),
        (-14, 90, 8),
        (-16, 66, 6),
        (-22, 58, 4),
        (-19, 48, 5),
        (-27, 40, 4),
        (-24, 29, 5),
        (-32, 21, 4),
        (-30, 9, 5),
        (-22, 2, 5),
        (-18.5, -9, 2.5),
        (-13.5, -9, 2.5),
        (-11, 2, 4),
        (-5, 5, 4),
    ]
    yield shape("spine-bone spine-bone--back", rounded(frame.outline(outline)))
    lit: list[Corner] = [
        (-14, -5, 2),
        (-17, -5, 2),
        (-21, 5, 5),
        (-28, 11, 5),
        (-28, 16, 4),
        (-18, 13, 8),
        (-11, 8, 5),
    ]
    yield shape("spine-bone--lit", rounded(frame.outline(lit)))
    # The five bones of the sacrum have grown together; their bodies still show in front.
    steps = ((0.0, 26.0, depth, depth - 5), (27.5, 48.0, depth - 6, depth - 11))
    for start, end, front, low_front in (*steps, (49.5, 70.0, depth - 12, depth - 16)):
        inner = start * 0.1
        body: list[Corner] = [
            (inner, start + 0.5, 2.5),
            (front, start, 2.6),
            (low_front, end, 2.6),
            (inner + 2.5, end, 3),
        ]
        yield shape("spine-bone spine-bone--dark", rounded(frame.outline(body)))
        body[0], body[3] = (inner + 4, start + 0.5, 2.5), (inner + 6, end - 3, 3)
        body[2] = (low_front + (front - low_front) * 3 / (end - start), end - 3, 3)
        yield shape("spine-bone", rounded(frame.outline(body)))


def joint(spine: Column, cause: str) -> Layer:
    """The joint at the back of each level, in its capsule."""
    shapes = usual = changed = ""
    for index, vertebra in enumerate(spine.vertebrae):
        plain = _joint_shape(vertebra, 1)
        if index == LOWEST and cause == "irritated-nerve":
            usual, changed = plain, _joint_shape(vertebra, 1.4)
        elif index == LOW and cause == "sprain":
            mark = shape("spine-dashed", oval(vertebra.frame.at(-17.5, 20), 13, 19, 0))
            shapes, changed = shapes + plain, mark
        else:
            shapes += plain
    return Layer("joint", shapes, usual, changed)


def _joint_shape(vertebra: Vertebra, size: float) -> str:
    frame = vertebra.frame
    capsule = oval(frame.at(-17.2 + (size - 1) * 6, 19), 7.5 * size, 14 * size, frame.tilt + 8)
    gap = curve(frame.line([(-15.6, 13.5), (-17, 19), (-18, 25)]))
    return shape("spine-joint", capsule) + shape("spine-joint-gap", gap)
