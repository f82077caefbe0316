"""Every named area is drawn, inside the picture, and on the side it says.

How the areas lie within the outline is looked at in ``tests/test_body_map.py``.
"""

from __future__ import annotations

import pytest

from lumbar.check.drawing import Shape, drawing
from lumbar.clinical.library import library
from lumbar.clinical.schema import Region
from lumbar.figure.catalogue import BODIES, BodyName, NotBuilt

REGIONS = library().body_map
each_body = pytest.mark.parametrize("body", BODIES)


def shape_of(region: Region, body: BodyName = "woman") -> Shape:
    return drawing(body).shape(region.view, region.group, region.side)


@each_body
def test_every_region_is_drawn_inside_the_picture(body: BodyName) -> None:
    x, y, w, h = map(float, drawing(body).view_box.split())
    for region in REGIONS:
        left, top, width, height = shape_of(region, body).box
        assert width > 0 and height > 0, region.id
        # What is cut off may reach over the edge a little.
        assert x - 2 <= left and left + width <= x + w + 2, region.id
        assert y <= top and top + height <= y + h, region.id


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
        drawing().shape("back", "tail", "middle")


def test_a_body_nobody_built_is_an_error() -> None:
    with pytest.raises(NotBuilt, match="giant"):
        drawing("giant")
