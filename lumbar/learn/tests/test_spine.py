"""The drawn spine on the cause pages: every part named, told in words, and sourced."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from lumbar.clinical.library import library
from lumbar.figure import spine
from lumbar.learn.spine import shown_spine
from lumbar.learn.tests.test_learn import LANGUAGES, read

pytestmark = pytest.mark.django_db


def test_figure_and_knowledge_name_the_same_parts_and_causes():
    known = library().care.spine
    assert tuple(part.id for part in known.part) == spine.PARTS
    assert tuple(cause.id for cause in known.cause) == spine.CAUSES
    assert set(known.source) == set(spine.SOURCES)


@pytest.mark.parametrize("cause", spine.CAUSES)
def test_words_tell_every_change_that_is_drawn(cause: str):
    told = {one.id for one in library().care.spine.cause if one.id == cause}
    assert told == {cause}
    changes = next(one.changes for one in library().care.spine.cause if one.id == cause)
    for view in spine.VIEWS:
        drawn = {layer.part for layer in spine.draw(view, cause).layers if layer.changed}
        assert drawn <= set(changes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", spine.CAUSES)
def test_a_cause_page_has_the_drawing_its_words_and_sources(
    client: Client, cause: str, language: str
):
    page = read(client, reverse("learn_topic", args=[cause]), language)
    care = library().care
    shown = shown_spine(cause, care, language)
    for part in shown.parts:
        assert f'value="{part.id}" id="spine-{part.id}"' in page
        assert f'aria-describedby="spine-{part.id}-about"' in page
        assert page.count(escape(part.about)) == 2, "beside the drawing, and in the list"
        if part.change:
            assert page.count(escape(part.change)) == 2
    assert escape(shown.cause.summary) in page
    for source in care.spine.source:
        assert escape(library().sources[source].title) in page


@pytest.mark.parametrize("cause", spine.CAUSES)
def test_the_drawing_obeys_the_content_security_policy(client: Client, cause: str):
    page = read(client, reverse("learn_topic", args=[cause]), "en")
    drawing = page[page.index('<div class="spine"') : page.index('class="fold spine__list"')]
    assert " style=" not in drawing and "<script" not in drawing and "<style" not in drawing


@pytest.mark.parametrize("cause", spine.CAUSES)
def test_ids_are_there_once(client: Client, cause: str):
    page = read(client, reverse("learn_topic", args=[cause]), "en")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_other_pages_carry_no_drawing(client: Client):
    page = read(client, reverse("learn_topic", args=["medicines"]), "en")
    assert "spine.css" not in page and 'class="spine"' not in page


def test_an_unknown_cause_is_a_key_error():
    with pytest.raises(KeyError):
        shown_spine("wear", library().care, "en")
