"""Every exercise and every variant, drawn and measured."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from lumbar.clinical import schema
from lumbar.clinical.library import library
from lumbar.figure import drawing, scenes, stage
from lumbar.figure.flesh import lows
from lumbar.figure.placement import PlacementError, place
from lumbar.figure.skeleton import SIDES, measured

EXERCISES = library().exercises
VARIANTS = [(slug, variant.id) for slug, each in EXERCISES.items() for variant in each.variant]
MOMENTS = (0.0, 0.5, 0.75, 1.0)
STYLESHEET = Path(__file__).parents[2] / "site" / "static" / "site" / "figure.css"

each_variant = pytest.mark.parametrize(("slug", "variant"), VARIANTS)


@cache
def setting(slug: str, variant: str) -> stage.Setting:
    return stage.setting(EXERCISES[slug], variant)


def test_scenes_and_catalogue_name_the_same_exercises_and_variants() -> None:
    assert set(scenes.slugs()) == set(EXERCISES)
    for slug, variants in scenes.written_variants().items():
        assert variants <= {variant.id for variant in EXERCISES[slug].variant}, slug


@each_variant
def test_a_still_is_small_and_plain(slug: str, variant: str) -> None:
    known = set(re.findall(r"\.(figure[a-z-]*)", STYLESHEET.read_text()))
    for at in (0.0, 1.0):
        picture = drawing.still(EXERCISES[slug], at, variant=variant)
        assert len(picture.encode()) <= 6 * 1024
        root = ElementTree.fromstring(picture)  # noqa: S314 - our own drawing
        assert root.get("viewBox") == "0 0 400 260"
        assert "nan" not in picture
        for element in root.iter():
            assert "style" not in element.attrib
            assert set(element.get("class", "figure").split()) <= known


@each_variant
def test_the_body_holds_the_angles_of_the_pose(slug: str, variant: str) -> None:
    where = setting(slug, variant)
    for at in MOMENTS:
        pose, found = stage.pose_at(where, at), measured(stage.body_at(where, at))
        for joint, movements in pose.items():
            if joint not in found or "flexion" not in movements:
                continue
            if joint.partition(".")[0] in stage.solved_joints(where, joint):
                continue
            assert found[joint] == pytest.approx(movements["flexion"], abs=1.0), (joint, at)


@each_variant
def test_nothing_goes_through_the_ground(slug: str, variant: str) -> None:
    where = setting(slug, variant)
    hanging = {f"{part}.{where.moving}" for part in ("shank", "foot")}
    for at in MOMENTS:
        for part, low in lows(stage.body_at(where, at)).items():
            if where.scene.edge and part in hanging:
                continue  # hangs off the bed: that is the exercise
            assert low > -0.02, (part, at)


@each_variant
def test_the_body_rests_on_something(slug: str, variant: str) -> None:
    where = setting(slug, variant)
    for at in MOMENTS:
        assert min(lows(stage.body_at(where, at)).values()) < 0.01


@each_variant
def test_hands_reach_what_they_hold(slug: str, variant: str) -> None:
    where = setting(slug, variant)
    for at in (0.0, 1.0):
        body = stage.body_at(where, at)
        for side in SIDES:
            assert stage.hand_error(where, body, side, at) < 0.06, (side, at)


@each_variant
def test_a_moving_picture_keeps_its_paths(slug: str, variant: str) -> None:
    picture = drawing.moving(EXERCISES[slug], variant=variant, title="x")
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own drawing
    for animate in root.iter("{http://www.w3.org/2000/svg}animate"):
        values = animate.attrib["values"].split(";")
        assert len(values) == len(animate.attrib["keyTimes"].split(";"))
        assert values[0] == values[-1]
        assert len({structure(value) for value in values}) == 1
    assert picture.count('class="figure-resting"') == 1


def structure(path: str) -> tuple[tuple[str, int], ...]:
    """The commands of a path, each with its count of numbers."""
    return tuple(
        (command, len(re.findall(r"-?(?:\d+\.\d*|\.\d+|\d+)", rest)))
        for command, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path)
    )


@pytest.mark.parametrize("slug", EXERCISES)
def test_a_picture_is_the_same_each_time(slug: str) -> None:
    assert drawing.still(EXERCISES[slug]) == drawing.still(EXERCISES[slug])


def test_the_other_side_is_the_mirror_image() -> None:
    exercise = EXERCISES["single-knee-to-chest"]
    right = drawing.still(exercise, 1.0, side="right")
    left = drawing.still(exercise, 1.0, side="left")
    assert right != left
    both = EXERCISES["bridge"]
    assert drawing.still(both, 1.0, side="right") == drawing.still(both, 1.0, side="left")


def test_a_title_names_the_picture_and_is_escaped() -> None:
    exercise = EXERCISES["bridge"]
    named = drawing.still(exercise, title="Bridge <&>")
    assert 'role="img"' in named
    assert "<title>Bridge &lt;&amp;&gt;</title>" in named
    assert 'aria-hidden="true"' in drawing.still(exercise)


def test_half_range_stops_half_way() -> None:
    exercise = EXERCISES["bridge"]
    small, full = stage.setting(exercise, "small"), stage.setting(exercise, "standard")
    assert stage.pose_at(small, 1.0) == stage.pose_at(full, 0.5)


def test_unknown_things_are_refused() -> None:
    with pytest.raises(KeyError, match="no variant 'nowhere'"):
        drawing.still(EXERCISES["bridge"], variant="nowhere")
    with pytest.raises(PlacementError, match="no position 'floating'"):
        place("floating", {}, frozenset(), "right")
    with pytest.raises(scenes.SceneError, match="no scene for 'juggling'"):
        scenes.scene("juggling")
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"tilt": 3}, scenes.Scene)


def test_a_changed_angle_changes_the_picture() -> None:
    exercise = EXERCISES["hamstring-strap"]
    poses = [
        schema.Pose(at=p.at, joints={**p.joints, "moving-knee": {"flexion": 40.0}})
        for p in exercise.pose
    ]
    other = msgspec.structs.replace(exercise, pose=poses)
    assert drawing.still(exercise, 1.0) != drawing.still(other, 1.0)
