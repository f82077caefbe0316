"""Every named area is drawn, inside the picture, and mirrored to the other side."""

from __future__ import annotations

import pytest

from lumbar.check import drawing
from lumbar.clinical.library import library
from lumbar.clinical.schema import Region

REGIONS = library().body_map


def shape_of(region: Region) -> drawing.Shape:
    return drawing.shape(region.id, region.view, region.group, region.side)


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.id)
def test_every_region_is_drawn_inside_the_picture(region: Region) -> None:
    left, top, width, height = shape_of(region).box
    x, y, w, h = map(float, drawing.VIEW_BOX.split())
    assert width > 0 and height > 0
    assert x <= left and left + width <= x + w
    assert y <= top and top + height <= y + h


@pytest.mark.parametrize("region", [r for r in REGIONS if r.side == "left"], ids=lambda r: r.id)
def test_left_and_right_are_the_persons_own(region: Region) -> None:
    left, _, width, _ = shape_of(region).box
    on_viewers_left = left + width / 2 < 0
    # Seen from behind, the viewer's left is the person's left; from the front it is the right.
    assert on_viewers_left == (region.view == "back")


def test_no_two_regions_share_a_shape() -> None:
    shapes = [(region.view, shape_of(region).path) for region in REGIONS]
    assert len(set(shapes)) == len(shapes)


def test_a_region_nobody_drew_is_an_error() -> None:
    with pytest.raises(KeyError):
        drawing.shape("tail", "back", "tail", "middle")
