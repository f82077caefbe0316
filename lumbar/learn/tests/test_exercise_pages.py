"""An exercise's page in each of its ways, with its angles; and the resting positions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from lumbar.clinical.library import library
from lumbar.clinical.schema import Pose
from lumbar.figure.catalogue import BODIES
from lumbar.learn import presenters

LANGUAGES = ("en", "zh-hant")
WAYS = [
    (slug, variant.id)
    for slug, exercise in library().exercises.items()
    for variant in exercise.variant
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_has_its_own_steps_and_picture(client: Client, language: str):
    client.cookies["language"] = language
    for slug, way in WAYS:
        page = client.get(reverse("exercise", args=[slug]), {"way": way}).content.decode()
        said = library().words(language).exercises[slug].of(way)
        for step in said.variants[way].steps or said.steps:
            assert escape(step) in page
        assert page.count('aria-current="true"') == (len(library().exercises[slug].variant) > 1)


@pytest.mark.django_db
def test_an_unknown_way_is_not_found(client: Client):
    address = reverse("exercise", args=["bridge"])
    assert client.get(address, {"way": "upside-down"}).status_code == 404
    assert client.get(address, {"way": ""}).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_angles_of_every_way_are_told_on_every_body(language: str):
    knowledge = library()
    words = knowledge.words(language)
    for slug, way in WAYS:
        exercise = knowledge.exercises[slug]
        variant = next(one for one in exercise.variant if one.id == way)
        first = min(variant.pose or exercise.pose, key=lambda pose: pose.at)
        for body in BODIES:
            with translation.override(language):
                told = presenters.angles(exercise, variant, body, knowledge, words)
            assert len(told) == sum(len(motions) for motions in first.joints.values())
            for angle in told:
                assert angle.name and angle.about
                assert angle.start.endswith("°") and angle.end.endswith("°")


def test_half_the_way_is_half_of_each_angle():
    poses = [
        Pose(at=0.0, joints={"hip": {"flexion": 10.0}}),
        Pose(at=0.5, joints={"hip": {"flexion": 50.0}}),
        Pose(at=1.0, joints={"hip": {"flexion": 70.0}}),
    ]
    exercise = library().exercises["bridge"]
    small = next(one for one in exercise.variant if one.id == "small")
    knowledge = library()
    told = presenters.angles(exercise, small, "woman", knowledge, knowledge.words("en"))
    whole = presenters.angles(
        exercise, exercise.variant[0], "woman", knowledge, knowledge.words("en")
    )
    for half, full in zip(told, whole, strict=True):
        start, end, reached = (
            float(value.removesuffix("°").replace("−", "-"))
            for value in (full.start, full.end, half.end)
        )
        assert reached == pytest.approx(start + small.range * (end - start), abs=1)
    assert [presenters.between(poses, at, "hip", "flexion") for at in (0, 0.25, 0.5, 0.75, 1)] == [
        10,
        30,
        50,
        60,
        70,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_resting_positions_and_packs(client: Client, language: str):
    client.cookies["language"] = language
    page = client.get(reverse("positions")).content.decode()
    words = library().care.words(language)
    for position in presenters.RESTING:
        assert escape(words.sleep_positions.positions[position].how) in page
    for method in words.heat_cold.methods.values():
        for rule in method.rules.values():
            assert escape(rule) in page
    for figure in (*presenters.RESTING.values(), *presenters.PACKS.values()):
        assert f'id="{figure}"' in page
    assert reverse("positions") in client.get(reverse("exercises")).content.decode()
