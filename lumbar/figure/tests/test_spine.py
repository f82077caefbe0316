"""The drawn spine is measured as its sources say, complete, and safe to put into a page."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from lumbar.figure import spine
from lumbar.figure.spine_column import BONES, CANAL_DEPTH, DISCS, column, disc_wedge
from lumbar.figure.spine_shapes import TENTHS, Drawing, Frame, between, ribbon, rounded

EVERY_CAUSE = ("", *spine.CAUSES)
CHANGED = {
    "sprain": {"muscle", "band", "joint"},
    "irritated-nerve": {"canal", "joint", "ring", "nerve"},
    "disc-bulge": {"ring", "centre", "nerve"},
}
NUMBER = re.compile(r"-?\d+")


def paths(drawing: Drawing) -> list[tuple[str, str]]:
    """Every path of a drawing, with the part it belongs to."""
    return [
        (layer.part, path)
        for layer in drawing.layers
        for shapes in (layer.shapes, layer.usual, layer.changed)
        for path in re.findall(' d="([^"]+)"', shapes)
    ]


# --- measures ------------------------------------------------------------------------------------


def test_the_hollow_lies_within_what_was_measured_in_healthy_people() -> None:
    """49.8 degrees from T12 to the sacrum, with a standard deviation of 11.2 (standing-curve)."""
    assert abs(column().lordosis - 49.8) <= 11.2


def test_most_of_the_hollow_is_low_down() -> None:
    """L4 to the sacrum made 70.8 of 100 parts of the hollow (standing-curve)."""
    low = column().sacrum.tilt - column().vertebrae[4].lower.tilt
    assert 0.5 <= low / column().lordosis <= 0.8


def test_discs_are_as_tall_and_deep_as_measured() -> None:
    for disc, (upper, lower) in zip(DISCS, column().discs[1:], strict=True):
        middle = (
            (upper.centre[0] - lower.centre[0]) ** 2 + (upper.centre[1] - lower.centre[1]) ** 2
        ) ** 0.5
        assert middle == pytest.approx(disc.middle), disc.name
        assert lower.tilt - upper.tilt == pytest.approx(disc_wedge(disc)), disc.name
        assert disc.front > disc.middle > disc.back, disc.name


def test_bones_stand_on_each_other_without_a_step() -> None:
    """No picture shows bones out of line: nothing supports that as a cause of pain."""
    for vertebra in column().vertebrae:
        assert abs(vertebra.upper.depth - vertebra.lower.depth) < 2
    for upper, lower in column().discs:
        frame = Frame(lower.centre, (upper.tilt + lower.tilt) / 2)
        slip = (upper.centre[0] - lower.centre[0]) * (frame.at(1, 0)[0] - lower.centre[0])
        slip += (upper.centre[1] - lower.centre[1]) * (frame.at(1, 0)[1] - lower.centre[1])
        assert abs(slip) < 0.1


def test_five_bones_from_the_top_down() -> None:
    assert [bone.name for bone in BONES] == ["L1", "L2", "L3", "L4", "L5"]
    assert [one.bone.name for one in column().vertebrae] == ["T12", "L1", "L2", "L3", "L4", "L5"]
    heights = [one.upper.centre[1] for one in column().vertebrae]
    assert all(lower > upper for upper, lower in pairwise(heights))


# --- drawings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", EVERY_CAUSE)
@pytest.mark.parametrize("view", spine.VIEWS)
def test_a_drawing_has_every_part(view: spine.View, cause: str) -> None:
    drawn = {part for part, _ in paths(spine.draw(view, cause))}
    assert drawn == {*spine.PARTS, ""} - {"disc"}


@pytest.mark.parametrize("cause", EVERY_CAUSE)
@pytest.mark.parametrize("view", spine.VIEWS)
def test_a_drawing_has_no_style_id_or_decimals_of_its_own(view: spine.View, cause: str) -> None:
    for layer in spine.draw(view, cause).layers:
        shapes = layer.shapes + layer.usual + layer.changed
        assert re.fullmatch(r'(?:<path class="[a-z -]+" d="[MLQCA0-9 Z-]+"/>)+', shapes)


@pytest.mark.parametrize("cause", spine.CAUSES)
@pytest.mark.parametrize("view", spine.VIEWS)
def test_a_cause_changes_its_parts_and_no_other(view: spine.View, cause: str) -> None:
    usual, changed = spine.draw(view), spine.draw(view, cause)
    assert not any(layer.changed for layer in usual.layers)
    differ = {layer.part for layer in changed.layers if layer.changed}
    if view == "side":
        assert differ == CHANGED[cause]
    else:
        # From above, the disc is that of another level, where the ring stays as it is.
        assert differ == CHANGED[cause] - ({"ring"} if cause == "irritated-nerve" else set())


@pytest.mark.parametrize("cause", spine.CAUSES)
@pytest.mark.parametrize("view", spine.VIEWS)
def test_without_the_change_it_is_the_usual_back(view: spine.View, cause: str) -> None:
    """What is drawn as usual beside a cause is the same as in the drawing without one."""

    def usual(drawing: Drawing) -> list[list[str]]:
        return [sorted(re.findall("<.*?>", one.shapes + one.usual)) for one in drawing.layers]

    assert usual(spine.draw(view, cause)) == usual(spine.draw(view))


@pytest.mark.parametrize("cause", spine.CAUSES)
@pytest.mark.parametrize("view", spine.VIEWS)
def test_a_change_is_never_told_by_colour_alone(view: spine.View, cause: str) -> None:
    marks = "".join(layer.changed for layer in spine.draw(view, cause).layers)
    assert re.search("spine-(hatch|dashed|rays|gap--narrow)", marks)


def test_the_bulge_reaches_into_the_canal() -> None:
    """The ring's back edge lies further back than that of the usual disc, and not too far."""

    def back(shapes: str) -> int:
        outline = re.findall(r'class="spine-ring" d="([^"]+)"', shapes)[0]
        return min(int(x) for x in NUMBER.findall(outline)[::2])

    ring = next(one for one in spine.draw("side", "disc-bulge").layers if one.part == "ring")
    assert 5 <= (back(ring.usual) - back(ring.changed)) / TENTHS <= CANAL_DEPTH


def test_every_part_has_a_line_to_its_name_inside_the_drawing() -> None:
    drawing = spine.draw("side")
    assert set(drawing.anchors) == set(spine.PARTS)
    for x, y in drawing.anchors.values():
        assert 0 < x < drawing.width and 0 < y < drawing.height


def test_the_lines_do_not_cross() -> None:
    """Each starts below the one before it, and ends below it by one row."""
    drawing = spine.draw("side")
    row = drawing.height / (len(spine.PARTS) + 1)
    ends = [(drawing.width, (number + 1.5) * row) for number in range(len(spine.PARTS))]
    starts = [drawing.anchors[part] for part in spine.PARTS]

    def height_at(number: int, x: float) -> float:
        (from_x, from_y), (to_x, to_y) = starts[number], ends[number]
        return from_y + (to_y - from_y) * (x - from_x) / (to_x - from_x)

    for number in range(len(spine.PARTS) - 1):
        for x in range(round(max(starts[number][0], starts[number + 1][0])), round(drawing.width)):
            assert height_at(number, x) < height_at(number + 1, x), spine.PARTS[number]


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="slipped"):
        spine.draw("side", "slipped")
    with pytest.raises(ValueError, match="below"):
        spine.draw("below")


def test_a_drawing_is_light() -> None:
    for cause in EVERY_CAUSE:
        size = sum(len(path) for _, path in paths(spine.draw("side", cause)))
        assert size < 40_000


# --- shapes --------------------------------------------------------------------------------------


def test_a_frame_turns_what_stands_in_it() -> None:
    assert Frame((10, 20), 90).at(2, 0) == pytest.approx((10, 22))
    assert Frame((10, 20), 90).at(0, 2) == pytest.approx((8, 20))


def test_between_is_a_share_of_the_way() -> None:
    assert between((0, 0), (10, 20), 0.25) == (2.5, 5)


def test_rounding_never_passes_the_middle_of_a_side() -> None:
    path = rounded([(0, 0, 99), (10, 0, 99), (10, 10, 99), (0, 10, 99)])
    assert path == "M0 50Q0 0 50 0L50 0Q100 0 100 50L100 50Q100 100 50 100L50 100Q0 100 0 50Z"


def test_a_ribbon_is_as_wide_as_asked() -> None:
    numbers = [int(one) for one in NUMBER.findall(ribbon([(0, 0), (10, 0), (20, 0)], [2, 4, 2]))]
    assert {20, -20} <= set(numbers)
